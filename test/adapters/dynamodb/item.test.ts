import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { RowSchema } from '../../../src/adapters/dynamodb/finding-schema';
import {
  readCard,
  readFinding,
  storedCard,
  storedFinding,
} from '../../../src/adapters/dynamodb/item';
import { newCard } from '../../../src/domain/card';
import { InvalidInput } from '../../../src/domain/errors';
import { DOUBT_REASONS, HELD_REASONS } from '../../../src/domain/evidence';
import {
  type Finding,
  SEVERITIES,
  TARGET_KINDS,
  UNFIXED_STATUSES,
  WORKFLOW_STATUSES,
} from '../../../src/domain/finding';
import type { HealthProblem } from '../../../src/domain/health';
import type { Card, CardContent, Change, LedgerFinding, Work } from '../../../src/domain/ledger';
import type { Cause, MaterialChange } from '../../../src/domain/material-change';
import { placeOf } from '../../../src/domain/row';
import type { ScanReport } from '../../../src/domain/scan';
import type { Decision } from '../../../src/domain/workflow';
import { anExposure, anUrgency } from '../../domain/arbitraries';
import { aCard, aLedgerFinding } from '../../domain/ledger-builders';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const whole = fc.nat({ max: 1_000_000 });
const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
const iso = time.map((date) => date.toISOString());
const seconds = fc.oneof(
  fc.constant(0),
  time.map((date) => date.getTime() / 1000),
);
const millis = time.map((date) => date.getTime());
const status = fc.constantFrom(...WORKFLOW_STATUSES);
const severity = fc.constantFrom(...SEVERITIES);
const priority = fc.constantFrom<Work['priority'][]>(0, 1, 2);

type Arbitraries<T> = { [Key in keyof T]: fc.Arbitrary<T[Key]> };

