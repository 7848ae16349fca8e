import * as z from 'zod/mini';
import type { Message } from '../../domain/message';

/** Message metadata, which everyone in the workspace can read. It only says which card and which post it is. */
export interface Metadata {
  event_type: `vulnscan_${Message['kind']}`;
  event_payload: { card: string; attempt: string };
}

/** The metadata of one post of a card; `attempt` is found again after a post with an unknown outcome. */
export function metadataOf(
  { kind }: Pick<Message, 'kind'>,
  card: string,
  attempt: string,
): Metadata {
  return { event_type: `vulnscan_${kind}`, event_payload: { card, attempt } };
}

const Attempt = z.object({ event_payload: z.object({ attempt: z.string() }) });

/** The attempt that a message's metadata names; undefined for a message without metadata of ours. */
export function attemptIn(metadata: unknown): string | undefined {
  const parsed = Attempt.safeParse(metadata);
  return parsed.success ? parsed.data.event_payload.attempt : undefined;
}
