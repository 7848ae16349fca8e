import type { AlertIdentity } from '../domain/alert';
import type { Coverage } from '../domain/answer';
import type { AsffFinding } from '../domain/asff-types';
import type { Finding, FindingKey, Note, Placement, WorkflowStatus } from '../domain/finding';
import type { StandingAlarm } from '../domain/health';
import type { FormRef, Job } from '../domain/job';
import type { AlertEntry, Message, MessageRef } from '../domain/message';
import type { Notice } from '../domain/notice';
import type { Overview } from '../domain/overview';
import type { ScanEvent, ScanReport, ScanTarget, ScanTask } from '../domain/scan';

/*
 * What the verbs need from the world. Every method rejects with one of the three kinds of
 * domain/errors.ts and nothing else. Methods that take several things answer by id: a call that
 * partly fails is never a success.
 */

export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Waits until another call of this operation is within the service's rate. */
export type Pace<Operation extends string> = (operation: Operation) => Promise<void>;

/** Structured log. Messages are constant strings; facts go beside them. Secrets are masked by the adapter. */
export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/** A fact of the line's own names would take the line's place. */
export type Facts = Record<string, unknown> & { level?: never; message?: never };

export interface FindingFilter {
  workflowStatus?: WorkflowStatus[];
  recordState?: ('ACTIVE' | 'ARCHIVED')[];
  /** ASFF labels. */
  severities?: string[];
  /** `GeneratorId` equals `Trivy/<id>`. */
  vulnerabilityId?: string;
  /** ISO 8601; findings updated at or before this. */
  updatedBefore?: string;
}

export interface RefusedFinding {
  id: string;
  code: string;
  message: string;
}

export interface ImportOutcome {
  imported: number;
  refused: RefusedFinding[];
}

/** One set of values for many findings: what BatchUpdateFindings takes. Only the fields named are written. */
export interface FindingChange {
  workflowStatus?: WorkflowStatus;
  note?: Note;
  placement?: Placement;
}

export interface UpdateOutcome {
  updated: FindingKey[];
  refused: (RefusedFinding & FindingKey & { retryable: boolean })[];
}

/** Security Hub. Reads may be minutes old; writes may take minutes to show. */
export interface FindingStore {
  /** Any number of keys; asked 20 at a time. Missing ones are missing from the answer. */
  get(keys: FindingKey[]): Promise<Finding[]>;
  /** All that match, page by page, of the products vulnscan watches. */
  list(filter: FindingFilter): AsyncIterable<Finding>;
  /** Any number; sent in batches of at most 100 and 6 MB. */
  importAll(findings: AsffFinding[], onBatch?: (done: number) => void): Promise<ImportOutcome>;
  /** Any number of keys; sent 100 at a time. */
  update(keys: FindingKey[], change: FindingChange): Promise<UpdateOutcome>;
  /** Who last changed the workflow status: the identity that FindingHistory names, newest first. */
  lastWriter(key: FindingKey): Promise<string | undefined>;
}

/** A message found in the channel's history by the key of a finding it shows. */
export interface Witness {
  ref: MessageRef;
  /** What the message says now; anything but `open` was decided already. */
  state: 'open' | 'decided';
  /**
   * `decisionMark` of the note that the message shows for this finding, kept in the message's metadata: Security Hub
   * may be minutes behind what the message already says.
   */
  decision?: string;
}

export interface ShownScan {
  ref: MessageRef;
  report: ScanReport;
}

/** A message that says of a trouble with vulnscan itself that it lasts. */
export interface ShownHealth {
  /** `healthKey` of the trouble. */
  key: string;
  ref: MessageRef;
  /** ISO 8601. */
  postedAt: string;
  /** Since when it said that the trouble lasts, ISO 8601. */
  since: string;
}

/** How vulnscan itself stands, by its own messages. */
export interface Standing {
  /** The newest scan that has a message and was done or failed. */
  ended?: ScanReport;
  /** Troubles that are not over: the words of their messages. */
  troubles: string[];
}

/** The installation's own alarms. */
export interface Alarms {
  /** How each stands now; one that can't tell yet is left out. */
  standing(): Promise<StandingAlarm[]>;
}

/** The messages about vulnscan itself, in the same channel. */
export interface HealthMessages {
  /**
   * The messages posted since of every trouble whose newest message does not say that it is over; newest first. A
   * trouble that was told again has several.
   */
  openHealth(since: Date): Promise<ShownHealth[]>;
  /** What the messages posted since tell of vulnscan itself. */
  standing(since: Date): Promise<Standing>;
}

