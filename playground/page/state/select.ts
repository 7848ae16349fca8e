import { readList, readString } from '../blocks/read';
import { elementsOf } from '../blocks/values';
import type { PageState, SlackMessage } from '../protocol';

/**
 * What one person sees in a channel's main list, oldest first. A private answer is shown there even if it belongs to a
 * thread: the thread may be closed for the person who clicked on a reply that is also in the channel.
 */
export function channelMessages(state: PageState, channel: string, viewer: string): SlackMessage[] {
  return state.messages
    .filter((one) => one.channel === channel && isVisible(one, viewer))
    .filter(isInChannel)
    .sort(byTs);
}

function isInChannel({ threadTs, ts, broadcast, ephemeralTo }: SlackMessage): boolean {
  return (
    threadTs === undefined || threadTs === ts || broadcast === true || ephemeralTo !== undefined
  );
}

/** The replies under a message, oldest first. */
export function threadReplies(
  state: PageState,
  parent: SlackMessage,
  viewer: string,
): SlackMessage[] {
  return state.messages
    .filter((one) => one.channel === parent.channel && isVisible(one, viewer))
    .filter((one) => one.threadTs === parent.ts && one.ts !== parent.ts)
    .sort(byTs);
}

/** Replies of every thread of a channel, counted in one pass. */
export function replyCounts(state: PageState, channel: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { channel: at, threadTs, ts, ephemeralTo } of state.messages) {
    if (at !== channel || !threadTs || threadTs === ts || ephemeralTo) continue;
    counts.set(threadTs, (counts.get(threadTs) ?? 0) + 1);
  }
  return counts;
}

function isVisible(message: SlackMessage, viewer: string): boolean {
  return message.ephemeralTo === undefined || message.ephemeralTo === viewer;
}

function byTs(a: SlackMessage, b: SlackMessage): number {
  return Number(a.ts) - Number(b.ts);
}

export function unreadCount(
  state: PageState,
  channel: string,
  viewer: string,
  lastRead: string,
): number {
  const seen = Number(lastRead || 0);
  return channelMessages(state, channel, viewer).filter((one) => Number(one.ts) > seen).length;
}

export function newestTs(state: PageState, channel: string): string {
  const all = state.messages.filter((one) => one.channel === channel).sort(byTs);
  return all.at(-1)?.ts ?? '';
}

const DECISIONS = ['remedy_resolve', 'remedy_suppress'];

/** Does the message offer to decide about a finding? */
export function offersDecision(message: SlackMessage): boolean {
  return offers(message, DECISIONS);
}

/** Is it a digest that still has something to decide? */
export function isDigest(message: SlackMessage): boolean {
  return offers(message, ['triage_all']);
}

function offers(message: SlackMessage, actions: string[]): boolean {
  const attached = readList(message.attachments).flatMap((one) => readList(one['blocks']));
  const blocks = [...readList(message.blocks), ...attached];
  const elements = blocks.flatMap(elementsOf);
  return elements.some((element) => actions.includes(readString(element['action_id'])));
}

/** What `/vulnscan` can be completed with: repositories, without registry and tag, of `images` and of what was found. */
export function repositoriesOf(state: PageState, images: string[]): string[] {
  const found = state.findings.flatMap((finding) => finding.images);
  const names = [...images, ...found].map(repositoryOf);
  return [...new Set(names)].filter((name) => name !== '').sort();
}

export function repositoryOf(image: string): string {
  const path = image.replace(/@sha256:.*$/, '').replace(/:[^/:]*$/, '');
  return path.slice(path.indexOf('/') + 1);
}
