import type { Details, HistoryEntry } from '../../../domain/details';
import { type RenderContext, showTime } from '../blocks/render-context';
import { type Block, context as contextBlock, header } from '../blocks/shared-blocks';
import { escaped, mention } from '../escape';

const MOST = 15;

/** What was decided, when, by whom and why, newest first. */
export function historyBlocks(
  { history, historyOf, total }: Details,
  context: RenderContext,
): Block[] {
  const words = context.text.details;
  const shown = history.slice(0, MOST);
  const more = history.length - shown.length;
  return [
    header(words.history),
    ...shown.map((entry) => contextBlock(lineOf(entry, context))),
    ...(more === 0 ? [] : [contextBlock(words.earlier(more))]),
    ...(historyOf < total ? [contextBlock(words.historyCut(historyOf))] : []),
  ];
}

function lineOf(entry: HistoryEntry, context: RenderContext): string {
  const reason = entry.reason === undefined ? [] : [escaped(entry.reason, 300)];
  return [showTime(context, entry.at), didWords(entry, context), ...reason].join(' · ');
}

function didWords({ action, by, count, status }: HistoryEntry, { text }: RenderContext): string {
  const { did } = text.details;
  switch (action) {
    case 'resolve':
    case 'suppress':
    case 'extend':
    case 'reopen':
      return did[action](mention(by), count);
    case 'adopted':
      return did.adopted[status](count);
    case 'shown':
      return did.shown(count);
    case 'found':
      return did.found(count);
  }
}
