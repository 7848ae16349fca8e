import type { ChatPostMessageArguments, ChatUpdateArguments, WebClient } from '@slack/web-api';
import type { AlertIdentity } from '../../domain/alert';
import { defined } from '../../domain/defined';
import { Refused } from '../../domain/errors';
import type { AlertEntry, Message, MessageRef } from '../../domain/message';
import type { ScanReport } from '../../domain/scan';
import type { Channel, ShownScan, Witness } from '../../ports/channel';
import type { HealthMessages, HealthSummary, ShownHealth } from '../../ports/health';
import { render, renderMinimal } from './blocks/render';
import type { RenderContext } from './blocks/render-context';
import type { Payload } from './blocks/shared-blocks';
import { callSlack } from './errors';
import { escaped } from './escape';
import { type HistoryMessage, readHistory, readMessage } from './history';
import { LIMITS } from './limits';
import { EVENT, readMetadata, readReport } from './metadata';
import { redraw } from './redraw';
import { createWitnesses, type Ours, select, witnessesOf } from './witnesses';

export interface ChannelDeps {
  /** From `createWebClient`: no retries of its own. */
  client: WebClient;
  /** Channel id. */
  channel: string;
  /** Our app's id; when given, messages of other apps are ignored. */
  app: string | undefined;
  context: RenderContext;
}

/** The channel of vulnscan.yml. */
export function createChannel(deps: ChannelDeps): Channel & HealthMessages {
  const memory = createWitnesses((since, threadTs) => ours(deps, since, threadTs));
  return {
    find: memory.find,
    look: (ref, identities) => look(deps, ref, identities),
    digestsSince: (since) => digestsSince(deps, since),
    findDigest: (scanId, since) => findNewest(deps, since, (each) => digestOf(each, scanId)),
    findScan: (taskArn, since) => findNewest(deps, since, (each) => scanOf(each, taskArn)),
    openHealth: (since) => openHealth(deps, since),
    healthSummary: (since) => healthSummary(deps, since),
    post: (message, options) => post(deps, message, options),
    rewrite: async (ref, message) => update(deps, ref, render(message, deps.context)),
    rewriteEntries: (ref, entries) => rewriteEntries(deps, ref, entries),
    reply: (ref, text) => reply(deps, ref, text),
  };
}

async function* ours(deps: ChannelDeps, since: Date, threadTs?: string): AsyncGenerator<Ours> {
  const place = { channel: deps.channel, threadTs };
  for await (const message of readHistory(deps.client, place, since, deps.app)) {
    const metadata = readMetadata(message.metadata);
    if (metadata !== undefined) yield { message, metadata, ref: refOf(deps, message) };
  }
}

function refOf({ channel }: ChannelDeps, { ts, thread_ts }: HistoryMessage): MessageRef {
  const isReply = thread_ts !== undefined && thread_ts !== ts;
  return { channel, ts, ...(isReply && { threadTs: thread_ts }) };
}

async function look(
  deps: ChannelDeps,
  ref: MessageRef,
  identities: AlertIdentity[],
): Promise<Map<string, Witness> | undefined> {
  const message = await readMessage(deps.client, ref, deps.app);
  if (message === undefined) return undefined;
  const metadata = readMetadata(message.metadata);
  return metadata === undefined ? new Map() : select(witnessesOf(metadata, ref), identities);
}

async function digestsSince(deps: ChannelDeps, since: Date): Promise<MessageRef[]> {
  const found: MessageRef[] = [];
  for await (const { metadata, ref } of ours(deps, since)) {
    if (metadata.event_type === EVENT.digest) found.push(ref);
  }
  return found;
}

/** The first result that `pick` finds in our messages, newest first. */
async function findNewest<Found>(
  deps: ChannelDeps,
  since: Date,
  pick: (message: Ours) => Found | undefined,
): Promise<Found | undefined> {
  for await (const message of ours(deps, since)) {
    const found = pick(message);
    if (found !== undefined) return found;
  }
  return undefined;
}

function digestOf({ metadata, ref }: Ours, scanId: string): MessageRef | undefined {
  const { event_type, event_payload } = metadata;
  return event_type === EVENT.digest && event_payload.scan === scanId ? ref : undefined;
}

