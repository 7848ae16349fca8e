import { isJson, type Json, readJson, readList, readString } from './read';

/** Slack's `state.values`: block_id -> action_id -> what the element holds. */
export type FormValues = Record<string, Record<string, Json>>;

/** Gives every block an id, as Slack does, so that its elements can be identified. */
export function withBlockIds(blocks: unknown, prefix = 'block'): Json[] {
  return readList(blocks).map((block, index) => ({
    ...block,
    block_id: readString(block['block_id']) || `${prefix}-${index}`,
  }));
}

/** The elements of a block that may hold a value or be clicked. */
export function elementsOf(block: Json): Json[] {
  const one = block['type'] === 'section' ? block['accessory'] : block['element'];
  const many = block['type'] === 'actions' ? readList(block['elements']) : [];
  return isJson(one) ? [one, ...many] : many;
}

/** The block that holds the element now: `before`, or if that was redrawn under another id, the one with the same button. */
export function blockNow(blocks: Json[], element: Json, before: string): string {
  if (blocks.some((block) => block['block_id'] === before)) return before;
  const isSame = (other: Json) =>
    other['action_id'] === element['action_id'] && other['value'] === element['value'];
  return readString(blocks.find((block) => elementsOf(block).some(isSame))?.['block_id']) || before;
}

/** What `state.values` says before anybody typed. */
export function initialValues(blocks: Json[]): FormValues {
  const values: FormValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (value === undefined) continue;
      const blockId = readString(block['block_id']);
      values[blockId] = { ...values[blockId], [readString(element['action_id'])]: value };
    }
  }
  return values;
}

/** After an update: what was typed stays where block_id, action_id and type are unchanged. */
export function keepTyped(typed: FormValues, blocks: Json[]): FormValues {
  const next = initialValues(blocks);
  for (const [blockId, actions] of Object.entries(next)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const old = typed[blockId]?.[actionId];
      if (old && old['type'] === value['type'])
        next[blockId] = { ...next[blockId], [actionId]: old };
    }
  }
  return next;
}

/** The empty or preset value of an element; undefined for a button, which has none. */
function initialValue(element: Json): Json | undefined {
  const type = readString(element['type']);
  const key = VALUE_KEYS[type];
  if (key === undefined) return undefined;
  const preset = element[INITIAL_KEYS[key] ?? ''];
  return { type, [key]: preset ?? null };
}

/** The key under which each kind of element keeps its value. */
export const VALUE_KEYS: Record<string, string> = {
  plain_text_input: 'value',
  static_select: 'selected_option',
  radio_buttons: 'selected_option',
};

const INITIAL_KEYS: Record<string, string> = {
  value: 'initial_value',
  selected_option: 'initial_option',
};

export function optionValue(option: unknown): string {
  return readString(readJson(option)['value']);
}

const CARRIED = ['type', 'action_id', 'text', 'value', 'style', 'url', 'placeholder'];

/** The `actions[0]` of a block_actions payload: the element itself and what was chosen. */
export function actionOf(element: Json, blockId: string, chosen: Json = {}): Json {
  const own = CARRIED.filter((key) => element[key] !== undefined).map((key) => [key, element[key]]);
  return { ...Object.fromEntries(own), block_id: blockId, ...chosen };
}
