import * as z from 'zod/mini';
import type { SlackMessage } from '../../../emulators/slack/events';
import { readCardValue } from '../../../src/adapters/slack/button-values';
import type { CardRef } from '../../../src/domain/message';

/** A button of a card in a message. */
export interface Button {
  action: 'remedy_resolve' | 'remedy_suppress' | 'remedy_reopen';
  blockId: string;
  ref: CardRef;
  /** How many findings it decides. */
  count: number;
}

const Metadata = z.object({ event_payload: z.object({ card: z.string() }) });

/** The key of the card that a message is; undefined for one that is no card. */
function cardIn({ metadata }: Pick<SlackMessage, 'metadata'>): string | undefined {
  const parsed = Metadata.safeParse(metadata);
  return parsed.success ? parsed.data.event_payload.card : undefined;
}

const ACTIONS: Button['action'][] = ['remedy_resolve', 'remedy_suppress', 'remedy_reopen'];
const Element = z.object({ action_id: z.string(), value: z.string() });
const Block = z.object({
  block_id: z.optional(z.string()),
  elements: z.optional(z.array(z.unknown())),
});
const Attachment = z.object({ blocks: z.optional(z.array(z.unknown())) });

/** Every button that decides or reopens a card of a message. */
export function buttonsIn({ blocks, attachments }: SlackMessage): Button[] {
  const parts = attachments.flatMap(
    (attachment) => Attachment.safeParse(attachment).data?.blocks ?? [],
  );
  return [...blocks, ...parts].flatMap(buttonsOf);
}

function buttonsOf(block: unknown): Button[] {
  const { block_id: blockId = '', elements = [] } = Block.safeParse(block).data ?? {};
  return elements.flatMap((each): Button[] => {
    const element = Element.safeParse(each).data;
    const value = readCardValue(element?.value);
    const action = ACTIONS.find((known) => known === element?.action_id);
    if (value === undefined || action === undefined) return [];
    return [{ action, blockId, ref: value.ref, count: value.count }];
  });
}

/** What was ever in the channel. */
export interface Shown {
  /** Timestamps of the messages of each card. */
  messages: Map<string, Set<string>>;
  see(message: SlackMessage): void;
}

export function createShown(): Shown {
  const messages: Shown['messages'] = new Map();
  return {
    messages,
    see(message) {
      const card = cardIn(message);
      if (card === undefined || message.ephemeralTo !== undefined) return;
      messages.set(card, (messages.get(card) ?? new Set()).add(message.ts));
    },
  };
}
