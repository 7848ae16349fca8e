import { defined } from '../../domain/defined';
import { DUE_FILTERS, type HomeView } from '../../domain/open-filter';
import { HomeViewSchema } from '../job-schema';
import { ALL } from './blocks/choices';
import { readJson } from './button-values';
import { type OpenQuery, readOpenQuery } from './open-query';
import type { Click } from './payloads';

/*
 * What the Home tab, or a list of open findings, shows after a click on its filters and page buttons.
 */

/** The Home tab as it was drawn; undefined for a click elsewhere. */
export function shownHome({ view }: Click): HomeView | undefined {
  return view?.type === 'home' ? readJson(HomeViewSchema, view.private_metadata) : undefined;
}

/** The Home tab after the click. A new filter begins at its first page. */
export function nextHome(click: Click): HomeView {
  const shown = shownHome(click) ?? { page: 1 };
  const { image, due, page } = shown;
  const [action] = click.actions;
  switch (action?.action_id) {
    case 'home_image':
      return { page: 1, ...defined({ image: chosenIn(click), due }) };
    case 'home_due':
      return {
        page: 1,
        ...defined({ image, due: DUE_FILTERS.find((each) => each === chosenIn(click)) }),
      };
    case 'home_next':
    case 'home_back':
      return { ...shown, page: pageIn(click) ?? page };
    default:
      return shown;
  }
}

/** The list after the click; undefined for a list of another version. */
export function nextList(click: Click): OpenQuery | undefined {
  const [action] = click.actions;
  const shown = readOpenQuery(action?.block_id);
  if (shown === undefined) return undefined;
  const { image: _, ...rest } = shown;
  if (action?.action_id === 'open_image')
    return { ...rest, page: 1, ...defined({ image: chosenIn(click) }) };
  return { ...shown, page: pageIn(click) ?? shown.page };
}

/** The chosen option; undefined for the one that leaves nothing out. */
function chosenIn({ actions: [action] }: Click): string | undefined {
  const value = action?.selected_option?.value;
  return value === ALL ? undefined : value;
}

function pageIn({ actions: [action] }: Click): number | undefined {
  const page = Number(action?.value);
  return Number.isSafeInteger(page) && page > 0 ? page : undefined;
}
