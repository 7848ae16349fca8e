import { completeAttachments, completeBlocks } from './blocks/fill-defaults';
import type { Slack } from './context';
import { type Message, shownMessage } from './messages';

/** The content of a message. */
export interface Content {
  text?: string | undefined;
  blocks?: unknown[] | undefined;
  attachments?: unknown[] | undefined;
  metadata?: unknown;
}

export interface Draft extends Content {
  channel: string;
  user: string;
  threadTs?: string | undefined;
  broadcast?: boolean | undefined;
  ephemeralTo?: string | undefined;
}

/** Slack cuts a message's text above this many characters. */
const TEXT_CHARACTERS = 40_000;

/** Stores a new message and emits its event. */
export function storeMessage(slack: Slack, draft: Draft): Message {
  const byApp = draft.user === slack.workspace.app.botUserId;
  const message: Message = {
    channel: draft.channel,
    ts: slack.nextTs(),
    user: draft.user,
    text: cut(draft.text ?? ''),
    blocks: completeBlocks(draft.blocks ?? []),
    attachments: completeAttachments(draft.attachments ?? []),
    revision: 1,
    postedAt: slack.clock(),
    ...(byApp ? { botId: slack.workspace.app.botId } : {}),
    ...(draft.threadTs === undefined ? {} : { threadTs: draft.threadTs }),
    ...(draft.broadcast === true ? { broadcast: true } : {}),
    ...(draft.ephemeralTo === undefined ? {} : { ephemeralTo: draft.ephemeralTo }),
    ...(draft.metadata === undefined ? {} : { metadata: draft.metadata }),
  };
  slack.workspace.messages.add(message);
  slack.emit({ type: 'message', message: shownMessage(message) });
  return message;
}

/**
 * Rewrites a message and emits its event. Text alone removes blocks and attachments and marks the message as
 * edited; blocks and attachments leave no mark. Metadata that is not given stays, an empty object removes it.
 */
export function rewriteMessage(slack: Slack, message: Message, content: Content): Message {
  const { metadata: before, edited: _mark, ...kept } = message;
  const metadata = content.metadata === undefined ? before : content.metadata;
  const removed =
    typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length === 0;
  const onlyText = content.blocks === undefined && content.attachments === undefined;
  const changed: Message = {
    ...kept,
    text: content.text === undefined ? message.text : cut(content.text),
    blocks: completeBlocks(content.blocks ?? []),
    attachments: completeAttachments(content.attachments ?? []),
    revision: message.revision + 1,
    ...(onlyText ? { edited: true } : {}),
    ...(metadata === undefined || removed ? {} : { metadata }),
  };
  slack.workspace.messages.replace(changed);
  slack.emit({ type: 'message', message: shownMessage(changed) });
  return changed;
}

export function removeMessage(slack: Slack, message: Message): void {
  slack.workspace.messages.remove(message);
  slack.emit({ type: 'message-deleted', channel: message.channel, ts: message.ts });
}

function cut(text: string): string {
  return text.length > TEXT_CHARACTERS ? text.slice(0, TEXT_CHARACTERS) : text;
}
