import { among, list, type Rule, type Shape, string, typed } from './rule';

/** Rich text: nothing in it is parsed, so its strings have no limit but the message's own. */
const MANY = 1000;
const STYLE: Record<string, Rule> = { style: { is: 'object' } };
const BORDER: Record<string, Rule> = { border: { is: 'number', min: 0, max: 1 } };
const INLINE = typed(
  { text: 'rich_text_text' },
  'link',
  'emoji',
  'user',
  'usergroup',
  'channel',
  'broadcast',
  'date',
);

export const RICH_TEXT: Readonly<Record<string, Shape>> = {
  rich_text: {
    needs: {
      elements: list(
        typed('rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'),
        1,
        MANY,
      ),
    },
    may: { block_id: string(255) },
  },
  rich_text_section: { needs: { elements: list(INLINE, 0, MANY) } },
  rich_text_preformatted: {
    needs: { elements: list(INLINE, 0, MANY) },
    may: { ...BORDER, language: string(50) },
  },
  rich_text_quote: { needs: { elements: list(INLINE, 0, MANY) }, may: BORDER },
  rich_text_list: {
    needs: {
      elements: list(typed('rich_text_section'), 1, MANY),
      style: among('bullet', 'ordered'),
    },
    may: {
      ...BORDER,
      indent: { is: 'number', min: 0, max: 8 },
      offset: { is: 'number', min: 0 },
    },
  },
  rich_text_text: { needs: { text: string() }, may: STYLE },
  link: {
    needs: { url: string(3000) },
    may: { ...STYLE, text: string(), unsafe: { is: 'boolean' } },
  },
  emoji: {
    needs: { name: string(255) },
    may: { ...STYLE, unicode: string(255), skin_tone: { is: 'number' } },
  },
  user: { needs: { user_id: string(255) }, may: STYLE },
  usergroup: { needs: { usergroup_id: string(255) }, may: STYLE },
  channel: { needs: { channel_id: string(255) }, may: STYLE },
  broadcast: { needs: { range: among('here', 'channel', 'everyone') }, may: STYLE },
  date: {
    needs: { timestamp: { is: 'number' }, format: string(255) },
    may: { ...STYLE, url: string(3000), fallback: string(3000) },
  },
};
