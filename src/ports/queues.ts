import type { FindingKey } from '../domain/finding';
import type { Job } from '../domain/job';

/** actions.fifo: jobs of one group run one after another, a doubled job runs once. */
export interface Queue {
  send(job: Job): Promise<void>;
}

/** alerts.fifo: the one lane in which findings are posted, one batch at a time. */
export interface AlertsQueue {
  /** Messages waiting or in work; approximate. */
  waiting(): Promise<number>;
  /** Any number; sent ten at a time. */
  send(entries: SweptFinding[]): Promise<void>;
}

/** What the sweep puts into the lane: a finding it saw waiting, as Security Hub had it. */
export interface SweptFinding {
  type: 'raise';
  key: FindingKey;
  /** When it was seen waiting, ISO 8601. */
  sweptAt: string;
}

/** Decides when a failed record comes back, other than by the queue's own time-out. */
export interface Visibility {
  /** At most ten receipts of one queue. */
  postpone(receipts: string[], ms: number): Promise<void>;
}

/** Where records end that nobody can read; `npm run redrive` shows and re-queues them. */
export interface Quarantine {
  put(record: { id: string; body: string; group: string }, reason: string): Promise<void>;
}
