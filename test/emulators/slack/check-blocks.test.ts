import {
  checkMessage,
  checkView,
  isTooLarge,
  isTooLong,
} from '../../../emulators/slack/blocks/check';
import { completeBlocks } from '../../../emulators/slack/blocks/fill-defaults';
import { actions, button, reasonModal, section } from './kit';

type Block = Record<string, unknown>;

const text = (length: number): string => 'x'.repeat(length);
const plain = (length: number): Block => ({ type: 'plain_text', text: text(length) });
const option = (label = 5, value = 5): Block => ({ text: plain(label), value: text(value) });
const options = (count: number): Block[] =>
  Array.from({ length: count }, (_, index) => ({ ...option(), value: `${index}` }));
const act = (element: Block): Block[] => [actions('a', element)];
const select = (change: Block): Block[] =>
  act({ type: 'static_select', action_id: 's', options: options(2), ...change });
const withConfirm = (change: Block): Block[] =>
  act({
    ...button('b'),
    confirm: { title: plain(5), text: plain(5), confirm: plain(5), deny: plain(5), ...change },
  });
const input = (change: Block, element: Block = {}): Block[] => [
  {
    type: 'input',
    label: plain(5),
    element: { type: 'plain_text_input', action_id: 'i', ...element },
    ...change,
  },
];
const many = (count: number, block: (index: number) => Block): Block[] =>
  Array.from({ length: count }, (_, index) => block(index));
const repeat = <Item>(count: number, item: Item): Item[] =>
  Array.from({ length: count }, () => item);
const divider: Block = { type: 'divider' };

/** What Slack takes at the limit, and what it refuses one step past it. */
const LIMITS: [string, unknown, unknown][] = [
  ['50 blocks', many(50, () => divider), many(51, () => divider)],
  ['255 characters of block_id', [section('x', text(255))], [section('x', text(256))]],
  ['255 characters of action_id', act(button(text(255))), act(button(text(256)))],
  ['3000 characters of a section', [section(text(3000))], [section(text(3001))]],
  ['a text that is not empty', [section('x')], [section('')]],
  [
    '10 fields',
    [{ type: 'section', fields: repeat(10, plain(2)) }],
    [{ type: 'section', fields: repeat(11, plain(2)) }],
  ],
  [
    '2000 characters of a field',
    [{ type: 'section', fields: [plain(2000)] }],
    [{ type: 'section', fields: [plain(2001)] }],
  ],
  [
    '150 characters of a header',
    [{ type: 'header', text: plain(150) }],
    [{ type: 'header', text: plain(151) }],
  ],
  [
    '10 elements of a context',
    [{ type: 'context', elements: repeat(10, plain(2)) }],
    [{ type: 'context', elements: repeat(11, plain(2)) }],
  ],
  [
    '25 elements of actions',
    [actions('a', ...many(25, (index) => button(`b${index}`)))],
    [actions('a', ...many(26, (index) => button(`b${index}`)))],
  ],
  [
    '75 characters of a button',
    act({ ...button('b'), text: plain(75) }),
    act({ ...button('b'), text: plain(76) }),
  ],
  ['2000 characters of a value', act(button('b', text(2000))), act(button('b', text(2001)))],
  [
    '3000 characters of a url',
    act({ ...button('b'), url: `https://x/${text(2990)}` }),
    act({ ...button('b'), url: `https://x/${text(2991)}` }),
  ],
  [
    '75 characters of an accessibility_label',
    act({ ...button('b'), accessibility_label: text(75) }),
    act({ ...button('b'), accessibility_label: text(76) }),
  ],
  [
    '100 characters of a confirm title',
    withConfirm({ title: plain(100) }),
    withConfirm({ title: plain(101) }),
  ],
  [
    '300 characters of a confirm text',
    withConfirm({ text: plain(300) }),
    withConfirm({ text: plain(301) }),
  ],
  [
    '30 characters of a confirm button',
    withConfirm({ confirm: plain(30) }),
    withConfirm({ confirm: plain(31) }),
  ],
  [
    '30 characters of a deny button',
    withConfirm({ deny: plain(30) }),
    withConfirm({ deny: plain(31) }),
  ],
  [
    '75 characters of an option',
    select({ options: [option(75)] }),
    select({ options: [option(76)] }),
  ],
  [
    '75 characters of an option value',
    select({ options: [option(5, 75)] }),
    select({ options: [option(5, 76)] }),
  ],
  [
    '75 characters of an option description',
    select({ options: [{ ...option(), description: plain(75) }] }),
    select({ options: [{ ...option(), description: plain(76) }] }),
  ],
  ['100 options', select({ options: options(100) }), select({ options: options(101) })],
  [
    '150 characters of a placeholder',
    select({ placeholder: plain(150) }),
    select({ placeholder: plain(151) }),
  ],
  [
    '10 radio buttons',
    act({ type: 'radio_buttons', options: options(10) }),
    act({ type: 'radio_buttons', options: options(11) }),
  ],
  [
    '5 entries of an overflow menu',
    act({ type: 'overflow', options: options(5) }),
    act({ type: 'overflow', options: options(6) }),
  ],
  [
    'a web address in an overflow menu',
    act({ type: 'overflow', options: [{ ...option(), url: 'https://x/y' }] }),
    act({ type: 'overflow', options: [{ ...option(), url: 'file:///y' }] }),
  ],
  [
    '75 characters of a value in a menu beside a section',
    [{ ...section('x'), accessory: { type: 'overflow', options: [option(5, 75)] } }],
    [{ ...section('x'), accessory: { type: 'overflow', options: [option(5, 76)] } }],
  ],
  ['2000 characters of a label', input({ label: plain(2000) }), input({ label: plain(2001) })],
  ['2000 characters of a hint', input({ hint: plain(2000) }), input({ hint: plain(2001) })],
  ['min_length 0', input({}, { min_length: 0 }), input({}, { min_length: -1 })],
  ['one element of actions at least', act(button('b')), [actions('a')]],
  ['one option at least', select({ options: options(1) }), select({ options: [] })],
  ['max_length 3000', input({}, { max_length: 3000 }), input({}, { max_length: 3001 })],
];

