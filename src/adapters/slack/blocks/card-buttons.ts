import { cardValue, decidedBy } from '../button-values';
import { clean } from '../escape';
import type { ActionId } from '../ids';
import { LIMITS } from '../limits';
import { type CardView, hasNoFix } from './card-state';
import { imageNames, type Room } from './card-words';
import { plainDate, type RenderContext } from './render-context';
import { actions, type Block, type ButtonSpec, button, plainText } from './shared-blocks';

/** The possible decisions on what is open, or on what is decided where nothing is. A card that is continued has none. */
export function cardButtons(view: CardView, room: Room, context: RenderContext): Block[] {
  const value = cardValue(view.card, room.value);
  if (value === undefined) return [];
  const all = specsOf(view, context).map(
    (spec): ButtonSpec => ({
      ...spec,
      value,
      ...(room.details && { spoken: spokenLabel(spec.label, view, context) }),
    }),
  );
  return [actions(all.map(button))];
}

type Spec = Omit<ButtonSpec, 'value' | 'spoken'>;

function specsOf(view: CardView, context: RenderContext): Spec[] {
  const { button: labels } = context.text.card;
  const count = decidedBy(view.card).length;
  const spec = (action: ActionId, label: string): Spec => ({ action, label });
  const details = spec('remedy_details', labels.details);
  if (view.state !== 'open') return [spec('remedy_reopen', labels.reopen(count)), details];
  const resolve = spec('remedy_resolve', labels.resolve(count));
  const suppress = spec('remedy_suppress', labels.suppress(count));
  if (view.card.holder !== undefined)
    return [resolve, suppress, releaseSpec(view, context), details];
  // Without a fix there is no upgrade to work on.
  if (hasNoFix(view)) return [suppress, resolve, details];
  return [spec('remedy_take', labels.take), resolve, suppress, details];
}

function releaseSpec({ card: { holder } }: CardView, context: RenderContext): Spec {
  const { button: labels, release } = context.text.card;
  const since = holder === undefined ? '' : plainDate(context, holder.since);
  const confirm = {
    title: plainText(release.title, LIMITS.confirmTitle),
    text: plainText(release.text(clean(holder?.name ?? ''), since), LIMITS.confirmText),
    confirm: plainText(release.yes, LIMITS.confirmButton),
    deny: plainText(release.no, LIMITS.confirmButton),
  };
  return { action: 'remedy_release', label: labels.release, confirm };
}

/** For screen readers, which hear a button without what is around it. */
function spokenLabel(label: string, { card, images }: CardView, context: RenderContext): string {
  const names = imageNames(images, context);
  return `${label}: ${context.text.listed([card.remedy.name, ...names].map(clean))}`;
}
