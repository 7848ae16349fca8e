import { digestKey, hasDigest, newCard, redrawn } from '../domain/card';
import type { Card } from '../domain/ledger';
import type { ScanCompleted, ScanEvent, ScanReport } from '../domain/scan';
import { totalsOf } from '../domain/scan-attention';
import { needsAttention, reportCard } from '../domain/scan-report';
import { changeCard } from './change';
import { redraw } from './redraw';
import type { ShowDeps } from './show-card';

export interface ScanDigestDeps extends ShowDeps {
  /** Scans with more cards than this have a digest. */
  digestAbove: number;
}

/**
 * The key of the digest that says what is wrong with a scan which has no card yet; none if it has no digest that people can
 * see. The event may come before the first finding, so it says itself on how many cards they are.
 */
export async function digestFor(
  { ledger, digestAbove }: ScanDigestDeps,
  report: ScanReport,
): Promise<string | undefined> {
  const { completed, state } = report;
  if (completed === undefined || state !== 'done' || !needsAttention(report)) return undefined;
  const { scanId, placed } = completed;
  const key = digestKey(scanId);
  const [present] = await ledger.cards([key]);
  if (present !== undefined) return present.gone || present.aside ? undefined : key;
  return placed && hasDigest(placed, digestAbove) ? key : undefined;
}

/** The key of the digest in which a scan is shown, if it is not shown by a message of its own. */
export function digestIn(card: Card | undefined): string | undefined {
  return card?.content.kind === 'scan' ? card.content.digest : undefined;
}

/** Draws the digest, which is posted even if no finding of the scan has arrived: what is wrong is said in it alone. */
export async function showDigest(
  { ledger, waker, clock, token, channel }: ScanDigestDeps,
  key: string,
  event: ScanEvent,
): Promise<void> {
  if (event.type !== 'Scan Completed') return;
  const { scanId, placed } = event;
  const total = placed?.findings ?? 0;
  await changeCard(ledger, key, (present) => {
    const card = present ?? newCard(key, channel, { kind: 'digest', scanId, total });
    return card.gone ? undefined : redrawn(card, { now: clock.now(), token }, 1);
  });
  await waker.painter(channel, [key], false);
}

/** Keeps what the digest of a scan says of it, and has a digest drawn again that was posted before the scan had ended. */
export async function keepForDigest(deps: ScanDigestDeps, event: ScanEvent): Promise<void> {
  if (event.type !== 'Scan Completed' || event.error !== undefined) return;
  if (event.counts.new + event.counts.reopened === 0) return;
  const { ledger, waker, channel } = deps;
  const key = reportCard(event.scanId);
  await changeCard(ledger, key, (present) =>
    present === undefined
      ? newCard(key, channel, { kind: 'scan', report: shortReport(event) })
      : undefined,
  );
  const digest = digestKey(event.scanId);
  const drawn = await redraw(deps, digest);
  if (drawn?.work !== undefined) await waker.painter(channel, [digest], false);
}

/** Without the images that need no attention: a scan may have thousands. */
function shortReport(event: ScanCompleted): ScanReport {
  const images = event.images.filter(
    ({ error, doubt }) => error !== undefined || doubt !== undefined,
  );
  return {
    images: [],
    taskArn: event.taskArn ?? '',
    state: 'done',
    startedAt: event.at,
    completed: { ...event, images, totals: totalsOf(event) },
  };
}
