import type { Finding, FindingKey } from './finding';
import type { MessageRef } from './message';
import type { Actor, DecisionRequest } from './workflow';

/** Where a private reply can be sent, and the id of the request. */
export interface Origin {
  channel?: string;
  responseUrl?: string;
  /** Deduplicates a click or command that is delivered twice. */
  requestId: string;
}

/** A job in actions.fifo, sent by the slack handler unless stated otherwise. */
export type Job =
  | {
      type: 'decide';
      keys: FindingKey[];
      request: DecisionRequest;
      message?: MessageRef;
      /** Part of a bulk decision: findings that somebody else decided first are skipped without a reply. */
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
  /** Without a task ARN: the scan that runs now. */
  | { type: 'cancel-scan'; taskArn?: string; actor: Actor; origin: Origin }
  | { type: 'ask'; question: Question; actor: Actor; origin: Origin }
  | { type: 'home'; userId: string; origin: Origin }
  /** Sent by EventBridge Scheduler every hour. */
  | { type: 'health-round'; origin: Origin }
  /**
   * A finding changed and its message has to be redrawn. Sent by the worker to itself, in the message's own group.
   * `seen` is the state in the event, because a read may be older.
   */
  | {
      type: 'sync';
      key: FindingKey;
      ref: MessageRef;
      eventTime: string;
      seen?: FindingState;
      origin: Origin;
    };

/** The fields of a finding that a message shows. */
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
  /** What a bulk decision would cover; shown in the open form. */
  | { about: 'coverage'; filter: BulkFilter; message?: MessageRef; form: FormRef };

/** An open form; `state` is what its adapter needs to redraw it. */
export interface FormRef {
  viewId: string;
  state: string;
}

/**
 * The FIFO group of a job, at most 128 characters (SQS). Jobs of one message run in order, other jobs in parallel.
 */
export function groupOf(job: Job): string {
  if (job.type === 'decide' || job.type === 'sync') return messageGroup(job);
  if (job.type === 'decide-many') return 'decide-many';
  if (job.type === 'home') return `home/${job.userId}`;
  if (job.type === 'health-round') return HEALTH_GROUP;
  if (job.type === 'ask') return `ask/${job.actor.userId}`;
  return 'scans';
}

/** The group of everything about vulnscan's own health, so that a problem is not posted twice. */
export const HEALTH_GROUP = 'health';

function messageGroup(job: Extract<Job, { type: 'decide' | 'sync' }>): string {
  const ref = job.type === 'sync' ? job.ref : job.message;
  return ref === undefined ? 'decide' : `message/${ref.channel}/${ref.ts}`;
}

/** The one group of all records in alerts.fifo: findings are posted one batch at a time. */
export const POSTING_GROUP = 'alerts';