/** One Slack channel, seen through the app's eyes. Posts are never retried inside. */
export interface Channel {
  /**
   * Looks for messages that show these appearances, in the history since `since` or, if given, in the thread under
   * `threadTs`. The answer's keys are `identityText(identity)`. A warm process reads on from where it stopped, with a
   * minute of overlap, instead of reading the whole window again.
   */
  find(identities: AlertIdentity[], since: Date, threadTs?: string): Promise<Map<string, Witness>>;
  /**
   * Reads one message back: what it shows of these appearances, by `identityText(identity)`. Undefined when it is
   * gone.
   */
  look(ref: MessageRef, identities: AlertIdentity[]): Promise<Map<string, Witness> | undefined>;
  /** Every digest message posted since; threads under them are where their findings are shown. */
  digestsSince(since: Date): Promise<MessageRef[]>;
  /** The digest message of a scan, if it was posted since. */
  findDigest(scanId: string, since: Date): Promise<MessageRef | undefined>;
  /** The message that follows a scan task, and what it says now (kept in the message's metadata). */
  findScan(taskArn: string, since: Date): Promise<ShownScan | undefined>;
  /** `Unavailable` with `ambiguous` when the message may have been posted. */
  post(
    message: Message,
    options?: { threadTs?: string; broadcast?: boolean; minimal?: boolean },
  ): Promise<MessageRef>;
  /** Replaces a whole message. `Refused` with code `message_gone` or `message_locked` when it can't be. */
  rewrite(ref: MessageRef, message: Message): Promise<void>;
  /** Reads the message back from Slack and redraws only these findings in it. */
  rewriteEntries(ref: MessageRef, entries: AlertEntry[]): Promise<void>;
  /** Adds a plain sentence to a thread. */
  reply(ref: MessageRef, text: string): Promise<void>;
}

/** The app's home tab, which each person has their own of. */
export interface HomeTab {
  publish(userId: string, overview: Overview): Promise<void>;
}

/** A form somebody has open. One that was closed or changed meanwhile is left alone. */
export interface Forms {
  showCoverage(form: FormRef, coverage: Coverage): Promise<void>;
}

/** Who clicked, as Slack knows them. */
export interface Person {
  userId: string;
  teamId: string;
  name: string;
  kind: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
}

export interface People {
  /** Cached for at most five minutes. */
  lookUp(userId: string): Promise<Person>;
  /** Ids of a user group's members, cached for at most five minutes. */
  membersOf(usergroupId: string): Promise<string[]>;
}

/** Private answers to one person: through the click's response_url, or as an ephemeral message. */
export interface Replies {
  tell(to: ReplyTo, notice: Notice): Promise<void>;
}

export interface ReplyTo {
  userId: string;
  channel?: string;
  threadTs?: string;
  /** Good for 30 minutes and five uses. */
  responseUrl?: string;
}

/** actions.fifo: jobs of one group run one after another, a doubled job runs once. */
export interface Queue {
  send(job: Job): Promise<void>;
}

/** alerts.fifo: the one lane in which findings are posted, one batch at a time. */
export interface Lane {
  /** Messages waiting or in work; approximate. */
  waiting(): Promise<number>;
  /** Any number; sent ten at a time. */
  send(entries: LaneEntry[]): Promise<void>;
}

/** What the sweep puts into the lane: a finding it saw waiting, as Security Hub had it. */
export interface LaneEntry {
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

/** The scanner's ECS task. */
export interface Tasks {
  /** `token` makes a doubled request one task (24 h). */
  start(
    /** Image names or references; none means all that are configured. */
    images: string[],
    options: { token: string; startedBy: string; environment: Record<string, string> },
  ): Promise<ScanTask>;
  describe(taskArn: string): Promise<ScanTask | undefined>;
  running(): Promise<ScanTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}

/** What a registry or cluster says about images now. */
export interface Images {
  /** Resolves `image`s from config (references, ECR globs, ECS clusters) to what is to be scanned. */
  targets(): Promise<{ targets: ScanTarget[]; failed: { reference: string; reason: string }[] }>;
}

/** Tells the world how a scan goes: `Scan Started / Progress / Completed` through EventBridge. */
export interface ScanEvents {
  emit(event: ScanEvent): Promise<void>;
}
