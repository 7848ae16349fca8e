import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { render, renderMinimal } from '../../../src/adapters/slack/blocks/render';
import { plainTime, showDate, showTime } from '../../../src/adapters/slack/blocks/render-context';
import { drawNotice } from '../../../src/adapters/slack/replies';
import { english, japanese } from './kit';
import { answers, gallery, overviews } from './states';

const drawn = [english, japanese].flatMap((context): unknown[] => [
  ...gallery().map(([, message]) => render(message, context)),
  ...answers().map(([, answer]) => drawNotice({ kind: 'answer', answer }, context)),
  ...overviews().map(([, overview]) => renderHome(overview, context)),
  drawNotice(
    { kind: 'already-decided', title: 'CVE-1', by: 'U0ANA', status: 'RESOLVED', at: '2026-11-24' },
    context,
  ),
  drawNotice({ kind: 'scan-running', images: [], startedAt: '2026-11-24T08:00:00Z' }, context),
]);

/** Texts by whether Slack reads marks in them. */
function textsOf(value: unknown, isMrkdwn = false): { text: string; isMrkdwn: boolean }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inMrkdwn = Object(value).type === 'mrkdwn';
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string'
      ? [{ text: inner, isMrkdwn: inMrkdwn && key === 'text' }]
      : textsOf(inner, isMrkdwn),
  );
}

const texts = drawn.flatMap((each) => textsOf(each));
/** The form for when Slack refuses the blocks says what a screen reader says. */
const simple = gallery().flatMap(([, message]) => textsOf(renderMinimal(message, english)));

test('a time is in the time zone of each reader, with the configured one where Slack can not', () => {
  expect(showTime(english, '2026-11-24T08:00:00Z')).toBe(
    '<!date^1795507200^{date_short_pretty} {time}|24 Nov 2026, 08:00 UTC>',
  );
  expect(plainTime(japanese, '2026-11-24T08:00:00Z')).toBe('2026年11月24日 17:00 JST');
  expect(showDate(english, '2026-11-24T08:00:00Z')).toBe(
    '<!date^1795507200^{date_short_pretty}|24 Nov 2026>',
  );
  expect(showTime(english, 'now')).toBe('?');
});

test('every time in mrkdwn is such a time', () => {
  const clock = /\d\d:\d\d (UTC|JST)/;
  const plain = texts.filter(
    ({ text, isMrkdwn }) => isMrkdwn && clock.test(text.replaceAll(/<!date[^>]*>/g, '')),
  );

  expect(texts.filter(({ text }) => text.includes('<!date^')).length).toBeGreaterThan(20);
  expect(plain).toEqual([]);
});

test('no mark of a time is where Slack would show it as it is written', () => {
  const isWrong = ({ text, isMrkdwn }: { text: string; isMrkdwn: boolean }) =>
    !isMrkdwn && /<!date|date\^/.test(text);

  expect([...texts, ...simple].filter(isWrong)).toEqual([]);
});

test('every mark of a time is whole', () => {
  const marks = [...texts, ...simple].flatMap(
    ({ text }) => text.match(/(<|&lt;)!date.{0,300}/g) ?? [],
  );

  expect(
    marks.filter((mark) => !/^<!date\^\d+\^[^|<>^]+(\^https:\/\/[^|<>^]+)?\|[^<>]+>/.test(mark)),
  ).toEqual([]);
});
