import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { Refused, Unavailable } from '../../domain/errors';
import { SLACK_TIMEOUT_MS } from '../../domain/timing';
import type { ReplyTo } from '../../ports/people';
import { fromSlack } from './errors';

/** What only one person sees. */
export interface PrivateMessage {
  text: string;
  blocks: KnownBlock[];
}

export interface TellDeps {
  client: WebClient;
  /** For a person whose click carried neither a response_url nor a channel: the channel of vulnscan.yml. */
  channel: string;
  /** Where the Web API is, if not at Slack: its host may be answered too. */
  slackApiUrl?: string | undefined;
  /** 8 s unless told: the door has less. */
  timeoutMs?: number;
}

/** A response_url of any other host is not followed. */
const SLACK_HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];

/**
 * Tells one person. The click's response_url works even where the app is not a member, but only for half an hour and
 * five answers; then, or without one, it is an ephemeral message in the channel.
 */
export async function tellPrivately(
  deps: TellDeps,
  to: ReplyTo,
  message: PrivateMessage,
): Promise<void> {
  if (to.responseUrl !== undefined && (await respond(deps, to.responseUrl, message))) return;
  await postEphemeral(deps, to, message);
}

/** False when the address is used up or not Slack's: then there is another way. */
async function respond(deps: TellDeps, url: string, message: PrivateMessage): Promise<boolean> {
  if (!isSlacks(url, deps.slackApiUrl)) return false;
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: false,
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

/** Only these addresses are ever answered: a response_url comes with a request, and requests can be old. */
export function isSlacks(url: string, slackApiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  if (slackApiUrl !== undefined && host === new URL(slackApiUrl).host) return true;
  return protocol === 'https:' && SLACK_HOSTS.includes(host);
}

async function postEphemeral(deps: TellDeps, to: ReplyTo, message: PrivateMessage): Promise<void> {
  try {
    await deps.client.chat.postEphemeral({
      channel: to.channel ?? deps.channel,
      user: to.userId,
      ...(to.threadTs !== undefined && { thread_ts: to.threadTs }),
      ...message,
    });
  } catch (error) {
    const known = fromSlack(error, 'answer privately');
    if (known instanceof Unavailable) throw known;
    throw new Refused('reply', `${known.message} The person was not told.`, { cause: known });
  }
}
