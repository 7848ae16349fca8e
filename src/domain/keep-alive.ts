import type { KnownFinding, ScoredDetection } from './detection';
import type { Feeds } from './feeds';
import { fingerprint } from './text';
import { KEEP_ALIVE_MS, KEEP_SPREAD_MS } from './timing';
import type { Epss } from './urgency';

/*
 * When a finding is imported again although what a person decides by is the same: its `content` leaves out what changes with
 * every scan, and Security Hub charges for every import.
 */

/** Numbers that `fingerprint` gives. */
const HASHES = 2 ** 53;

/** How long after its last import an unchanged finding is imported again: always the same for one finding. */
export function keepAfter(id: string): number {
  const share = Number.parseInt(fingerprint(id), 36) / HASHES;
  return KEEP_ALIVE_MS + Math.floor(share * KEEP_SPREAD_MS);
}

/** A likelihood has moved that is this much higher or lower, or twice or half as high. Chosen: EPSS changes a little every day. */
const EPSS_STEP = 0.1;
/** Below it, 1 %, nothing is said to have moved. Chosen. */
const EPSS_LOW = 0.01;

/** True where what the finding says besides its content is no longer so. */
export function isOutdated(
  known: KnownFinding,
  detection: ScoredDetection,
  { stale }: Pick<Feeds, 'stale'>,
): boolean {
  const isStale = stale.some(({ feed }) => feed === 'kev');
  if (known.scan?.staleKev !== undefined && !isStale) return true;
  return hasMoved(known.urgency?.epss, detection.urgency?.epss);
}

function hasMoved(before: Epss | undefined, now: Epss | undefined): boolean {
  if (now === undefined) return false;
  if (before === undefined) return now.score >= EPSS_LOW;
  const [low = 0, high = 0] = [before.score, now.score].sort((a, b) => a - b);
  return high - low >= EPSS_STEP || (high >= EPSS_LOW && high >= 2 * low);
}
