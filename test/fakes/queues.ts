import type { FindingKey } from '../../src/domain/finding';
import { keyOf } from '../../src/domain/finding';
import { isDecision, type Job } from '../../src/domain/job';
import { PROJECTOR_GROUP } from '../../src/installation';
import type { Waker } from '../../src/ports/ledger';
import type { IntakeQueue, Quarantine, Queue, Visibility } from '../../src/ports/queues';

/** SQS: a FIFO queue takes the same message again after five minutes. */
const DEDUPLICATION_MS = 300_000;

/** Remembers what was sent in the last five minutes. */
function createDeduplication(now: () => Date): (id: string) => boolean {
  const seen = new Map<string, number>();
  return (id) => {
    const at = now().getTime();
    const isRepeated = at - (seen.get(id) ?? Number.NEGATIVE_INFINITY) < DEDUPLICATION_MS;
    if (!isRepeated) seen.set(id, at);
    return isRepeated;
  };
}

/** The queues of decisions and tasks in memory; nothing takes jobs out of them. */
export function createFakeQueue(now: () => Date): Queue & { jobs: Job[] } {
  const jobs: Job[] = [];
  const isRepeated = createDeduplication(now);
  const take = (job: Job) => {
    const { origin, ...content } = job;
    const id = JSON.stringify([origin.requestId, content]);
    if (isDecision(job) || !isRepeated(id)) jobs.push(job);
  };
  return {
    jobs,
    send: async (job) => take(job),
    sendAll: async (all) => all.forEach(take),
  };
}

/** The intake queue in memory: the keys that are to be read. */
export function createFakeIntakeQueue(): IntakeQueue & { keys: FindingKey[] } {
  const keys: FindingKey[] = [];
  return { keys, read: async (all) => void keys.push(...all.map(keyOf)) };
}

/** One wake-up that arrives: the group of the projector or a channel, and hashes or keys of cards. */
export interface FakeWake {
  loop: 'projector' | 'painter';
  group: string;
  names: string[];
  person: boolean;
}

/** Collects wake-ups. Background wake-ups of a group within one second are one; `onWake` is told of each that arrives. */
export function createFakeWaker(
  now: () => Date,
  onWake: (wake: FakeWake) => void = () => undefined,
): Waker & { wakes: FakeWake[] } {
  const wakes: FakeWake[] = [];
  const isRepeated = createDeduplication(now);
  const wake = (arriving: FakeWake) => {
    const { loop, group, names, person } = arriving;
    const bucket = Math.floor(now().getTime() / 1_000);
    if (!person && isRepeated(`${loop} ${group} ${bucket}`)) return;
    const sent = { ...arriving, names: person ? names : names.slice(0, 100) };
    wakes.push(sent);
    onWake(sent);
  };
  return {
    wakes,
    projector: async (names, person) =>
      wake({ loop: 'projector', group: PROJECTOR_GROUP, names, person }),
    painter: async (group, names, person) => wake({ loop: 'painter', group, names, person }),
  };
}

export function createFakeVisibility(): Visibility & {
  postponed: { receipts: string[]; ms: number }[];
} {
  const postponed: { receipts: string[]; ms: number }[] = [];
  return {
    postponed,
    postpone: async (receipts, ms) => void postponed.push({ receipts, ms }),
  };
}

export function createFakeQuarantine(): Quarantine & {
  records: { body: string; reason: string }[];
} {
  const records: { body: string; reason: string }[] = [];
  return { records, put: async ({ body }, reason) => void records.push({ body, reason }) };
}
