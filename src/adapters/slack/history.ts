import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import type { MessageRef } from '../../domain/message';
import { fromSlack } from './errors';

/** A message as Slack's history tells it: only what is read here. */
const HistoryMessage = z.object({
  ts: z.string(),
  app_id: z.optional(z.string()),
  thread_ts: z.optional(z.string()),
  text: z.optional(z.string()),
  blocks: z.optional(z.array(z.unknown())),
  attachments: z.optional(z.array(z.unknown())),
  metadata: z.optional(z.unknown()),
});
export type HistoryMessage = z.infer<typeof HistoryMessage>;

const Answer = z.object({
  messages: z.optional(z.array(z.unknown())),
  response_metadata: z.optional(z.object({ next_cursor: z.optional(z.string()) })),
});

/** Slack recommends at most 200 a page. */
const PAGE = 200;

export interface Place {
  channel: string;
  threadTs?: string | undefined;
}

/**
 * Messages since `since`, page by page: a thread's replies oldest first, a channel's newest first. Those whose app_id
 * is not `app` are left out, so that nobody else's message can pass for one of ours.
 */
export async function* readHistory(
  client: WebClient,
  place: Place,
  since: Date,
  app: string | undefined,
): AsyncGenerator<HistoryMessage> {
  let cursor: string | undefined;
  do {
    const answer = Answer.parse(await readPage(client, place, since, cursor));
    yield* parseMessages(answer.messages ?? [], app);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

async function readPage(
  client: WebClient,
  { channel, threadTs }: Place,
  since: Date,
  cursor: string | undefined,
): Promise<unknown> {
  const query = {
    channel,
    oldest: String(since.getTime() / 1000),
    inclusive: true,
    include_all_metadata: true,
    limit: PAGE,
    ...(cursor !== undefined && { cursor }),
  };
  try {
    if (threadTs === undefined) return await client.conversations.history(query);
    return await client.conversations.replies({ ...query, ts: threadTs });
  } catch (error) {
    throw fromSlack(error, "read the channel's history");
  }
}

/** One message of ours as it stands in Slack now; undefined when it is gone. */
export async function readMessage(
  client: WebClient,
  ref: MessageRef,
  app: string | undefined,
): Promise<HistoryMessage | undefined> {
  const query = {
    channel: ref.channel,
    oldest: ref.ts,
    latest: ref.ts,
    inclusive: true,
    include_all_metadata: true,
    limit: 2,
  };
  try {
    const answer =
      ref.threadTs === undefined
        ? await client.conversations.history(query)
        : await client.conversations.replies({ ...query, ts: ref.threadTs });
    const messages = parseMessages(Answer.parse(answer).messages ?? [], app);
    return messages.find((message) => message.ts === ref.ts);
  } catch (error) {
    throw fromSlack(error, 'read the message back');
  }
}

function parseMessages(messages: unknown[], app: string | undefined): HistoryMessage[] {
  return messages
    .flatMap((message) => {
      const parsed = HistoryMessage.safeParse(message);
      return parsed.success ? [parsed.data] : [];
    })
    .filter((message) => app === undefined || message.app_id === app);
}
