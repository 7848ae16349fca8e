import { newCard } from '../../src/domain/card';
import type { Finding } from '../../src/domain/finding';
import type { CardContent, LedgerFinding, Row } from '../../src/domain/ledger';
import { type Remedy, remedyId } from '../../src/domain/remedy';
import { readRows } from '../../src/usecases/read-rows';
import { readRemedyLines } from '../../src/usecases/remedy-lines';
import { anUrgency } from '../domain/urgencies';
import { anItem, CHANNEL, HOUR, ledgerWith, NOW } from './tasks-kit';

const DAY = 24 * HOUR;

function aRemedy(name: string, changes: Partial<Remedy> = {}): Remedy {
  return { key: `npm|${name}`, name, rows: [{ installed: '1', target: '2' }], ...changes };
}

function aFinding(id: string, name: string, changes: Partial<Finding> = {}): LedgerFinding {
  const packages = [{ name, installedVersion: '1', fixedVersion: '2' }];
  const finding = { vulnerabilityId: id, packages, remedies: [aRemedy(name)], ...changes };
  return anItem(finding, { card: 'scan/s/r1' });
}

/** The ledger with these findings, and one card that has them all where it is posted. */
async function upgrades(
  seed: LedgerFinding[],
  { posted = true, holder }: { posted?: boolean; holder?: string } = {},
) {
  const all = await ledgerWith(seed);
  const { ledger } = all;
  const members = seed.map(({ hash }) => hash);
  await ledger.putCard({
    ...newCard('scan/s/r1', CHANNEL, { kind: 'digest', scanId: 's', total: 1 }),
    members,
    ...(posted && { ts: '1764000000.000100', threadTs: '1763999999.000100' }),
  });
  for (const { finding } of seed) {
    const [remedy] = finding.remedies ?? [];
    if (remedy === undefined) continue;
    const key = `remedy/${remedyId(remedy.key)}`;
    const content: CardContent = {
      kind: 'remedy',
      remedy: remedyId(remedy.key),
      name: remedy.name,
      card: 'scan/s/r1',
      ...(holder !== undefined && { holder: { userId: 'U0KEN', name: 'Ken', since: holder } }),
    };
    if ((await ledger.cards([key])).length === 0)
      await ledger.putCard(newCard(key, CHANNEL, content));
  }
  const rows = async (): Promise<Row[]> => (await readRows(ledger, 'open')).rows;
  all.calls.length = 0;
  const lines = async (range = { from: 0, most: 10 }) =>
    readRemedyLines(ledger, await rows(), range, NOW);
  return { ...all, rows, lines, members };
}

test('findings of one upgrade are one line, and lines are in the order of what to do first', async () => {
  const { lines } = await upgrades([
    aFinding('CVE-1', 'calm', { severity: 'CRITICAL', urgency: anUrgency({ outcome: 'FSU' }) }),
    aFinding('CVE-2', 'late', { urgency: anUrgency({ dueAt: '2026-11-23T00:00:00.000Z' }) }),
    aFinding('CVE-3', 'soon', { urgency: anUrgency({ dueAt: '2026-11-26T00:00:00.000Z' }) }),
    aFinding('CVE-4', 'calm', { urgency: anUrgency({ dueAt: '2026-11-25T00:00:00.000Z' }) }),
  ]);

  const { lines: drawn, total } = await lines();

  expect(total).toBe(3);
  expect(drawn.map(({ remedy, open, severity }) => [remedy.name, open, severity])).toEqual([
    ['late', 1, 'HIGH'],
    ['calm', 2, 'CRITICAL'],
    ['soon', 1, 'HIGH'],
  ]);
  expect(drawn.map(({ overdue }) => overdue)).toEqual([true, false, false]);
  expect(drawn[1]?.first.vulnerabilityId).toBe('CVE-4');
  expect(drawn[1]?.dueAt).toBe('2026-11-25T00:00:00.000Z');
});

test('a line says what its buttons decide: the findings on its card when it was drawn', async () => {
  const seed = [aFinding('CVE-1', 'npm'), aFinding('CVE-2', 'npm')];
  const { lines } = await upgrades(seed);

  expect((await lines()).lines).toMatchObject([
    {
      ref: { card: 'scan/s/r1', remedy: remedyId('npm|npm'), shown: 2 },
      message: { channel: CHANNEL, ts: '1764000000.000100', threadTs: '1763999999.000100' },
    },
  ]);
});

test('a finding that joined the card after the rows were read is not decided by the line', async () => {
  const { ledger, rows, lines } = await upgrades([aFinding('CVE-1', 'npm')]);
  const before = await rows();
  const late = aFinding('CVE-2', 'npm');
  await ledger.putFinding(late);
  const [card] = await ledger.cards(['scan/s/r1']);
  if (card === undefined) throw new Error('no card');
  await ledger.putCard({ ...card, members: [...card.members, late.hash] });

  const { lines: drawn } = await readRemedyLines(ledger, before, { from: 0, most: 5 }, NOW);

  expect(drawn[0]?.ref?.shown).toBe(1);
  expect((await lines()).lines[0]?.ref?.shown).toBe(2);
});

