import { LIMITS, sizeOfBlocks } from '../../../src/adapters/slack/limits';

type Json = Record<string, unknown>;

/** Lists everything in a message or view that Slack would refuse. */
export function findBreaches(payload: unknown): string[] {
  const whole = asJson(payload);
  const blocks = [...listOf(whole['blocks']), ...listOf(whole['attachments']).flatMap(blocksOf)];
  const isView = whole['type'] === 'modal' || whole['type'] === 'home';
  return [
    ...over('blocks', blocks.length, isView ? LIMITS.blocksPerView : LIMITS.blocksPerMessage),
    ...(isView ? viewBreaches(whole) : messageBreaches(whole)),
    ...repeated(blocks.map((block) => asJson(block)['block_id'])),
    ...walk(payload, '$'),
  ];
}

/** Throws with a list of everything that Slack would refuse. */
export function assertWithinLimits(payload: unknown): void {
  const breaches = findBreaches(payload);
  if (breaches.length === 0) return;
  throw new Error(`Slack would refuse this: ${breaches.join('; ')}`);
}

function messageBreaches(message: Json): string[] {
  return [
    ...over('characters of blocks', sizeOfBlocks(message), LIMITS.charactersOfBlocks),
    ...over('text', lengthOf(message['text']), LIMITS.messageText),
  ];
}

function viewBreaches(view: Json): string[] {
  return over('private_metadata', lengthOf(view['private_metadata']), LIMITS.privateMetadata);
}

/** Each kind of object Slack limits, and its limits: field -> most characters or most items. */
const BY_TYPE: Record<string, Record<string, number>> = {
  plain_text: { text: LIMITS.textObject },
  mrkdwn: { text: LIMITS.textObject },
  section: { fields: LIMITS.fields, block_id: LIMITS.id },
  context: { elements: LIMITS.contextElements, block_id: LIMITS.id },
  actions: { elements: LIMITS.actionsElements, block_id: LIMITS.id },
  button: { value: LIMITS.buttonValue, url: LIMITS.url, action_id: LIMITS.id },
  overflow: { options: LIMITS.overflowOptions, action_id: LIMITS.id },
  radio_buttons: { options: LIMITS.radioOptions, action_id: LIMITS.id },
  static_select: { options: LIMITS.selectOptions, action_id: LIMITS.id },
  modal: { callback_id: LIMITS.id },
};

/** Texts that are shorter in one place than elsewhere: the key they stand under, by the type around them. */
const TEXT_IN: Record<string, Record<string, number>> = {
  header: { text: LIMITS.header },
  button: { text: LIMITS.buttonText, accessibility_label: LIMITS.accessibilityLabel },
  static_select: { placeholder: LIMITS.placeholder },
  plain_text_input: { placeholder: LIMITS.placeholder },
  input: { label: LIMITS.inputLabel, hint: LIMITS.inputLabel },
  modal: { title: LIMITS.viewTitle, submit: LIMITS.viewTitle, close: LIMITS.viewTitle },
  option: {
    text: LIMITS.optionText,
    value: LIMITS.optionValue,
    description: LIMITS.optionDescription,
  },
};

function walk(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const node = asJson(value);
  const type = typeof node['type'] === 'string' ? node['type'] : optionOr(node);
  return [
    ...(type.endsWith('text') && node['text'] === '' ? [`${path}: empty text`] : []),
    ...tooLong(node, BY_TYPE[type] ?? {}, path),
    ...tooLong(node, TEXT_IN[type] ?? {}, path),
    ...Object.entries(node).flatMap(([key, inner]) => walk(inner, `${path}.${key}`)),
  ];
}

function optionOr(node: Json): string {
  return 'value' in node && 'text' in node ? 'option' : '';
}

function tooLong(node: Json, limits: Record<string, number>, path: string): string[] {
  return Object.entries(limits).flatMap(([key, limit]) =>
    over(`${path}.${key}`, lengthOf(node[key]), limit),
  );
}

/** Characters of a string or of a text object, items of a list. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof asJson(value)['text'] === 'string' ? String(asJson(value)['text']).length : 0;
}

function over(what: string, actual: number, limit: number): string[] {
  return actual > limit ? [`${what}: ${actual} is over ${limit}`] : [];
}

function repeated(ids: unknown[]): string[] {
  const given = ids.filter((id) => id !== undefined);
  return new Set(given).size === given.length ? [] : ['block_id: not unique'];
}

function blocksOf(attachment: unknown): unknown[] {
  return listOf(asJson(attachment)['blocks']);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
