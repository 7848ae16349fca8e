import type { FindingChange } from '../../src/ports/findings';
import {
  createFakeHub,
  type FakeHub,
  type HubOptions,
  type HubRecord,
} from '../fakes/security-hub';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';

/** Security Hub with the lag, the reordering, the stale reads and the refusals of this run. */
export function createSimHub(
  loop: Loop,
  random: Random,
  options: Options,
  hooks: {
    applied: NonNullable<HubOptions['onApplied']>;
    /** Somebody wrote what is not theirs to write. */
    breach(text: string): void;
  },
): FakeHub {
  return createFakeHub({
    now: loop.now,
    delay: { ms: () => lagMs(random), reorder: options.reorder, runAt: loop.at },
    indexingMs: () => random.between(0, 3_000),
    readAgeMs: () =>
      random.chance(options.staleReads) ? random.between(0, options.readLag * 1000) : 0,
    refuse: () =>
      random.chance(options.partial)
        ? { code: 'ConcurrentUpdateError', message: 'later', retryable: true }
        : undefined,
    onUpdate: (writer, change) => breachesOf(writer, change).forEach(hooks.breach),
    onApplied: hooks.applied,
  });
}

/** Security Hub's own: a finding was archived and is active again. */
export function bringBackByHub(hub: FakeHub, record: HubRecord, now: Date): void {
  const { workflowStatus } = record.finding;
  const updatedAt = now.toISOString();
  if (workflowStatus !== 'NOTIFIED' && workflowStatus !== 'RESOLVED') {
    hub.apply(record, 'hub', { updatedAt });
    return;
  }
  const change = { workflowStatus: 'NEW' as const };
  record.accepted.push({ at: now.getTime(), writer: 'hub', change });
  hub.apply(record, 'hub', { updatedAt, ...change });
}

/** How often a finding was moved back to NEW, by whatever way. */
export function resetsOf({ accepted }: HubRecord): number {
  return accepted.filter(({ change }) => change.workflowStatus === 'NEW').length;
}

function lagMs(random: Random): number {
  const dice = random.next();
  if (dice < 0.8) return random.between(200, 2_000);
  return dice < 0.95 ? random.between(2_000, 30_000) : random.between(30_000, 300_000);
}

function breachesOf(writer: string, { workflowStatus, note, placement }: FindingChange): string[] {
  const status = workflowStatus ?? 'NOTIFIED';
  if (writer === 'alerts' && (status !== 'NOTIFIED' || note !== undefined)) {
    return [`I6: the notifier wrote ${status}${note === undefined ? '' : ' and a note'}`];
  }
  if (writer === 'actions' && (status === 'NEW' || placement !== undefined)) {
    return [`I6: the worker wrote ${status}${placement === undefined ? '' : ' and a placement'}`];
  }
  return [];
}