test('where the card has only some of the findings, the line says how many its buttons decide', async () => {
  const { ledger, lines } = await upgrades([aFinding('CVE-1', 'npm')]);
  await ledger.putFinding(aFinding('CVE-2', 'npm'));

  expect((await lines()).lines[0]).toMatchObject({ open: 2, decides: 1 });
});

test('an upgrade whose card is not posted has neither buttons nor a link', async () => {
  const { lines } = await upgrades([aFinding('CVE-1', 'npm')], { posted: false });

  const [line] = (await lines()).lines;

  expect(line?.ref).toBeUndefined();
  expect(line?.message).toBeUndefined();
});

test.each([
  [6 * DAY, 'Ken'],
  [8 * DAY, undefined],
])('who works on it is shown for a week (%p ms)', async (age, name) => {
  const holder = new Date(NOW.getTime() - age).toISOString();
  const { lines } = await upgrades([aFinding('CVE-1', 'npm')], { holder });

  expect((await lines()).lines[0]?.holder?.name).toBe(name);
});

test('a line names every installed version and every image', async () => {
  const image = (name: string) => ({ name: `r.io/${name}`, repository: name, services: [] });
  const of = (installed: string, repository: string): Partial<Finding> => ({
    remedies: [aRemedy('semver', { rows: [{ installed, target: `${installed}.9` }] })],
    images: [image(repository)],
  });
  const { lines } = await upgrades([
    aFinding('CVE-1', 'semver', of('5', 'api')),
    aFinding('CVE-2', 'semver', of('6', 'web')),
  ]);

  const [line] = (await lines()).lines;

  expect(line?.images).toEqual(['api', 'web']);
  expect(line?.remedy.rows).toEqual([
    { installed: '5', target: '5.9' },
    { installed: '6', target: '6.9' },
  ]);
});

test('of thousands of findings only those of the lines asked for are read, and few of each line', async () => {
  const seed = Array.from({ length: 2_000 }, (_, index) =>
    aFinding(`CVE-${index}`, `p${String(index % 20).padStart(2, '0')}`),
  );
  const { lines, calls } = await upgrades(seed);

  const { lines: drawn, total } = await lines({ from: 5, most: 5 });

  expect(total).toBe(20);
  expect(drawn.map(({ open }) => open)).toEqual([100, 100, 100, 100, 100]);
  const read = calls.filter((call) => call.startsWith('read'));
  expect(read).toEqual(['read 25 findings', 'read 5 cards', 'read 1 cards']);
});

test('a line whose findings were decided a moment ago is left out, although their rows still are open', async () => {
  const { ledger, lag, lines } = await upgrades([aFinding('CVE-1', 'a'), aFinding('CVE-2', 'b')]);
  lag.ms = HOUR;
  const [item] = ledger.allFindings();
  if (item === undefined) throw new Error('no finding');
  await ledger.putFinding({
    ...item,
    finding: { ...item.finding, workflowStatus: 'RESOLVED' },
  });

  const { lines: drawn, total } = await lines();

  expect(drawn.map(({ remedy }) => remedy.name)).toEqual(['b']);
  expect(total).toBe(1);
});

test('while some of many findings are still open, the upgrade keeps its line', async () => {
  const seed = Array.from({ length: 20 }, (_, index) => aFinding(`CVE-${index + 10}`, 'vim'));
  const { ledger, lag, lines } = await upgrades(seed);
  lag.ms = HOUR;
  for (const item of ledger.allFindings().slice(0, 19)) {
    const finding: Finding = { ...item.finding, workflowStatus: 'SUPPRESSED' };
    await ledger.putFinding({ ...item, finding });
  }

  expect((await lines()).lines).toMatchObject([{ open: 1, first: { vulnerabilityId: 'CVE-29' } }]);
});

test('findings of earlier versions and of other tools are grouped by their first package', async () => {
  const bare = (id: string, card: string) => {
    const item = aFinding(id, 'openssl');
    const { remedies: _, ...finding } = item.finding;
    return { ...item, finding, card };
  };
  const { ledger, rows } = await upgrades([bare('CVE-1', 'finding/1'), bare('CVE-2', 'finding/2')]);
  for (const [index, { hash }] of ledger.allFindings().entries()) {
    const key = `finding/${index + 1}`;
    const card = newCard(key, CHANNEL, { kind: 'finding' });
    await ledger.putCard({ ...card, ts: `176400000${index}.000100`, members: [hash] });
  }
  const old = (await rows()).map(({ remedy: _, ...row }) => row);

  const { lines } = await readRemedyLines(ledger, old, { from: 0, most: 5 }, NOW);

  expect(lines).toMatchObject([
    { remedy: { name: 'openssl' }, open: 2, decides: 1, ref: { card: 'finding/1', shown: 1 } },
  ]);
});

test('nothing is read where nothing is open', async () => {
  const { lines, calls } = await upgrades([]);

  expect(await lines()).toEqual({ lines: [], total: 0 });
  expect(calls.filter((call) => call.startsWith('read'))).toEqual([]);
});
