import type { BulkSummary } from '../../../domain/ledger';
import type { Message } from '../../../domain/message';
import { code, escaped } from '../escape';
import { LIMITS } from '../limits';
import type { RenderContext } from './render-context';
import { untilWords } from './reopening';
import {
  type Block,
  button,
  context as contextBlock,
  fold,
  identify,
  type Payload,
  section,
} from './shared-blocks';

const MARK = { resolve: '✅', suppress: '🔕', reopen: '↩️' } as const;

/** Names of upgrades and of images that are shown. */
const MOST = 3;

type BulkMessage = Extract<Message, { kind: 'bulk' }>;

/** A bulk decision: who decided how many, until when, where and why, with a button to undo it; or who undid it. */
export function renderBulk(message: BulkMessage, context: RenderContext): Payload {
  const { bulk } = message;
  const blocks = bulk.undoneBy === undefined ? decided(message, context) : undone(message, context);
  const spoken =
    bulk.undoneBy === undefined ? sentenceOf(message, context) : undoneWords(message, context);
  return { text: spoken, blocks: identify('bulk', blocks), attachments: [] };
}

function decided(message: BulkMessage, context: RenderContext): Block[] {
  const line = section(`${MARK[message.bulk.decision.kind]} ${sentenceOf(message, context)}`);
  const undo = undoButton(message, context);
  const scope = scopeWords(message, context);
  return [
    undo === undefined ? line : { ...line, accessory: undo },
    ...(scope === '' ? [] : [contextBlock(scope)]),
  ];
}

function undone(message: BulkMessage, context: RenderContext): Block[] {
  return [
    section(`${MARK.reopen} ${undoneWords(message, context)}`),
    contextBlock(sentenceOf(message, context)),
  ];
}

/** Escaped. While it is not carried out everywhere it says how many there are in all. */
function sentenceOf({ bulk, count, packages = [] }: BulkMessage, context: RenderContext): string {
  const { text } = context;
  const { decision, by, total } = bulk;
  const until = decision.kind === 'suppress' ? untilWords(decision.until, context) : '';
  const names = packages.map((name) => escaped(name, 60));
  return text.bulk.done[decision.kind](
    escaped(by.name, 60),
    text.bulk.count(count, Math.max(count, total)),
    until,
    fold(names, MOST, text),
  );
}

/** Escaped. */
function undoneWords({ bulk, count }: BulkMessage, { text }: RenderContext): string {
  const { undoneBy, reopened = count } = bulk;
  const stays = Math.max(0, count - reopened);
  return text.bulk.undone(escaped(undoneBy?.name ?? '', 60), reopened, stays);
}

/** Where it holds and why, in mrkdwn. Without a place it is from an earlier version, which did not ask. */
function scopeWords({ bulk, images = [] }: BulkMessage, context: RenderContext): string {
  const { text } = context;
  const { decision } = bulk;
  const place = decision.kind === 'suppress' ? decision.place : undefined;
  const names = fold(
    images.map((name) => code(name, 60)),
    MOST,
    text,
  );
  const where = place === 'here' && names !== '' ? text.bulk.onlyIn(names) : '';
  const everywhere = place === 'everywhere' ? text.bulk.everywhere : '';
  return [where, everywhere, reasonWords(decision, context)].filter((part) => part).join(' · ');
}

/** Escaped. */
function reasonWords(decision: BulkSummary['decision'], { text }: RenderContext): string {
  const why = decision.kind === 'suppress' && decision.justification;
  const words = why ? text.decision.justified[why] : '';
  const free = decision.reason === undefined ? '' : text.quote(escaped(decision.reason, 300));
  return words !== '' && free !== '' ? text.because(words, free) : `${words}${free}`;
}

/** A reopening has none: what was decided before is not known any more. */
function undoButton({ bulk, count, card }: BulkMessage, { text }: RenderContext) {
  if (bulk.decision.kind === 'reopen' || card.length > LIMITS.buttonValue) return undefined;
  const spoken = text.bulk.undo(count);
  return button({ action: 'bulk_undo', label: text.button.undo, value: card, spoken });
}
