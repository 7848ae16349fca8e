import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { isKnownError, type KnownError, Refused, Unavailable } from '../../domain/errors';
import { RATE_LIMIT_PAUSE_MS } from '../../domain/timing';
import { LOG_METRICS } from '../../installation';

/** Errors by which Slack refuses a call, grouped by what has to be fixed. `next` ends the sentence. */
const REFUSALS: { code: string; errors: string[]; next: string }[] = [
  {
    code: 'rendering',
    errors: [
      'invalid_blocks',
      'invalid_blocks_format',
      'invalid_attachments',
      'msg_too_long',
      'msg_blocks_too_long',
      'metadata_too_large',
      'invalid_metadata_format',
      'invalid_metadata_schema',
      'no_text',
      'invalid_arguments',
      'view_too_large',
    ],
    next: 'a simpler message is sent instead',
  },
  {
    code: 'channel',
    errors: [
      'channel_not_found',
      'not_in_channel',
      'is_archived',
      'restricted_action',
      'restricted_action_read_only_channel',
    ],
    next: 'invite the app to the channel and check slack.channel in vulnscan.yml',
  },
  {
    code: 'token',
    errors: [
      'invalid_auth',
      'not_authed',
      'token_revoked',
      'token_expired',
      'account_inactive',
      'missing_scope',
      'no_permission',
      'ekm_access_denied',
      'org_login_required',
      'team_access_not_granted',
    ],
    next: `${LOG_METRICS.RefusedTokens.words} with npm run setup`,
  },
  {
    code: 'message_locked',
    errors: ['edit_window_closed', 'cant_update_message', 'block_mismatch'],
    next: 'the change is posted in its thread instead',
  },
  {
    code: 'message_gone',
    errors: ['message_not_found', 'thread_not_found'],
    next: 'post it again if it still matters',
  },
  {
    code: 'user',
    errors: ['user_not_found', 'user_not_visible', 'user_not_in_channel', 'no_such_subteam'],
    next: 'check the id in vulnscan.yml and that the person is in the channel',
  },
];

/** Failures inside Slack: the call may still have had its effect. */
const FAILURES = ['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout'];

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
  if (error instanceof WebAPIPlatformError) return fromAnswer(error.data.error, what, error);
  if (error instanceof WebAPIHTTPError && error.statusCode === 429) {
    return rateLimited(Number(error.headers['retry-after']), what, error);
  }
  const status = error instanceof WebAPIHTTPError ? ` (HTTP ${error.statusCode})` : '';
  const code = error instanceof WebAPIRequestError ? 'slack_no_answer' : 'slack_down';
  return unavailable(code, `Slack did not answer${status} when asked to ${what}`, error);
}

function fromAnswer(answer: string, what: string, cause: unknown): KnownError {
  if (answer === 'ratelimited' || answer === 'rate_limited') {
    return rateLimited(Number.NaN, what, cause);
  }
  if (FAILURES.includes(answer)) {
    return unavailable('slack_down', `Slack failed (${answer}) when asked to ${what}`, cause);
  }
  const known = REFUSALS.find(({ errors }) => errors.includes(answer));
  const next = known?.next ?? "see the error in the method's reference";
  return new Refused(known?.code ?? 'slack', `Slack refused to ${what}: ${answer}; ${next}.`, {
    cause,
  });
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
