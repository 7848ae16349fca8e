import type { Message, MessageRef } from '../domain/message';

export interface PostOptions {
  /** Key of the card, for people who look at the message's metadata. */
  key: string;
  /** Random; finds the message after a post with an unknown outcome. */
  token: string;
  threadTs?: string;
  /** Shows a reply in the channel as well. */
  broadcast?: boolean;
  /** Texts and buttons only, for when Slack refuses the blocks. */
  minimal?: boolean;
}

/**
 * One Slack channel. No call is tried again by the adapter. Every method rejects with `Unavailable` (with `ambiguous`
 * when the call may have had its effect) or with `Refused`, whose code is one of `channel` and `token` (nothing can be
 * posted), `message_gone`, `thread_gone`, `message_locked`, or anything else, which concerns this message only.
 */
export interface Channel {
  /** Identifies what would be drawn: the same fingerprint is the same drawing. */
  fingerprint(message: Message, minimal?: boolean): string;
  post(message: Message, options: PostOptions): Promise<MessageRef>;
  update(ref: MessageRef, message: Message, minimal?: boolean): Promise<void>;
  /** The message that was posted with this token since, in the channel or in a thread. */
  search(token: string, since: Date, threadTs?: string): Promise<MessageRef | undefined>;
  /** Adds a plain sentence to a message's thread. */
  reply(ref: MessageRef, text: string): Promise<void>;
}
