import * as z from 'zod';
import type { Slack } from '../context';
import type { Message } from '../messages';
import type { Channel } from '../people';
import { removeMessage, rewriteMessage, storeMessage } from '../posting';
import { findChannel, findPerson } from '../workspace';
import { isReply, readContent } from './content';
import { messageJson } from './message-json';
import { flag, id, json, type Method, maybe, method, no, type Reply, yes } from './method';

const WRITE = ['chat:write'];
/** Slack's documented length of an update's text. */
const UPDATE_CHARACTERS = 4000;
const CONTENT = {
  text: maybe,
  blocks: json,
  attachments: json,
  metadata: json,
};

/** The channel the app may write to, or Slack's refusal. */
function writable(slack: Slack, channel: string): Channel | Reply {
  const found = findChannel(slack.workspace, channel);
  const member = found?.members.includes(slack.workspace.app.botUserId) === true;
  if (found === undefined || (found.isPrivate === true && !member)) return no('channel_not_found');
  if (found.isArchived === true) return no('is_archived');
  return member ? found : no('not_in_channel');
}

/** The thread a reply belongs to: its parent's, when the timestamp given is a reply's own. */
function threadOf(
  slack: Slack,
  channel: string,
  ts: string | undefined,
): string | undefined | Reply {
  if (ts === undefined) return undefined;
  const parent = slack.workspace.messages.find(channel, ts);
  if (parent === undefined) return no('thread_not_found');
  return parent.ephemeralTo === undefined ? (parent.threadTs ?? ts) : no('cannot_reply_to_message');
}

const postMessage = method(
  'post',
  WRITE,
  z.object({ channel: id, thread_ts: maybe, reply_broadcast: flag, ...CONTENT }),
  (slack, args) => {
    const channel = writable(slack, args.channel);
    if ('ok' in channel) return channel;
    const content = readContent(args);
    if (isReply(content)) return content;
    const thread = threadOf(slack, channel.id, args.thread_ts);
    if (typeof thread === 'object') return thread;
    const message = storeMessage(slack, {
      ...content,
      channel: channel.id,
      user: slack.workspace.app.botUserId,
      threadTs: thread,
      broadcast: args.reply_broadcast,
    });
    return yes({ channel: channel.id, ts: message.ts, message: messageJson(slack, message, true) });
  },
);

const postEphemeral = method(
  'tier4',
  WRITE,
  z.object({ channel: id, user: id, thread_ts: maybe, ...CONTENT }),
  (slack, args) => {
    const channel = writable(slack, args.channel);
    if ('ok' in channel) return channel;
    if (
      findPerson(slack.workspace, args.user) === undefined ||
      !channel.members.includes(args.user)
    ) {
      return no('user_not_in_channel');
    }
    const content = readContent({ ...args, metadata: undefined });
    if (isReply(content)) return content;
    const thread = threadOf(slack, channel.id, args.thread_ts);
    if (typeof thread === 'object') return thread;
    const message = storeMessage(slack, {
      ...content,
      channel: channel.id,
      user: slack.workspace.app.botUserId,
      threadTs: thread,
      ephemeralTo: args.user,
    });
    return yes({ message_ts: message.ts });
  },
);

/** The app's own message, or Slack's refusal. Ephemeral messages cannot be found again. */
function ownMessage(
  slack: Slack,
  args: { channel: string; ts: string },
  notOwn: string,
): Message | Reply {
  const channel = findChannel(slack.workspace, args.channel);
  if (channel === undefined) return no('channel_not_found');
  const message = slack.workspace.messages.find(channel.id, args.ts);
  if (message === undefined || message.ephemeralTo !== undefined) return no('message_not_found');
  return message.botId === slack.workspace.app.botId ? message : no(notOwn);
}

const update = method(
  'tier3',
  WRITE,
  z.object({ channel: id, ts: id, ...CONTENT }),
  (slack, args) => {
    const message = ownMessage(slack, args, 'cant_update_message');
    if ('ok' in message) return message;
    if ((args.text ?? '').length > UPDATE_CHARACTERS) return no('msg_too_long');
    const content = readContent(args);
    if (isReply(content)) return content;
    const changed = rewriteMessage(slack, message, content);
    const { channel, ts, text } = changed;
    return yes({ channel, ts, text, message: messageJson(slack, changed, true) });
  },
);

const remove = method('tier3', WRITE, z.object({ channel: id, ts: id }), (slack, args) => {
  const message = ownMessage(slack, args, 'cant_delete_message');
  if ('ok' in message) return message;
  removeMessage(slack, message);
  return yes({ channel: message.channel, ts: message.ts });
});

export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
};
