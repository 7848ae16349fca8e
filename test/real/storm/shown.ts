import * as z from 'zod/mini';
import type { SlackMessage } from '../../../emulators/slack/events';
import { readFindingValue } from '../../../src/adapters/slack/button-values';

/** A finding's button in a message. */
export interface Button {
  action: 'finding_resolve' | 'finding_suppress' | 'finding_reopen';
  blockId: string;
  id: string;
  base: number;
  /** The text of the part of the message that it is in. */
  text: string;
}

const Metadata = z.object({ event_payload: z.object({ card: z.string() }) });

/** The key of the card that a message is; undefined for one that is no card. */
function cardIn({ metadata }: Pick<SlackMessage, 'metadata'>): string | undefined {
  const parsed = Metadata.safeParse(metadata);
  return parsed.success ? parsed.data.event_payload.card : undefined;
}

const ACTIONS: Button['action'][] = ['finding_resolve', 'finding_suppress', 'finding_reopen'];
const Element = z.object({ action_id: z.string(), value: z.string() });
const Block = z.object({
  block_id: z.optional(z.string()),
  elements: z.optional(z.array(z.unknown())),
});
const Attachment = z.object({ blocks: z.optional(z.array(z.unknown())) });

/** Every button of a finding in a message; those on a page are each in a part of its own. */
export function buttonsIn({ blocks, attachments }: SlackMessage): Button[] {
  const parts = attachments.map(
    (attachment) => Attachment.safeParse(attachment).data?.blocks ?? [],
  );
  const isAlone = parts.length === 1;
  return [blocks, ...parts].flatMap((part) => {
    const text = JSON.stringify(isAlone ? [blocks, parts] : part);
    return part.flatMap((block) => buttonsOf(block, text));
  });
}

function buttonsOf(block: unknown, text: string): Button[] {
  const { block_id: blockId = '', elements = [] } = Block.safeParse(block).data ?? {};
  return elements.flatMap((each): Button[] => {
    const element = Element.safeParse(each).data;
    const value = readFindingValue(element?.value);
    const action = ACTIONS.find((known) => known === element?.action_id);
    if (value === undefined || action === undefined) return [];
    return [{ action, blockId, id: value.key.id, base: value.base, text }];
  });
}

/** What was ever in the channel. */
export interface Shown {
  /** Timestamps of the messages of each card. */
  messages: Map<string, Set<string>>;
  /** Cards on which each finding was shown; those that follow a deleted or full one count as the same. */
  cards: Map<string, Set<string>>;
  see(message: SlackMessage): void;
}

export function createShown(): Shown {
  const messages: Shown['messages'] = new Map();
  const cards: Shown['cards'] = new Map();
  return {
    messages,
    cards,
    see(message) {
      const card = cardIn(message);
      if (card === undefined || message.ephemeralTo !== undefined) return;
      add(messages, card, message.ts);
      for (const { id } of buttonsIn(message)) add(cards, id, card.replace(/~+$/, ''));
    },
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
