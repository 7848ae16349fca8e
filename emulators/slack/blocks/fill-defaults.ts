import { randomBytes } from 'node:crypto';
import { isJson, type Json } from '../json';

/**
 * Fills in what Slack fills in when it stores blocks: a `block_id` for each block and an `action_id`
 * for each interactive element that has none, `emoji` of plain text and `verbatim` of mrkdwn.
 */
export function completeBlocks(blocks: readonly unknown[]): unknown[] {
  return blocks.map((block) =>
    isJson(block)
      ? { ...completeTexts(completeActions(block)), block_id: block['block_id'] ?? shortId() }
      : block,
  );
}

/** The same for blocks inside attachments. Each attachment gets its number, counted from 1. */
export function completeAttachments(attachments: readonly unknown[]): unknown[] {
  return attachments.map((attachment, index) => {
    if (!isJson(attachment)) return attachment;
    const blocks = attachment['blocks'];
    return {
      ...attachment,
      ...(Array.isArray(blocks) ? { blocks: completeBlocks(blocks) } : {}),
      id: index + 1,
    };
  });
}

const INTERACTIVE = new Set([
  'button',
  'overflow',
  'static_select',
  'plain_text_input',
  'radio_buttons',
]);

function completeActions(value: Json): Json {
  return mapMembers(value, (member) => {
    const completed = completeActions(member);
    return INTERACTIVE.has(String(member['type'])) && member['action_id'] === undefined
      ? { ...completed, action_id: shortId() }
      : completed;
  });
}

function completeTexts(value: Json): Json {
  return mapMembers(value, (member) => {
    if (member['type'] === 'plain_text') return { ...member, emoji: member['emoji'] ?? true };
    if (member['type'] === 'mrkdwn') return { ...member, verbatim: member['verbatim'] ?? false };
    return completeTexts(member);
  });
}

/** Applies a change to every object that is a member, or an item of a list that is one. */
function mapMembers(value: Json, change: (member: Json) => Json): Json {
  const deep = (member: unknown): unknown => {
    if (Array.isArray(member)) return member.map(deep);
    return isJson(member) ? change(member) : member;
  };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, deep(member)]));
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
