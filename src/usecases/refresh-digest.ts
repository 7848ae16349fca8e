import type { Card } from '../domain/ledger';
import { DIGEST_DELAY_MS } from '../domain/timing';
import { type Now, sooner, workAt } from '../domain/work';
import { standingDigest } from './card-thread';
import { changeCard } from './change';
import type { ShowDeps } from './show-card';

/**
 * Has the digest of a scan drawn once more after the scan's end, when the index shows all of its findings. A scan without
 * a digest gets none.
 */
export async function refreshDigest(
  { ledger, clock, token }: Pick<ShowDeps, 'ledger' | 'clock' | 'token'>,
  scanId: string,
): Promise<void> {
  const { digest } = await standingDigest({ ledger }, `scan/${scanId}`);
  if (digest === undefined) return;
  await changeCard(ledger, digest.key, (card) => card && later(card, { now: clock.now(), token }));
}

/** A digest that is not posted yet does not wait, because its pages wait for it. */
function later(card: Card, { now, token }: Now): Card {
  const work = workAt(new Date(now.getTime() + DIGEST_DELAY_MS), 2, token);
  const isPosted = card.ts !== undefined;
  return { ...card, dirty: card.dirty + 1, work: isPosted ? work : sooner(card.work, work) };
}
