import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createBoltHandler, type HttpResponse } from '../adapters/slack/bolt-app';
import { formContext } from '../adapters/slack/form-context';
import { createPeople } from '../adapters/slack/people';
import { fetchAgain } from '../adapters/slack/retry-fetch';
import { verifyRequest } from '../adapters/slack/verify';
import { createWebClient } from '../adapters/slack/web-client';
import { LOG_METRICS } from '../alarms';
import type { Config } from '../config/config';
import { loadConfig, readEnvironment } from '../config/environment';
import { PERSON_TIMEOUT_MS } from '../domain/timing';
import type { Queue } from '../ports/queues';
import type { Clock, Log } from '../ports/runtime';
import { permissionsOf } from '../usecases/authorize';
import { openOnce } from './lazy-handler';

export interface SlackSecrets {
  botToken: string;
  /** One, or during a rotation the new and the old one. */
  signingSecrets: string[];
}

export interface SlackHandlerDeps {
  config: Config;
  /** Read once, before any request is handled, and again after Slack refused the token. */
  secrets: () => Promise<SlackSecrets>;
  queue: Queue;
  clock: Clock;
  log: Log;
  /** Where the Web API is, if not at Slack. */
  slackApiUrl?: string | undefined;
}

type Handler = (event: unknown, context?: unknown) => Promise<HttpResponse>;

/**
 * Handles Slack's requests: verifies, enqueues, acknowledges. Never rejects, because anyone could trigger the error
 * alarm of a public address that can be made to fail.
 */
export function createSlackHandler(deps: SlackHandlerDeps): Handler {
  const ready = openOnce(async (drop) => {
    const secrets = await deps.secrets();
    const { config, queue, clock, log, slackApiUrl } = deps;
    const context = formContext(config);
    const { botToken, signingSecrets } = secrets;
    const client = createWebClient(botToken, slackApiUrl, drop, {
      timeout: PERSON_TIMEOUT_MS,
      fetch: fetchAgain,
    });
    const { team } = config.slack;
    const handle = createBoltHandler({
      config,
      queue,
      clock,
      log,
      context,
      slackApiUrl,
      botToken,
      onTokenRefused: drop,
      permissions: permissionsOf({
        // Cached for minutes, so that a person waits for it once in a while.
        people: createPeople({ client, clock, team }),
        triage: { team, ...config.triage },
      }),
    });
    return { handle, signingSecrets };
  });
  return async (event) => {
    try {
      const { handle, signingSecrets } = await ready();
      const verification = verifyRequest(event, signingSecrets, deps.clock.now());
      if (verification.ok) return await answer(handle(verification.event), deps.log);
      deps.log.warn(LOG_METRICS.ForgedRequests.words, { reason: verification.reason });
      return { statusCode: verification.status, body: '' };
    } catch (error) {
      deps.log.error('slack handler failed', { error });
      return { statusCode: 500, body: '' };
    }
  };
}

/** A signed request that Bolt can't read is answered with 400. */
async function answer(response: Promise<HttpResponse>, log: Log): Promise<HttpResponse> {
  try {
    return await response;
  } catch (error) {
    log.warn('signed request not understood', { error });
    return { statusCode: 400, body: '' };
  }
}

const CONNECT_ATTEMPTS = 2;

/** Reads the two parameters in one call. A signing secret may be two, separated by a blank, while it is rotated. */
async function readSlackSecrets(): Promise<SlackSecrets> {
  const names = readEnvironment(process.env, [
    'SLACK_BOT_TOKEN_PARAMETER',
    'SLACK_SIGNING_SECRET_PARAMETER',
  ]);
  const { readSecrets } = await import('../adapters/secrets.js');
  const { botToken, signingSecret } = await readSecrets({
    botToken: names.SLACK_BOT_TOKEN_PARAMETER,
    signingSecret: names.SLACK_SIGNING_SECRET_PARAMETER,
  });
  return {
    botToken: botToken.trim(),
    signingSecrets: signingSecret.split(/[\s,]+/).filter(Boolean),
  };
}

/** SQS's client is loaded by the first click, not by the cold start. */
function lazyQueue(urls: { decide: string; tasks: string }): Queue {
  const open = openOnce(async () => {
    const { createJobQueue } = await import('../adapters/job-queue.js');
    return createJobQueue(urls, CONNECT_ATTEMPTS);
  });
  return {
    send: async (job) => (await open()).send(job),
    sendAll: async (jobs) => (await open()).sendAll(jobs),
  };
}

/** A handler that reads its settings when it is first called, and keeps what it opened then. */
export function newHandler() {
  const log = createLog();
  const opened = openOnce(() => open(log));
  return async (event: unknown, _context?: unknown): Promise<HttpResponse> => {
    try {
      return await (await opened())(event);
    } catch (error) {
      log.error('slack handler failed', { error });
      return { statusCode: 500, body: '' };
    }
  };
}

/** The Lambda function behind the Function URL, or behind an HTTP API: both send payload format 2.0. */
export const handler = newHandler();

async function open(log: Log): Promise<Handler> {
  const env = readEnvironment(process.env, ['DECIDE_QUEUE_URL', 'TASKS_QUEUE_URL']);
  return createSlackHandler({
    config: loadConfig(process.env),
    secrets: readSlackSecrets,
    queue: lazyQueue({ decide: env.DECIDE_QUEUE_URL, tasks: env.TASKS_QUEUE_URL }),
    clock: systemClock,
    log,
    slackApiUrl: process.env['SLACK_API_URL'],
  });
}
