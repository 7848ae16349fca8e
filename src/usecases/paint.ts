import { received } from '../domain/decide';
import type { Card, LedgerFinding } from '../domain/ledger';
import type { RemedyCard } from '../domain/message';
import { DIGEST_DELAY_MS, GATHER_MS } from '../domain/timing';
import { threadOf } from './card-thread';
import { changeFinding } from './change';
import { viewOf } from './draw-card';
import { moveOn } from './join-card';
import { type Drawing, finish, LATER, type PaintDeps, type Painted, type Step } from './painting';
import { postCard } from './post-card';
import { redraw } from './redraw';
import { endAside } from './set-aside';
import { tendRemedy } from './take-over';
import { updateCard } from './update-card';

/** Drawings of a card from the start in one go: after each digest that was deleted, in its simplest form, and more. */
const TURNS = 8;

/** Draws one card: posts it, or updates its message, and records that its findings were shown. */
export async function paintCard(deps: PaintDeps, key: string): Promise<Painted> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const step = await paintOnce(deps, key);
    if (step.kind !== 'again') return step;
  }
  deps.log.warn('a card is drawn later, because it changes all the time', { card: key });
  return LATER;
}

async function paintOnce(deps: PaintDeps, key: string): Promise<Step> {
  const [card] = await deps.ledger.cards([key]);
  if (card?.work === undefined) return { kind: 'done' };
  if (card.content.kind === 'remedy') return tend(deps, key);
  const { message, fresh, before, former = [] } = await viewOf(deps.ledger, card, deps.clock.now());
  if (card.gone) return leave(deps, card, fresh);
  if (message === undefined || !isShown(card, fresh)) return end(deps, card);
  const hash = deps.channel.fingerprint(message, card.plain);
  if (card.aside?.hash === hash) return finish(deps, card);
  // Before it is drawn, so that no crash leaves them as they are; their turn comes after it.
  if (card.hash !== hash) await redrawBefore(deps, before);
  return draw(deps, { card, message, hash, fresh, former });
}

async function tend(deps: PaintDeps, key: string): Promise<Step> {
  const { channelId: channel, ledger, waker, clock, token } = deps;
  await tendRemedy({ ledger, waker, clock, token, channel }, key);
  return { kind: 'done' };
}

/** The cards from which findings were taken over name this one, and what is open of it. */
async function redrawBefore(deps: PaintDeps, keys: string[] = []): Promise<void> {
  for (const key of keys) await redraw(deps, key);
}

/** Findings are posted only while one of them is to be shown; a bulk decision once it has decided something. */
function isShown({ content, members, ts }: Card, fresh: LedgerFinding[]): boolean {
  if (ts !== undefined) return true;
  if (content.kind === 'bulk') return members.length > 0;
  return fresh.length > 0 || (content.kind !== 'finding' && content.kind !== 'page');
}

async function draw(deps: PaintDeps, drawing: Drawing): Promise<Step> {
  const posted = drawing.card.ts === undefined ? await postFirst(deps, drawing) : drawing.card;
  if ('kind' in posted) return posted;
  const isOver = posted.unsure !== undefined && deps.clock.now().getTime() >= posted.unsure;
  if (posted.hash !== drawing.hash || isOver) {
    const updated = await updateCard(deps, { ...drawing, card: posted });
    if ('kind' in updated) return updated;
  }
  await receiveAll(deps, drawing.fresh);
  return end(deps, drawing.card, againAt(deps, drawing));
}

/** A digest is drawn again until all findings of its scan are counted, and a card until the one that took it over is posted. */
function againAt({ clock }: PaintDeps, { message }: Drawing): number | undefined {
  const isCounting = message.kind === 'digest' && message.digest.isCounting;
  if (isCounting) return clock.now().getTime() + DIGEST_DELAY_MS;
  const isAwaiting = message.kind === 'cards' && message.cards.some(isAwaited);
  return isAwaiting ? clock.now().getTime() + GATHER_MS : undefined;
}

function isAwaited({ continued }: RemedyCard): boolean {
  return continued?.isAwaited === true;
}

/** A page's digest is posted before it, and the cards that had its buttons are drawn without. */
async function postFirst(deps: PaintDeps, drawing: Drawing): Promise<Card | Step> {
  const thread = await threadOf(deps, drawing.card, paintCard);
  if ('kind' in thread) return thread;
  const stopped = await drawFormer(deps, drawing);
  return stopped ?? postCard(deps, drawing, thread.threadTs);
}

/**
 * One that cannot be drawn now does not hold up the new card, unless Slack takes nothing. Once that is posted, they are drawn
 * again with a link to it.
 */
async function drawFormer(deps: PaintDeps, { former }: Drawing): Promise<Painted | undefined> {
  if (former.length === 0) return undefined;
  for (const { key, ts, gone, work } of await deps.ledger.cards(former)) {
    if (ts === undefined || gone || work === undefined) continue;
    const painted = await paintCard(deps, key);
    if (painted.kind === 'stop') return painted;
  }
  await redrawBefore(deps, former);
  return undefined;
}

/** Receipts: the findings that were drawn, and did not change meanwhile, were shown. */
async function receiveAll(
  { ledger, waker, clock, token }: PaintDeps,
  drawn: LedgerFinding[],
): Promise<void> {
  if (drawn.length === 0) return;
  const receive = (finding: LedgerFinding) =>
    changeFinding(ledger, finding.hash, (item) =>
      received(item, finding, { now: clock.now(), token }),
    );
  await Promise.all(drawn.map(receive));
  const hashes = drawn.map(({ hash }) => hash);
  await waker.projector(hashes, false);
}

/** Findings of a card whose message is gone are shown on the next one. */
async function leave(deps: PaintDeps, card: Card, fresh: LedgerFinding[]): Promise<Painted> {
  for (const item of fresh) await moveOn(deps, item);
  return end(deps, card);
}

/** The card needs no other drawing than it has, or none before `again`. */
async function end(deps: PaintDeps, card: Card, again?: number): Promise<Painted> {
  await endAside(deps, card);
  return finish(deps, card, again);
}
