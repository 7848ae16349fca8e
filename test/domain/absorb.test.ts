import fc from 'fast-check';
import { type AbsorbRules, absorb, cardOf, contentOf, isOpen } from '../../src/domain/absorb';
import {
  type Finding,
  type Mark,
  NO_MARK,
  SEVERITIES,
  WORKFLOW_STATUSES,
  type WorkflowStatus,
} from '../../src/domain/finding';
import type { LedgerFinding, Snapshot } from '../../src/domain/ledger';
import { type Urgency, type UrgencyFacts, urgencyOf } from '../../src/domain/urgency';
import { runs } from '../runs';
import { FINDING_RULES } from './builders';
import { aLedgerContent, aLedgerFinding } from './ledger-builders';

const RULES: AbsorbRules = FINDING_RULES;
const FACTS: UrgencyFacts = {
  exposed: 'no',
  automatable: true,
  impact: 'total',
  vectorSource: 'cvss',
};
const NOW = { now: new Date('2026-11-24T10:00:00.000Z'), token: () => 'token' };
const TIME = NOW.now.getTime() / 1000;
const DUE = { due: `${NOW.now.toISOString()}#token`, priority: 1 };
const LATER = '2026-11-24T09:00:00.000Z';
const EARLIER = '2026-11-23T09:00:00.000Z';
const FOREIGN_NOTE = { text: 'Accepted.', updatedBy: 'arn:aws:sts::1:assumed-role/ops' };

const mark = (seq: number, status: WorkflowStatus): Mark => ({ seq, status });
const snapshot = (changes: Partial<Finding> = {}, time = TIME): Snapshot => ({
  finding: aLedgerContent(changes),
  time,
});
const take = (item: LedgerFinding | undefined, said: Snapshot, rules = RULES) =>
  absorb(item, said, rules, NOW);
const OWN = `finding/${aLedgerContent().productArn}/${aLedgerContent().id}`;
const onPage = (id: string, newFindings = 6) => ({
  scan: { id, newFindings, page: { name: 'p1', size: 6 } },
});

/** An item whose fifth change, a click a minute ago, set RESOLVED and is in Security Hub. */
function resolved(more: Partial<LedgerFinding> = {}, content: Partial<Finding> = {}) {
  return aLedgerFinding(
    { workflowStatus: 'RESOLVED', ...content },
    { version: 9, seq: 5, at: TIME - 60, request: 'click', ownNote: true, ...more },
  );
}

describe('R0, a finding that the ledger does not have', () => {
  test('NEW that nobody touched is to be shown on its own card', () => {
    expect(take(undefined, snapshot())).toMatchObject({
      version: 0,
      seq: 0,
      base: 0,
      card: OWN,
      known: { seq: 0, status: 'NEW', time: TIME },
      ownNote: false,
      log: [],
      work: DUE,
    });
  });

  test('NEW below the severities is kept and owes nothing', () => {
    const item = take(undefined, snapshot({ severity: 'LOW' }));

    expect(item).toMatchObject({ seq: 0, finding: { severity: 'LOW' } });
    expect(item?.work).toBeUndefined();
  });

  test.each<[string, Partial<UrgencyFacts>, boolean]>([
    ['it is known to be exploited', { exploitedSince: '2026-11-23' }, true],
    ['it is due within 14 days because it is exposed', { exposed: 'yes' }, true],
    ['its exposure is only assumed', { exposed: 'unknown' }, false],
  ])('NEW below the severities is to be shown where %s: %#', (_what, more, isShown) => {
    const urgency = urgencyOf({ ...FACTS, ...more }, undefined, NOW.now);

    expect(take(undefined, snapshot({ severity: 'LOW', urgency }))?.work !== undefined).toBe(
      isShown,
    );
  });

  test('a status that carries its own mark is ours: it is taken over and nothing is owed', () => {
    const said = snapshot({ workflowStatus: 'RESOLVED', mark: mark(7, 'RESOLVED') });
    const item = take(undefined, said);

    expect(item).toMatchObject({ seq: 7, base: 7, at: 0, log: [] });
    expect(item?.work).toBeUndefined();
  });

  test.each<[string, Partial<Finding>, number, number]>([
    ['a decision without a mark', { workflowStatus: 'SUPPRESSED' }, 1, 0],
    ['one below the severities', { workflowStatus: 'SUPPRESSED', severity: 'LOW' }, 1, 0],
    [
      'a decision on top of our write',
      { workflowStatus: 'SUPPRESSED', mark: mark(3, 'NOTIFIED') },
      4,
      3,
    ],
    ['NEW on top of our write', { mark: mark(3, 'RESOLVED') }, 4, 4],
  ])("somebody else's word is signed: %s", (_what, changes, seq, base) => {
    const item = take(undefined, snapshot(changes));
    const status = item?.finding.workflowStatus;

    expect(item).toMatchObject({ seq, base, work: DUE });
    expect(item?.log).toMatchObject([{ seq, status, by: 'security-hub', action: 'adopted' }]);
  });
});

