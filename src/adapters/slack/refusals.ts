import { LOG_METRICS } from '../../alarms';

/** Errors by which Slack refuses a call, grouped by what has to be fixed. `next` ends the sentence. */
const REFUSALS: { code: string; errors: string[]; next: string }[] = [
  {
    code: 'rendering',
    errors: [
      'invalid_blocks',
      'invalid_blocks_format',
      'invalid_attachments',
      'too_many_attachments',
      'attachment_payload_limit_exceeded',
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
      'channel_type_not_supported',
      'not_in_channel',
      'is_archived',
      'is_inactive',
      'restricted_action',
      'restricted_action_read_only_channel',
      'restricted_action_thread_only_channel',
      'restricted_action_non_threadable_channel',
    ],
    next: 'invite the app to the channel and check slack.channel in vulnscan.yml',
  },
  {
    code: 'token',
    errors: [
      'invalid_auth',
      'not_authed',
      'not_allowed_token_type',
      'token_revoked',
      'token_expired',
      'account_inactive',
      'missing_scope',
      'no_permission',
      'access_denied',
      'accesslimited',
      'ekm_access_denied',
      'enterprise_is_restricted',
      'org_login_required',
      'team_access_not_granted',
      'team_not_found',
      'two_factor_setup_required',
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
    errors: ['message_not_found'],
    next: 'post it again if it still matters',
  },
  {
    code: 'thread_gone',
    errors: ['thread_not_found', 'cannot_reply_to_message', 'restricted_action_thread_locked'],
    next: 'post it outside the thread',
  },
  {
    code: 'user',
    errors: ['user_not_found', 'user_not_visible', 'user_not_in_channel', 'no_such_subteam'],
    next: 'check the id in vulnscan.yml and that the person is in the channel',
  },
  {
    code: 'trigger',
    errors: ['expired_trigger_id', 'trigger_expired'],
    next: 'click again',
  },
];

/** Failures inside Slack: the call may still have had its effect. */
const FAILURES = [
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'external_channel_migrating',
  'update_failed',
];

/** The call certainly had no effect and may be made later. */
const RATE_LIMITS = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];

/** What an error in Slack's answer means. */
export type Refusal =
  | { kind: 'rate-limit' }
  | { kind: 'failure' }
  | { kind: 'refused'; code: string; next: string };

/** `messages`: details in Slack's answer. A word that is not known concerns this call only. */
export function refusalOf(error: string, messages: string[] = []): Refusal {
  // Slack has two answers for a trigger that is too old (node-slack-sdk issue 1131).
  if (messages.some((message) => /trigger_id\W+expired/.test(message))) {
    return refusalOf('expired_trigger_id');
  }
  if (RATE_LIMITS.includes(error)) return { kind: 'rate-limit' };
  if (FAILURES.includes(error)) return { kind: 'failure' };
  const known = REFUSALS.find(({ errors }) => errors.includes(error));
  const { code, next } = known ?? {
    code: 'slack',
    next: "see the error in the method's reference",
  };
  return { kind: 'refused', code, next };
}
