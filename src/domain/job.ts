import type { FindingKey } from './finding';
import type { CardRef, MessageRef } from './message';
import type { HomeView, OpenFilter } from './open-filter';
import type { Actor, DecisionRequest } from './workflow';

/** Where a private reply can be sent, and the id of the request. */
export interface Origin {
  channel?: string;
  responseUrl?: string;
  /** Deduplicates a click or command that is delivered twice. */
  requestId: string;
  /** The page of Details in which it was clicked, which is drawn again afterwards. */
  details?: DetailsPage;
  /** What the Home tab showed, for a click there. */
  home?: HomeView;
  /** The answer takes the place of the private message that was clicked, which is its response_url's. */
  replaces?: true;
}

/** What an open view of Details shows: `page` from 1. */
export interface DetailsPage {
  ref: CardRef;
  form: FormRef;
  page: number;
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
  /** One decision on the findings of an upgrade that are open, or decided for reopening, as far as its card showed them. */
  | {
      type: 'decide-card';
      ref: CardRef;
      /** So many the button named; the person is told if fewer are decided. */
      count?: number;
      request: DecisionRequest;
      origin: Origin;
    }
  /** Somebody starts to work on an upgrade, or does no longer. */
  | {
      type: 'hold';
      ref: CardRef;
      take: boolean;
      request: Pick<DecisionRequest, 'actor' | 'actionTs'>;
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
  /** Draws the Home tab with the filter and page of `origin.home`. */
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
  /** Only findings that are due by then, ISO 8601. */
  dueBy?: string;
}

export type Question =
  | { about: 'status' }
  /** Without a filter: all. `page` from 1. */
  | ({ about: 'open'; page: number } & OpenFilter)
  | { about: 'affected'; vulnerabilityId: string }
  /** What is known of an upgrade, shown in the open view; `page` from 1. */
  | ({ about: 'details' } & DetailsPage)
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

const DECISIONS = ['decide', 'decide-card', 'hold', 'decide-many', 'undo-many'];

export function isDecision(job: Job): job is DecisionJob {
  return DECISIONS.some((type) => type === job.type);
}
