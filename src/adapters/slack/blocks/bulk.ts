import type { BulkSummary } from '../../../domain/ledger';
import type { Message } from '../../../domain/message';
import { escaped, plain } from '../escape';
import { LIMITS } from '../limits';
import { untilWords } from './decision';
import type { RenderContext } from './render-context';
import {
  actions,
  type Block,
  button,
  COLOR,
  identify,
  type Payload,
  plainContext,
  section,
} from './shared-blocks';

const MARK = { resolve: '✅', suppress: '🔕', reopen: '↩️' } as const;

/** A bulk decision: who decided how many findings and why, a button to undo it, and who undid it. */
export function renderBulk(
  { bulk, count, card }: Extract<Message, { kind: 'bulk' }>,
  context: RenderContext,
): Payload {
  const sentence = sentenceOf(bulk, count, context);
  const mark = bulk.undoneBy === undefined ? MARK[bulk.decision.kind] : MARK.reopen;
  return {
    text: sentence,
    blocks: identify('bulk', [section(`${mark} ${sentence}`)]),
    attachments: [
      {
        color: colorOf(bulk),
        fallback: sentence,
        blocks: identify('bulked', details(bulk, card, context)),
      },
    ].filter(({ blocks }) => blocks.length > 0),
  };
}

/** Escaped. */
function sentenceOf(
  { decision, by, total }: BulkSummary,
  count: number,
  { text }: RenderContext,
): string {
  const words = text.bulk.done[decision.kind](escaped(by.name, 60), count, text.findings(total));
  return decision.reason === undefined ? words : `${words}: ${escaped(decision.reason, 300)}`;
}

function colorOf({ decision, undoneBy }: BulkSummary): string {
  return decision.kind === 'resolve' && undoneBy === undefined ? COLOR.done : COLOR.muted;
}

function details(bulk: BulkSummary, card: string, context: RenderContext): Block[] {
  const { decision, undoneBy } = bulk;
  const { text } = context;
  const until =
    decision.kind === 'suppress' ? [plainContext(untilWords(decision.until, context), 100)] : [];
  if (undoneBy !== undefined) {
    return [...until, plainContext(text.bulk.undone(plain(undoneBy.name, 60)), 100)];
  }
  return [...until, ...undoButton(bulk, card, context)];
}

/** A reopening has none: what was decided before is not known any more. */
function undoButton({ decision }: BulkSummary, card: string, { text }: RenderContext): Block[] {
  if (decision.kind === 'reopen' || card.length > LIMITS.buttonValue) return [];
  return [actions([button({ action: 'bulk_undo', label: text.button.undo, value: card })])];
}
