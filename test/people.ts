import type { RunningSlack } from '../emulators/slack/server';
import type { ActResult, SlackMessage } from '../playground/page/protocol';

/* What people do in the emulated workspace: click buttons and fill in forms. */

interface Element {
  action_id?: string;
  block_id?: string;
  value?: string;
  type?: string;
  [key: string]: unknown;
}

/** Every object inside a message or view that has an action_id, with the block it stands in. */
function elementsIn(value: unknown, blockId = ''): { blockId: string; element: Element }[] {
  if (Array.isArray(value)) return value.flatMap((item) => elementsIn(item, blockId));
  if (typeof value !== 'object' || value === null) return [];
  const element: Element = { ...value };
  const inside = typeof element.block_id === 'string' ? element.block_id : blockId;
  const own = typeof element.action_id === 'string' ? [{ blockId: inside, element }] : [];
  return [...own, ...Object.values(value).flatMap((item) => elementsIn(item, inside))];
}

export function hasButton(actionId: string) {
  return (message: SlackMessage): boolean =>
    elementsIn([message.blocks, message.attachments]).some(
      ({ element }) => element.action_id === actionId,
    );
}

export function click(
  slack: RunningSlack,
  message: SlackMessage,
  actionId: string,
  user = 'U0ANA',
): Promise<ActResult> {
  const button = elementsIn([message.blocks, message.attachments]).find(
    ({ element }) => element.action_id === actionId,
  );
  if (button === undefined) throw new Error(`there is no ${actionId} in the message`);
  return slack.act({
    do: 'block-action',
    user,
    container: { type: 'message', channel: message.channel, ts: message.ts },
    blockId: button.blockId,
    actionId,
    action: button.element,
  });
}

/** Every input of the modal as a person leaves it: the text typed, the first choice taken. */
export function filledIn(view: unknown, text: string): Record<string, Record<string, unknown>> {
  const inputs = elementsIn(view).map(({ blockId, element }) => {
    const { type, options, initial_option, action_id = '' } = element;
    const [first] = Array.isArray(options) ? options : [];
    const value =
      type === 'plain_text_input'
        ? { type, value: text }
        : { type, selected_option: initial_option ?? first };
    return [blockId, { [action_id]: value }] as const;
  });
  return Object.fromEntries(inputs);
}