describe("adopting somebody else's word", () => {
  const said = snapshot({
    workflowStatus: 'SUPPRESSED',
    mark: mark(5, 'RESOLVED'),
    note: FOREIGN_NOTE,
  });

  test('takes its status and note, and signs it', () => {
    const item = take(resolved(), said);

    expect(item).toMatchObject({
      seq: 6,
      at: 0,
      known: { seq: 5, status: 'SUPPRESSED', time: TIME + 0.5 },
      ownNote: false,
      noteTime: TIME,
      finding: { workflowStatus: 'SUPPRESSED', note: FOREIGN_NOTE },
      work: DUE,
    });
    expect(item?.request).toBeUndefined();
    expect(item?.log.at(-1)).toMatchObject({ seq: 6, action: 'adopted' });
  });

  test('leaves the card and the appearance', () => {
    const before = resolved({ base: 2, card: 'finding/x+2' });

    expect(take(before, said)).toMatchObject({ base: 2, card: 'finding/x+2' });
  });

  test('drops the note when there is none any more', () => {
    const before = resolved({}, { note: FOREIGN_NOTE });
    const without = snapshot({ workflowStatus: 'SUPPRESSED', mark: mark(5, 'RESOLVED') });

    expect(take(before, without)?.finding.note).toBeUndefined();
  });

  test('NEW is a new appearance with a card of its own', () => {
    const item = take(resolved(), snapshot({ mark: mark(5, 'RESOLVED') }));

    expect(item).toMatchObject({ seq: 6, base: 6, baseAt: TIME, card: `${OWN}+6`, work: DUE });
  });

  test('a mark that the ledger does not know is followed by the next number', () => {
    const restored = snapshot({ workflowStatus: 'NOTIFIED', mark: mark(9, 'NOTIFIED') });

    expect(take(resolved(), restored)).toMatchObject({ seq: 10 });
  });

  test('a person who waits keeps waiting at the front', () => {
    const before = resolved({ work: { due: `${LATER}#click`, priority: 0 } });

    expect(take(before, said)?.work?.priority).toBe(0);
  });

  test('a finding that was shown is adopted below the severities, too', () => {
    const low = snapshot({ severity: 'LOW', mark: mark(5, 'RESOLVED') });

    expect(take(resolved({}, { severity: 'LOW' }), low)?.work).toEqual(DUE);
  });

  test('only the last ten changes are kept', () => {
    const entry = { seq: 1, at: LATER, status: 'NEW', by: 'U1', action: 'shown' } as const;
    const log = Array.from({ length: 10 }, (_, seq) => ({ ...entry, seq }));

    const item = take(resolved({ log }), said);

    expect(item?.log.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 6]);
  });
});

describe('an older state', () => {
  const old = snapshot({ workflowStatus: 'NOTIFIED', mark: mark(4, 'NOTIFIED') });

  test('has our status written again, and changes nothing else', () => {
    const before = resolved({ tries: 3 });

    expect(take(before, old)).toEqual({ ...before, work: DUE, tries: 0 });
  });

  test('has our note written again with it, and a redraw has not', () => {
    const before = resolved({ settled: 5 });
    const redrawn = snapshot({
      workflowStatus: 'RESOLVED',
      mark: mark(5, 'RESOLVED'),
      updatedAt: LATER,
      severity: 'CRITICAL',
    });

    expect(take(before, old)).not.toHaveProperty('settled');
    expect(take(before, redrawn)).toMatchObject({ settled: 5, work: DUE });
  });

  test('is nothing to write while the finding is NEW', () => {
    const before = aLedgerFinding(
      {},
      { seq: 5, base: 5, known: { seq: 4, status: 'NEW', time: TIME + 9 } },
    );

    expect(take(before, old)).toBeUndefined();
  });

  test('has a decision written again below the severities, too', () => {
    expect(
      take(resolved({}, { severity: 'LOW' }), {
        ...old,
        finding: { ...old.finding, severity: 'LOW' },
      })?.work,
    ).toEqual(DUE);
  });
});

