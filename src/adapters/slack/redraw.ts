import * as z from 'zod/mini';
import type { AlertEntry } from '../../domain/message';
import { attachEntry, renderAlert } from './blocks/alert';
import { drawCompact } from './blocks/finding-entry';
import type { RenderContext } from './blocks/render-context';
import { ownerOf, type Payload } from './blocks/shared-blocks';
import type { HistoryMessage } from './history';
import { LIMITS, sizeOfBlocks } from './limits';
import { keyOf } from './message-key';
import { EVENT, entryFacts, type Metadata, readMetadata } from './metadata';

/** An attachment of ours as Slack returns it. */
const ShownAttachment = z.object({
  color: z.optional(z.string()),
  fallback: z.optional(z.string()),
  blocks: z.optional(
    z.array(z.looseObject({ type: z.string(), block_id: z.optional(z.string()) })),
  ),
});
type ShownAttachment = z.infer<typeof ShownAttachment>;

/**
 * The message in Slack with these entries redrawn. Other entries stay as they are, because they may show newer states
 * than ours. Undefined when there is nothing to change: the message has none of the entries or already shows them (our
 * own writes come back as events).
 */
export function redraw(
  shown: HistoryMessage,
  entries: AlertEntry[],
  context: RenderContext,
): Payload | undefined {
  const metadata = readMetadata(shown.metadata);
  const shownKeys = new Set(metadata?.event_payload.entries?.map(({ key }) => key));
  const here = entries.filter((entry) => shownKeys.has(keyOfEntry(entry)));
  const [first] = here;
  if (metadata === undefined || first === undefined) return undefined;
  const drawn =
    metadata.event_type === EVENT.alert
      ? renderAlert(first, context)
      : redrawFitting(shown, metadata, here, context);
  return isUnchanged(shown, drawn) ? undefined : drawn;
}

function redrawFitting(
  shown: HistoryMessage,
  metadata: Metadata,
  entries: AlertEntry[],
  context: RenderContext,
): Payload {
  const full = redrawPage(shown, metadata, entries, context, false);
  const fits = sizeOfBlocks(full) <= LIMITS.charactersOfBlocks;
  return fits ? full : redrawPage(shown, metadata, entries, context, true);
}

/** Compares block_ids, which contain a hash of the block. */
function isUnchanged(shown: HistoryMessage, drawn: Payload): boolean {
  const before = [shown.blocks, shown.attachments].flatMap(blockIdsOf);
  const after = [drawn.blocks, drawn.attachments].flatMap(blockIdsOf);
  const states = JSON.stringify(readMetadata(shown.metadata)?.event_payload.entries);
  return (
    before.join() === after.join() &&
    states === JSON.stringify(drawn.metadata.event_payload['entries'])
  );
}

function blockIdsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(blockIdsOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'block_id' in value ? [String(value.block_id)] : [];
  return 'blocks' in value ? [...own, ...blockIdsOf(value.blocks)] : own;
}

function redrawPage(
  shown: HistoryMessage,
  metadata: Metadata,
  entries: AlertEntry[],
  context: RenderContext,
  tight: boolean,
): Payload {
  const drawn = new Map(
    entries.map((entry) => [keyOfEntry(entry), drawCompact(entry, context, tight)]),
  );
  const attachments = (shown.attachments ?? []).flatMap((attachment) => {
    const parsed = ShownAttachment.safeParse(attachment);
    if (!parsed.success) return [];
    const fresh = drawn.get(ownerOfAttachment(parsed.data));
    return [fresh === undefined ? asSent(parsed.data) : attachEntry(fresh)];
  });
  const states = (metadata.event_payload.entries ?? []).map((entry) =>
    entryFacts(drawn.get(entry.key) ?? entry),
  );
  return {
    text: shown.text ?? '',
    // Slack returns the blocks that we sent.
    blocks: (shown.blocks ?? []) as Payload['blocks'],
    attachments,
    metadata: { event_type: metadata.event_type, event_payload: { entries: states } },
  };
}

function keyOfEntry({ finding, generation }: AlertEntry): string {
  return keyOf({ id: finding.id, productArn: finding.productArn, generation });
}

function ownerOfAttachment({ blocks }: ShownAttachment): string {
  return ownerOf(blocks?.[0]?.block_id ?? '');
}

/** Slack returns colours without the hash sign. */
function asSent({ color = '', fallback = '', blocks = [] }: ShownAttachment) {
  return {
    color: /^[0-9a-f]{6}$/i.test(color) ? `#${color}` : color,
    fallback,
    blocks: blocks as Payload['blocks'],
  };
}
