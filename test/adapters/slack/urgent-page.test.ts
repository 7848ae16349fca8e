import { renderCards } from '../../../src/adapters/slack/blocks/cards';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { urgentHead } from '../../../src/adapters/slack/blocks/urgent-page';
import type { Finding } from '../../../src/domain/finding';
import type { RemedyCard } from '../../../src/domain/message';
import { anUrgency } from '../../domain/urgencies';
import { anEntry, decided, english, japanese } from './kit';

const GROUP = { mention: 'S0TRIAGE' };
const IMAGE = { name: 'r.example/api', repository: 'api' };
const RUNNING = [{ ...IMAGE, services: ['prod/api'] }];
const DUE = '2026-11-30T03:00:00.000Z';
const DAY = /<!date\^1796007600\^\{date_short_pretty\}\|30 Nov 2026>/;

function aCard(change: Partial<Finding> = {}, more: Partial<RemedyCard> = {}): RemedyCard {
  const entry = anEntry({ urgency: anUrgency({ dueAt: DUE }), images: RUNNING, ...change });
  return {
    ref: { card: 'scan/1/u1', remedy: '00', shown: 2 },
    remedy: { key: 'k', name: 'log4j-core', rows: [] },
    entries: [entry],
    ...more,
  };
}

function head(cards: RemedyCard[], total: number, context: RenderContext = english): string {
  const [block] = urgentHead({ total }, cards, context);
  return Object(block).text?.text ?? '';
}

test('it says how many upgrades are due by when, calls the group, and says what they share', () => {
  const text = head([aCard(), aCard()], 2, { ...english, ...GROUP });

  expect(text).toMatch(/^🚨 \*2 upgrades due by <!date[^>]+>\* · <!subteam\^S0TRIAGE>\n/);
  expect(text).toMatch(DAY);
  expect(text).toContain('Both are known to be exploited. Check these services for signs');
});

const page = (cards: [RemedyCard, ...RemedyCard[]]) =>
  renderCards({ kind: 'cards', cards, urgent: { total: cards.length } }, english);

test('what it says of all of them is not said again on each card', () => {
  const { attachments } = page([aCard(), aCard()]);

  expect(JSON.stringify(attachments)).toContain('Exposed to the internet');
  expect(JSON.stringify(attachments)).not.toMatch(/nown to be exploited|signs of compromise/);
});

test('what only some of them are is said on their cards', () => {
  const { exploitedSince: _, ...quiet } = anUrgency({ dueAt: DUE, outcome: '14D' });
  const cards: [RemedyCard, RemedyCard] = [aCard(), aCard({ urgency: quiet })];
  const { attachments } = page(cards);

  expect(head(cards, 2)).not.toContain('signs of compromise');
  expect(JSON.stringify(attachments[0])).toMatch(/Known to be exploited .* check for signs/);
  expect(JSON.stringify(attachments[1])).toContain('Not known to be exploited');
});

test('what is read aloud begins with how many are due by when, and says once that they are exploited', () => {
  const { text } = page([aCard(), aCard()]);

  expect(text).toMatch(/^2 upgrades due by 30 Nov 2026\. Both are known to be exploited\. Check /);
  expect(text.match(/known to be exploited/gi)).toHaveLength(1);
});

test('the same in Japanese', () => {
  const text = head([aCard(), aCard()], 2, { ...japanese, ...GROUP });

  expect(text).toMatch(/^🚨 \*<!date[^>]+>までに期限が来るアップグレード 2 件\* · <!subteam/);
  expect(text).toContain('どちらも悪用が確認されています。侵害の痕跡がないか確認してください。');
});

test('upgrades that are due as well and not on the page are counted, and said to be in the thread', () => {
  const text = head([aCard(), aCard()], 5);

  expect(text).toContain('*5 upgrades due by');
  expect(text).toContain('\nand 3 more in the thread');
});

test('where they are due on several days, the last one is the day by which all are', () => {
  const late = aCard({ urgency: anUrgency({ dueAt: '2027-01-26T03:00:00.000Z' }) });

  expect(head([aCard(), late], 2)).toMatch(/\*2 upgrades due by <!date[^>]+\|26 Jan 2027>\*/);
  expect(head([aCard(), late], 2, japanese)).toMatch(
    /\*<!date[^>]+\|2027年1月26日>までに期限が来るアップグレード 2 件\*/,
  );
});

test('where not all are shown, it says what those here have in common', () => {
  const { exploitedSince: _, ...quiet } = anUrgency({ dueAt: DUE, outcome: '14D' });
  const some = [aCard(), aCard({ urgency: quiet }), aCard({ urgency: quiet })];

  expect(head(some, 8)).toContain('*8 upgrades due by');
  expect(head(some, 8)).toContain('\n1 of the 3 here is known to be exploited.');
  expect(head(some, 8, japanese)).toContain('\nここの 3 件中 1 件は悪用が確認されています。');
  expect(head([aCard(), aCard()], 5)).toContain('\nBoth here are known to be exploited.');
  expect(head([aCard(), aCard()], 5, japanese)).toContain('\nここの 2 件はどちらも悪用が');
  expect(head([aCard()], 4)).toContain('\nThe one here is known to be exploited.');
  expect(head(some.slice(1), 4)).toContain('\nBoth here are exposed to the internet.');
});

test('a single upgrade has the mention above its card, and nothing without a group', () => {
  expect(head([aCard()], 1, { ...english, ...GROUP })).toBe('🚨 <!subteam^S0TRIAGE>');
  expect(urgentHead({ total: 1 }, [aCard()], english)).toEqual([]);
});

test('the group is not called about what does not run now', () => {
  const stopped = { images: [{ ...IMAGE, services: [] }] };

  expect(head([aCard(stopped), aCard(stopped)], 2, { ...english, ...GROUP })).not.toContain(
    'subteam',
  );
});

test('what was decided or is continued elsewhere is not counted', () => {
  const closed = aCard(decided({ kind: 'resolve' }));
  const moved = aCard({}, { continued: { open: 1, more: 0 } });

  expect(head([aCard(), closed, moved], 3)).toContain('*1 upgrade due by');
  expect(head([closed, moved], 2)).toBe('✅ Nothing is open here any more');
});

test('it never calls everybody', () => {
  const { text } = english;
  expect(
    JSON.stringify(urgentHead({ total: 2 }, [aCard(), aCard()], { ...english, text })),
  ).not.toMatch(/<!(here|channel|everyone)/);
});