describe('what Security Hub said last', () => {
  test('is learnt from a repeated foreign status, and owes nothing', () => {
    const before = resolved({ known: { seq: 5, status: 'RESOLVED', time: TIME - 60 } });
    const item = take(before, snapshot({ workflowStatus: 'RESOLVED', mark: mark(5, 'NOTIFIED') }));

    expect(item).toEqual({ ...before, known: { seq: 5, status: 'RESOLVED', time: TIME + 0.5 } });
  });

  test.each<[string, Mark, number]>([
    ['our own write coming back', mark(5, 'RESOLVED'), TIME],
    ['a read', mark(5, 'NOTIFIED'), 0],
    ['an earlier event', mark(5, 'NOTIFIED'), TIME - 9],
    ['the same event again', mark(5, 'NOTIFIED'), TIME - 5],
  ])('is not learnt from %s', (_what, carried, time) => {
    const before = resolved({ known: { seq: 1, status: 'NEW', time: TIME - 4.5 } });

    expect(
      take(before, snapshot({ workflowStatus: 'RESOLVED', mark: carried }, time)),
    ).toBeUndefined();
  });

  test('is not learnt from a read, even when nothing is known', () => {
    const before = resolved({ known: { seq: 1, status: 'NEW', time: 0 } });
    const read = snapshot({ workflowStatus: 'RESOLVED', mark: mark(5, 'NOTIFIED') }, 0);

    expect(take(before, read)).toBeUndefined();
  });

  test('is learnt together with writing our status again', () => {
    const before = resolved({ at: TIME + 60 });
    const foreign = snapshot({ workflowStatus: 'SUPPRESSED', mark: mark(4, 'NOTIFIED') });

    expect(take(before, foreign)).toMatchObject({
      seq: 5,
      known: { seq: 4, status: 'SUPPRESSED', time: TIME + 0.5 },
      work: DUE,
    });
  });
});

describe('content', () => {
  const echo = { workflowStatus: 'RESOLVED', mark: mark(5, 'RESOLVED') } as const;

  test('of a newer import is taken; status and note stay', () => {
    const before = resolved({ noteTime: TIME }, { note: FOREIGN_NOTE });
    const said = snapshot({ ...echo, updatedAt: LATER, title: 'worse', severity: 'CRITICAL' });

    expect(take(before, said)?.finding).toMatchObject({
      title: 'worse',
      severity: 'CRITICAL',
      updatedAt: LATER,
      workflowStatus: 'RESOLVED',
      note: FOREIGN_NOTE,
    });
  });

  test.each([
    ['older', EARLIER],
    ['equally old', aLedgerContent().updatedAt],
  ])('of an %s import is not taken', (_age, updatedAt) => {
    expect(take(resolved(), snapshot({ ...echo, updatedAt, title: 'other' }))).toBeUndefined();
  });

  test.each<[string, Partial<Finding>]>([
    ['the severity', { severity: 'CRITICAL' }],
    ['the title', { title: 'other' }],
    ['the record state', { recordState: 'ARCHIVED' }],
    ['the score', { score: 9.8 }],
    ['the packages', { packages: [{ name: 'openssl', installedVersion: '3.0.2' }] }],
    ['the images', { images: [{ name: 'web', repository: 'web', tag: '2', services: [] }] }],
  ])('that a card draws is drawn again: %s', (_what, changes) => {
    expect(take(resolved(), snapshot({ ...echo, updatedAt: LATER, ...changes }))?.work).toEqual(
      DUE,
    );
  });

  const due = urgencyOf(FACTS, undefined, NOW.now);
  const before = resolved({}, { urgency: due });
  const said = (urgency: Urgency) => snapshot({ ...echo, updatedAt: LATER, urgency });

  test.each<[string, Urgency]>([
    ['the outcome', { ...due, outcome: '3DF' }],
    ['the due date', { ...due, dueAt: LATER }],
    ['that it is exploited', { ...due, exploitedSince: '2026-11-23' }],
    ['whether it is exposed', { ...due, exposed: 'unknown' }],
  ])('is drawn again when its urgency changes: %s', (_what, urgency) => {
    expect(take(before, said(urgency))?.work).toEqual(DUE);
  });

  test('is kept and not drawn again when only EPSS changes, as it does every day', () => {
    const epss = { score: 0.5, percentile: 0.9 };
    const item = take(before, said({ ...due, epss }));

    expect(item?.finding.urgency?.epss).toEqual(epss);
    expect(item?.work).toBeUndefined();
  });

  test('that no card draws owes nothing', () => {
    const said = snapshot({ ...echo, updatedAt: LATER, scan: { id: 's2', newFindings: 0 } });
    const item = take(resolved(), said);

    expect(item?.finding.scan?.id).toBe('s2');
    expect(item?.work).toBeUndefined();
  });

  test('of a finding that was never shown owes nothing below the severities', () => {
    const before = aLedgerFinding({ severity: 'LOW' });
    const said = (severity: Finding['severity']) =>
      snapshot({ updatedAt: LATER, title: 'other', severity });

    expect(take(before, said('LOW'))?.work).toBeUndefined();
    expect(take(before, said('HIGH'))?.work).toEqual(DUE);
  });

  test('is kept without its description, with 32 images, how many more, and a hundred packages', () => {
    const [image] = aLedgerContent().images;
    const [part] = aLedgerContent().packages;
    const many = <T>(each: T | undefined) => Array.from({ length: 101 }, () => each ?? []) as T[];
    const kept = contentOf(
      aLedgerContent({ description: 'long', images: many(image), packages: many(part) }),
    );

    expect(kept.description).toBe('');
    expect([kept.images.length, kept.unnamed?.count]).toEqual([32, 69]);
    expect(kept.packages).toHaveLength(100);
  });
});

