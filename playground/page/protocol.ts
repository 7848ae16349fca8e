/**
 * What the page and its server say to each other. The server owns the state; the page only draws it
 * and sends what a person did. All bodies are JSON.
 *
 *   GET  /page/state                 -> PageState (also the first event of the stream)
 *   GET  /page/events                -> server-sent events, each `data:` line one PageEvent
 *   POST /page/act                   Act -> ActResult
 */
export interface PageState {
  workspace: { id: string; name: string };
  channels: PageChannel[];
  /** User groups, by the name they are mentioned with. */
  groups: PageChannel[];
  users: PageUser[];
  messages: PageMessage[];
  /** Modals that are open now, at most three deep for one user, topmost last. */
  views: PageView[];
  homes: PageHome[];
  findings: PageFinding[];
  queues: PageQueue[];
  tasks: PageTask[];
  /** The newest 200 entries, oldest first. */
  traffic: PageTraffic[];
  faults: PageFaults;
  settings: PageSettings;
}

export type PageEvent =
  | { type: 'state'; state: PageState }
  | { type: 'message'; message: PageMessage }
  | { type: 'message-deleted'; channel: string; ts: string }
  | { type: 'view'; view: PageView }
  | { type: 'view-closed'; id: string }
  | { type: 'home'; home: PageHome }
  | { type: 'finding'; finding: PageFinding }
  | { type: 'finding-deleted'; id: string }
  | { type: 'queues'; queues: PageQueue[] }
  | { type: 'task'; task: PageTask }
  | { type: 'traffic'; entry: PageTraffic }
  | { type: 'faults'; faults: PageFaults }
  | { type: 'settings'; settings: PageSettings };

export interface PageChannel {
  id: string;
  name: string;
}

export interface PageUser {
  id: string;
  /** Shown name, such as "Ana Silva". */
  name: string;
  title: string;
  kind: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
  color: string;
}

/** A message as Slack keeps it. `blocks` is Block Kit JSON exactly as the app sent it. */
export interface PageMessage {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  attachments: unknown[];
  /** Set when the message is a reply. */
  threadTs?: string;
  /** A reply that is also shown in the channel. */
  broadcast?: boolean;
  /** Only this user sees it. It vanishes on reload in Slack, so it is not in `PageState`. */
  ephemeralTo?: string;
  edited?: boolean;
  metadata?: unknown;
  /** Draws attention in the list: it was posted or rewritten less than a moment ago. */
  revision: number;
}

export interface PageView {
  id: string;
  user: string;
  /** Block Kit view JSON, type modal. */
  view: unknown;
  /** Errors the app answered a submission with, by block_id. */
  errors: Record<string, string>;
}

export interface PageHome {
  user: string;
  /** Block Kit view JSON, type home; null until the app has published one. */
  view: unknown;
}

/** A finding as the Security Hub stand-in holds it, plus the few fields the table shows. */
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
  /** The newest lines the task printed, at most 200. */
  log: string[];
}

/** One hop of the data's way: an API call, an event, a queue message, a door's invocation. */
export interface PageTraffic {
  id: number;
  at: string;
  from: 'slack' | 'scanner' | 'security-hub' | 'eventbridge' | 'sqs' | 'lambda' | 'ecs' | 'person';
  to: PageTraffic['from'];
  what: string;
  /** HTTP status or 'ok' / 'error'; absent while it runs. */
  outcome?: string;
  millis?: number;
}

/** Faults a visitor may let happen, each off by default. */
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
  /** Scans use a vulnerability database of three days ago. */
  databaseOld: boolean;
  /** A message that no function can read was put into a queue. */
  poisonMessage: boolean;
  /** Slack's Web API answers invalid_auth to everything. */
  tokenRefused: boolean;
}

/** What a person did on the page. */
export type Act =
  | {
      do: 'block-action';
      user: string;
      /** Where the element is: a message, an open view, or the home tab. */
      container:
        | { type: 'message'; channel: string; ts: string }
        | { type: 'view'; id: string }
        | { type: 'home' };
      blockId: string;
      actionId: string;
      /** The element's JSON with what the person chose, as Slack sends it: value, selected_option, selected_options, ... */
      action: Record<string, unknown>;
      /** Values of all inputs of the container now: block_id -> action_id -> value. */
      state?: Record<string, Record<string, unknown>>;
    }
  | {
      do: 'submit-view';
      user: string;
      id: string;
      state: Record<string, Record<string, unknown>>;
    }
  | { do: 'close-view'; user: string; id: string }
  | { do: 'slash-command'; user: string; channel: string; command: string; text: string }
  | { do: 'open-home'; user: string }
  | { do: 'set-faults'; faults: Partial<PageFaults> }
  /** A change made in the AWS console, past Slack. */
  | { do: 'console-update'; findingId: string; status: string; note?: string }
  /** Starts the next recorded scan: the images as they are after a fix. */
  | { do: 'rescan' }
  /** Has vulnscan and the page speak it from now on. */
  | { do: 'set-language'; language: Language };

/** `error` is what the person would see: Slack's own words for a door that failed or was slow. */
export interface ActResult {
  ok: boolean;
  error?: string;
}

/** As `slack.language` names them. */
export type Language = 'en' | 'ja';

export interface PageSettings {
  awsUrl: string;
  language: Language;
  /** Configured images, as `vulnscan.yml` names them. */
  images: string[];
}
