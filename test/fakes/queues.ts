import type { Job } from '../../src/domain/job';
import type {
  AlertsQueue,
  Quarantine,
  Queue,
  SweptFinding,
  Visibility,
} from '../../src/ports/queues';

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

/** actions.fifo in memory; nothing takes jobs out of it. */
export function createFakeQueue(now: () => Date): Queue & { jobs: Job[] } {
  const jobs: Job[] = [];
  const isRepeated = createDeduplication(now);
  return {
    jobs,
    send: async (job) => {
      if (!isRepeated(`${job.type} ${job.origin.requestId}`)) jobs.push(job);
    },
  };
}

/** alerts.fifo in memory; nothing takes findings out of it. */
export function createFakeAlertsQueue(now: () => Date): AlertsQueue & { entries: SweptFinding[] } {
  const entries: SweptFinding[] = [];
  const isRepeated = createDeduplication(now);
  return {
    entries,
    waiting: async () => entries.length,
    send: async (sent) => {
      entries.push(...sent.filter((entry) => !isRepeated(JSON.stringify(entry))));
    },
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
