import type { LedgerFinding } from '../../src/domain/ledger';
import { remedyId } from '../../src/domain/remedy';
import { reportCard } from '../../src/domain/scan-report';
import { type DigestCard, readDigest } from '../../src/usecases/read-digest';
import { aCard } from '../domain/ledger-builders';
import { anItem, HOUR, ledgerWith, NOW } from './tasks-kit';

const CONTENT = { kind: 'digest', scanId: 's1', total: 3 } as const;
const POSTED = { ts: String(NOW.getTime() / 1000 - 3_600), content: CONTENT };
const REMEDY = {
  key: 'npm|lodash',
  name: 'lodash',
  rows: [{ installed: '4.17.4', target: '4.17.21' }],
};
const page = {
  kind: 'page',
  parent: 'scan/s1',
  scanId: 's1',
  total: 3,
  size: 1,
  broadcast: false,
} as const;

/** A finding on a page of scan s1, unless a test says otherwise. */
function found(
  name: string,
  changes: Parameters<typeof anItem>[0] = {},
  kept: Partial<LedgerFinding> = {},
) {
  return anItem(
    { vulnerabilityId: name, remedies: [REMEDY], ...changes },
    { pageScan: 's1', ...kept },
  );
}

async function world(items: LedgerFinding[], pages: Record<string, LedgerFinding[]>) {
  const kit = await ledgerWith(items);
  for (const [key, members] of Object.entries(pages)) {
    const card = aCard(key, { content: page, members: members.map(({ hash }) => hash), ts: '1.5' });
    await kit.ledger.putCard(card);
  }
  kit.calls.length = 0;
  return { ...kit, read: (card: DigestCard = POSTED) => readDigest(kit.ledger, card, NOW) };
}

const resolved = (by: string) => ({
  workflowStatus: 'RESOLVED' as const,
  note: { text: `Resolved by ${by}.`, updatedBy: 'vulnscan/U1/1764000000/resolve' },
});

test('it counts what the scan found, on whichever of its messages, and names who decided', async () => {
  const items = [
    found('urgent', { severity: 'CRITICAL' }),
    found('late'),
    found('done', resolved('Ana Silva')),
    found('gone', { recordState: 'ARCHIVED' }),
  ];
  const [urgent, late, done, gone] = items as [
    LedgerFinding,
    LedgerFinding,
    LedgerFinding,
    LedgerFinding,
  ];
  const { read } = await world(items, {
    'scan/s1/u1': [urgent],
    'scan/s1/r1': [done],
    'scan/s1/r1~': [late],
    'scan/s1/r27': [],
    'scan/s1/r26': [gone],
  });

  expect(await read()).toMatchObject({
    total: 4,
    open: { CRITICAL: 1, HIGH: 1 },
    resolved: 1,
    gone: 1,
    deciders: ['Ana Silva'],
  });
});

test('what it has taken over from the card of an earlier scan is not counted', async () => {
  const own = found('own');
  const other = found('other', {}, { pageScan: 's0' });
  const { read } = await world([own, other], { 'scan/s1/r1': [own, other] });

  expect(await read()).toMatchObject({ total: 1, open: { HIGH: 1 } });
});

test('what a later scan has asked again is no longer awaited', async () => {
  const own = found('own');
  const asked = found('asked again', {}, { card: 'scan/s2/u1', pageScan: 's2' });
  const { read } = await world([own, asked], { 'scan/s1/r1': [own], 'scan/s1/r2': [asked] });
  const content = { ...CONTENT, total: 2 };

  const digest = await read({ ts: String(NOW.getTime() / 1000 - 60), content });

  expect(digest).toMatchObject({ total: 1, open: { HIGH: 1 } });
  expect(digest.isCounting).toBeUndefined();
});

test('what a later scan has taken over onto its card is counted, and its line links to that card', async () => {
  const item = found('moved', {}, { card: 'scan/s2/r1', earlierCards: ['scan/s1/r1'] });
  const { read, ledger } = await world([item], { 'scan/s1/r1': [item] });
  const id = remedyId(REMEDY.key);
  await ledger.putCard(aCard('scan/s2/r1', { content: page, members: [item.hash], ts: '2.5' }));
  const content = { kind: 'remedy', remedy: id, name: 'lodash', card: 'scan/s2/r1' } as const;
  await ledger.putCard(aCard(`remedy/${id}`, { content }));

  const digest = await read();

  expect(digest).toMatchObject({ total: 1, open: { HIGH: 1 } });
  expect(digest.next).toMatchObject([{ remedy: { name: 'lodash' }, message: { ts: '2.5' } }]);
});

