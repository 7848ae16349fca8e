import type { AlertIdentity } from '../domain/alert';
import type { AlertEntry, Message, MessageRef } from '../domain/message';
import type { ScanReport } from '../domain/scan';

/** A message found in the channel's history by the key of a finding it shows. */
export interface Witness {
  ref: MessageRef;
  /** What the message shows. */
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

/** One Slack channel. Posts are never retried by the adapter. */
export interface Channel {
  /**
   * Finds messages that show these appearances, in the history since `since` or in the thread under `threadTs`. The
   * result's keys are `identityText(identity)`. A warm process continues where its last search ended, with an overlap
   * of SETTLE_MS.
   */
  find(identities: AlertIdentity[], since: Date, threadTs?: string): Promise<Map<string, Witness>>;
  /**
   * Reads one message: what it shows of these appearances, by `identityText(identity)`. Undefined when it was
   * deleted.
   */
  look(ref: MessageRef, identities: AlertIdentity[]): Promise<Map<string, Witness> | undefined>;
  /** The digest messages posted since; their findings are shown in the threads. */
  digestsSince(since: Date): Promise<MessageRef[]>;
  /** The digest message of a scan, if it was posted since. */
  findDigest(scanId: string, since: Date): Promise<MessageRef | undefined>;
  /** The message of a scan task, with its report (kept in the message's metadata). */
  findScan(taskArn: string, since: Date): Promise<ShownScan | undefined>;
  /** `Unavailable` with `ambiguous` when the message may have been posted. */
  post(
    message: Message,
    options?: { threadTs?: string; broadcast?: boolean; minimal?: boolean },
  ): Promise<MessageRef>;
  /** Replaces a whole message. `Refused` with code `message_gone` or `message_locked` when it can't be. */
  rewrite(ref: MessageRef, message: Message): Promise<void>;
  /** Reads the message and redraws only these findings in it. */
  rewriteEntries(ref: MessageRef, entries: AlertEntry[]): Promise<void>;
  /** Adds a plain sentence to a thread. */
  reply(ref: MessageRef, text: string): Promise<void>;
}