/** Objects with properties that may be absent, but are never undefined. */
function record<Needed extends object, Optional extends object>(
  needed: Arbitraries<Needed>,
  optional: Arbitraries<Optional>,
): fc.Arbitrary<Needed & Partial<Optional>>;
function record(
  needed: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<object> {
  return fc.record({ ...needed, ...optional }, { requiredKeys: Object.keys(needed) });
}

const work: fc.Arbitrary<Work> = fc.record({
  due: fc.tuple(iso, word).map(([at, token]) => `${at}#${token}`),
  priority,
});

const finding: fc.Arbitrary<Finding> = record(
  {
    id: text,
    productArn: text,
    generatorId: text,
    accountId: text,
    region: text,
    vulnerabilityId: text,
    severity,
    title: text,
    description: text,
    packages: fc.array(
      record(
        { name: text, installedVersion: text },
        {
          ...{ fixedVersion: text, path: text, type: text, image: text, tag: text },
          status: fc.constantFrom(...UNFIXED_STATUSES),
        },
      ),
      { maxLength: 12 },
    ),
    images: fc.array(
      record(
        { name: text, repository: text, services: fc.array(text, { maxLength: 3 }) },
        {
          ...{ tag: text, digest: text, platform: text, endOfLife: text },
          exposure: anExposure(),
          kind: fc.constantFrom(...TARGET_KINDS),
        },
      ),
      { maxLength: 12 },
    ),
    workflowStatus: status,
    recordState: fc.constantFrom('ACTIVE' as const, 'ARCHIVED' as const),
    mark: fc.record({ seq: whole, status }),
    createdAt: iso,
    updatedAt: iso,
  },
  {
    primaryUrl: text,
    scoreVersion: text,
    renamedFrom: text,
    urgency: anUrgency(),
    score: fc.double({ min: 0, max: 10, noNaN: true }).filter((score) => !Object.is(score, -0)),
    note: record(
      {
        text,
        updatedBy: fc.oneof(
          text,
          fc.constantFrom('fix', 'ever', '2027-01-01').map((until) => {
            return `vulnscan/U0ANA/1764000000.5/suppress/until=${until}`;
          }),
        ),
      },
      { updatedAt: iso },
    ),
    scan: record(
      { id: text, newFindings: whole },
      {
        page: fc.record({ name: text, size: whole }),
        databaseAt: iso,
        staleKev: record({}, { copyOf: iso }),
        inherited: fc.record({
          status: fc.constantFrom('RESOLVED' as const, 'SUPPRESSED' as const),
          note: fc.record({ text, updatedBy: text }),
        }),
      },
    ),
  },
);

const change: fc.Arbitrary<Change> = record(
  {
    seq: whole,
    at: iso,
    status,
    by: text,
    action: fc.constantFrom<Change['action'][]>(
      'resolve',
      'suppress',
      'reopen',
      'extend',
      'adopted',
      'shown',
    ),
  },
  { reason: text },
);

const names = fc.array(text, { maxLength: 3 });

/** One arbitrary for each cause, so that a new one does not compile until it is here. */
const materialChanges: {
  [Each in Cause]: fc.Arbitrary<Extract<MaterialChange, { cause: Each }>>;
} = {
  exploited: fc.record({ cause: fc.constant('exploited' as const), since: text }),
  exposed: fc.record({ cause: fc.constant('exposed' as const), images: names }),
  severity: fc.record({ cause: fc.constant('severity' as const), from: severity, to: severity }),
  image: fc.record({
    cause: fc.constant('image' as const),
    images: names,
    isExposed: fc.boolean(),
  }),
  fix: fc.record({ cause: fc.constant('fix' as const), fixes: names }),
};

const joinedChange = fc.record({
  cause: fc.constant('joined' as const),
  total: whole,
  isCleared: fc.boolean(),
});
const materialChange = fc.oneof<fc.Arbitrary<MaterialChange>[]>(...Object.values(materialChanges));
const movedDate = record({ now: iso }, { before: iso });
const untold = fc.array(
  record({ change: materialChange, scanId: text, isUrgent: fc.boolean() }, { due: movedDate }),
  { maxLength: 3 },
);

const item: fc.Arbitrary<LedgerFinding> = record(
  {
    version: whole,
    hash: word,
    finding,
    seq: whole,
    base: whole,
    baseAt: whole,
    at: seconds,
    known: fc.record({ seq: whole, status, time: seconds }),
    card: text,
    ownNote: fc.boolean(),
    noteTime: seconds,
    tries: whole,
    log: fc.array(change, { maxLength: 10 }),
  },
  {
    request: text,
    bulk: text,
    settled: whole,
    formerCard: text,
    earlierCards: fc.array(text, { maxLength: 3 }),
    cardRemedy: text,
    pageScan: text,
    untold,
    work,
  },
);

const decision: fc.Arbitrary<Decision> = fc.oneof(
  record({ kind: fc.constant('resolve' as const) }, { reason: text }),
  record({ kind: fc.constant('reopen' as const) }, { reason: text }),
  fc.record({
    kind: fc.constant('suppress' as const),
    reason: text,
    until: fc.constantFrom(
      { kind: 'fix' as const },
      { kind: 'ever' as const },
      { kind: 'date' as const, date: '2027-01-01' },
    ),
  }),
);

const doubt = record({ reason: fc.constantFrom(...DOUBT_REASONS) }, { os: text });

const completed: fc.Arbitrary<NonNullable<ScanReport['completed']>> = record(
  {
    type: fc.constant('Scan Completed' as const),
    scanId: text,
    at: iso,
    counts: fc.record({ new: whole, reopened: whole, fixed: whole, unchanged: whole }),
    images: fc.array(
      record(
        { image: text },
        { findings: fc.constant({ HIGH: 1 }), error: text, errorCode: text, doubt },
      ),
      { maxLength: 3 },
    ),
    refused: whole,
    held: fc.array(
      fc.record({ image: text, reason: fc.constantFrom(...HELD_REASONS), findings: whole }),
      { maxLength: 3 },
    ),
    durationMs: whole,
  },
  {
    taskArn: text,
    open: fc.record({ total: whole, critical: whole }),
    totals: fc.record({ images: whole, unjudged: whole, vanished: whole, held: whole }),
    knownImages: fc.array(fc.record({ image: text, findings: whole }), { maxLength: 3 }),
    notArchived: fc.record({ reason: text, code: text }),
    due: record(
      {
        overdue: whole,
        soon: whole,
        first: fc.record({ vulnerabilityId: text, image: text, dueAt: iso }),
      },
      { by: iso },
    ),
    leftOut: fc.record({
      secrets: whole,
      misconfigurations: whole,
      licenses: whole,
      withoutId: whole,
    }),
    trivyVersion: text,
    databaseAt: iso,
    error: text,
    errorCode: text,
  },
);

const report: fc.Arbitrary<ScanReport> = record(
  {
    images: fc.array(text, { maxLength: 3 }),
    taskArn: text,
    state: fc.constantFrom<ScanReport['state'][]>(
      'queued',
      'pulling',
      'scanning',
      'done',
      'failed',
      'cancelled',
    ),
    startedAt: iso,
  },
  {
    requestedBy: text,
    done: whole,
    total: whole,
    current: text,
    completed,
    problem: text,
    problemCode: text,
    acceptedBy: text,
  },
);

/** One arbitrary for each kind, so that a new kind does not compile until it is here. */
const problems: {
  [Kind in HealthProblem['kind']]: fc.Arbitrary<Extract<HealthProblem, { kind: Kind }>>;
} = {
  'no-scan': fc.constant({ kind: 'no-scan' }),
  'token-refused': fc.constant({ kind: 'token-refused' }),
  'old-database': fc.record({ kind: fc.constant('old-database' as const), databaseAt: iso }),
  alarm: fc.record({ kind: fc.constant('alarm' as const), name: text, description: text }),
  'set-aside': fc.record({
    kind: fc.constant('set-aside' as const),
    findings: fc.array(text, { maxLength: 3 }),
    reason: text,
  }),
};

const problem = fc.oneof<fc.Arbitrary<HealthProblem>[]>(...Object.values(problems));

const person = fc.record({ userId: text, name: text });

/** As above. */
const contents: {
  [Kind in CardContent['kind']]: fc.Arbitrary<Extract<CardContent, { kind: Kind }>>;
} = {
  finding: fc.constant({ kind: 'finding' }),
  page: record(
    { kind: fc.constant('page' as const), scanId: text, total: whole, size: whole },
    { parent: text },
  ),
  remedy: record(
    { kind: fc.constant('remedy' as const), remedy: text, name: text },
    {
      card: text,
      former: fc.array(text, { maxLength: 3 }),
      before: fc.array(text, { maxLength: 3 }),
      clickedAt: fc.nat(),
      holder: fc.record({ userId: text, name: text, since: iso }),
    },
  ),
  homes: fc.record({
    kind: fc.constant('homes' as const),
    users: fc.array(text, { maxLength: 3 }),
  }),
  overdue: fc.record({ kind: fc.constant('overdue' as const), until: text }),
  digest: fc.record({ kind: fc.constant('digest' as const), scanId: text, total: whole }),
  scan: record({ kind: fc.constant('scan' as const), report }, { digest: text }),
  health: record(
    {
      kind: fc.constant('health' as const),
      notice: record(
        { problem, since: iso, over: fc.boolean() },
        { endedAt: iso, again: fc.boolean() },
      ),
    },
    { postedAt: iso },
  ),
  changes: record(
    {
      kind: fc.constant('changes' as const),
      broadcast: fc.boolean(),
      lines: fc.array(
        record(
          { change: fc.oneof(materialChange, joinedChange), ids: names, count: whole },
          {
            due: movedDate,
            ratings: fc.array(record({ severity }, { score: whole }), { maxLength: 3 }),
          },
        ),
        { maxLength: 3 },
      ),
    },
    { threadTs: text },
  ),
  bulk: fc.record({
    kind: fc.constant('bulk' as const),
    bulk: record(
      { requestId: text, decision, by: person, total: whole },
      { threadTs: text, undoneBy: person },
    ),
  }),
};

const card: fc.Arbitrary<Card> = record(
  {
    version: whole,
    key: word,
    channel: word,
    content: fc.oneof<fc.Arbitrary<CardContent>[]>(...Object.values(contents)),
    members: fc.array(word, { maxLength: 20 }),
    dirty: whole,
  },
  {
    ts: word,
    threadTs: word,
    hash: word,
    attempt: fc.record({ token: word, at: millis }),
    unsure: millis,
    // Keys are ids of remedies, which are hashes: not the name of a member of every object, such as `constructor`.
    next: fc.dictionary(fc.stringMatching(/^[0-9a-f]{1,16}$/), text, { maxKeys: 3 }),
    gone: fc.constant(true as const),
    plain: fc.constant(true as const),
    aside: fc.record({ hash: word, reason: word, findings: fc.array(word) }),
    work,
    list: fc.record({ name: fc.constantFrom('health' as const, 'scans' as const), rank: word }),
  },
);

/** An item as DynamoDB gives it back. */
function kept(stored: Record<string, unknown>): unknown {
  return unmarshall(marshall(stored));
}

describe('stored items', () => {
  test('a finding is read as it was written, with its next version', () => {
    void fc.assert(
      fc.property(item, (written) => {
        const read = readFinding(kept(storedFinding(written)));
        expect(read).toEqual({ ...written, version: written.version + 1 });
      }),
    );
  });

  test('a card is read as it was written, with its next version', () => {
    void fc.assert(
      fc.property(card, (written) => {
        const read = readCard(kept(storedCard(written)));
        expect(read).toEqual({ ...written, version: written.version + 1 });
      }),
    );
  });

  test('a scan that an earlier version wrote, with only the number of held findings, can be read', () => {
    const report: ScanReport = {
      images: [],
      taskArn: 'arn:task',
      state: 'done',
      startedAt: '2026-11-24T03:00:00Z',
      completed: {
        type: 'Scan Completed',
        scanId: 's',
        at: '2026-11-24T03:02:00Z',
        counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
        images: [],
        refused: 0,
        held: [],
        durationMs: 1,
      },
    };
    const written = newCard('task/1', 'C0', { kind: 'scan', report });
    const stored = storedCard(written);
    const earlier = {
      ...stored,
      content: JSON.stringify({ kind: 'scan', report }).replace('"held":[]', '"held":3'),
    };

    expect(earlier.content).toContain('"held":3');
    expect(readCard(kept(earlier)).content).toEqual(written.content);
  });

  test('an item is in the work index only while it owes work', () => {
    const due = { due: '2026-11-24T10:00:00.000Z#t', priority: 0 as const };

    expect(storedFinding(aLedgerFinding({}, { work: due }))).toMatchObject({
      queue: 'push#0',
      due: due.due,
    });
    expect(storedCard(aCard('a', { work: due }))).toMatchObject({ queue: 'paint#C0VULNS#0' });
    for (const idle of [storedFinding(aLedgerFinding()), storedCard(aCard('a'))]) {
      expect(Object.keys(idle)).not.toContain('queue');
      expect(Object.keys(idle)).not.toContain('due');
    }
  });

  test('a row of the index is small', () => {
    const row = JSON.stringify(placeOf(aLedgerFinding()).row);

    expect(row.length).toBeLessThan(500);
  });

  test('what an earlier version wrote is read: a row without fix, a bulk decision without its undo', () => {
    const { fix, ...row } = placeOf(aLedgerFinding()).row;
    const decision = { kind: 'resolve' } as const;
    const by = { userId: 'U0ANA', name: 'Ana' };
    const bulk = { requestId: 'r', decision, by, total: 2, undoneBy: by };
    const old = aCard('a', { content: { kind: 'bulk', bulk } });
    const undo = { requestId: 'r2', actionTs: '1764000000.000100' };
    const undone = aCard('b', { content: { kind: 'bulk', bulk: { ...bulk, undo } } });

    expect(fix).toBeDefined();
    expect(RowSchema.parse(row)).toEqual(row);
    expect(readCard(storedCard(old)).content).toEqual(old.content);
    expect(readCard(storedCard(undone)).content).toEqual(undone.content);
  });

  test.each([
    ['without a version', { version: undefined }, /version/],
    ['with a content that is not JSON', { finding: '{' }, /not JSON/],
    ['with another content', { finding: '{}' }, /wrong at/],
    ['with an unknown queue', { queue: 'push#7', due: 'x' }, /wrong at/],
  ])('an item %s is an error that names it', (_, broken, reason) => {
    const stored = { ...storedFinding(aLedgerFinding({}, { hash: 'abc' })), ...broken };

    const read = () => readFinding(stored);

    expect(read).toThrow(InvalidInput);
    expect(read).toThrow(/F#abc \/ F/);
    expect(read).toThrow(reason);
  });
});
