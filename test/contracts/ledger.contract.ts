import { setTimeout } from 'node:timers/promises';
import type { Change, LedgerFinding, Priority, Row } from '../../src/domain/ledger';
import { placeOf } from '../../src/domain/row';
import type { LedgerTable } from '../../src/ports/ledger';
import { aCard, aLedgerFinding } from '../domain/ledger-builders';
import { anUrgency } from '../domain/urgencies';

const NOW = new Date('2026-11-24T10:00:00.000Z');
const CHANNEL = 'C0VULNS';

/** What the use cases rely on, of every implementation of `LedgerTable`. `open` gives an empty table. */
export function describeLedger(name: string, open: () => Promise<LedgerTable>): void {
  describe(`items in ${name}`, () => {
    test('a finding that was written is read as it was, with its next version', async () => {
      const ledger = await open();
      const item = aLedgerFinding(
        { score: 7.5, note: { text: 'known — 既知', updatedBy: 'vulnscan/U0ANA/1.5/resolve' } },
        {
          at: 1_764_000_000.123456,
          request: 'r1',
          bulk: 'bulk/1',
          pageScan: 's1',
          earlierCards: ['scan/s0/r1', 'scan/s1/u1'],
          cardRemedy: 'r',
          log: [aChange(1)],
        },
      );

      expect(await ledger.putFinding(item)).toBe(true);

      expect(await ledger.findings([item.hash])).toEqual([{ ...item, version: 1 }]);
    });

    test('a card that was written is read as it was, with its next version', async () => {
      const ledger = await open();
      const card = aCard('scan/1/c01', {
        content: {
          kind: 'page',
          parent: 'scan/1',
          scanId: '1',
          total: 30,
          size: 10,
        },
        members: ['a', 'b', 'a'],
        next: { remedy: 'scan/2/r1' },
        ts: '1764000000.000100',
        attempt: { token: 't', at: NOW.getTime() },
        gone: true,
        aside: { hash: 'h', reason: 'invalid_blocks', findings: ['CVE-1'] },
        work: workAt(NOW, 2),
        list: { name: 'scans', rank: NOW.toISOString() },
      });

      expect(await ledger.putCard(card)).toBe(true);

      expect(await ledger.cards([card.key])).toEqual([{ ...card, version: 1 }]);
    });

    test('the row of a finding is read as it was written, however the lists lag behind', async () => {
      const ledger = await open();
      const item = aLedgerFinding();
      await ledger.putFinding(item);

      const [row, ...others] = await ledger.rowsOf([item.hash, 'none']);

      expect(row).toEqual(placeOf(item).row);
      expect(others).toEqual([]);
      expect(await ledger.rowsOf([])).toEqual([]);
    });

    test('items that do not exist are left out', async () => {
      const ledger = await open();
      await ledger.putFinding(aLedgerFinding());

      expect(await ledger.findings(['none'])).toEqual([]);
      expect(await ledger.cards(['none'])).toEqual([]);
      expect(await ledger.findings([])).toEqual([]);
    });

    test('a finding and a card of the same name are two items', async () => {
      const ledger = await open();
      const item = aLedgerFinding({}, { hash: 'same' });

      await ledger.putFinding(item);

      expect(await ledger.cards(['same'])).toEqual([]);
      expect(await ledger.putCard(aCard('same'))).toBe(true);
    });

    test('an item is created once', async () => {
      const ledger = await open();
      const item = aLedgerFinding();
      await ledger.putFinding(item);

      expect(await ledger.putFinding({ ...item, seq: 7 })).toBe(false);
      expect(await ledger.findings([item.hash])).toMatchObject([{ seq: 0, version: 1 }]);
    });

    test('a write needs the version that was read', async () => {
      const ledger = await open();
      const card = aCard('one');
      await ledger.putCard(card);

      expect(await ledger.putCard({ ...card, version: 1, dirty: 1 })).toBe(true);
      expect(await ledger.putCard({ ...card, version: 1, dirty: 9 })).toBe(false);
      expect(await ledger.putCard({ ...card, version: 3, dirty: 9 })).toBe(false);
      expect(await ledger.cards(['one'])).toMatchObject([{ version: 2, dirty: 1 }]);
    });

    test('an item that does not exist has no later version', async () => {
      const ledger = await open();

      expect(await ledger.putFinding(aLedgerFinding({}, { version: 1 }))).toBe(false);
      expect(await ledger.putCard(aCard('one', { version: 1 }))).toBe(false);
    });

    test.each([0, 1])('of 50 writers of version %i one wins', async (version) => {
      const ledger = await open();
      const item = aLedgerFinding();
      if (version === 1) await ledger.putFinding(item);

      const seqs = Array.from({ length: 50 }, (_, seq) => seq);
      const won = await Promise.all(
        seqs.map((seq) => ledger.putFinding({ ...item, version, seq })),
      );

      expect(won.filter(Boolean)).toHaveLength(1);
      const [stored] = await ledger.findings([item.hash]);
      expect(stored).toMatchObject({ version: version + 1, seq: won.indexOf(true) });
    });

    test('a property that is gone is gone from the item', async () => {
      const ledger = await open();
      const item = aLedgerFinding({}, { request: 'r1', work: workAt(NOW, 0) });
      await ledger.putFinding(item);
      const { request: _, work: _work, ...rest } = item;

      await ledger.putFinding({ ...rest, version: 1 });

      expect(await ledger.findings([item.hash])).toEqual([{ ...rest, version: 2 }]);
    });

    test('an item does not change with the value that was written or read', async () => {
      const ledger = await open();
      const card = aCard('one', { members: ['a'] });
      await ledger.putCard(card);

      card.members.push('b');
      (await ledger.cards(['one']))[0]?.members.push('c');

      expect(await ledger.cards(['one'])).toMatchObject([{ members: ['a'] }]);
    });

    test('110 findings and cards are read at once, each one once', async () => {
      const ledger = await open();
      const items = manyFindings(110);
      await inTens(items, (item) => ledger.putFinding(item));
      await inTens(items, ({ hash }) => ledger.putCard(aCard(hash)));
      const hashes = items.map(({ hash }) => hash);

      const findings = await ledger.findings([...hashes, ...hashes]);
      const cards = await ledger.cards([...hashes, 'none']);

      expect(findings.map(({ hash }) => hash).sort()).toEqual([...hashes].sort());
      expect(cards.map(({ key }) => key).sort()).toEqual([...hashes].sort());
    });
  });

  describe(`the work index of ${name}`, () => {
    test('what is due is listed by priority, earliest first', async () => {
      const ledger = await open();
      await ledger.putFinding(owing('late', 1, 0));
      await ledger.putFinding(owing('early', 1, -5_000));
      await ledger.putFinding(owing('tomorrow', 1, 86_400_000));
      await ledger.putFinding(owing('person', 0, -1_000));
      await ledger.putFinding(aLedgerFinding({}, { hash: 'nothing' }));

      await settled(async () => {
        expect(await ledger.dueFindings(1, NOW, 10)).toEqual(['early', 'late']);
        expect(await ledger.dueFindings(0, NOW, 10)).toEqual(['person']);
        expect(await ledger.dueFindings(2, NOW, 10)).toEqual([]);
      });
      expect(await ledger.dueFindings(1, NOW, 1)).toEqual(['early']);
      expect(await ledger.dueFindings(1, NOW, 0)).toEqual([]);
    });

    test('cards are listed by their channel', async () => {
      const ledger = await open();
      const work = workAt(NOW, 2);
      await ledger.putCard(aCard('scan/1/c01', { work }));
      await ledger.putCard(aCard('elsewhere', { work, channel: 'C0OTHER' }));
      await ledger.putFinding(aLedgerFinding({}, { hash: 'finding', work }));

      await settled(async () => {
        expect(await ledger.dueCards(CHANNEL, 2, NOW, 10)).toEqual(['scan/1/c01']);
        expect(await ledger.dueCards('C0OTHER', 2, NOW, 10)).toEqual(['elsewhere']);
      });
      expect(await ledger.dueCards(CHANNEL, 1, NOW, 10)).toEqual([]);
    });

    test('an item with other work moves, and without work it disappears', async () => {
      const ledger = await open();
      const item = owing('one', 1, 0);
      const { work: _, ...rest } = item;
      await ledger.putFinding(item);
      await ledger.putFinding({ ...item, version: 1, work: workAt(NOW, 0) });
      await settled(async () => {
        expect(await ledger.dueFindings(1, NOW, 10)).toEqual([]);
        expect(await ledger.dueFindings(0, NOW, 10)).toEqual(['one']);
      });

      await ledger.putFinding({ ...rest, version: 2 });

      await settled(async () => expect(await ledger.dueFindings(0, NOW, 10)).toEqual([]));
    });

    test('a refused write leaves the index alone', async () => {
      const ledger = await open();
      const item = owing('one', 1, 0);
      await ledger.putFinding(item);

      await ledger.putFinding({ ...item, work: workAt(NOW, 0) });

      await settled(async () => expect(await ledger.dueFindings(1, NOW, 10)).toEqual(['one']));
      expect(await ledger.dueFindings(0, NOW, 10)).toEqual([]);
    });
  });

  describe(`the lists of ${name}`, () => {
    test('open findings are ranked by due date, then severity, score and age', async () => {
      const ledger = await open();
      const at = (day: number) => `2026-11-0${day}T00:00:00.000Z`;
      await ledger.putFinding(aLedgerFinding({ severity: 'LOW', score: 9 }, { hash: 'low' }));
      await ledger.putFinding(aLedgerFinding({ score: 9.1, createdAt: at(1) }, { hash: 'high' }));
      await ledger.putFinding(aLedgerFinding({ score: 9.8, createdAt: at(2) }, { hash: 'higher' }));
      await ledger.putFinding(aLedgerFinding({ createdAt: at(2) }, { hash: 'newer' }));
      await ledger.putFinding(aLedgerFinding({ createdAt: at(1) }, { hash: 'older' }));
      await ledger.putFinding(aLedgerFinding({ severity: 'CRITICAL' }, { hash: 'worst' }));
      await ledger.putFinding(aLedgerFinding({ recordState: 'ARCHIVED' }, { hash: 'archived' }));
      const due = (day: number) => ({ urgency: anUrgency({ dueAt: at(day) }) });
      await ledger.putFinding(aLedgerFinding({ severity: 'LOW', ...due(9) }, { hash: 'soon' }));
      await ledger.putFinding(aLedgerFinding({ severity: 'LOW', ...due(8) }, { hash: 'sooner' }));

      const order = ['sooner', 'soon', 'worst', 'higher', 'high', 'older', 'newer', 'low'];
      await settled(async () => expect(await hashesIn(ledger, 'open')).toEqual(order));
      expect(await hashesIn(ledger, 'open', { from: at(9), to: `${at(9)}~` })).toEqual(['soon']);
      expect(await collected(ledger.rows('open', { to: `${at(8)}~` }))).toMatchObject([
        { dueAt: at(8), exploited: true },
      ]);
    });

    test('resolved findings are ranked by when that was, archived ones too', async () => {
      const ledger = await open();
      const resolved = (hash: string, at: number, recordState: 'ACTIVE' | 'ARCHIVED') =>
        aLedgerFinding({ workflowStatus: 'RESOLVED', recordState }, { hash, at });
      await ledger.putFinding(resolved('new', NOW.getTime() / 1000, 'ACTIVE'));
      await ledger.putFinding(resolved('old', NOW.getTime() / 1000 - 86_400, 'ARCHIVED'));

      await settled(async () => expect(await hashesIn(ledger, 'resolved')).toEqual(['old', 'new']));
      const from = NOW.toISOString();
      expect(await hashesIn(ledger, 'resolved', { from })).toEqual(['new']);
      expect(await hashesIn(ledger, 'resolved', { to: from })).toEqual(['old']);
    });

    test('suppressed findings are ranked by their end, those without one last', async () => {
      const ledger = await open();
      const suppressed = (hash: string, until: string) =>
        aLedgerFinding(
          {
            workflowStatus: 'SUPPRESSED',
            note: { text: 'x', updatedBy: `vulnscan/U0ANA/1/suppress/until=${until}` },
          },
          { hash, at: 1 },
        );
      await ledger.putFinding(suppressed('ever', 'ever'));
      await ledger.putFinding(suppressed('later', '2027-01-02'));
      await ledger.putFinding(suppressed('soon', '2027-01-01'));

      await settled(async () =>
        expect(await hashesIn(ledger, 'suppressed')).toEqual(['soon', 'later', 'ever']),
      );
      expect(await hashesIn(ledger, 'suppressed', { to: '2027-01-01~' })).toEqual(['soon']);
    });

    test('a row says what is shown of a finding, and follows it', async () => {
      const ledger = await open();
      const item = aLedgerFinding({}, { base: 3, pageScan: 's1' });
      await ledger.putFinding(item);
      const { finding, hash } = item;
      const key = { id: finding.id, productArn: finding.productArn };
      const row = { hash, key, vulnerabilityId: 'CVE-2026-0001', base: 3, scanId: 's1' };
      await settled(async () =>
        expect(await collected(ledger.rows('open'))).toMatchObject([{ ...row, status: 'NEW' }]),
      );

      const at = NOW.getTime() / 1000;
      const resolved = { ...finding, workflowStatus: 'RESOLVED' as const };
      await ledger.putFinding({ ...item, version: 1, finding: resolved, at });

      await settled(async () => {
        expect(await hashesIn(ledger, 'open')).toEqual([]);
        expect(await collected(ledger.rows('resolved'))).toMatchObject([
          { ...row, status: 'RESOLVED', closedAt: NOW.toISOString() },
        ]);
      });
    });

    test('more than a page of rows are listed, each one once', async () => {
      const ledger = await open();
      const name = `registry.example.com/${'x'.repeat(900)}`;
      const images = Array.from({ length: 10 }, (_, index) => {
        return { name: `${name}${index}`, repository: 'x', services: [] };
      });
      const items = manyFindings(150).map((item) => {
        return { ...item, finding: { ...item.finding, images } };
      });
      await inTens(items, (item) => ledger.putFinding(item));

      const hashes = items.map(({ hash }) => hash).sort();
      await settled(async () => expect(await hashesIn(ledger, 'open')).toEqual(hashes));
    });

    test('cards are listed by their list, highest rank first', async () => {
      const ledger = await open();
      const inScans = (rank: string) => ({ list: { name: 'scans' as const, rank } });
      await ledger.putCard(aCard('first', inScans('2026-11-01')));
      await ledger.putCard(aCard('second', inScans('2026-11-02')));
      await ledger.putCard(aCard('problem', { list: { name: 'health', rank: '1' } }));
      await ledger.putCard(aCard('unlisted'));

      await settled(async () => {
        expect(await ledger.cardKeys('scans', 10)).toEqual(['second', 'first']);
        expect(await ledger.cardKeys('health', 10)).toEqual(['problem']);
      });
      expect(await ledger.cardKeys('scans', 1)).toEqual(['second']);

      await ledger.putCard(aCard('second', { version: 1 }));
      await settled(async () => expect(await ledger.cardKeys('scans', 10)).toEqual(['first']));
    });
  });

  describe(`the audit of ${name}`, () => {
    test('entries can be written again, and are no findings', async () => {
      const ledger = await open();
      const item = aLedgerFinding();
      await ledger.putFinding(item);

      await ledger.audit(item.hash, [aChange(1), aChange(2)]);
      await ledger.audit(item.hash, [aChange(2)]);
      await ledger.audit(item.hash, []);

      expect(await ledger.findings([item.hash])).toEqual([{ ...item, version: 1 }]);
    });

    test('is read oldest first, of one finding alone', async () => {
      const ledger = await open();
      await ledger.putFinding(aLedgerFinding({}, { hash: 'abc' }));
      await ledger.audit('abc', [aChange(10), aChange(9)]);
      await ledger.audit('abc', [aChange(100)]);
      await ledger.audit('abcd', [aChange(3)]);

      expect(await ledger.changes('abc')).toEqual([aChange(9), aChange(10), aChange(100)]);
      expect(await ledger.changes('ab')).toEqual([]);
    });
  });
}

function aChange(seq: number): Change {
  const at = NOW.toISOString();
  return { seq, at, status: 'RESOLVED', by: 'U0ANA', action: 'resolve', reason: 'known' };
}

function workAt(at: Date, priority: Priority, token = 'token') {
  return { due: `${at.toISOString()}#${token}`, priority };
}

function owing(hash: string, priority: Priority, ms: number): LedgerFinding {
  return aLedgerFinding({}, { hash, work: workAt(new Date(NOW.getTime() + ms), priority) });
}

function manyFindings(count: number): LedgerFinding[] {
  return Array.from({ length: count }, (_, index) =>
    aLedgerFinding({ vulnerabilityId: `CVE-${index}` }, { hash: `hash${index}` }),
  );
}

async function inTens<T>(all: T[], run: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += 10) {
    await Promise.all(all.slice(start, start + 10).map(run));
  }
}

async function hashesIn(ledger: LedgerTable, ...args: Parameters<LedgerTable['rows']>) {
  return (await collected(ledger.rows(...args))).map(({ hash }) => hash);
}

async function collected(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** The indexes may lag. */
async function settled(expectation: () => Promise<void>): Promise<void> {
  const end = Date.now() + 5_000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > end) throw error;
      await setTimeout(20);
    }
  }
}
