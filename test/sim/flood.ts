import { SLACK_RATES } from '../../src/domain/limits';
import { findingOf } from './event';
import { calm } from './options';
import { checkWorld, type SimulationReport } from './oracle';
import { createWorld, type World } from './world';

export interface Flood extends SimulationReport {
  world: World;
  /** Seconds from the first event to the first message, and to the last. */
  first: number;
  last: number;
  /** Seconds that the quotas allow at best. */
  bound: number;
  /** What posted and read, one message for each finding, would take at best. */
  singly: number;
}

/** EventBridge into a FIFO queue without batching. */
const EVENTS_PER_SECOND = 300;
const FINDINGS_PER_RECEIVE = 10;

/** One scan that finds so many at once, worst first, against enforced quotas in virtual time. */
export async function flood(findings: number): Promise<Flood> {
  const world = createWorld(1, calm({ findings, clicks: 0, quotas: true, hours: 2 }));
  const { loop, hub, slack } = world;
  const scan = { id: 'flood', newFindings: findings };
  for (let number = 0; number < findings; number += 1) {
    const severity = number < findings / 10 ? 'CRITICAL' : 'HIGH';
    loop.at(loop.epoch + (number / EVENTS_PER_SECOND) * 1000, () =>
      hub.importOne(findingOf(number, loop.date(), scan, severity), 'scanner'),
    );
  }
  await loop.run(loop.epoch + 2 * 3_600_000);
  const times = slack.messages.map(({ at }) => (at - loop.epoch) / 1000);
  return {
    world,
    ...checkWorld(world),
    first: Math.min(...times),
    last: Math.max(...times),
    bound: boundOf(findings),
    singly: findings / SLACK_RATES.post.perSecond,
  };
}

/**
 * Lambda gets at most ten records of a FIFO group at a time. Each ten findings cost one look into the thread (a
 * post is never made blind) and one post; the digest is one more of each. Both go on side by side, so the slower
 * of the two is what the quotas allow: 50 looks a minute.
 */
function boundOf(findings: number): number {
  const pages = Math.ceil(findings / FINDINGS_PER_RECEIVE);
  return Math.max(
    (pages + 1) / SLACK_RATES.post.perSecond,
    (pages + 1) / SLACK_RATES.history.perSecond,
  );
}
