import { CHARTS } from './charts';
import { ELEMENTS } from './elements';
import { RICH_TEXT } from './rich-text';
import { boolean, list, plain, type Rule, type Shape, string, text, typed } from './rule';

const BLOCK = { block_id: string(255) };
const CHOICES = [
  'static_select',
  'multi_static_select',
  'users_select',
  'checkboxes',
  'radio_buttons',
  'datepicker',
] as const;
const IMAGE_URL: Rule = { is: 'string', min: 1, max: 3000, matches: /^https?:\/\// };

/** Slack's documented limits of layout blocks and of views. The numbers of all blocks live in these tables. */
const BLOCKS: Readonly<Record<string, Shape>> = {
  section: {
    may: {
      ...BLOCK,
      text: text(3000),
      fields: list(text(2000), 1, 10),
      accessory: typed('button', 'overflow', { image: 'image_element' }, ...CHOICES),
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
      elements: list(
        typed({ image: 'image_element', plain_text: 'plain_text', mrkdwn: 'mrkdwn' }),
        1,
        10,
      ),
    },
    may: BLOCK,
  },
  header: { needs: { text: plain(150) }, may: BLOCK },
  divider: { may: BLOCK },
  image: {
    needs: { alt_text: string(2000) },
    may: { ...BLOCK, title: plain(2000), image_url: IMAGE_URL, slack_file: { is: 'object' } },
    one: ['image_url', 'slack_file'],
  },
  input: {
    needs: { label: plain(2000), element: typed('plain_text_input', ...CHOICES) },
    may: { ...BLOCK, hint: plain(2000), optional: boolean, dispatch_action: boolean },
  },
  markdown: { needs: { text: string(12_000) }, may: BLOCK },
  plain_text: { needs: { text: string(3000) }, may: { emoji: boolean } },
  mrkdwn: { needs: { text: string(3000) }, may: { verbatim: boolean } },
};

const COMMON_VIEW: Record<string, Rule> = {
  private_metadata: { is: 'string', max: 3000 },
  callback_id: { is: 'string', max: 255 },
  external_id: { is: 'string', max: 255 },
};

/** Blocks each surface takes. Tables, charts and markdown are for messages only. */
const EVERYWHERE = [
  'section',
  'actions',
  'context',
  'header',
  'divider',
  'image',
  'input',
  'rich_text',
];
const MESSAGE_BLOCK = typed(...EVERYWHERE, 'table', 'data_visualization', 'markdown');
const VIEW_BLOCK = typed(...EVERYWHERE);

export const MESSAGE_BLOCKS: Rule = { is: 'list', of: MESSAGE_BLOCK, max: 50 };

const VIEWS: Readonly<Record<string, Shape>> = {
  modal: {
    needs: { title: plain(24), blocks: { is: 'list', of: VIEW_BLOCK, max: 100 } },
    may: {
      ...COMMON_VIEW,
      submit: plain(24),
      close: plain(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
    },
  },
  home: {
    needs: { blocks: { is: 'list', of: VIEW_BLOCK, max: 100 } },
    may: COMMON_VIEW,
  },
};

export const VIEW: Rule = typed('modal', 'home');

const SHAPES: Readonly<Record<string, Shape>> = {
  ...BLOCKS,
  ...ELEMENTS,
  ...RICH_TEXT,
  ...CHARTS,
  ...VIEWS,
};

/** The table's entry of that name; a name that is not in the table is a mistake in the table. */
export function shapeNamed(name: string): Shape {
  const found = SHAPES[name];
  if (found === undefined) throw new Error(`the tables of Block Kit name no shape "${name}"`);
  return found;
}