describe('a note on a status that stands', () => {
  const standing = (changes: Partial<Finding>, time = TIME) =>
    snapshot({ workflowStatus: 'RESOLVED', mark: mark(5, 'RESOLVED'), ...changes }, time);

  test('is taken from a later event and drawn; it is not ours', () => {
    expect(take(resolved({ noteTime: TIME - 1 }), standing({ note: FOREIGN_NOTE }))).toMatchObject({
      finding: { note: FOREIGN_NOTE },
      ownNote: false,
      noteTime: TIME,
      work: DUE,
    });
  });

  test.each<[string, Partial<Finding>, number]>([
    ['as old as ours', { note: FOREIGN_NOTE }, TIME - 1],
    ['in a read', { note: FOREIGN_NOTE }, 0],
    [
      'from before our last write was applied',
      { note: FOREIGN_NOTE, mark: mark(4, 'RESOLVED') },
      TIME,
    ],
  ])('is not taken %s', (_which, changes, time) => {
    const before = resolved({
      noteTime: TIME - 1,
      known: { seq: 5, status: 'RESOLVED', time: TIME + 9 },
    });

    expect(take(before, standing(changes, time))).toBeUndefined();
  });

  test('is left alone when it is the one that we have', () => {
    const before = resolved({}, { note: FOREIGN_NOTE });

    expect(take(before, standing({ note: { ...FOREIGN_NOTE, updatedAt: LATER } }))).toBeUndefined();
  });
});

describe('the card of an appearance', () => {
  const finding = (changes: Partial<Finding> = {}) => aLedgerContent(changes);

  test('is its own without a scan and without a page', () => {
    const single = [finding(), finding({ scan: { id: 's1', newFindings: 6 } })];

    for (const each of single) expect(cardOf(each, 0, undefined)).toEqual({ card: OWN });
  });

  test('is the page of its scan, even of one that found few', () => {
    expect(cardOf(finding(onPage('s1')), 0, undefined)).toEqual({
      card: 'scan/s1/p1',
      pageScan: 's1',
    });
    expect(cardOf(finding(onPage('s2')), 7, 's1').card).toBe('scan/s2/p1');
  });

  test('is its own when the page of the scan has shown it before', () => {
    expect(cardOf(finding(onPage('s1')), 7, 's1')).toEqual({
      card: `${OWN}+7`,
      pageScan: 's1',
    });
  });
});

test('a finding is open while it is there and undecided', () => {
  expect(isOpen(aLedgerFinding())).toBe(true);
  expect(isOpen(resolved())).toBe(false);
  expect(isOpen(aLedgerFinding({ recordState: 'ARCHIVED' }))).toBe(false);
});

/* Any snapshots, in any order, some of them twice. */

const someSnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    status: fc.constantFrom(...WORKFLOW_STATUSES),
    mark: fc.oneof(
      fc.constant(NO_MARK),
      fc.record({
        seq: fc.integer({ min: 1, max: 8 }),
        status: fc.constantFrom(...WORKFLOW_STATUSES),
      }),
    ),
    time: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
    import: fc.integer({ min: 1, max: 5 }),
    severity: fc.constantFrom(...SEVERITIES),
    recordState: fc.constantFrom('ACTIVE', 'ARCHIVED'),
    newFindings: fc.constantFrom(0, 9),
    note: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  })
  .map(({ status, time, import: day, note, newFindings, ...rest }) => ({
    time,
    finding: aLedgerContent({
      ...rest,
      workflowStatus: status,
      updatedAt: `2026-11-0${day}T00:00:00.000Z`,
      // Each import is by a scan of its own.
      ...onPage(`scan-${day}`, newFindings),
      ...(note && { note: { text: note, updatedBy: note } }),
    }),
  }));

test('snapshots in any order and twice: numbers only grow, and no appearance gets a card that was used', () => {
  const orders = fc
    .array(someSnapshot, { minLength: 1, maxLength: 12 })
    .chain((all) => fc.shuffledSubarray([...all, ...all], { minLength: 1 }));
  fc.assert(
    fc.property(orders, (snapshots) => {
      let item: LedgerFinding | undefined;
      const used = new Set<string>();
      for (const each of snapshots) {
        const next = take(item, each) ?? item;
        if (next === undefined) throw new Error('a finding was not created');
        expect(next.seq).toBeGreaterThanOrEqual(item?.seq ?? 0);
        expect(next.version).toBe(item?.version ?? 0);
        expect(next.base).toBeLessThanOrEqual(next.seq);
        if (item !== undefined && next.base !== item.base) expect(used).not.toContain(next.card);
        used.add(next.card);
        item = next;
      }
    }),
    { numRuns: runs(1_000) },
  );
});

test('the same snapshot twice changes nothing the second time, but for an old one that is answered again', () => {
  fc.assert(
    fc.property(fc.array(someSnapshot, { minLength: 1, maxLength: 8 }), (snapshots) => {
      let item: LedgerFinding | undefined;
      for (const each of snapshots) {
        item = take(item, each) ?? item;
        const { work: _, tries: __, ...before } = item ?? aLedgerFinding();
        const { work: ___, tries: ____, ...after } = take(item, each) ?? item ?? aLedgerFinding();
        expect(after).toEqual(before);
      }
    }),
    { numRuns: runs(500) },
  );
});

describe('a finding that Security Hub deleted and a scan imported again', () => {
  const NOTE = { text: 'Suppressed by Ana Silva: not reachable.', updatedBy: 'vulnscan/U0ANA' };
  const DELETED = { recordState: 'ARCHIVED', createdAt: EARLIER, updatedAt: EARLIER } as const;
  const recreated = (time = TIME) =>
    snapshot({ workflowStatus: 'NEW', mark: NO_MARK, createdAt: LATER, updatedAt: LATER }, time);
  const decided = (workflowStatus: WorkflowStatus) =>
    aLedgerFinding(
      { workflowStatus, note: NOTE, ...DELETED },
      { seq: 5, settled: 5, at: TIME - 3_000_000 },
    );

  test.each([TIME, 0])('stays suppressed, and Security Hub gets status and note again', (time) => {
    const item = take(decided('SUPPRESSED'), recreated(time));

    expect(item).toMatchObject({
      finding: { workflowStatus: 'SUPPRESSED', recordState: 'ACTIVE', note: NOTE },
      seq: 5,
      ownNote: true,
      work: DUE,
    });
    expect(item).not.toHaveProperty('settled');
    expect(take(item, recreated(TIME + 1))?.finding.workflowStatus ?? 'SUPPRESSED').toBe(
      'SUPPRESSED',
    );
  });

  test('is asked again if it was resolved, whatever Security Hub said before', () => {
    const known = { seq: 0, status: 'NEW', time: TIME - 4_000_000 } as const;
    const resolved = { ...decided('RESOLVED'), known };

    expect(take(resolved, recreated())).toMatchObject({
      finding: { workflowStatus: 'NEW' },
      seq: 6,
      base: 6,
      work: DUE,
    });
    expect(take(decided('RESOLVED'), recreated())).toMatchObject({
      finding: { workflowStatus: 'NEW' },
    });
  });

  test('is open again if somebody set a finding that was never deleted to NEW', () => {
    const opened = snapshot({ workflowStatus: 'NEW', mark: NO_MARK, createdAt: EARLIER });

    expect(take(decided('SUPPRESSED'), opened)?.finding.workflowStatus).toBe('NEW');
  });
});
