import type { FindingKey, Severity } from './finding';
import type { MessageRef } from './message';
import type { Actor, DecisionRequest } from './workflow';

/** Where a private reply can be sent, and the id of the request. */
export interface Origin {
  channel?: string;
  responseUrl?: string;
  /** Deduplicates a click or command that is delivered twice. */
  requestId: string;
}

/** A job from the slack handler, unless stated otherwise. Decisions have a queue of their own. */
export type Job = DecisionJob | TaskJob;

export type DecisionJob =
  /** One decision on one finding. */
  | {
      type: 'decide';
      key: FindingKey;
      /** The appearance that was clicked. */
      base: number;
      request: DecisionRequest;
      /** Key of the card of the bulk decision that it is part of: then the person gets no reply about it. */
      bulk?: string;
      /** An undo: only if the decision of this request still stands. */
      undoes?: string;
      origin: Origin;
    }
  /** Becomes one `decide` for each finding that it covers. */
  | {
      type: 'decide-many';
      filter: BulkFilter;
      request: DecisionRequest;
      /** The digest's message. */
      message?: MessageRef;
      origin: Origin;
    }
  /** Reopens what a bulk decision decided; `bulk` is the key of its card. */
  | { type: 'undo-many'; bulk: string; request: DecisionRequest; origin: Origin };

export type TaskJob =
  | { type: 'scan'; images: string[]; actor: Actor; origin: Origin }
  /** Without a task ARN: the scan that runs now. */
  | { type: 'cancel-scan'; taskArn?: string; actor: Actor; origin: Origin }
  /** What the scan of this task held as gone from unchanged images is accepted as gone. */
  | { type: 'accept-vanished'; taskArn: string; actor: Actor; origin: Origin }
  | { type: 'ask'; question: Question; actor: Actor; origin: Origin }
  | { type: 'home'; userId: string; origin: Origin }
  /** Sent by EventBridge Scheduler every hour. */
  | { type: 'health-round'; origin: Origin };

export interface BulkFilter {
  scanId?: string;
  severities?: string[];
  /** Case-insensitive part of a package name. */
  packageName?: string;
  image?: string;
  /** Only findings with a fixed version, or only those without. */
  fix?: boolean;
}

export type Question =
  | { about: 'status' }
  /** Without severities: all. */
  | { about: 'open'; severities?: Severity[]; overdue?: true; page: number }
  | { about: 'affected'; vulnerabilityId: string }
  /** What a bulk decision would cover; shown in the open form. */
  | { about: 'coverage'; filter: BulkFilter; form: FormRef };

/** An open form; `state` is what its adapter needs to redraw it. */
export interface FormRef {
  viewId: string;
  state: string;
}

/** The FIFO group of a task, at most 128 characters (SQS). */
export function groupOf(job: TaskJob): string {
  if (job.type === 'home') return `home/${job.userId}`;
  if (job.type === 'health-round') return HEALTH_GROUP;
  if (job.type === 'ask') return `ask/${job.actor.userId}`;
  return SCANS_GROUP;
}

/** The group of everything about vulnscan's own health, so that a problem is not posted twice. */
export const HEALTH_GROUP = 'health';

/** The group of everything about scans, so that a scan's events stay in order. */
export const SCANS_GROUP = 'scans';

export function isDecision(job: Job): job is DecisionJob {
  return job.type === 'decide' || job.type === 'decide-many' || job.type === 'undo-many';
}
