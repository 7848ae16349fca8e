import { checkMessage, isTooLong } from '../blocks/check';
import { isJson, textAt } from '../json';
import type { Content } from '../posting';
import { no, noBecause, type Reply } from './method';

/** Slack documents no limit for a message's metadata; this is the emulator's own. */
const METADATA_BYTES = 8000;

export interface ContentArguments {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  metadata?: unknown;
}

/** A message's content out of a call's arguments, or Slack's refusal of it. */
export function readContent(args: ContentArguments): Content | Reply {
  const blocks = listOrUndefined(args.blocks);
  const attachments = listOrUndefined(args.attachments);
  if (blocks === 'broken') return no('invalid_blocks_format');
  if (attachments === 'broken') return no('invalid_attachments');
  const refusal =
    refuseBlocks(blocks ?? []) ??
    refuseAttachments(attachments ?? []) ??
    refuseMetadata(args.metadata);
  if (refusal !== undefined) return refusal;
  if (isTooLong([...(blocks ?? []), ...(attachments ?? [])])) return no('msg_blocks_too_long');
  const empty = (args.text ?? '').trim() === '' && isEmpty(blocks) && isEmpty(attachments);
  return empty ? no('no_text') : { text: args.text, blocks, attachments, metadata: args.metadata };
}

/** Whether the content was refused. */
export function isReply(value: Content | Reply): value is Reply {
  return 'ok' in value;
}

function listOrUndefined(value: unknown): unknown[] | undefined | 'broken' {
  if (value === undefined || value === '') return undefined;
  return Array.isArray(value) ? value : 'broken';
}

function isEmpty(items: unknown[] | undefined): boolean {
  return items === undefined || items.length === 0;
}

function refuseBlocks(blocks: unknown[]): Reply | undefined {
  const breaches = checkMessage(blocks);
  return breaches.length > 0 ? noBecause('invalid_blocks', breaches) : undefined;
}

/** Slack reports wrong blocks of an attachment as `invalid_attachments`. */
function refuseAttachments(attachments: unknown[]): Reply | undefined {
  const breaches = attachments.flatMap((attachment, index) =>
    isJson(attachment) && attachment['blocks'] !== undefined
      ? checkMessage(attachment['blocks'], `/attachments/${index}/blocks`)
      : [],
  );
  return breaches.length > 0 ? noBecause('invalid_attachments', breaches) : undefined;
}

function refuseMetadata(metadata: unknown): Reply | undefined {
  if (metadata === undefined) return undefined;
  if (!isJson(metadata)) return no('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  const complete =
    textAt(metadata, 'event_type') !== undefined && isJson(metadata['event_payload']);
  if (!complete) return no('invalid_metadata_schema');
  return Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES
    ? no('metadata_too_large')
    : undefined;
}
