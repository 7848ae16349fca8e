import type { Message } from '../../../domain/message';
import { renderBulk } from './bulk';
import { renderCards } from './cards';
import { renderChanges } from './changes';
import { renderDigest } from './digest';
import { renderHealth } from './health';
import type { RenderContext } from './render-context';
import { renderScan } from './scan';
import {
  type Attachment,
  type Block,
  identify,
  ownerOf,
  type Payload,
  section,
} from './shared-blocks';

/** Renders a message. The same message and context always give the same payload, block ids included. */
export function render(message: Message, context: RenderContext): Payload {
  switch (message.kind) {
    case 'cards':
      return renderCards(message, context);
    case 'digest':
      return renderDigest(message.digest, context);
    case 'scan':
      return renderScan(message.scan, context);
    case 'health':
      return renderHealth(message.notice, context);
    case 'bulk':
      return renderBulk(message, context);
    case 'changes':
      return renderChanges(message.lines, context);
  }
}

/** A simple form for when Slack refuses the blocks: texts and buttons only. */
export function renderMinimal(message: Message, context: RenderContext): Payload {
  const whole = render(message, context);
  return {
    ...whole,
    blocks: [...identify('minimal', [section(whole.text)]), ...whole.blocks.filter(isActions)],
    attachments: whole.attachments.map(shrink),
  };
}

function shrink(attachment: Attachment): Attachment {
  const owner = ownerOf(attachment.blocks[0]?.block_id ?? '');
  const buttons = attachment.blocks.filter(isActions);
  return { ...attachment, blocks: identify(owner, [section(attachment.fallback), ...buttons]) };
}

function isActions(block: Block): boolean {
  return block.type === 'actions';
}