function scanOf({ metadata, ref }: Ours, taskArn: string): ShownScan | undefined {
  const { event_type, event_payload } = metadata;
  if (event_type !== EVENT.scan || event_payload.task !== taskArn) return undefined;
  const report = readReport(event_payload.report);
  return report && { ref, report };
}

async function openHealth(deps: ChannelDeps, since: Date): Promise<ShownHealth[]> {
  const open: ShownHealth[] = [];
  const over = new Set<string>();
  for await (const { metadata, ref, message } of ours(deps, since)) {
    const { kind: key, state, since: began = '' } = metadata.event_payload;
    if (metadata.event_type !== EVENT.health || key === undefined || over.has(key)) continue;
    if (state === 'over') over.add(key);
    else open.push({ key, ref, postedAt: timeOf(message), since: began });
  }
  return open;
}

function timeOf({ ts }: HistoryMessage): string {
  return new Date(Number(ts) * 1000).toISOString();
}

async function healthSummary(deps: ChannelDeps, since: Date): Promise<HealthSummary> {
  let ended: ScanReport | undefined;
  const newest = new Map<string, { isOver: boolean; words: string }>();
  for await (const { metadata, message } of ours(deps, since)) {
    const { event_type, event_payload } = metadata;
    if (event_type === EVENT.scan) ended ??= endOf(readReport(event_payload.report));
    const { kind, state } = event_payload;
    if (event_type !== EVENT.health || kind === undefined || newest.has(kind)) continue;
    newest.set(kind, { isOver: state === 'over', words: message.text ?? kind });
  }
  const troubles = [...newest.values()].filter(({ isOver }) => !isOver).map(({ words }) => words);
  return { troubles, ...defined({ ended }) };
}

function endOf(report: ScanReport | undefined): ScanReport | undefined {
  return report?.state === 'done' || report?.state === 'failed' ? report : undefined;
}

type PostOptions = Parameters<Channel['post']>[1];

/** Posts a message. A digest whose blocks Slack refuses is posted again without its chart, which not all workspaces have. */
async function post(
  deps: ChannelDeps,
  message: Message,
  options: PostOptions = {},
): Promise<MessageRef> {
  if (options.minimal) return postPayload(deps, renderMinimal(message, deps.context), options);
  try {
    return await postPayload(deps, render(message, deps.context), options);
  } catch (error) {
    const refused = error instanceof Refused && error.code === 'rendering';
    if (message.kind !== 'digest' || !refused) throw error;
    return postPayload(deps, render(message, deps.context, false), options);
  }
}

async function postPayload(
  deps: ChannelDeps,
  payload: Payload,
  options: NonNullable<PostOptions>,
): Promise<MessageRef> {
  const { threadTs, broadcast } = options;
  const thread = {
    ...defined({ thread_ts: threadTs }),
    ...(threadTs !== undefined && broadcast && { reply_broadcast: true }),
  };
  // @slack/types does not know charts, and types broadcasts more narrowly than Slack takes them.
  const call = {
    channel: deps.channel,
    ...payload,
    ...thread,
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

async function update(deps: ChannelDeps, ref: MessageRef, payload: Payload): Promise<void> {
  // @slack/types does not know charts.
  const call = { channel: ref.channel, ts: ref.ts, ...payload } as ChatUpdateArguments;
  const text = payload.text.slice(0, LIMITS.messageText);
  await callSlack('rewrite the message', () => deps.client.chat.update({ ...call, text }));
}

async function rewriteEntries(
  deps: ChannelDeps,
  ref: MessageRef,
  entries: AlertEntry[],
): Promise<void> {
  const shown = await readMessage(deps.client, ref, deps.app);
  if (shown === undefined) {
    throw new Refused(
      'message_gone',
      'The message is no longer in Slack; post it again if it still matters.',
    );
  }
  const redrawn = redraw(shown, entries, deps.context);
  if (redrawn !== undefined) await update(deps, ref, redrawn);
}

async function reply(deps: ChannelDeps, ref: MessageRef, text: string): Promise<void> {
  await callSlack('reply in the thread', () =>
    deps.client.chat.postMessage({
      channel: ref.channel,
      thread_ts: ref.threadTs ?? ref.ts,
      text: escaped(text, LIMITS.messageText),
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
}
