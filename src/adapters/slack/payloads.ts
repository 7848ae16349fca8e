import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { MessageRef } from '../../domain/message';
import type { Actor } from '../../domain/workflow';

/*
 * The parts of Slack's payloads that are read, checked by schemas: Bolt's types are not checked at run time.
 */

const id = z.string().check(z.minLength(1), z.maxLength(64));
const User = z.object({
  id,
  team_id: z.nullish(z.string()),
  name: z.nullish(z.string()),
  username: z.nullish(z.string()),
});
const Team = z.nullish(z.object({ id }));
/** The organization (Enterprise Grid) that the app's workspace is part of. */
const Enterprise = z.nullish(z.object({ id }));

export const Click = z.object({
  type: z.literal('block_actions'),
  api_app_id: z.optional(z.string()),
  team: Team,
  enterprise: Enterprise,
  user: User,
  trigger_id: z.optional(z.string()),
  response_url: z.optional(z.string()),
  channel: z.nullish(z.object({ id })),
  message: z.nullish(
    z.object({
      ts: z.string(),
      thread_ts: z.optional(z.string()),
      blocks: z.optional(z.unknown()),
      attachments: z.optional(z.unknown()),
    }),
  ),
  view: z.nullish(
    z.object({
      id: z.string(),
      hash: z.optional(z.string()),
      type: z.optional(z.string()),
      callback_id: z.optional(z.string()),
      private_metadata: z.optional(z.string()),
      blocks: z.optional(z.unknown()),
      state: z.optional(
        z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
      ),
    }),
  ),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.optional(z.string()),
        value: z.optional(z.string()),
        block_id: z.optional(z.string()),
        selected_option: z.nullish(z.object({ value: z.string() })),
      }),
    )
    .check(z.minLength(1)),
});
export type Click = z.infer<typeof Click>;

export const Submission = z.object({
  type: z.literal('view_submission'),
  api_app_id: z.optional(z.string()),
  team: Team,
  enterprise: Enterprise,
  user: User,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  }),
});
export type Submission = z.infer<typeof Submission>;

export const SlashCommand = z.object({
  command: z.string(),
  text: z._default(z.string(), ''),
  api_app_id: z.optional(z.string()),
  team_id: z.string(),
  enterprise_id: z.optional(z.string()),
  user_id: id,
  user_name: z.optional(z.string()),
  channel_id: z.optional(z.string()),
  response_url: z.optional(z.string()),
  trigger_id: z.string(),
});
export type SlashCommand = z.infer<typeof SlashCommand>;

export const HomeOpened = z.object({
  api_app_id: z.optional(z.string()),
  team_id: z.optional(z.string()),
  enterprise_id: z.nullish(z.string()),
  event_id: z.string(),
  event: z.object({
    type: z.literal('app_home_opened'),
    user: id,
    tab: z.optional(z.string()),
  }),
});
export type HomeOpened = z.infer<typeof HomeOpened>;

/** Who clicked. `teamId` is the person's own workspace, which may not be the home workspace. */
export function actorOf({ user, team }: Pick<Click, 'user' | 'team'>): Actor {
  return {
    userId: user.id,
    teamId: user.team_id ?? team?.id ?? '',
    name: user.name ?? user.username ?? user.id,
  };
}

export function messageOf({ channel, message }: Click): MessageRef | undefined {
  if (!channel || !message) return undefined;
  const { ts, thread_ts: parent } = message;
  return {
    channel: channel.id,
    ts,
    ...(parent !== undefined && parent !== ts && { threadTs: parent }),
  };
}

/** The same click, command or submission has the same id when it is delivered twice, and becomes one job. */
export function requestId(...parts: (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
