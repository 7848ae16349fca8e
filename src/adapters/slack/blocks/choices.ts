import type { PlainTextOption, StaticSelect } from '@slack/types';
import { repositoryOf } from '../../../domain/image';
import { DUE_FILTERS, type DueFilter, imageChoice, isNamed } from '../../../domain/open-filter';
import type { ActionId } from '../ids';
import { LIMITS } from '../limits';
import type { RenderContext } from './render-context';
import { plainText } from './shared-blocks';

/** The value of the option that leaves nothing out. An image may have this name, but not with a `#` before it. */
export const ALL = '#all';

interface Choice {
  name: string;
  value: string;
}

interface Menu {
  action: ActionId;
  label: string;
  choices: Choice[];
  chosen: string | undefined;
}

function menuOf({ action, label, choices, chosen }: Menu): StaticSelect {
  const options = choices.map(optionOf);
  const index = choices.findIndex(({ value }) => value === (chosen ?? ALL));
  const initial = options[index];
  return {
    type: 'static_select',
    action_id: action,
    placeholder: plainText(label, LIMITS.placeholder),
    options,
    ...(initial !== undefined && { initial_option: initial }),
  };
}

function optionOf({ name, value }: Choice): PlainTextOption {
  return { text: plainText(name, LIMITS.optionText), value };
}

interface Counted {
  name: string;
  count: number;
}

/** Characters of an image's name, so that its count is never cut off. */
const NAME = 60;

/** The images of open findings, at most `most`, each with how many it has. */
export function imageMenu(
  action: ActionId,
  images: Counted[],
  { chosen, most }: { chosen: string | undefined; most: number },
  { text }: RenderContext,
): StaticSelect {
  const { filter } = text.home;
  const names = images.map(({ name }) => repositoryOf(name));
  const choices = images.map(({ name, count }, index): Choice & { image: string } => {
    const repository = names[index] ?? name;
    const isElsewhere = names.indexOf(repository) !== names.lastIndexOf(repository);
    const shown = shortened(isElsewhere ? name : repository);
    return { name: filter.choice(shown, count), value: imageChoice(name), image: name };
  });
  const known = choices.find(({ image }) => chosen !== undefined && isNamed(image, chosen));
  const missing = chosen !== undefined && known === undefined;
  const first = choices.slice(0, most - (missing ? 1 : 0));
  const isCut = known !== undefined && !first.includes(known);
  const kept = isCut ? [known, ...first.slice(0, -1)] : first;
  return menuOf({
    action,
    label: filter.image,
    choices: [
      { name: filter.allImages, value: ALL },
      ...(missing ? [{ name: filter.choice(shortened(chosen), 0), value: chosen }] : []),
      ...kept,
    ],
    chosen: known?.value ?? chosen,
  });
}

/** The end of a name tells images of one registry apart. */
function shortened(name: string): string {
  return name.length <= NAME ? name : `…${name.slice(1 - NAME)}`;
}

export function dueMenu(
  action: ActionId,
  counts: Record<DueFilter, number>,
  chosen: DueFilter | undefined,
  { text }: RenderContext,
): StaticSelect {
  const { filter } = text.home;
  return menuOf({
    action,
    label: filter.due,
    choices: [
      { name: filter.anyDue, value: ALL },
      ...DUE_FILTERS.map((due) => ({ name: filter.choice(filter[due], counts[due]), value: due })),
    ],
    chosen,
  });
}
