import type { FindingKey } from '../domain/finding';
import type { Job } from '../domain/job';

/** Decisions and tasks, each in its own queue. */
export interface Queue {
  send(job: Job): Promise<void>;
  /** Any number. Rejects with `Unavailable` if one was not taken; jobs may be sent twice. */
  sendAll(jobs: Job[]): Promise<void>;
}

/** Asks intake to read findings from Security Hub. */
export interface IntakeQueue {
  /** Any number. */
  read(keys: FindingKey[]): Promise<void>;
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
