import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { isKnownError, type KnownError, Refused, Unavailable } from '../../domain/errors';
import { RATE_LIMIT_PAUSE_MS } from '../../domain/timing';
import { refusalOf } from './refusals';

/** Makes a Web API call, and rejects with one of our kinds. `what` completes "Slack refused to ...". */
export async function callSlack<T>(what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw fromSlack(error, what);
  }
}

/**
 * Converts anything a Web API call can reject with to one of our kinds. Only a 429 and a refusal certainly had no
 * effect; everything else is `ambiguous`.
 */
export function fromSlack(error: unknown, what: string): KnownError {
  if (isKnownError(error)) return error;
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter, what, error);
  if (error instanceof WebAPIPlatformError) return fromAnswer(error, what);
  if (error instanceof WebAPIHTTPError && error.statusCode === 429) {
    return rateLimited(Number(error.headers['retry-after']), what, error);
  }
  const status = error instanceof WebAPIHTTPError ? ` (HTTP ${error.statusCode})` : '';
  const code = error instanceof WebAPIRequestError ? 'slack_no_answer' : 'slack_down';
  return unavailable(code, `Slack did not answer${status} when asked to ${what}`, error);
}

function fromAnswer(cause: WebAPIPlatformError, what: string): KnownError {
  const { error: answer, response_metadata } = cause.data;
  const refusal = refusalOf(answer, response_metadata?.messages);
  if (refusal.kind === 'rate-limit') return rateLimited(Number.NaN, what, cause);
  if (refusal.kind === 'failure') {
    return unavailable('slack_down', `Slack failed (${answer}) when asked to ${what}`, cause);
  }
  const { code, next } = refusal;
  return new Refused(code, `Slack refused to ${what}: ${answer}; ${next}.`, { cause });
}

/** 30 s where Slack names no time: its limits are per minute. */
function rateLimited(seconds: number, what: string, cause: unknown): Unavailable {
  const retryAfterMs =
    Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : RATE_LIMIT_PAUSE_MS;
  return new Unavailable(
    'slack_rate_limited',
    `Slack asked for a pause of ${Math.ceil(retryAfterMs / 1000)} s before it will ${what}; try again then.`,
    { cause, retryAfterMs },
  );
}

function unavailable(code: string, sentence: string, cause: unknown): Unavailable {
  return new Unavailable(code, `${sentence}; it may still have happened. Try again.`, {
    cause,
    ambiguous: true,
  });
}
