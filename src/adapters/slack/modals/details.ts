import type { ModalView } from '@slack/types';
import type { Details } from '../../../domain/details';
import type { Remedy, RemedyRow } from '../../../domain/remedy';
import type { RenderContext } from '../blocks/render-context';
import {
  actions,
  type Block,
  button,
  context as contextBlock,
  header,
  section,
} from '../blocks/shared-blocks';
import { dueWords } from '../blocks/urgency';
import { urgencyAnswers } from '../blocks/urgency-answers';
import { historyBlocks } from './details-history';
import { placeBlocks } from './details-images';
import { detailsFrame } from './details-loading';
import { type DetailsPlace, writeMetadata } from './details-state';
import { fitted, version } from './details-text';
import { vulnerabilityBlocks } from './details-vulnerability';

/** Lines of installed versions and targets. */
const MOST_ROWS = 5;

/** What is known of an upgrade. At most: 10 blocks for the head and the pages, 16 images, 40 for vulnerabilities, 17 of history. */
export function detailsView(
  details: Details,
  place: DetailsPlace,
  context: RenderContext,
): ModalView {
  const { ref, page, total, entries, remedy } = details;
  const words = context.text.details;
  return {
    ...detailsFrame(remedy.name, words),
    private_metadata: writeMetadata({ ref, page, place }),
    blocks: [
      section(fitted(headLines(details, context))),
      ...(details.answered ? [] : [contextBlock(`⚠️ ${words.notAnswered}`)]),
      header(words.images(details.places.length + (details.unnamed ?? 0))),
      ...placeBlocks(details, context),
      header(words.vulnerabilities(total)),
      ...rangeOf(details, context),
      ...entries.flatMap((entry) => vulnerabilityBlocks(entry, remedy, context)),
      ...pageButtons(details, context),
      ...historyBlocks(details, context),
    ],
  };
}

/** Where nothing is known any more. */
export function emptyDetails(
  { ref, page }: Pick<Details, 'ref' | 'page'>,
  place: DetailsPlace,
  { text }: RenderContext,
): ModalView {
  return {
    ...detailsFrame(text.details.title, text.details),
    private_metadata: writeMetadata({ ref, page, place }),
    blocks: [section(text.details.gone)],
  };
}

/** The upgrade, by when, and the four answers from which that follows, each with its source. */
function headLines(
  { remedy, first, overdue, staleKev }: Details,
  context: RenderContext,
): string[] {
  const rows = rowLines(remedy, context);
  const due = dueWords(first, overdue, context).join('');
  const [upgrade = '', ...others] = rows;
  return [
    [upgrade, due].filter((part) => part !== '').join(' · '),
    ...others,
    ...urgencyAnswers(first, staleKev, context),
  ].filter((line) => line !== '');
}

function rowLines({ rows }: Remedy, context: RenderContext): string[] {
  const { text } = context;
  const more = rows.length - MOST_ROWS;
  const lines = rows.slice(0, MOST_ROWS).map((row) => rowLine(row, context));
  return more > 0 ? [...lines, text.andMore(more)] : lines;
}

function rowLine({ installed, target, isMajor }: RemedyRow, { text }: RenderContext): string {
  const words = text.details;
  const from = version(installed);
  if (target === undefined) return `*${words.rowNoFix(from)}*`;
  return `*${from} → ${version(target)}*${isMajor ? ` · ${words.major}` : ''}`;
}

function rangeOf({ page, pages, total, entries }: Details, { text }: RenderContext): Block[] {
  if (pages === 1) return [];
  const from = (page - 1) * PAGE + 1;
  return [contextBlock(text.details.range(from, from + entries.length - 1, total))];
}

/** Vulnerabilities on a page; see `readDetails`. */
const PAGE = 20;

function pageButtons({ page, pages, total }: Details, { text }: RenderContext): Block[] {
  const words = text.details;
  const left = total - page * PAGE;
  const next = button({
    action: 'details_next',
    label: words.next(Math.min(PAGE, left)),
    value: String(page + 1),
  });
  const back = button({ action: 'details_back', label: words.back(PAGE), value: String(page - 1) });
  const shown = [...(page > 1 ? [back] : []), ...(page < pages ? [next] : [])];
  return shown.length === 0 ? [] : [actions(shown)];
}
