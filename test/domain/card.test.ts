import {
  contentOfCard,
  finished,
  isClosed,
  joined,
  newCard,
  toAddAgain,
  withCardContent,
} from '../../src/domain/card';
import { defined } from '../../src/domain/defined';
import type { Finding } from '../../src/domain/finding';
import type { Card, CardContent, LedgerFinding, Priority } from '../../src/domain/ledger';
import { DIGEST_DEBOUNCE_MS } from '../../src/domain/timing';
import { aCard, aLedgerFinding } from './ledger-builders';

const NOW = { now: new Date('2026-11-24T10:00:00.000Z'), token: () => 'token' };
const MINUTE = 60_000;
const tsAgo = (ms: number) => ((NOW.now.getTime() - ms) / 1000).toFixed(6);
const due = (ms = 0, token = 'token') =>
  `${new Date(NOW.now.getTime() + ms).toISOString()}#${token}`;

const PAGE: CardContent = {
  kind: 'page',
  parent: 'scan/s1',
  scanId: 's1',
  total: 30,
  size: 2,
};

function named(id: string, content: Partial<Finding> = {}, priority: Priority = 1): LedgerFinding {
  const work = { due: due(), priority };
  return aLedgerFinding({ vulnerabilityId: id, ...content }, { work });
}

const posted = (ago: number, more: Partial<Card> = {}) => aCard('c', { ts: tsAgo(ago), ...more });

test('the card of a finding shows it alone, unless its key is the page of its scan', () => {
  const scan = { id: 's1', newFindings: 30, page: { name: 'c1', size: 4 } };
  const content = (card: string, finding: Partial<Finding> = { scan }) =>
    contentOfCard(aLedgerFinding(finding, { card }), 1);

  expect(content('finding/x')).toEqual({ kind: 'finding' });
  expect(content('scan/s0/c1')).toEqual({ kind: 'finding' });
  expect(content('scan/s1/c1', {})).toEqual({ kind: 'finding' });
  expect(content('scan/s1/c1')).toEqual({
    kind: 'page',
    parent: 'scan/s1',
    scanId: 's1',
    total: 30,
    size: 4,
  });
});

test('the cards of a scan are in the thread of its digest if they are many, but for what is due soon', () => {
  const content = (name: string, newCards: number | undefined, digestAbove: number) => {
    const scan = { id: 's1', newFindings: 9, page: { name, size: 4 }, ...defined({ newCards }) };
    return contentOfCard(aLedgerFinding({ scan }, { card: `scan/s1/${name}` }), digestAbove);
  };

  expect(content('r1', 2, 1)).toMatchObject({ parent: 'scan/s1' });
  expect(content('r1', undefined, 1)).toMatchObject({ parent: 'scan/s1' });
  expect(content('r1', 1, 1)).not.toHaveProperty('parent');
  expect(content('r1', 2, 2)).not.toHaveProperty('parent');
  expect(content('r1', 1, 0)).toMatchObject({ parent: 'scan/s1' });
  expect(content('u1', 20, 1)).not.toHaveProperty('parent');
});

describe('joining a card', () => {
  test('adds members once and asks for one more drawing', () => {
    const [a, b] = [named('a'), named('b')];
    const card = joined(aCard('c', { members: [a.hash], dirty: 4 }), [a, b], NOW);

    expect(card).toMatchObject({ members: [a.hash, b.hash], dirty: 5 });
  });

  test('a finding that comes back to a card is added once, however often that is done', () => {
    const back = { ...named('a'), cardRemedy: toAddAgain(1) };
    const once = joined(aCard('c', { members: [back.hash, 'other'] }), [back], NOW);

    expect(once.members).toEqual([back.hash, 'other', back.hash]);
    expect(joined(once, [back], NOW).members).toEqual(once.members);
  });

  test.each<[string, Card, Priority, Priority]>([
    ['a person who waits comes first', posted(0), 0, 0],
    ['a card that was not posted comes next', aCard('c'), 1, 1],
    ['a message that changes comes last', posted(0), 1, 2],
  ])('%s', (_what, card, priority, expected) => {
    const { work } = joined(card, [named('a', {}, priority)], NOW);

    expect(work).toEqual({ due: due(), priority: expected });
  });

  test('a page waits for the rest of its findings, once', () => {
    const page = newCard('scan/s1/p1', 'C0', PAGE);
    const first = joined(page, [named('a')], NOW);
    const complete = joined(first, [named('b')], NOW);

    expect(first.work).toEqual({ due: due(3_000), priority: 1 });
    expect(complete.work).toEqual({ due: due(), priority: 1 });
  });

  test.each<[string, Partial<Card>, Priority]>([
    ['once it is posted', { ts: tsAgo(0) }, 1],
    ['when a person waits', {}, 0],
  ])('a page does not wait %s', (_when, more, priority) => {
    const page = aCard('scan/s1/p1', { content: PAGE, ...more });

    expect(joined(page, [named('a', {}, priority)], NOW).work?.due).toBe(due());
  });

  test('work that is more urgent is kept', () => {
    const work = { due: due(0, 'person'), priority: 0 } as const;

    expect(joined(posted(0, { work }), [named('a')], NOW).work).toEqual(work);
  });
});

