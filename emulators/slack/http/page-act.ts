import * as z from 'zod';
import type { Act } from '../../../playground/page/protocol';

const State = z.record(z.string(), z.record(z.string(), z.unknown()));
const Place = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.object({ type: z.literal('view'), id: z.string() }),
  z.object({ type: z.literal('home') }),
]);
const Faults = z.object({
  slackSlow: z.boolean().exactOptional(),
  slackDown: z.boolean().exactOptional(),
  securityHubThrottled: z.boolean().exactOptional(),
  eventsDuplicated: z.boolean().exactOptional(),
  scansStopped: z.boolean().exactOptional(),
  databaseOld: z.boolean().exactOptional(),
  poisonMessage: z.boolean().exactOptional(),
  tokenRefused: z.boolean().exactOptional(),
});

const ActSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('block-action'),
    user: z.string(),
    container: Place,
    blockId: z.string(),
    actionId: z.string(),
    action: z.record(z.string(), z.unknown()),
    state: State.exactOptional(),
  }),
  z.object({ do: z.literal('submit-view'), user: z.string(), id: z.string(), state: State }),
  z.object({ do: z.literal('close-view'), user: z.string(), id: z.string() }),
  z.object({
    do: z.literal('slash-command'),
    user: z.string(),
    channel: z.string(),
    command: z.string(),
    text: z.string(),
  }),
  z.object({ do: z.literal('open-home'), user: z.string() }),
  z.object({ do: z.literal('set-faults'), faults: Faults }),
  z.object({
    do: z.literal('console-update'),
    findingId: z.string(),
    status: z.string(),
    note: z.string().exactOptional(),
  }),
  z.object({ do: z.literal('rescan') }),
  z.object({ do: z.literal('set-language'), language: z.enum(['en', 'ja']) }),
]);

/** What a person did, if the body says it in the page's own terms. */
export function readAct(value: unknown): Act | undefined {
  const parsed = ActSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
