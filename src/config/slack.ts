import * as z from 'zod/mini';

const userId = z
  .string()
  .check(z.regex(/^[UW][A-Z0-9]+$/, 'must be a Slack user id such as U0ABC123'));

export const slack = z.strictObject({
  /** The channel that is posted to: its id, not its name. */
  channel: z.string().check(z.regex(/^[CG][A-Z0-9]+$/, 'must be a channel id such as C0ABC123')),
  /** The home workspace. Clicks of people from elsewhere are refused. */
  team: z.string().check(z.regex(/^T[A-Z0-9]+$/, 'must be a workspace id such as T0ABC123')),
  /** The app's own id; requests for another app are refused. */
  app: z.optional(z.string().check(z.regex(/^A[A-Z0-9]+$/, 'must be an app id such as A0ABC123'))),
  language: z._default(z.enum(['en', 'ja']), 'en'),
  /** With more new findings than this in one scan, they are posted as one digest with a thread. */
  digestAbove: z._default(z.int().check(z.minimum(0), z.maximum(50)), 5),
});

export const triage = z.strictObject({
  /** Who may decide. With no users and no usergroups: every full member of the home workspace. */
  users: z._default(z.array(userId), []),
  usergroups: z._default(
    z.array(z.string().check(z.regex(/^S[A-Z0-9]+$/, 'must be a user group id such as S0ABC123'))),
    [],
  ),
});
