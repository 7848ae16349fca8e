import { ELEMENTS } from './elements';
import { boolean, list, plain, type Rule, type Shape, string, text, typed } from './rule';

const BLOCK = { block_id: string(255) };
const CHOICES = ['static_select', 'radio_buttons'] as const;

/** Slack's documented limits of layout blocks and of views. A kind of block that is not in the table is refused. */
const BLOCKS: Readonly<Record<string, Shape>> = {
  section: {
    may: {
      ...BLOCK,
      text: text(3000),
      fields: list(text(2000), 1, 10),
      accessory: typed('button', 'overflow', ...CHOICES),
      expand: boolean,
    },
    some: ['text', 'fields'],
  },
  actions: {
    needs: { elements: list(typed('button', 'overflow', ...CHOICES), 1, 25) },
    may: BLOCK,
  },
  context: {
    needs: {
      elements: list(typed('plain_text', 'mrkdwn'), 1, 10),
    },
    may: BLOCK,
  },
  header: { needs: { text: plain(150) }, may: BLOCK },
  divider: { may: BLOCK },
  input: {
    needs: { label: plain(2000), element: typed('plain_text_input', ...CHOICES) },
    may: { ...BLOCK, hint: plain(2000), optional: boolean, dispatch_action: boolean },
  },
  plain_text: { needs: { text: string(3000) }, may: { emoji: boolean } },
  mrkdwn: { needs: { text: string(3000) }, may: { verbatim: boolean } },
};

const COMMON_VIEW: Record<string, Rule> = {
  private_metadata: { is: 'string', max: 3000 },
  callback_id: { is: 'string', max: 255 },
  external_id: { is: 'string', max: 255 },
};

/** Blocks that messages and views take. */
const BLOCK_TYPES = ['section', 'actions', 'context', 'header', 'divider', 'input'];
const ANY_BLOCK = typed(...BLOCK_TYPES);

export const MESSAGE_BLOCKS: Rule = { is: 'list', of: ANY_BLOCK, max: 50 };

const VIEWS: Readonly<Record<string, Shape>> = {
  modal: {
    needs: { title: plain(24), blocks: { is: 'list', of: ANY_BLOCK, max: 100 } },
    may: {
      ...COMMON_VIEW,
      submit: plain(24),
      close: plain(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
    },
  },
  home: {
    needs: { blocks: { is: 'list', of: ANY_BLOCK, max: 100 } },
    may: COMMON_VIEW,
  },
};

export const VIEW: Rule = typed('modal', 'home');

const SHAPES: Readonly<Record<string, Shape>> = {
  ...BLOCKS,
  ...ELEMENTS,
  ...VIEWS,
};

/** The table's entry of that name. Throws when there is none, which is a mistake in the tables. */
export function shapeNamed(name: string): Shape {
  const found = SHAPES[name];
  if (found === undefined) throw new Error(`the tables of Block Kit name no shape "${name}"`);
  return found;
}
