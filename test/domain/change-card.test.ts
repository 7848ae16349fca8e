import { newCard } from '../../src/domain/card';
import { changesCardOf, type Telling, withTold } from '../../src/domain/change-card';
import type { Card } from '../../src/domain/ledger';
import type { UntoldChange } from '../../src/domain/material-change';
import { GATHER_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import { aLedgerFinding } from './ledger-builders';

const NOW = { now: new Date('2026-11-24T10:00:00.000Z'), token: () => 'token' };

const joined = (more: Partial<UntoldChange> = {}): UntoldChange => ({
  change: { cause: 'image', images: ['r.example/shop'], isExposed: false },
  scanId: 'scan-2',
  isUrgent: false,
  ...more,
});
const telling = (number: number, ...changes: UntoldChange[]): Telling => ({
  item: aLedgerFinding({ vulnerabilityId: `CVE-${number}` }),
  changes: changes.length === 0 ? [joined()] : changes,
});

function told(card: Card, ...tellings: Telling[]): Card {
  return withTold(card, tellings, NOW) ?? card;
}

function empty(change = joined()): Card {
  const { key, content } = changesCardOf('1.000001', change);
  return newCard(key, 'C0', content);
}

function linesOf({ content }: Card) {
  return content.kind === 'changes' ? content.lines : [];
}

test('what findings have in common is one line, with the first ids and their number', () => {
  const card = told(empty(), ...Array.from({ length: 50 }, (_, index) => telling(index)));
  expect(linesOf(card)).toMatchObject([
    { count: 50, ids: ['CVE-0', 'CVE-1', 'CVE-2', 'CVE-3', 'CVE-4', 'CVE-5'] },
  ]);
});

test('lines are apart where the due dates are on different days', () => {
  const due = (day: string) => joined({ due: { now: `2026-11-${day}T09:00:00.000Z` } });
  const sameDay = joined({ due: { now: '2026-11-30T23:00:00.000Z' } });
  const card = told(
    empty(),
    telling(1, due('30')),
    telling(2, sameDay),
    telling(3, due('29')),
    telling(4),
  );
  expect(linesOf(card).map(({ ids }) => ids)).toEqual([['CVE-1', 'CVE-2'], ['CVE-3'], ['CVE-4']]);
});

test('vulnerabilities that were listed as exploited on different days are one line', () => {
  const listed = (since: string) => joined({ change: { cause: 'exploited', since } });
  const card = told(empty(), telling(1, listed('2026-11-23')), telling(2, listed('2026-11-24')));
  expect(linesOf(card)).toMatchObject([{ count: 2 }]);
});

test('the same finding again adds nothing and owes nothing', () => {
  const card = told(empty(), telling(1));
  expect(withTold(card, [telling(1)], NOW)).toBeUndefined();
});

test('a message waits a moment for the other findings of its scan, and no longer', () => {
  const card = told(empty(), telling(1));
  const due = card.work && dueTime(card.work);
  expect(due).toBe(NOW.now.getTime() + GATHER_MS);
  expect(told(card, telling(2)).work).toEqual(card.work);
});

test('a message that is posted is drawn again in the background', () => {
  const { work: _, ...posted } = told(empty(), telling(1));
  const again = told({ ...posted, ts: '2.000001' }, telling(2));
  expect(again).toMatchObject({ dirty: 2, work: { priority: 2 } });
});

test('what is shown in the channel as well is a message of its own, since that is decided at posting', () => {
  const urgent = joined({ isUrgent: true });
  expect(empty(urgent).key).not.toBe(empty().key);
  expect(empty(urgent).content).toMatchObject({ broadcast: true });
});
