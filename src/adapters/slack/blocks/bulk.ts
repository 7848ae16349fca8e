import type { BulkSummary } from '../../../domain/ledger';
import type { Message } from '../../../domain/message';
import { escaped, plain } from '../escape';
import { LIMITS } from '../limits';
import type { Text } from '../text/text';
import type { RenderContext } from './render-context';
import { untilWords } from './reopening';
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
  const reason = reasonWords(decision, text);
  return reason === undefined ? words : `${words}: ${reason}`;
}

/** Escaped. */
function reasonWords(decision: BulkSummary['decision'], text: Text): string | undefined {
  const why = decision.kind === 'suppress' && decision.justification;
  const words = why ? text.decision.justified[why] : '';
  const free = decision.reason === undefined ? '' : escaped(decision.reason, 300);
  return [words, free].filter((part) => part).join(': ') || undefined;
}

function colorOf({ decision, undoneBy }: BulkSummary): string {
  return decision.kind === 'resolve' && undoneBy === undefined ? COLOR.done : COLOR.muted;
}

function details(bulk: BulkSummary, card: string, context: RenderContext): Block[] {
  const { decision, undoneBy } = bulk;
  const { text } = context;
  const until = decision.kind === 'suppress' ? [plainContext(scopeOf(decision, context), 150)] : [];
  if (undoneBy !== undefined) {
    return [...until, plainContext(text.bulk.undone(plain(undoneBy.name, 60)), 100)];
  }
  return [...until, ...undoButton(bulk, card, context)];
}

/** Until when and where it holds. Without a place it is from an earlier version, which did not ask. */
function scopeOf(
  { until, place }: Extract<BulkSummary['decision'], { kind: 'suppress' }>,
  context: RenderContext,
): string {
  const { bulk, decision } = context.text;
  const where = place && { here: bulk.here, everywhere: decision.everywhere }[place];
  return [untilWords(until, context), where].filter((part) => part).join(' · ');
}

/** A reopening has none: what was decided before is not known any more. */
function undoButton({ decision }: BulkSummary, card: string, { text }: RenderContext): Block[] {
  if (decision.kind === 'reopen' || card.length > LIMITS.buttonValue) return [];
  return [actions([button({ action: 'bulk_undo', label: text.button.undo, value: card })])];
}
