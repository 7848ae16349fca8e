import type { LedgerFinding } from '../../src/domain/ledger';
import { viewOf } from '../../src/usecases/draw-card';
import { repaintOverdue } from '../../src/usecases/repaint-overdue';
import { aCard } from '../domain/ledger-builders';
import { anUrgency } from '../domain/urgencies';
import { anItem, HOUR, ledgerWith, NOW } from './tasks-kit';

const DUE = '2026-11-24T10:30:00.000Z';

const due = (name: string, dueAt: string, kept: Partial<LedgerFinding> = {}) =>
  anItem({ vulnerabilityId: name, urgency: anUrgency({ dueAt }) }, kept);

/** Findings whose cards were posted. `round` is the health round's, after so many hours. */
async function posted(...seed: LedgerFinding[]) {
  const all = await ledgerWith(seed);
  const { ledger, deps, clock } = all;
  const keys = [...new Set(seed.map(({ card }) => card))];
  for (const key of keys) {
    const members = seed.filter(({ card }) => card === key).map(({ hash }) => hash);
    await ledger.putCard(aCard(key, { ts: '1764000000.000100', members }));
  }
  const round = async (hours = 0) => {
    clock.at = NOW.getTime() + hours * HOUR;
    all.woken.length = 0;
    await repaintOverdue(deps);
    return [...all.woken];
  };
  return { ...all, round };
}

test('the card of an open finding is drawn again once after its due date has passed', async () => {
  const { ledger, round } = await posted(due('CVE-1', DUE));

  expect(await round(0)).toEqual([]);
  expect(await round(1)).toEqual(['finding/vulnscan/CVE-1']);
  expect(await round(2)).toEqual([]);

  const [card] = await ledger.cards(['finding/vulnscan/CVE-1']);
  expect(card).toMatchObject({ dirty: 1, work: { priority: 2 } });
});

test('what it shows then is that the finding is overdue', async () => {
  const { ledger, round } = await posted(due('CVE-1', DUE));
  await round(1);
  const [card] = await ledger.cards(['finding/vulnscan/CVE-1']);
  if (card === undefined) throw new Error('no card');

  const before = await viewOf(ledger, card, new Date(Date.parse(DUE) - 1));
  const after = await viewOf(ledger, card, new Date(DUE));

  expect(before.message).not.toHaveProperty('cards.0.entries.0.overdue');
  expect(after.message).toMatchObject({ cards: [{ entries: [{ overdue: true }] }] });
});

test('findings that become overdue later are drawn by a later round, and none is forgotten', async () => {
  const { round } = await posted(
    due('CVE-1', DUE),
    due('CVE-2', DUE),
    due('CVE-3', '2026-11-24T11:30:00.000Z'),
  );

  expect((await round(1)).sort()).toEqual(['finding/vulnscan/CVE-1', 'finding/vulnscan/CVE-2']);
  expect(await round(2)).toEqual(['finding/vulnscan/CVE-3']);
});

test('a page is drawn once for all of its findings', async () => {
  const card = 'scan/1/p1';
  const { ledger, round } = await posted(due('CVE-1', DUE, { card }), due('CVE-2', DUE, { card }));

  expect(await round(1)).toEqual([card]);
  expect(await ledger.cards([card])).toMatchObject([{ dirty: 1 }]);
});

test('decided findings, messages that were deleted and cards that were never posted are left alone', async () => {
  const suppressed = due('CVE-1', DUE);
  const { ledger, round } = await posted(
    { ...suppressed, finding: { ...suppressed.finding, workflowStatus: 'SUPPRESSED' } },
    due('CVE-2', DUE),
    due('CVE-3', DUE),
  );
  const [gone, unposted] = await ledger.cards(['finding/vulnscan/CVE-2', 'finding/vulnscan/CVE-3']);
  if (gone === undefined || unposted === undefined) throw new Error('no card');
  const { ts: _, ...rest } = unposted;
  await ledger.putCard({ ...gone, gone: true });
  await ledger.putCard(rest);

  await round(1);

  expect(ledger.allCards().filter(({ work }) => work !== undefined)).toEqual([]);
});

test('a round that is broken off goes on where it ended', async () => {
  const many = Array.from({ length: 150 }, (_, index) => due(`CVE-${1_000 + index}`, DUE));
  const { ledger, deps, clock, round } = await posted(...many);
  clock.at = NOW.getTime() + HOUR;
  let left = 120;
  const { putCard } = ledger;
  ledger.putCard = (card) => {
    left -= 1;
    if (left < 0) throw new Error('the process ends');
    return putCard(card);
  };
  await expect(repaintOverdue(deps)).rejects.toThrow('the process ends');
  ledger.putCard = putCard;

  const drawn = await round(1);

  expect(drawn).toHaveLength(50);
  expect(ledger.allCards().filter(({ work }) => work !== undefined)).toHaveLength(150);
});

test('a round reads only the rows whose due date passed since the last one', async () => {
  const { ledger, round } = await posted(due('CVE-1', DUE));
  await round(1);
  const ranges: unknown[] = [];
  const { rows } = ledger;
  ledger.rows = (list, range) => {
    ranges.push([list, range]);
    return rows(list, range);
  };

  await round(2);

  expect(ranges).toEqual([['open', { from: DUE, to: '2026-11-24T12:00:00.000Z~' }]]);
});
