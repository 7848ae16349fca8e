/**
 * Every error that Slack documents for chat.postMessage, chat.update, chat.postEphemeral, views.*, users.info,
 * usergroups.users.list and conversations.* (docs.slack.dev/reference/methods), and words that it does not.
 */
const CLASSES: [string, string][] = [
  [
    'rendering',
    `invalid_blocks invalid_blocks_format invalid_attachments too_many_attachments
     attachment_payload_limit_exceeded msg_too_long msg_blocks_too_long metadata_too_large
     invalid_metadata_format invalid_metadata_schema no_text invalid_arguments view_too_large`,
  ],
  [
    'channel',
    `channel_not_found channel_type_not_supported not_in_channel is_archived is_inactive
     restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
     restricted_action_non_threadable_channel`,
  ],
  [
    'token',
    `invalid_auth not_authed not_allowed_token_type token_revoked token_expired account_inactive
     missing_scope no_permission access_denied accesslimited ekm_access_denied
     enterprise_is_restricted org_login_required team_access_not_granted team_not_found
     two_factor_setup_required`,
  ],
  ['message_gone', 'message_not_found'],
  ['thread_gone', 'thread_not_found cannot_reply_to_message restricted_action_thread_locked'],
  ['message_locked', 'edit_window_closed cant_update_message block_mismatch'],
  ['trigger', 'expired_trigger_id trigger_expired'],
  ['user', 'user_not_found user_not_visible user_not_in_channel no_such_subteam'],
  [
    'slack_down',
    `fatal_error internal_error service_unavailable request_timeout team_added_to_org
     external_channel_migrating update_failed`,
  ],
  ['slack_rate_limited', 'ratelimited rate_limited message_limit_exceeded'],
  [
    'slack',
    `as_user_not_supported duplicate_channel_not_found duplicate_message_not_found
     messages_tab_disabled metadata_must_be_sent_from_app too_many_contact_cards
     slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
     invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type
     missing_post_type method_deprecated deprecated_endpoint unknown_method
     hash_conflict duplicate_external_id not_enabled not_found
     exchanged_trigger_id invalid_trigger_id trigger_exchanged
     invalid_cursor invalid_ts_latest invalid_ts_oldest
     teapot constructor __proto__`,
  ],
];
/** Each word with its class. */
export const WORDS = CLASSES.flatMap(([code, words]) =>
  words.split(/\s+/).map((word): [string, string] => [word, code]),
);
