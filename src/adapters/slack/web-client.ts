import {
  type Logger,
  LogLevel,
  type WebAPICallResult,
  WebAPIPlatformError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { defined } from '../../domain/defined';
import { SLACK_TIMEOUT_MS } from '../../domain/timing';

/**
 * No retries, because a retried post is a second post; no sleeping on 429, because the queue waits better; no
 * absolute addresses, which would carry the token elsewhere. `timeout` in milliseconds: Slack's default is none.
 */
export function clientOptions(timeout: number, slackApiUrl: string | undefined): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    timeout,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    ...defined({ slackApiUrl }),
  };
}

const nothing = () => {};

/** Silent: every failure reaches our own log as an error, and one JSON line is one log entry. */
const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** Slack's words for a token that will not be taken again. */
const REFUSED = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
];

/** Says when its token is refused. */
class WatchedClient extends WebClient {
  onRefused: () => void = nothing;

  override async apiCall(...call: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    try {
      return await super.apiCall(...call);
    } catch (error) {
      if (error instanceof WebAPIPlatformError && REFUSED.includes(error.data.error)) {
        this.onRefused();
      }
      throw error;
    }
  }
}

/** For the workers: one call at a time. */
export function createWebClient(
  token: string,
  slackApiUrl?: string,
  onRefused: () => void = nothing,
): WebClient {
  const client = new WatchedClient(token, {
    ...clientOptions(SLACK_TIMEOUT_MS, slackApiUrl),
    logger: SILENT,
    maxRequestConcurrency: 1,
  });
  client.onRefused = onRefused;
  return client;
}