test('it shows a decision at once, however the lists lag behind', async () => {
  const item = found('one');
  const kit = await world([item], { 'scan/s1/r1': [item] });
  kit.lag.ms = HOUR;
  const [stored] = await kit.ledger.findings([item.hash]);
  if (stored === undefined) throw new Error('not stored');
  await kit.ledger.putFinding({
    ...stored,
    finding: { ...stored.finding, ...resolved('Ana Silva') },
    at: NOW.getTime() / 1000,
  });

  const digest = await kit.read();

  expect(digest).toMatchObject({ total: 1, open: {}, resolved: 1, tookMs: HOUR, next: [] });
});

test('the list has five upgrades that can be fixed; the rest is counted, and what has no fix is named', async () => {
  const fixable = Array.from({ length: 7 }, (_, index) =>
    found(`f${index}`, { remedies: [{ ...REMEDY, key: `npm|p${index}`, name: `p${index}` }] }),
  );
  const stuck = found('stuck', {
    remedies: [{ key: 'debian 11|db', name: 'db', rows: [{ installed: '5.3' }] }],
    packages: [{ name: 'db', installedVersion: '5.3' }],
  });
  const all = [...fixable, stuck];
  const pages = all.map(
    (item, index) => [`scan/s1/r${index + 1}`, [item]] as [string, LedgerFinding[]],
  );
  const { read } = await world(all, Object.fromEntries(pages));

  const digest = await read();

  expect(digest.next).toHaveLength(5);
  expect(digest).toMatchObject({
    more: 2,
    noFix: { total: 1, packages: [{ name: 'db', images: ['api'] }] },
  });
});

test('a digest that was just posted awaits the rest of its findings', async () => {
  const item = found('one');
  const { read } = await world([item], { 'scan/s1/r1': [item] });
  const young = { ts: String(NOW.getTime() / 1000 - 5), content: CONTENT };

  expect(await read(young)).toMatchObject({ total: 3, isCounting: true });
  expect(await read()).not.toHaveProperty('isCounting');
});

test('it says of the scan what was kept when the scan ended', async () => {
  const item = found('one');
  const { read, ledger } = await world([item], { 'scan/s1/r1': [item] });
  expect(await read()).not.toHaveProperty('scan');

  const completed = {
    type: 'Scan Completed',
    scanId: 's1',
    at: NOW.toISOString(),
    counts: { new: 3, reopened: 0, fixed: 2, unchanged: 0 },
    images: [{ image: 'r.io/edge:1', doubt: { reason: 'nothing-scanned' } }],
    totals: { images: 3, unjudged: 1, vanished: 0, held: 0 },
    refused: 0,
    held: [],
    durationMs: 1,
  } as const;
  const report = { images: [], taskArn: 'a', state: 'done', startedAt: NOW.toISOString() } as const;
  await ledger.putCard(
    aCard(reportCard('s1'), {
      content: {
        kind: 'scan',
        report: {
          ...report,
          images: [],
          completed: { ...completed, images: [...completed.images], held: [] },
        },
      },
    }),
  );

  expect(await read()).toMatchObject({
    scan: { images: 3, gone: 2, attention: [{ image: 'r.io/edge:1' }] },
  });
});

test('it reads what the scan found and no list, so that its cost does not grow with the table', async () => {
  const own = found('own');
  const { read, calls } = await world([own], { 'scan/s1/r1': [own] });

  await read();

  expect(calls.filter((call) => call.startsWith('query'))).toEqual([]);
  expect(calls).toContain('read 1 rows');
});

test('it counts what the scan found and the card of a later scan shows', async () => {
  const [shown, moved] = [found('shown'), found('moved')] as const;
  const kit = await world([shown, moved], { 'scan/s1/r1': [shown], 'scan/s2/r1': [shown, moved] });
  const [older] = await kit.ledger.cards(['scan/s1/r1']);
  if (older === undefined) throw new Error('no card');
  await kit.ledger.putCard({ ...older, next: { [remedyId(REMEDY.key)]: 'scan/s2/r1' } });

  const digest = await kit.read();

  expect(Object.values(digest.open).reduce((sum, count) => sum + count, 0)).toBe(2);
});
