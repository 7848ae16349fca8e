import { elementsOf, optionsOf, type Placed } from '../blocks/elements-of';
import { isJson, type Json, textAt } from '../json';

/** block_id -> action_id -> what an input holds, as `state.values` carries it. */
export type StateValues = Record<string, Record<string, unknown>>;

/** The members in which each kind of element keeps what a person chose. */
const VALUE_MEMBER: Readonly<Record<string, { member: string; initial: string }>> = {
  plain_text_input: { member: 'value', initial: 'initial_value' },
  static_select: { member: 'selected_option', initial: 'initial_option' },
  radio_buttons: { member: 'selected_option', initial: 'initial_option' },
};

/** What the inputs of these blocks hold at first. Buttons and overflow menus hold nothing. */
export function initialState(blocks: readonly unknown[]): StateValues {
  return stateOf(blocks, ({ element, kept }) => element[kept.initial]);
}

/**
 * The values of the blocks' inputs, taken from what the client sent; undefined when an option is not offered.
 * Values of inputs that are not there are dropped.
 */
export function readState(blocks: readonly unknown[], sent: StateValues): StateValues | undefined {
  const settled = (placed: Placed): Json | undefined =>
    settle(placed.element, sentValue(placed, sent));
  if (elementsOf(blocks).some((placed) => settled(placed) === undefined)) return undefined;
  return stateOf(blocks, (placed) =>
    isJson(sent[placed.blockId]?.[placed.actionId])
      ? settled(placed)?.[placed.kept.member]
      : placed.element[placed.kept.initial],
  );
}

function stateOf(
  blocks: readonly unknown[],
  chosenOf: (placed: Placed & { kept: { member: string; initial: string } }) => unknown,
): StateValues {
  const values: StateValues = {};
  for (const placed of elementsOf(blocks)) {
    const type = textAt(placed.element, 'type') ?? '';
    const kept = VALUE_MEMBER[type];
    if (kept === undefined) continue;
    const value = chosenOf({ ...placed, kept });
    values[placed.blockId] = {
      ...values[placed.blockId],
      [placed.actionId]: {
        type,
        [kept.member]: value === undefined || value === '' ? null : value,
      },
    };
  }
  return values;
}

function sentValue({ blockId, actionId }: Placed, sent: StateValues): Json {
  const value = sent[blockId]?.[actionId];
  return isJson(value) ? value : {};
}

/**
 * What a person chose, with the option replaced by the element's own, so that only its value counts.
 * Undefined when the element offers no such option.
 */
export function settle(element: Json, sent: Json): Json | undefined {
  const chosen = sent['selected_option'];
  if (!isJson(chosen)) return sent;
  const own = optionsOf(element).find((one) => textAt(one, 'value') === textAt(chosen, 'value'));
  return own && { ...sent, selected_option: own };
}

/** Inputs that a person must fill in first, by block_id, with the messages of Slack's client. */
export function incomplete(
  blocks: readonly unknown[],
  values: StateValues,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, element, actionId } of elementsOf(blocks)) {
    if (block['type'] !== 'input') continue;
    const message = complain(block, element, values[blockId]?.[actionId]);
    if (message !== undefined) errors[blockId] = message;
  }
  return errors;
}

function complain(block: Json, element: Json, held: unknown): string | undefined {
  const kept = VALUE_MEMBER[textAt(element, 'type') ?? ''];
  const value = kept !== undefined && isJson(held) ? held[kept.member] : null;
  const empty = value === null || value === '';
  if (empty) return block['optional'] === true ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  return complainOfLength(element, [...value].length);
}

function complainOfLength(element: Json, length: number): string | undefined {
  const least = element['min_length'];
  const most = element['max_length'];
  if (typeof least === 'number' && length < least) return `Enter at least ${least} characters.`;
  const limit = typeof most === 'number' ? most : 3000;
  return length > limit ? `Enter at most ${limit} characters.` : undefined;
}
