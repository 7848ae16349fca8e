import type { Slack } from '../context';
import { isJson, type Json, present } from '../json';
import type { Message } from '../messages';

/** A message as the Web API and clicks carry it; metadata's payload only when it is asked for. */
export function messageJson(slack: Slack, message: Message, withMetadata = false): Json {
  const { app } = slack.workspace;
  return present({
    type: 'message',
    subtype: message.broadcast === true ? 'thread_broadcast' : undefined,
    user: message.user,
    bot_id: message.botId,
    app_id: appOf(slack, message),
    team: app.teamId,
    text: message.text,
    ts: message.ts,
    blocks: message.blocks.length > 0 ? message.blocks : undefined,
    attachments: message.attachments.length > 0 ? message.attachments : undefined,
    edited: message.edited === true ? { user: message.user, ts: message.ts } : undefined,
    ...threadJson(slack, message),
    metadata: metadataJson(message.metadata, withMetadata),
  });
}

/** The app whose bot posted a message. Of another app only the bot is known, and its id follows from it. */
function appOf({ workspace: { app } }: Slack, { botId }: Message): string | undefined {
  return botId === app.botId ? app.appId : botId?.replace(/^B/, 'A');
}

function threadJson(slack: Slack, message: Message): Json {
  if (message.threadTs !== undefined) {
    const parent = slack.workspace.messages.find(message.channel, message.threadTs);
    return { thread_ts: message.threadTs, parent_user_id: parent?.user };
  }
  const replies = slack.workspace.messages
    .replies(message.channel, message.ts)
    .filter((reply) => reply.ephemeralTo === undefined);
  const newest = replies.at(-1);
  return newest === undefined
    ? {}
    : {
        thread_ts: message.ts,
        reply_count: replies.length,
        reply_users: [...new Set(replies.map(({ user }) => user))],
        latest_reply: newest.ts,
      };
}

function metadataJson(metadata: unknown, whole: boolean): unknown {
  return whole || !isJson(metadata) ? metadata : { event_type: metadata['event_type'] };
}
