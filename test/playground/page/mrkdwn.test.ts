import fc from 'fast-check';
import { parseInline, parseMrkdwn } from '../../../playground/page/blocks/mrkdwn';
import type { Chunk, Inline } from '../../../playground/page/blocks/rich';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const lines = (...children: Inline[]): Chunk => ({ kind: 'lines', children });

describe('mrkdwn', () => {
  it.each([
    ['*bold*', [{ kind: 'strong', children: [text('bold')] }]],
    ['_slanted_', [{ kind: 'em', children: [text('slanted')] }]],
    ['~gone~', [{ kind: 'del', children: [text('gone')] }]],
    ['`a * b`', [{ kind: 'code', text: 'a * b' }]],
    [
      '*a _b_*',
      [{ kind: 'strong', children: [text('a '), { kind: 'em', children: [text('b')] }] }],
    ],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    ['snake_case_name', [text('snake_case_name')]],
    ['*open', [text('*open')]],
    ['* spaced *', [text('* spaced *')]],
  ])('reads %s', (source, expected) => {
    expect(parseInline(source)).toEqual(expected);
  });

  it('makes links of https, http and mailto addresses only', () => {
    const [good] = parseInline('<https://example.com/a?b=1&amp;c=2|the label>');

    expect(good).toEqual({
      kind: 'link',
      url: 'https://example.com/a?b=1&c=2',
      children: [text('the label')],
    });
    expect(
      linksOf(parseMrkdwn('<javascript:alert(1)|x> <data:text/html,x> <file:///etc>')),
    ).toEqual([]);
  });

  it('links bare addresses unless the text is verbatim', () => {
    const source = 'see https://example.com/a_b_c, please';

    expect(linksOf(parseMrkdwn(source))).toEqual(['https://example.com/a_b_c']);
    expect(linksOf(parseMrkdwn(source, { verbatim: true }))).toEqual([]);
  });

  it('reads mentions', () => {
    expect(parseInline('<@U123> <#C1|dev> <!here> <!subteam^S1|@sec>')).toMatchObject([
      { kind: 'mention', of: 'user', id: 'U123' },
      text(' '),
      { kind: 'mention', of: 'channel', id: 'C1', label: 'dev' },
      text(' '),
      { kind: 'mention', of: 'everybody', id: 'here' },
      text(' '),
      { kind: 'mention', of: 'group', id: 'S1', label: '@sec' },
    ]);
  });

  it("shows a time in the reader's own time zone, and the text behind the bar where it can not", () => {
    const source = '<!date^1795507200^{date_short} {time}|24 Nov 2026, 08:00 UTC>';
    const shown = JSON.stringify(parseInline(source));
    const local = new Date('2026-11-24T08:00:00Z');

    expect(shown).toContain(String(local.getFullYear()));
    expect(shown).toContain(String(local.getMinutes()).padStart(2, '0'));
    expect(shown).not.toContain('UTC');
    expect(parseInline('<!date^x^{time}|at 8>')).toEqual([text('at 8')]);
    expect(parseInline('<!date^1795507200^{ago}|at 8>')).toEqual([text('at 8')]);
  });

  it.each([
    ['ja-JP', '2026年11月24日', '昨日'],
    ['en-US', 'Nov 24, 2026', 'yesterday'],
  ])('writes times in the language of the page: %s', (locale, day, near) => {
    const date = (seconds: number, format: string) =>
      parseInline(`<!date^${seconds}^${format}|?>`, { locale });
    const yesterday = Math.floor(Date.now() / 1000) - 86_400;

    expect(date(1_795_521_600, '{date_short}')).toEqual([text(day)]);
    expect(date(1_795_521_600, '{date_short_pretty}')).toEqual([text(day)]);
    expect(date(yesterday, '{date_short_pretty}')).toEqual([text(near)]);
  });

  it('links a time that has an address', () => {
    const source =
      '<!date^1795507200^the card of {date_short}^https://x.example/p?a=1&amp;b=2|card>';

    expect(parseInline(source)).toMatchObject([
      { kind: 'link', url: 'https://x.example/p?a=1&b=2', children: [{ kind: 'text' }] },
    ]);
  });

  it('unescapes entities exactly once', () => {
    expect(parseInline('&amp;lt;b&amp;gt; &lt;@U1&gt;')).toEqual([text('&lt;b&gt; <@U1>')]);
    expect(parseInline('`&lt;x&gt;`')).toEqual([{ kind: 'code', text: '<x>' }]);
  });

  it('separates quotes, lists and code blocks from lines', () => {
    expect(parseMrkdwn('a\n&gt; q1\n> q2\n• one\n• two\n```x *y*\n&lt;z&gt;```\nb')).toEqual([
      lines(text('a')),
      { kind: 'quote', chunks: [lines(text('q1\nq2'))] },
      { kind: 'list', items: [[text('one')], [text('two')]] },
      { kind: 'pre', text: 'x *y*\n<z>' },
      lines(text('b')),
    ]);
  });

  it('shows escaped text as it was, for any text without formatting marks', () => {
    const harmless = fc.string({ unit: 'binary' }).map((one) => one.replace(/[*_~`:\n/•◦▪]/g, ''));
    fc.assert(
      fc.property(harmless, (raw) => {
        const escaped = `.${escapeText(raw)}`;
        const shown = parseMrkdwn(escaped).map(shownText).join('\n');
        expect(shown).toBe(`.${raw}`);
      }),
    );
  });

  it('never mentions or links out of escaped text', () => {
    fc.assert(
      fc.property(untrusted(), (raw) => {
        const chunks = parseMrkdwn(escapeText(raw), { verbatim: true });
        expect(JSON.stringify(chunks)).not.toMatch(/"kind":"(?:mention|link)"/);
      }),
    );
  });

  it('gives only safe addresses, whatever it reads', () => {
    fc.assert(
      fc.property(untrusted(), (raw) => {
        for (const url of linksOf(parseMrkdwn(raw))) expect(url).toMatch(/^(?:https?:|mailto:)/i);
      }),
    );
  });

  it('reads 40,000 characters of nested marks quickly', () => {
    const start = performance.now();
    for (const part of ['*a ', '_a ', '*_~', '<', '`', '&lt;', '> ', '*a* ', ':', 'https://']) {
      parseMrkdwn(part.repeat(Math.floor(40_000 / part.length)));
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

function escapeText(raw: string): string {
  return raw.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function untrusted(): fc.Arbitrary<string> {
  const parts = [
    '<',
    '>',
    '|',
    '@U1',
    '!channel',
    '#C1',
    'javascript:',
    'https://a.b/',
    '&lt;',
    '*',
    '_',
    '`',
    '\n',
    ' ',
  ];
  const bit = fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary', maxLength: 3 }));
  return fc.array(bit, { maxLength: 30 }).map((bits) => bits.join(''));
}

function shownText(chunk: Chunk): string {
  if (chunk.kind !== 'lines') return JSON.stringify(chunk);
  return chunk.children
    .map((one) => (one.kind === 'text' ? one.text : JSON.stringify(one)))
    .join('');
}

function linksOf(chunks: Chunk[]): string[] {
  const urls: string[] = [];
  JSON.stringify(chunks, (key, value: unknown) => {
    if (key === 'url' && typeof value === 'string') urls.push(value);
    return value;
  });
  return urls;
}
