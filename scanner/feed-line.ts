import type { Feeds } from '../src/domain/feeds';
import type { FeedName } from '../src/domain/scan';

const NAMES: Record<FeedName, string> = { kev: 'KEV catalogue', epss: 'EPSS' };

/** Of which dates the feeds are, and why not newer. */
export function feedLine({ exploitedAsOf, epssAsOf, stale }: Feeds): string {
  const dated = [
    ...(exploitedAsOf === undefined ? [] : [`${NAMES.kev} of ${exploitedAsOf}`]),
    ...(epssAsOf === undefined ? [] : [`${NAMES.epss} of ${epssAsOf}`]),
  ];
  if (dated.length + stale.length === 0) {
    return 'feeds are off: what is known to be exploited, and EPSS, are not known.';
  }
  const lines = stale.map(
    ({ feed, copyOf, reason }) =>
      `${copyOf === undefined ? 'NOT KNOWN' : 'OLD'}  ${NAMES[feed]}: ${reason}`,
  );
  return [...(dated.length === 0 ? [] : [dated.join(', ')]), ...lines].join('\n');
}
