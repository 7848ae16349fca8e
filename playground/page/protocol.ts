import type { SlackEvent, SlackState } from '../../emulators/slack/events';

export type { ActResult } from '../../emulators/slack/acts';
export type {
  SlackChannel,
  SlackMessage,
  SlackUser,
  SlackView,
} from '../../emulators/slack/events';
export type { PageAct } from './acts';

/**
 * What the page and its server exchange. The server keeps the state; the page draws it and sends what a person did.
 * All bodies are JSON.
 *
 *   GET  /page/state                 -> PageState (also the first event of the stream)
 *   GET  /page/events                -> server-sent events, each `data:` line one PageEvent
 *   POST /page/act                   PageAct -> ActResult
 */
export interface PageState extends SlackState {
  findings: PageFinding[];
  queues: PageQueue[];
  tasks: PageTask[];
  /** The newest 200 entries, oldest first. */
  traffic: PageTraffic[];
  faults: PageFaults;
  settings: PageSettings;
}

export type PageEvent =
  | SlackEvent
  | { type: 'state'; state: PageState }
  | { type: 'finding'; finding: PageFinding }
  | { type: 'finding-deleted'; id: string }
  | { type: 'queues'; queues: PageQueue[] }
  | { type: 'task'; task: PageTask }
  | { type: 'traffic'; entry: PageTraffic }
  | { type: 'faults'; faults: PageFaults }
  | { type: 'settings'; settings: PageSettings };

/** A finding in Security Hub, plus the fields the table shows. */
export interface PageFinding {
  id: string;
  title: string;
  severity: string;
  workflowStatus: string;
  recordState: string;
  images: string[];
  note?: string;
  updatedAt: string;
  /** The whole ASFF document, for the drawer. */
  asff: unknown;
}

export interface PageQueue {
  name: string;
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface PageTask {
  arn: string;
  group: string;
  lastStatus: string;
  startedBy: string;
  stoppedReason?: string;
  exitCode?: number;
  /** The part that it has in a scan over several tasks, such as `shard 00012.json.gz`. */
  step?: string;
  /** The newest lines the task printed, at most 200. */
  log: string[];
}

/** One step in the flow of data: an API call, an event, a queue message or an invocation. */
export interface PageTraffic {
  id: number;
  at: string;
  from:
    | 'slack'
    | 'scanner'
    | 'security-hub'
    | 'eventbridge'
    | 'sqs'
    | 'lambda'
    | 'ledger'
    | 'ecs'
    | 'person';
  to: PageTraffic['from'];
  what: string;
  /** HTTP status or 'ok' / 'error'. */
  outcome?: string;
  millis?: number;
}

/** Faults a visitor can switch on; all are off at first. */
export interface PageFaults {
  /** Every Slack Web API call takes 3 s longer. */
  slackSlow: boolean;
  /** Slack's Web API answers 503 to everything. */
  slackDown: boolean;
  /** Security Hub refuses half of all calls with LimitExceededException. */
  securityHubThrottled: boolean;
  /** EventBridge delivers events twice and out of order. */
  eventsDuplicated: boolean;
  /** No scan finishes, and each half second counts as an hour. */
  scansStopped: boolean;
  /** Scans use a vulnerability database that is three days old. */
  databaseOld: boolean;
  /** A message that no function can read is in a queue. */
  poisonMessage: boolean;
  /** Slack's Web API answers invalid_auth to everything. */
  tokenRefused: boolean;
}

/** As in `slack.language`. */
export type Language = 'en' | 'ja';

export interface PageSettings {
  awsUrl: string;
  language: Language;
  /** Configured images, as `vulnscan.yml` names them. */
  images: string[];
  /** Whether a scan starts with the playground; without one the tour begins with a scan. */
  scansAtStart: boolean;
}
