import * as z from 'zod/mini';
import { ownerOf } from '../blocks/shared-blocks';
import type { Click } from '../payloads';

const Section = z.object({
  type: z.literal('section'),
  block_id: z.string(),
  text: z.object({ type: z.literal('mrkdwn'), text: z.string() }),
});
type Section = z.infer<typeof Section>;

const Attachment = z.object({ blocks: z.array(z.unknown()) });

/**
 * Line 1 of the card or of the line that was clicked, in mrkdwn, as the person saw it. Undefined where the payload has none:
 * the click itself does not need it.
 */
export function clickedLine({ message, view, actions: [action] }: Click): string | undefined {
  const blocks = message
    ? [...listOf(message.blocks), ...listOf(message.attachments).flatMap(blocksIn)]
    : listOf(view?.blocks);
  const sections = blocks.flatMap((block): Section[] => {
    const read = Section.safeParse(block);
    return read.success ? [read.data] : [];
  });
  const clicked = action?.block_id ?? '';
  const found =
    sections.find(({ block_id }) => block_id === clicked) ??
    sections.find(({ block_id }) => ownerOf(block_id) === ownerOf(clicked));
  return found?.text.text.split('\n')[0];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function blocksIn(attachment: unknown): unknown[] {
  const read = Attachment.safeParse(attachment);
  return read.success ? read.data.blocks : [];
}
