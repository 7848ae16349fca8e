import type { ChatPostMessageArguments, WebClient } from '@slack/web-api';
import { defined } from '../../domain/defined';
import { Refused } from '../../domain/errors';
import type { Message, MessageRef } from '../../domain/message';
import type { Channel, PostOptions } from '../../ports/channel';
import { render, renderMinimal } from './blocks/render';
import type { RenderContext } from './blocks/render-context';
import { type Payload, section } from './blocks/shared-blocks';
import { callSlack } from './errors';
import { escaped } from './escape';
import { type HistoryMessage, readHistory } from './history';
import { LIMITS } from './limits';
import { attemptIn, metadataOf } from './metadata';
import { shortHash } from './short-hash';

export interface ChannelDeps {
  /** From `createWebClient`: no retries of its own. */
  client: WebClient;
  /** Channel id. */
  channel: string;
  /** Our app's id. Messages of other apps are ignored, because anybody can forge their metadata. */
  app: string;
  context: RenderContext;
}

/** The channel of vulnscan.yml. */
export function createChannel(deps: ChannelDeps): Channel {
  return {
    fingerprint: (message, minimal) => fingerprint(drawn(deps, message, minimal)),
    post: async (message, options) =>
      post(deps, message, drawn(deps, message, options.minimal), options),
    update: async (ref, message, minimal) => update(deps, ref, drawn(deps, message, minimal)),
    search: (token, since, threadTs) => search(deps, token, since, threadTs),
    reply: (ref, text) => reply(deps, ref, text),
  };
}

/** Characters: 160 bits. */
const FINGERPRINT_LENGTH = 32;

function fingerprint(payload: Payload): string {
  return shortHash(JSON.stringify(payload), FINGERPRINT_LENGTH);
}

function drawn({ context }: ChannelDeps, message: Message, minimal = false): Payload {
  return minimal ? renderMinimal(message, context) : render(message, context);
}

async function post(
  deps: ChannelDeps,
  message: Message,
  payload: Payload,
  { key, token, threadTs, broadcast }: PostOptions,
): Promise<MessageRef> {
  const thread = {
    ...defined({ thread_ts: threadTs }),
    ...(threadTs !== undefined && broadcast && { reply_broadcast: true }),
  };
  // @slack/types types broadcasts more narrowly than Slack takes them.
  const call = {
    channel: deps.channel,
    ...payload,
    ...thread,
    metadata: metadataOf(message, key, token),
    unfurl_links: false,
    unfurl_media: false,
  } as ChatPostMessageArguments;
  const answer = await callSlack('post the message', () => deps.client.chat.postMessage(call));
  return {
    channel: answer.channel ?? deps.channel,
    ts: answer.ts ?? '',
    ...defined({ threadTs }),
  };
}

/** Without metadata: Slack then keeps that of the post. */
async function update(deps: ChannelDeps, ref: MessageRef, payload: Payload): Promise<void> {
  const text = payload.text.slice(0, LIMITS.messageText);
  const call = { channel: ref.channel, ts: ref.ts, ...payload, text };
  await callSlack('rewrite the message', () => deps.client.chat.update(call));
}

/** A thread that is gone has no messages. */
async function search(
  deps: ChannelDeps,
  token: string,
  since: Date,
  threadTs: string | undefined,
): Promise<MessageRef | undefined> {
  const place = { channel: deps.channel, threadTs };
  try {
    for await (const message of readHistory(deps.client, place, since, deps.app)) {
      if (attemptIn(message.metadata) === token) return refOf(deps, message);
    }
    return undefined;
  } catch (error) {
    if (error instanceof Refused && error.code === 'thread_gone') return undefined;
    throw error;
  }
}

function refOf({ channel }: ChannelDeps, { ts, thread_ts }: HistoryMessage): MessageRef {
  const isReply = thread_ts !== undefined && thread_ts !== ts;
  return { channel, ts, ...(isReply && { threadTs: thread_ts }) };
}

async function reply(deps: ChannelDeps, ref: MessageRef, text: string): Promise<void> {
  const words = escaped(text, LIMITS.textObject);
  await callSlack('reply in the thread', () =>
    deps.client.chat.postMessage({
      channel: ref.channel,
      thread_ts: ref.threadTs ?? ref.ts,
      text: words,
      // In a section Slack links no bare address.
      blocks: [section(words)],
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
}
