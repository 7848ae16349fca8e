import * as z from 'zod';

/** block_id -> action_id -> what an input holds. */
const inputValues = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Where a clicked element is: a message, an open modal, or the home tab. */
const container = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.object({ type: z.literal('view'), id: z.string() }),
  z.object({ type: z.literal('home') }),
]);

/** What a person can do in Slack, as JSON. */
export const slackAct = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('block-action'),
    user: z.string(),
    container,
    blockId: z.string(),
    actionId: z.string(),
    /** The element's JSON with what the person chose, as Slack sends it: value, selected_option, ... */
    action: z.record(z.string(), z.unknown()),
    /** Values of all inputs of the container. */
    state: inputValues.exactOptional(),
  }),
  z.object({ do: z.literal('submit-view'), user: z.string(), id: z.string(), state: inputValues }),
  z.object({ do: z.literal('close-view'), user: z.string(), id: z.string() }),
  z.object({
    do: z.literal('slash-command'),
    user: z.string(),
    channel: z.string(),
    command: z.string(),
    text: z.string(),
  }),
  z.object({ do: z.literal('open-home'), user: z.string() }),
]);

export type SlackAct = z.infer<typeof slackAct>;
export type SlackActOf<Name extends SlackAct['do']> = Extract<SlackAct, { do: Name }>;

/** `error` is what Slack shows the person when the app failed or was too slow. */
export interface ActResult {
  ok: boolean;
  error?: string;
}
