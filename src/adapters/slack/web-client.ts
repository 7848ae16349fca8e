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
 * Options for a WebClient without retries (a retried post would be a second post), without waiting on a 429 (the queue
 * retries) and without absolute URLs (they would send the token elsewhere). `timeout` in milliseconds.
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

/** A logger that writes nothing: every failure rejects and reaches our own log. */
export const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** Errors for a token that Slack will not accept again. */
const REFUSED = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
];

/** Calls `onRefused` when Slack refuses the token. */
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

/** A client for the workers, and for look-ups in the slack function; it makes one call at a time. */
export function createWebClient(
  token: string,
  slackApiUrl?: string,
  onRefused: () => void = nothing,
  changes: Pick<WebClientOptions, 'timeout' | 'fetch'> = {},
): WebClient {
  const client = new WatchedClient(token, {
    ...clientOptions(SLACK_TIMEOUT_MS, slackApiUrl),
    ...changes,
    logger: SILENT,
    maxRequestConcurrency: 1,
  });
  client.onRefused = onRefused;
  return client;
}