describe('a message', () => {
  it.each(LIMITS)('may have %s and nothing past it', (_limit, within, past) => {
    expect(checkMessage(within)).toEqual([]);
    expect(checkMessage(past)).not.toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a block_id twice', [section('x', 'same'), section('y', 'same')]],
    ['an action_id twice in one block', [actions('a', button('same'), button('same'))]],
    ['an unknown block', [{ type: 'sectoin', text: plain(1) }]],
    ['a block without a type', [{}]],
    ['something that is no block', ['section']],
    ['something that is no list', { type: 'section' }],
    ['an unknown property', [{ ...section('x'), colour: 'red' }]],
    ['a section of nothing', [{ type: 'section' }]],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['emoji on mrkdwn', [{ type: 'section', text: { type: 'mrkdwn', text: 'x', emoji: true } }]],
    ['a button without a text', act({ type: 'button' })],
    ['a link that is not http', act({ ...button('b'), url: 'javascript:alert(1)' })],
    ['a style of its own', act({ ...button('b'), style: 'warning' })],
    ['a select without options', act({ type: 'static_select' })],
    ['an initial option that is not offered', select({ initial_option: option(9, 9) })],
    ['an input of a button', [{ type: 'input', label: plain(3), element: button('b') }]],
    ['a context with a button', [{ type: 'context', elements: [button('b')] }]],
    ['a kind of block the emulator does not know', [{ type: 'rich_text', elements: [] }]],
    ['a kind of element the emulator does not know', act({ type: 'datepicker' })],
    ['a type taken from Object', [{ type: 'constructor' }]],
  ])('cannot have %s', (_what, blocks) => {
    expect(checkMessage(blocks)).not.toEqual([]);
  });

  it('may use an action_id again in another block, as a list of findings does', () => {
    expect(
      checkMessage([actions('one', button('resolve')), actions('two', button('resolve'))]),
    ).toEqual([]);
  });

  it('names the place and the reason of each breach', () => {
    expect(checkMessage([section('x'), { type: 'header', text: plain(151) }, {}])).toEqual([
      { pointer: '/blocks/1/text/text', message: 'must be less than 151 characters' },
      { pointer: '/blocks/2/type', message: 'unsupported type: undefined' },
    ]);
  });

  it('counts characters, not the halves of an emoji', () => {
    expect(
      checkMessage([{ type: 'header', text: { type: 'plain_text', text: '🛡'.repeat(150) } }]),
    ).toEqual([]);
  });

  it('is too long with more than 13,200 characters of blocks', () => {
    expect(isTooLong(repeat(4, section(text(2900))))).toBe(false);
    expect(isTooLong(repeat(5, section(text(2900))))).toBe(true);
  });

  it('gets ids where the app gave none, and keeps those it gave', () => {
    const [named, nameless] = completeBlocks([
      section('x', 'mine'),
      { type: 'actions', elements: [{ type: 'button', text: plain(2) }] },
    ]);
    expect(named).toEqual({
      type: 'section',
      block_id: 'mine',
      text: { type: 'mrkdwn', text: 'x', verbatim: false },
    });
    expect(nameless).toMatchObject({
      block_id: expect.stringMatching(/^.{5}$/),
      elements: [{ action_id: expect.stringMatching(/^.{5}$/), text: { emoji: true } }],
    });
  });
});

describe('a view', () => {
  it.each<[string, Block, Block]>([
    ['24 characters of a title', { title: plain(24) }, { title: plain(25) }],
    ['24 characters of submit', { submit: plain(24) }, { submit: plain(25) }],
    ['24 characters of close', { close: plain(24) }, { close: plain(25) }],
    [
      '3000 characters of private_metadata',
      { private_metadata: text(3000) },
      { private_metadata: text(3001) },
    ],
    ['255 characters of callback_id', { callback_id: text(255) }, { callback_id: text(256) }],
    ['100 blocks', { blocks: many(100, () => divider) }, { blocks: many(101, () => divider) }],
  ])('may have %s and nothing past it', (_limit, within, past) => {
    expect(checkView(reasonModal(within))).toEqual([]);
    expect(checkView(reasonModal(past))).not.toEqual([]);
  });

  it.each<[string, Block]>([
    ['a block_id twice', { blocks: [section('x', 'a'), section('y', 'a')] }],
    ['an input without submit', { submit: undefined }],
    ['no title', { title: undefined }],
    ['another type', { type: 'workflow_step' }],
  ])('cannot have %s', (_what, change) => {
    expect(checkView(reasonModal(change))).not.toEqual([]);
  });

  it('of the home tab has neither title nor submit', () => {
    expect(checkView({ type: 'home', blocks: [section('x')] })).toEqual([]);
    expect(checkView({ type: 'home', blocks: [], title: plain(3) })).not.toEqual([]);
  });

  it('is too large past 250 kB', () => {
    expect(isTooLarge({ blocks: text(249_000) })).toBe(false);
    expect(isTooLarge({ blocks: text(250_000) })).toBe(true);
  });
});
