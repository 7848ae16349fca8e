import type { AlertIdentity } from '../domain/alert';
import type { AlertEntry, Message, MessageRef } from '../domain/message';
import type { ScanReport } from '../domain/scan';

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
