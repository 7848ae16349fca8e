import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { defined } from '../../domain/defined';
import { callSlack } from './errors';

/** The part of a message in Slack's history that is read. */
const HistoryMessage = z.object({
  ts: z.string(),
  app_id: z.optional(z.string()),
  thread_ts: z.optional(z.string()),
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
 * Messages since `since`: a thread's replies oldest first, a channel's newest first. Messages of other apps than `app`
 * are left out, because their metadata could be forged.
 */
export async function* readHistory(
  client: WebClient,
  place: Place,
  since: Date,
  app: string,
): AsyncGenerator<HistoryMessage> {
  const oldest = (since.getTime() / 1000).toFixed(6);
  let cursor: string | undefined;
  do {
    const answer = await read(client, place, { oldest, limit: PAGE, ...defined({ cursor }) });
    yield* parseMessages(answer.messages ?? [], app);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

interface Query {
  oldest: string;
  limit: number;
  cursor?: string;
}

/** A channel's messages, or the replies of a thread. */
async function read(client: WebClient, { channel, threadTs }: Place, query: Query) {
  const call = { channel, ...query, inclusive: true, include_all_metadata: true };
  const answer = await callSlack("read the channel's history", async () =>
    threadTs === undefined
      ? client.conversations.history(call)
      : client.conversations.replies({ ...call, ts: threadTs }),
  );
  return Answer.parse(answer);
}

function parseMessages(messages: unknown[], app: string): HistoryMessage[] {
  return messages
    .flatMap((message) => {
      const parsed = HistoryMessage.safeParse(message);
      return parsed.success ? [parsed.data] : [];
    })
    .filter((message) => message.app_id === app);
}
