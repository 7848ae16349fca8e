import type { FindingKey } from '../domain/finding';
import type { Job } from '../domain/job';

/** actions.fifo: jobs of one group run one after another, and a job sent twice runs once. */
export interface Queue {
  send(job: Job): Promise<void>;
}

/** alerts.fifo: findings to post, one batch at a time. */
export interface AlertsQueue {
  /** Approximate number of messages that wait or are being handled. */
  waiting(): Promise<number>;
  /** Any number; sent ten at a time. */
  send(entries: SweptFinding[]): Promise<void>;
}

/** A record of the sweep: a finding that was not posted yet. */
export interface SweptFinding {
  type: 'raise';
  key: FindingKey;
  /** When the sweep read it, ISO 8601. */
  sweptAt: string;
}

/** Sets when failed records are received again, instead of the queue's visibility timeout. */
export interface Visibility {
  /** At most ten receipts of one queue. */
  postpone(receipts: string[], ms: number): Promise<void>;
}

/** Takes records that can never be handled; `npm run redrive` lists them and queues them again. */
export interface Quarantine {
  put(record: { id: string; body: string; group: string }, reason: string): Promise<void>;
}
