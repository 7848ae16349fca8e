import type { Overflow, SectionBlock } from '@slack/types';
import { type ActionId, MENU } from '../ids';
import { LIMITS } from '../limits';
import { plainText } from './shared-blocks';

export interface MenuEntry {
  action: ActionId;
  label: string;
}

/**
 * A section with a menu of actions beside it. `value` says what they are about, in at most `LIMITS.id` characters, and no two
 * blocks of a view have the same; it comes back as `value` of the click.
 */
export function sectionWithMenu(
  text: string,
  value: string,
  entries: [MenuEntry, ...MenuEntry[]],
): SectionBlock {
  return {
    type: 'section',
    block_id: value,
    text: { type: 'mrkdwn', text, verbatim: true },
    accessory: menu(entries),
  };
}

function menu(entries: MenuEntry[]): Overflow {
  return {
    type: 'overflow',
    action_id: MENU,
    options: entries.slice(0, LIMITS.overflowOptions).map(({ action, label }) => ({
      text: plainText(label, LIMITS.optionText),
      value: action,
    })),
  };
}
