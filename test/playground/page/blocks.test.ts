import {
  chartRows,
  niceScale,
  pieArcs,
  readChart,
} from '../../../playground/page/blocks/chart-data';
import { formatAgo, formatDate } from '../../../playground/page/blocks/dates';
import { parseMarkdown } from '../../../playground/page/blocks/markdown';
import { readRichText } from '../../../playground/page/blocks/rich-text';
import {
  actionOf,
  initialValues,
  keepTyped,
  withBlockIds,
} from '../../../playground/page/blocks/values';

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });

function anInput(block_id: string, element: Record<string, unknown>) {
  return { type: 'input', block_id, element: { action_id: `${block_id}-a`, ...element } };
}

describe('values of inputs', () => {
  it('has Slack’s shape for each kind of element', () => {
    const blocks = [
      anInput('text', { type: 'plain_text_input' }),
      anInput('preset', { type: 'plain_text_input', initial_value: 'hello' }),
      anInput('one', { type: 'static_select', initial_option: option('a') }),
      anInput('many', { type: 'multi_static_select' }),
      anInput('radio', { type: 'radio_buttons' }),
      anInput('boxes', { type: 'checkboxes', initial_options: [option('b')] }),
      anInput('day', { type: 'datepicker', initial_date: '2026-11-24' }),
      anInput('who', { type: 'users_select' }),
      { type: 'actions', block_id: 'acts', elements: [{ type: 'button', action_id: 'go' }] },
    ];

    expect(initialValues(blocks)).toEqual({
      text: { 'text-a': { type: 'plain_text_input', value: null } },
      preset: { 'preset-a': { type: 'plain_text_input', value: 'hello' } },
      one: { 'one-a': { type: 'static_select', selected_option: option('a') } },
      many: { 'many-a': { type: 'multi_static_select', selected_options: [] } },
      radio: { 'radio-a': { type: 'radio_buttons', selected_option: null } },
      boxes: { 'boxes-a': { type: 'checkboxes', selected_options: [option('b')] } },
      day: { 'day-a': { type: 'datepicker', selected_date: '2026-11-24' } },
      who: { 'who-a': { type: 'users_select', selected_user: null } },
    });
  });

  it('keeps what was typed through an update, and drops it with its block', () => {
    const typed = {
      same: { 'same-a': { type: 'plain_text_input', value: 'typed' } },
      gone: { 'gone-a': { type: 'plain_text_input', value: 'typed' } },
      turned: { 'turned-a': { type: 'plain_text_input', value: 'typed' } },
    };
    const blocks = [
      anInput('same', { type: 'plain_text_input' }),
      anInput('turned', { type: 'datepicker' }),
    ];

    expect(keepTyped(typed, blocks)).toEqual({
      same: typed.same,
      turned: { 'turned-a': { type: 'datepicker', selected_date: null } },
    });
  });

  it('gives blocks without an id one that stays', () => {
    const ids = withBlockIds([{ type: 'divider' }, { type: 'divider', block_id: 'own' }, 'junk']);

    expect(ids.map((block) => block['block_id'])).toEqual(['block-0', 'own']);
  });

  it('sends a click as Slack does', () => {
    const text = { type: 'plain_text', text: 'Resolve' };
    const element = { type: 'button', action_id: 'go', text, value: 'v', confirm: {} };

    expect(actionOf(element, 'b1', { value: 'v' })).toEqual({
      type: 'button',
      action_id: 'go',
      block_id: 'b1',
      text,
      value: 'v',
    });
  });
});

describe('rich text', () => {
  it('takes texts as they are, marks and entities included', () => {
    const elements = [{ type: 'text', text: '*a* &amp; <@U1>', style: { code: true, bold: true } }];

    expect(readRichText({ elements: [{ type: 'rich_text_section', elements }] })).toEqual([
      {
        kind: 'lines',
        children: [{ kind: 'strong', children: [{ kind: 'code', text: '*a* &amp; <@U1>' }] }],
      },
    ]);
  });

  it('turns a link with a foreign protocol into its text', () => {
    const elements = [{ type: 'link', url: 'javascript:alert(1)', text: 'click' }];

    expect(readRichText({ elements: [{ type: 'rich_text_section', elements }] })).toEqual([
      { kind: 'lines', children: [{ kind: 'text', text: 'click' }] },
    ]);
  });
});

describe('markdown', () => {
  it('reads headings, lists, emphasis, links and fences, and leaves HTML as text', () => {
    const chunks = parseMarkdown(
      '## Fix\n\n- **now** `npm i`\n- [docs](https://example.com/)\n\n```sh\n*raw*\n```\n<b>x</b>',
    );

    expect(chunks).toEqual([
      { kind: 'heading', level: 2, children: [{ kind: 'text', text: 'Fix' }] },
      {
        kind: 'list',
        ordered: false,
        indent: 0,
        items: [
          [
            { kind: 'strong', children: [{ kind: 'text', text: 'now' }] },
            { kind: 'text', text: ' ' },
            { kind: 'code', text: 'npm i' },
          ],
          [
            {
              kind: 'link',
              url: 'https://example.com/',
              children: [{ kind: 'text', text: 'docs' }],
            },
          ],
        ],
      },
      { kind: 'pre', text: '*raw*' },
      { kind: 'lines', children: [{ kind: 'text', text: '<b>x</b>' }] },
    ]);
  });
});

describe('charts', () => {
  it('says the same in rows as in the drawing', () => {
    const chart = readChart({
      title: 'Open',
      chart: {
        type: 'line',
        series: [
          {
            name: 'High',
            data: [
              { label: 'Mon', value: 3 },
              { label: 'Tue', value: 5 },
            ],
          },
        ],
        axis_config: { categories: ['Mon', 'Tue'], x_label: 'Day' },
      },
    });

    expect(chart && chartRows(chart, 'Count')).toEqual([
      ['Day', 'High'],
      ['Mon', '3'],
      ['Tue', '5'],
    ]);
  });

  it('knows no other kind', () => {
    expect(readChart({ chart: { type: 'radar' } })).toBeUndefined();
  });

  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [19, [0, 5, 10, 15, 20]],
    [1234, [0, 500, 1000, 1500]],
  ])('scales up to %d in round steps', (largest, ticks) => {
    expect(niceScale(largest).ticks).toEqual(ticks);
  });

  it('draws a whole ring for a single segment and nothing broken for none', () => {
    expect(pieArcs([4], 50, 30)[0]).toMatchObject({ share: 1 });
    expect(pieArcs([0, 0], 50, 30).every((arc) => !arc.path.includes('NaN'))).toBe(true);
  });
});

describe('dates', () => {
  it('fills Slack’s tokens', () => {
    expect(formatDate('{date_short} it was', 1_700_000_000, 'then', 'en')).toBe(
      'Nov 14, 2023 it was',
    );
  });

  it('falls back on an unknown token', () => {
    expect(formatDate('{nonsense}', 1_700_000_000, 'then', 'en')).toBe('then');
  });

  it.each([
    [0, 'now'],
    [-3 * 60_000, '3 minutes ago'],
    [2 * 86_400_000, 'in 2 days'],
  ])('says how far %d ms are', (millis, words) => {
    expect(formatAgo(1e12 + millis, 1e12, 'en')).toBe(words);
  });
});
