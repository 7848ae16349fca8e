import { digestKey, newCard } from '../domain/card';
import type { Job } from '../domain/job';
import type { Card, Holder } from '../domain/ledger';
import type { CardRef } from '../domain/message';
import {
  holderAt,
  newRemedyContent,
  type RemedyContent,
  remedyIdOf,
  remedyKey,
  withRemedyContent,
} from '../domain/remedy-item';
import type { LedgerTable } from '../ports/ledger';
import { changeCard } from './change';
import { authorized, redrawHome } from './decide';
import type { DecideManyDeps } from './decide-many';
import type { Outcome } from './record-outcome';
import { redraw, redrawSoon } from './redraw';
import { tell } from './reply-to-person';

export type HoldJob = Extract<Job, { type: 'hold' }>;

/**
 * Records that somebody works on an upgrade, or does no longer. The first one holds it, for a week; others are told who does.
 * Everybody who may decide may release it. Rejects with `Unavailable` when it has to be tried again.
 */
export function hold(deps: DecideManyDeps, job: HoldJob, receives = 1): Promise<Outcome> {
  return authorized(deps, job, receives, async (request) => {
    const { userId, name } = request.actor;
    const since = new Date(Number(request.actionTs) * 1000).toISOString();
    const content = await record(deps, job, { userId, name, since });
    if (content === undefined) return tell(deps, job, { kind: 'not-found' });
    const { holder } = content;
    if (job.take && holder !== undefined && holder.userId !== userId) {
      const { name: by, since: at } = holder;
      await tell(deps, job, { kind: 'held', title: content.name, by, since: at });
    }
    await redrawShown(deps, content);
    await redrawHome(deps, job);
  });
}

/** A click that is delivered again, or after a newer one, changes nothing. */
async function record(
  { ledger, clock, token, channel }: DecideManyDeps,
  { ref, take, request }: HoldJob,
  holder: Holder,
): Promise<RemedyContent | undefined> {
  const clickedAt = Number(request.actionTs);
  const key = remedyKey(ref.remedy);
  const first = await firstItem(ledger, ref, channel);
  const changed = await changeCard(ledger, key, (item = first) => {
    if (item?.content.kind !== 'remedy') return undefined;
    const { holder: before, ...content } = item.content;
    if (clickedAt <= (content.clickedAt ?? 0)) return undefined;
    const now = clock.now();
    if (take && holderAt(item.content, now) !== undefined) return undefined;
    const next = take ? { ...content, holder, clickedAt } : { ...content, clickedAt };
    return withRemedyContent(item, next, { now, token });
  });
  return changed?.content.kind === 'remedy' ? changed.content : undefined;
}

/** The item of an upgrade whose card is of an earlier version; undefined if the card does not have it. */
async function firstItem(
  ledger: LedgerTable,
  { card: key, remedy }: CardRef,
  channel: string,
): Promise<Card | undefined> {
  const [card] = await ledger.cards([key]);
  if (card === undefined || card.next?.[remedy] !== undefined) return undefined;
  const items = await ledger.findings(card.members);
  const first = items.find((item) => remedyIdOf(item) === remedy);
  if (first === undefined) return undefined;
  return newCard(remedyKey(remedy), channel, { ...newRemedyContent(first), card: key });
}

/** Its card at once, since somebody waits, and the digest above it in a moment. */
async function redrawShown(deps: DecideManyDeps, { card: key }: RemedyContent): Promise<void> {
  if (key === undefined) return;
  const card = await redraw(deps, key, 0);
  // The digest lists the upgrades of the cards in the channel as well.
  if (card?.content.kind === 'page') await redrawSoon(deps, digestKey(card.content.scanId));
  if (card !== undefined) await deps.waker.painter(deps.channel, [key], true);
}
