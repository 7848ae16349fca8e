import type { Finding, FindingKey } from './finding';
import type { MessageRef } from './message';
import type { Actor, DecisionRequest } from './workflow';

/** Where a private answer can go. */
export interface Origin {
  channel?: string;
  responseUrl?: string;
  /** Makes a doubled delivery of one click or command one job. */
  requestId: string;
}

/** What the worker is asked to do through actions.fifo, by the slack door where nobody else is named. */
export type Job =
  | {
      type: 'decide';
      keys: FindingKey[];
      request: DecisionRequest;
      message?: MessageRef;
      /** Part of a bulk decision: what somebody else decided first is skipped without a word. */
      quiet?: boolean;
      origin: Origin;
    }
  | {
      type: 'decide-many';
      filter: BulkFilter;
      request: DecisionRequest;
      message?: MessageRef;
      origin: Origin;
    }
  | { type: 'scan'; images: string[]; actor: Actor; origin: Origin }
  /** Without a task: whichever scan runs now. */
  | { type: 'cancel-scan'; taskArn?: string; actor: Actor; origin: Origin }
  | { type: 'ask'; question: Question; actor: Actor; origin: Origin }
  | { type: 'home'; userId: string; origin: Origin }
  /** Sent by the clock, every hour. */
  | { type: 'health-round'; origin: Origin }
  /**
   * A finding changed; its message is redrawn. Sent by the worker to itself, into the message's own group. `seen` is
   * what the event said, since a read may be older than the event.
   */
  | {
      type: 'sync';
      key: FindingKey;
      ref: MessageRef;
      eventTime: string;
      seen?: FindingState;
      origin: Origin;
    };

export type FindingState = Pick<Finding, 'workflowStatus' | 'recordState' | 'note' | 'placement'>;

export interface BulkFilter {
  scanId?: string;
  severities?: string[];
  /** Case-insensitive part of a package name. */
  packageName?: string;
  image?: string;
}

export type Question =
  | { about: 'status' }
  | { about: 'open'; severity?: string; page: number }
  | { about: 'affected'; vulnerabilityId: string }
  /** What would a bulk decision cover? Answered in the form that is open. */
  | { about: 'coverage'; filter: BulkFilter; message?: MessageRef; form: FormRef };

/** A form that somebody has open; `state` is what its adapter needs to draw it again. */
export interface FormRef {
  viewId: string;
  state: string;
}

/**
 * The FIFO group a job belongs to: jobs that touch one message or one finding run in order, everything else
 * side by side. At most 128 characters (SQS).
 */
export function groupOf(job: Job): string {
  if (job.type === 'decide' || job.type === 'sync') return messageGroup(job);
  if (job.type === 'decide-many') return 'decide-many';
  if (job.type === 'home') return `home/${job.userId}`;
  if (job.type === 'health-round') return HEALTH_GROUP;
  if (job.type === 'ask') return `ask/${job.actor.userId}`;
  return 'scans';
}

/** The group of all that tells how vulnscan itself is, so that two never tell the same thing at a time. */
export const HEALTH_GROUP = 'health';

function messageGroup(job: Extract<Job, { type: 'decide' | 'sync' }>): string {
  const ref = job.type === 'sync' ? job.ref : job.message;
  return ref === undefined ? 'decide' : `message/${ref.channel}/${ref.ts}`;
}

/**
 * The group of every record in alerts.fifo, whoever sends it: findings are posted in one lane, one batch at a time. A
 * second group would be a second lane beside it.
 */
export const POSTING_GROUP = 'alerts';
