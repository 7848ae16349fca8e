import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../domain/defined';
import { Refused } from '../../domain/errors';
import { SLACK_TIMEOUT_MS } from '../../domain/timing';
import type { ReplyTo } from '../../ports/people';
import { section } from './blocks/shared-blocks';
import { callSlack } from './errors';
import { cutMrkdwn, withoutTimes } from './escape';
import { LIMITS } from './limits';

/** A message that only one person sees. */
export interface PrivateMessage {
  text: string;
  blocks: KnownBlock[];
}

/** Characters; the rest of what a section holds is left for marks of times. */
const LONGEST = LIMITS.textObject - 200;

/** A text in mrkdwn as a message. In the section Slack links no bare address; `text` is for notifications. */
export function asMessage(mrkdwn: string): PrivateMessage {
  const words = cutMrkdwn(mrkdwn, LONGEST);
  return { text: withoutTimes(words), blocks: [section(words)] };
}

export interface TellDeps {
  client: WebClient;
  /** The channel of vulnscan.yml, for a click without response_url and channel. */
  channel: string;
  /** Base URL of the Web API if it is not Slack's; response_urls of its host are allowed, too. */
  slackApiUrl?: string | undefined;
  /** Default 8,000. */
  timeoutMs?: number;
}

/** Hosts that a response_url may have. */
const SLACK_HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];

/**
 * Answers one person. The click's response_url works even where the app is not a member, but only for 30 minutes and
 * five answers; after that, or without one, the answer is an ephemeral message in the channel.
 */
export async function tellPrivately(
  deps: TellDeps,
  to: ReplyTo,
  message: PrivateMessage,
): Promise<void> {
  if (await respond(deps, to, message)) return;
  await postEphemeral(deps, to, message);
}

/** False without a response_url, and when it has expired or is not Slack's. */
async function respond(
  deps: TellDeps,
  { responseUrl: url, replaces }: ReplyTo,
  message: PrivateMessage,
): Promise<boolean> {
  if (url === undefined || !isSlacks(url, deps.slackApiUrl)) return false;
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: replaces === true,
    ...message,
  });
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(deps.timeoutMs ?? SLACK_TIMEOUT_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** True for addresses that may be called. A response_url comes with a request, so it is checked. */
export function isSlacks(url: string, slackApiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  if (slackApiUrl !== undefined && host === new URL(slackApiUrl).host) return true;
  return protocol === 'https:' && SLACK_HOSTS.includes(host);
}

async function postEphemeral(deps: TellDeps, to: ReplyTo, message: PrivateMessage): Promise<void> {
  try {
    await callSlack('answer privately', () =>
      deps.client.chat.postEphemeral({
        channel: to.channel ?? deps.channel,
        user: to.userId,
        ...defined({ thread_ts: to.threadTs }),
        ...message,
      }),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused('reply', `${error.message} The person got no answer.`, { cause: error });
  }
}
