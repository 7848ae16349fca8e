import * as z from 'zod';
import type { Slack } from '../context';
import { type Json, present } from '../json';
import type { Message } from '../messages';
import type { Channel } from '../people';
import { findChannel } from '../workspace';
import { messageJson } from './message-json';
import { flag, id, limit, type Method, maybe, method, no, type Reply, yes } from './method';
import { cursorOf, page, readCursor } from './paging';

const HISTORY = ['channels:history', 'groups:history'];
const READ = ['channels:read', 'groups:read'];
const SPAN = {
  channel: id,
  oldest: maybe,
  latest: maybe,
  inclusive: flag,
  cursor: maybe,
  include_all_metadata: flag,
};

/** A channel the app can see; a private one only as its member. */
function visible(slack: Slack, channel: string): Channel | undefined {
  const found = findChannel(slack.workspace, channel);
  const inside = found?.members.includes(slack.workspace.app.botUserId) === true;
  return found?.isPrivate === true && !inside ? undefined : found;
}

function readable(slack: Slack, channel: string): Channel | Reply {
  const found = visible(slack, channel);
  if (found === undefined) return no('channel_not_found');
  return found.members.includes(slack.workspace.app.botUserId) ? found : no('not_in_channel');
}

/** Histories show neither ephemeral messages nor, while the lag lasts, those just posted. */
function isShown(slack: Slack, message: Message): boolean {
  const settled = slack.clock() - message.postedAt >= slack.faults.historyLagMillis;
  return settled && message.ephemeralTo === undefined;
}

interface Span {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean | undefined;
}

/** Slack: both ends are left out unless `inclusive` is given. */
function inSpan({ oldest, latest, inclusive }: Span, ts: string): boolean {
  const after = oldest === undefined || compare(ts, oldest) > 0;
  const before = latest === undefined || compare(ts, latest) < 0;
  const edge = inclusive === true && (ts === oldest || ts === latest);
  return (after && before) || (edge && (after || ts === oldest) && (before || ts === latest));
}

/** Orders timestamps by number: "0" and "1700000000" are timestamps too. */
function compare(left: string, right: string): number {
  return micros(left) - micros(right);
}

function micros(ts: string): number {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function badTimestamp(span: Span): string | undefined {
  const bad = (ts: string | undefined): boolean => ts !== undefined && !/^\d+(\.\d+)?$/.test(ts);
  if (bad(span.oldest)) return 'invalid_ts_oldest';
  return bad(span.latest) ? 'invalid_ts_latest' : undefined;
}

const history = method(
  'tier3',
  HISTORY,
  z.object({ ...SPAN, limit: limit(999).default(100) }),
  (slack, args) => {
    const channel = readable(slack, args.channel);
    if ('ok' in channel) return channel;
    const bad = badTimestamp(args);
    if (bad !== undefined) return no(bad);
    const before = args.cursor ? readCursor(args.cursor, 'next_ts') : undefined;
    if (args.cursor && before === undefined) return no('invalid_cursor');
    const shown = collect(slack, channel.id, args, before);
    return listed(slack, shown, args);
  },
);

/** Messages, newest first: up to one more than `limit`, which shows that there are more. */
function collect(
  slack: Slack,
  channel: string,
  args: Span & { limit: number },
  before: string | undefined,
): Message[] {
  const found: Message[] = [];
  for (const message of slack.workspace.messages.newest(channel)) {
    if (args.oldest !== undefined && compare(message.ts, args.oldest) < 0) break;
    const inChannel = message.threadTs === undefined || message.broadcast === true;
    const past = before === undefined || compare(message.ts, before) < 0;
    if (inChannel && past && inSpan(args, message.ts) && isShown(slack, message))
      found.push(message);
    if (found.length > args.limit) break;
  }
  return found;
}

function listed(
  slack: Slack,
  found: Message[],
  args: { limit: number; include_all_metadata?: boolean | undefined },
): Reply {
  const shown = found.slice(0, args.limit);
  const more = found.length > args.limit;
  const last = shown.at(-1);
  return yes({
    messages: shown.map((message) =>
      messageJson(slack, message, args.include_all_metadata === true),
    ),
    has_more: more,
    response_metadata: { next_cursor: more && last ? cursorOf(`next_ts:${last.ts}`) : '' },
  });
}

const replies = method(
  'tier3',
  HISTORY,
  z.object({ ...SPAN, ts: id, limit: limit(1000).default(1000) }),
  (slack, args) => {
    const channel = readable(slack, args.channel);
    if ('ok' in channel) return channel;
    const bad = badTimestamp(args);
    if (bad !== undefined) return no(bad);
    const named = slack.workspace.messages.find(channel.id, args.ts);
    const parentTs = named?.threadTs ?? args.ts;
    const parent = slack.workspace.messages.find(channel.id, parentTs);
    if (parent === undefined || !isShown(slack, parent)) return no('thread_not_found');
    const answers = slack.workspace.messages
      .replies(channel.id, parentTs)
      .filter((reply) => isShown(slack, reply) && inSpan(args, reply.ts));
    const part = page([parent, ...answers], args.cursor, args.limit);
    if (part === undefined) return no('invalid_cursor');
    return yes({
      messages: part.items.map((message) =>
        messageJson(slack, message, args.include_all_metadata === true),
      ),
      has_more: part.next !== '',
      response_metadata: { next_cursor: part.next },
    });
  },
);

const info = method(
  'tier3',
  READ,
  z.object({ channel: id, include_num_members: flag }),
  (slack, args) => {
    const channel = visible(slack, args.channel);
    if (channel === undefined) return no('channel_not_found');
    return yes({ channel: channelJson(slack, channel, args.include_num_members === true) });
  },
);

function channelJson(slack: Slack, channel: Channel, withCount: boolean): Json {
  return present({
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.isPrivate !== true,
    is_group: channel.isPrivate === true,
    is_private: channel.isPrivate === true,
    is_im: false,
    is_mpim: false,
    is_archived: channel.isArchived === true,
    is_ext_shared: channel.isShared === true,
    is_general: channel.name === 'general',
    is_member: channel.members.includes(slack.workspace.app.botUserId),
    context_team_id: slack.workspace.team.id,
    num_members: withCount ? channel.members.length : undefined,
  });
}

export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.info': info,
};