describe('whether a new finding may still join', () => {
  const full = Array.from({ length: 1_000 }, (_, index) => `hash-${index}`);

  test.each<[string, Card, Partial<Finding>, boolean]>([
    ['a card that was not posted takes it', aCard('c'), {}, false],
    ['a card with 999 members takes it', aCard('c', { members: full.slice(1) }), {}, false],
    ['a card with 1,000 members does not', aCard('c', { members: full }), {}, true],
    ['a message of 15 minutes takes it', posted(15 * MINUTE), {}, false],
    ['an older message does not', posted(15 * MINUTE + 1), {}, true],
    [
      'a message of 5 minutes takes a CRITICAL one',
      posted(5 * MINUTE),
      { severity: 'CRITICAL' },
      false,
    ],
    ['an older one does not', posted(5 * MINUTE + 1), { severity: 'CRITICAL' }, true],
    ['a card before its post takes a CRITICAL one', aCard('c'), { severity: 'CRITICAL' }, false],
    ['a deleted message does not', posted(0, { gone: true }), {}, true],
  ])('%s', (_what, card, finding, closed) => {
    expect(isClosed(card, named('late', finding), NOW.now)).toBe(closed);
  });

  test('a member is not new, however old, full or severe', () => {
    const item = named('a', { severity: 'CRITICAL' });
    const members = [...full, item.hash];

    expect(isClosed(posted(99 * MINUTE, { members }), item, NOW.now)).toBe(false);
    expect(isClosed(posted(0, { members, gone: true }), item, NOW.now)).toBe(true);
  });

  test.each(['NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const)(
    '%s joins any card: it is not to be shown as new',
    (workflowStatus) => {
      const card = posted(99 * MINUTE, { members: full, gone: true });

      expect(isClosed(card, named('a', { workflowStatus }), NOW.now)).toBe(false);
    },
  );
});

test('other content is drawn once more', () => {
  const content: CardContent = { kind: 'digest', scanId: 's1', total: 3 };

  expect(withCardContent(aCard('c', { dirty: 1 }), content, NOW)).toMatchObject({
    content,
    dirty: 2,
    work: { due: due(), priority: 1 },
  });
  expect(withCardContent(posted(0), content, NOW).work?.priority).toBe(2);
});

describe('a card that was drawn', () => {
  const work = { due: due(), priority: 1 } as const;
  const seen = aCard('c', { dirty: 3, work });
  const unsure = NOW.now.getTime() + 2 * MINUTE;

  test('owes nothing more', () => {
    expect(finished(seen, seen, NOW)).toEqual(aCard('c', { dirty: 3 }));
  });

  test('stays due when it was asked for meanwhile', () => {
    const asked = { ...seen, dirty: 4, unsure };

    expect(finished(asked, seen, NOW)).toEqual(asked);
  });

  test('is a digest that was asked for meanwhile, and is drawn again in a moment', () => {
    const digest = { ...seen, content: { kind: 'digest', scanId: 's', total: 1 } as const };

    expect(finished({ ...digest, dirty: 4 }, digest, NOW).work).toEqual({
      due: due(DIGEST_DEBOUNCE_MS),
      priority: 1,
    });
  });

  test('is drawn again when an earlier update can land no more', () => {
    expect(finished({ ...seen, unsure }, seen, NOW)).toEqual({
      ...seen,
      unsure,
      work: { due: due(2 * MINUTE), priority: 2 },
    });
  });

  test.each([
    ['at the time that it was given', MINUTE],
    ['no later than when an earlier update can land no more', 3 * MINUTE],
  ])('is drawn again %s', (_when, later) => {
    const again = NOW.now.getTime() + later;

    expect(finished({ ...seen, unsure }, seen, NOW, again).work).toEqual({
      due: due(Math.min(later, 2 * MINUTE)),
      priority: 2,
    });
    expect(finished({ ...seen, dirty: 4 }, seen, NOW, again).work).toEqual(work);
  });
});
