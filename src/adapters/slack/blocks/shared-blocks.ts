import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { defined } from '../../../domain/defined';
import type { Severity } from '../../../domain/finding';
import { plain } from '../escape';
import type { ActionId } from '../ids';
import { LIMITS } from '../limits';
import { shortHash } from '../short-hash';
import type { FormText } from '../text/form-text';

export type Block = KnownBlock;

/** A coloured bar with blocks beside it. */
export interface Attachment {
  color: string;
  fallback: string;
  blocks: Block[];
}

/** A message as it is sent to Slack. `text` is for notifications and screen readers. */
export interface Payload {
  text: string;
  blocks: Block[];
  attachments: Attachment[];
}

export const COLOR = {
  CRITICAL: '#c0143c',
  HIGH: '#e8730c',
  MEDIUM: '#e0b400',
  LOW: '#3a7bd5',
  INFORMATIONAL: '#8a8f98',
  done: '#2e9e5b',
  muted: '#b8bcc4',
  running: '#3a7bd5',
} satisfies Record<Severity | 'done' | 'muted' | 'running', string>;

/** Always shown beside the severity's name. */
export const MARK: Record<Severity, string> = {
  CRITICAL: '🔴',
  HIGH: '🟠',
  MEDIUM: '🟡',
  LOW: '🔵',
  INFORMATIONAL: '⚪',
};

/** `text` must be built of escaped parts only. `verbatim` keeps Slack from linking names and bare addresses. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** For untrusted text: Slack parses nothing in it. */
export function plainSection(text: string, limit: number): KnownBlock {
  return { type: 'section', text: plainText(text, limit) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

export function plainContext(text: string, limit: number): ContextBlock {
  return { type: 'context', elements: [plainText(text, limit)] };
}

export function header(text: string): KnownBlock {
  return { type: 'header', text: plainText(text, LIMITS.header) };
}

export function actions(elements: ActionsBlock['elements']): ActionsBlock {
  return { type: 'actions', elements };
}

export function plainText(text: string, limit: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, limit), emoji: false };
}

export interface ButtonSpec {
  action: ActionId;
  label: string;
  value: string;
  style?: 'primary' | 'danger';
  /** What a screen reader says instead of the label. */
  spoken?: string;
  /** Asks before it is done. */
  confirm?: NonNullable<Button['confirm']>;
}

export function button(spec: ButtonSpec): Button {
  return {
    type: 'button',
    action_id: spec.action,
    text: { type: 'plain_text', text: plain(spec.label, LIMITS.buttonText) },
    value: spec.value,
    ...defined({ style: spec.style, confirm: spec.confirm }),
    ...(spec.spoken !== undefined && {
      accessibility_label: plain(spec.spoken, LIMITS.accessibilityLabel),
    }),
  };
}

/**
 * Gives each block an id of the owner's key, its index and a hash of its content: Slack requires a new id whenever a
 * block changes. The same content always gets the same ids.
 */
export function identify<B extends Block>(owner: string, blocks: B[]): B[] {
  return blocks.map((block, index) => ({
    ...block,
    block_id: `${owner}.${index}.${shortHash(JSON.stringify(block), 8)}`,
  }));
}

/** The owner's key in a block_id made by `identify`. */
export function ownerOf(blockId: string): string {
  return blockId.split('.')[0] ?? '';
}

/** The first `most` items, and how many more there are, with `unnamed` ones that are not among the items. */
export function fold(
  items: string[],
  most: number,
  { listed, andMore }: Pick<FormText, 'listed' | 'andMore'>,
  unnamed = 0,
): string {
  const shown = items.slice(0, most);
  const left = items.length - shown.length + unnamed;
  return left > 0 ? `${listed(shown)} ${andMore(left)}` : listed(shown);
}
