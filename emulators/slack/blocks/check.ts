import { isJson, listAt, textAt } from '../json';
import { checkAcrossBlocks } from './check-across-blocks';
import { conform } from './check-shape';
import type { Breach } from './rule';
import { MESSAGE_BLOCKS, VIEW } from './shapes';

/**
 * Characters of all blocks of a message, as JSON. Slack does not document the limit: posts fail with
 * `msg_blocks_too_long` from about 13,200 characters (bolt-js issue 2509).
 */
const MESSAGE_CHARACTERS = 13_200;
/** Slack's documented size of a whole view. */
const VIEW_BYTES = 250_000;

/** What Slack would refuse about a message's blocks; an empty list when it takes them. Pointers start at `pointer`. */
export function checkMessage(blocks: unknown, pointer = '/blocks'): Breach[] {
  const breaches = conform(MESSAGE_BLOCKS, blocks, pointer);
  return Array.isArray(blocks) ? [...breaches, ...checkAcrossBlocks(blocks, pointer)] : breaches;
}

/** What Slack would refuse about a modal or a home tab. */
export function checkView(view: unknown, pointer = '/view'): Breach[] {
  const blocks = listAt(view, 'blocks');
  return [
    ...conform(VIEW, view, pointer),
    ...checkAcrossBlocks(blocks, `${pointer}/blocks`),
    ...checkSubmit(view, pointer),
  ];
}

/** Slack: a modal with an input block needs a submit button. */
function checkSubmit(view: unknown, pointer: string): Breach[] {
  const asks = listAt(view, 'blocks').some((block) => textAt(block, 'type') === 'input');
  return asks && textAt(view, 'type') === 'modal' && isJson(view) && view['submit'] === undefined
    ? [{ pointer, message: 'missing required field: submit' }]
    : [];
}

/** Whether blocks and attachments are too long together, so that Slack answers `msg_blocks_too_long`. */
export function isTooLong(blocks: readonly unknown[]): boolean {
  return JSON.stringify(blocks).length > MESSAGE_CHARACTERS;
}

/** Whether the view is so large that Slack answers `view_too_large`. */
export function isTooLarge(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view) ?? '') > VIEW_BYTES;
}

/** A breach in the form of Slack's `response_metadata.messages`. */
export function describeBreach({ pointer, message }: Breach): string {
  return `[ERROR] ${message} [json-pointer:${pointer}]`;
}
