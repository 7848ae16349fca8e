import type { Finding } from '../../../src/domain/finding';
import type { RemedyLine } from '../../../src/domain/message';
import type { ExpiringLine, Overview } from '../../../src/domain/overview';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import { remedyId } from '../../../src/domain/remedy';
import { aFinding, decided, REGISTRY } from './kit';

const AT = '2026-11-24T10:00:00.000Z';

interface Of {
  name: string;
  from: string;
  to?: string;
}

/** An upgrade on one line: open in api, on a posted card. */
export function aLine(
  { name, from, to }: Of = { name: 'openssl', from: '3.0.13', to: '3.0.15' },
  changes: Partial<RemedyLine> = {},
  finding: Partial<Finding> = {},
): RemedyLine {
  const key = `debian 11|${name}`;
  const packages = [
    { name, installedVersion: from, ...(to !== undefined && { fixedVersion: to }) },
  ];
  return {
    remedy: { key, name, rows: [{ installed: from, ...(to !== undefined && { target: to }) }] },
    ref: { card: 'scan/0c9d3a52-8f3b/r1', remedy: remedyId(key), shown: 4 },
    message: { channel: 'C0SECURITY', ts: '1795741320.000100' },
    open: 1,
    severity: 'HIGH',
    images: ['api'],
    first: aFinding({ packages, ...finding }),
    exploited: false,
    overdue: false,
    ...changes,
  };
}

const KEN = { userId: 'U0KEN', name: 'Ken Tanaka', since: '2026-11-23T09:00:00.000Z' };

/** The upgrades of the Home tab's design. */
const UPGRADES: RemedyLine[] = [
  aLine(
    { name: 'spring-beans', from: '5.3.17', to: '5.3.18' },
    {
      ...{ severity: 'CRITICAL', images: ['worker'], exploited: true, overdue: true, holder: KEN },
      dueAt: '2026-11-22T03:00:00.000Z',
    },
  ),
  aLine(
    { name: 'facade/ignition', from: '2.5.1', to: '2.5.2' },
    { severity: 'CRITICAL', exploited: true, dueAt: '2026-11-27T03:00:00.000Z' },
  ),
  aLine(
    { name: 'zlib', from: '1.2.11-r3', to: '1.2.12-r2' },
    { severity: 'CRITICAL', images: ['web'], open: 2, dueAt: '2027-01-23T03:00:00.000Z' },
  ),
  aLine({ name: 'busybox', from: '1.34.1-r3', to: '1.34.1-r5' }, { images: ['web'] }),
  aLine({ name: 'lodash', from: '4.17.20', to: '4.17.21' }, { images: ['web'] }),
];

const WITHOUT_FIX: RemedyLine[] = [
  aLine(
    { name: 'libdb5.3', from: '5.3.28+dfsg1-0.8' },
    { severity: 'CRITICAL', dueAt: '2027-01-23T03:00:00.000Z' },
  ),
];

/** An upgrade of which one finding is suppressed until a day. */
export function anExpiringLine(finding?: Finding, changes: Partial<ExpiringLine> = {}) {
  const until = { kind: 'date', date: '2026-11-28' } as const;
  const suppressed = decided({
    ...{ kind: 'suppress', until, place: 'here', justification: 'not-reachable' },
  });
  const line = aLine({ name: 'minimist', from: '1.2.5' }, { images: ['web'] });
  return { ...line, first: finding ?? suppressed, until: until.date, ...changes };
}

/** A Home tab on which nothing is open. */
export function anOverview(changes: Partial<Overview> = {}): Overview {
  return {
    at: AT,
    open: { total: 0, complete: true, critical: 0, overdue: 0 },
    choices: { images: [], due: { overdue: 0, soon: 0, nofix: 0 } },
    view: { page: 1 },
    upgrades: { total: 0, before: 0 },
    lines: { upgrades: [], withoutFix: [] },
    expiring: [],
    running: [],
    troubles: [],
    ...changes,
  };
}

const LAST_SCAN = { at: '2026-11-24T03:02:00Z', databaseAt: '2026-11-24T00:12:00Z', images: 3 };

/** A Home tab with some of everything. */
export function aBusyOverview(changes: Partial<Overview> = {}): Overview {
  return anOverview({
    open: { total: 7, complete: true, critical: 4, overdue: 1 },
    choices: { images: IMAGES, due: { overdue: 1, soon: 2, nofix: 1 } },
    upgrades: { total: 6, before: 0 },
    lines: { upgrades: UPGRADES, withoutFix: WITHOUT_FIX },
    expiring: [anExpiringLine()],
    lastScan: LAST_SCAN,
    ...changes,
  });
}

export const IMAGES = [
  { name: `${REGISTRY}/api`, count: 2 },
  { name: `${REGISTRY}/web`, count: 4 },
  { name: `${REGISTRY}/worker`, count: 1 },
];

/** Text as long and as odd as texts of databases and registries get. */
const LONG = `${'<!channel> *&"\\`'.repeat(20)}\u202e`;

/** As much as a Home tab can have to show. */
function aFullOverview(): Overview {
  const long = (index: number) =>
    aLine(
      { name: `${index} ${LONG}`, from: LONG, to: LONG },
      {
        ...{ images: Array.from({ length: 30 }, (_, image) => `${LONG}${image}`), open: 139 },
        holder: { ...KEN, name: LONG },
      },
    );
  return aBusyOverview({
    open: { total: 50_000, complete: false, critical: 20_000, overdue: 10_000 },
    choices: {
      images: Array.from({ length: 99 }, (_, index) => ({
        name: `${REGISTRY}/${'team/'.repeat(30)}${index}`,
        count: 50_000,
      })),
      due: { overdue: 10_000, soon: 20_000, nofix: 30_000 },
    },
    view: { page: 2, due: 'soon' },
    upgrades: { total: 900, before: 25 },
    lines: {
      upgrades: Array.from({ length: 20 }, (_, index) => long(index)),
      withoutFix: Array.from({ length: 5 }, (_, index) => long(100 + index)),
    },
    expiring: Array.from({ length: 5 }, (_, index) => ({
      ...anExpiringLine(),
      ...long(200 + index),
    })),
  });
}

/** The home tab in every state, but for those with problems. */
export function homeStates(): [string, Overview][] {
  const running = [{ images: [`${REGISTRY}/api`], startedAt: AT }];
  const { lines: _, ...busy } = aBusyOverview();
  return [
    ['busy', aBusyOverview({ running })],
    ['overdue', aBusyOverview()],
    ['full', aFullOverview()],
    [
      'filtered',
      aBusyOverview({
        view: { page: 1, image: `${REGISTRY}/web`, due: 'overdue' },
        upgrades: { total: 0, before: 0 },
        lines: { upgrades: [], withoutFix: [] },
      }),
    ],
    ['decided', { ...busy, lines: { upgrades: [], withoutFix: [] } }],
    ['clean', anOverview({ lastScan: LAST_SCAN })],
    ['new', anOverview()],
    ['first-scan', anOverview({ running })],
  ];
}

type Open = Extract<QueryAnswer, { about: 'open' }>;

/** The answer to `open`. */
export function anOpenAnswer(changes: Partial<Open> = {}): Open {
  return {
    about: 'open',
    at: AT,
    filter: {},
    total: 9,
    critical: 4,
    overdue: 1,
    complete: true,
    upgrades: { total: 8, before: 0 },
    page: 1,
    lines: UPGRADES,
    images: IMAGES,
    ...changes,
  };
}

const NONE = { total: 0, critical: 0, overdue: 0, upgrades: { total: 0, before: 0 }, lines: [] };

/** The answer when nothing is open, some hours after a scan. */
export function nothingOpen(changes: Partial<Open> = {}): Open {
  return anOpenAnswer({
    ...NONE,
    images: [],
    lastScan: { at: '2026-11-24T03:02:00Z' },
    ...changes,
  });
}

/** The answer to `open` in every state. */
export function openStates(): [string, QueryAnswer][] {
  const full = aFullOverview();
  const { lastScan: _, ...never } = nothingOpen();
  return [
    ['open', anOpenAnswer()],
    ['open-next', anOpenAnswer({ upgrades: { total: 8, before: 5 }, page: 2 })],
    [
      'open-full',
      anOpenAnswer({
        filter: {
          ...{ severities: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'], due: 'overdue' },
          image: 'x'.repeat(75),
        },
        lines: full.lines.withoutFix,
        images: full.choices.images,
        upgrades: { total: 9_000, before: 5_000 },
        page: 1_001,
        pastEnd: 9_999,
        complete: false,
      }),
    ],
    ['open-overdue', anOpenAnswer({ filter: { due: 'overdue' }, overdue: 9 })],
    ['open-decided', anOpenAnswer({ lines: [] })],
    ['open-overdue-none', nothingOpen({ filter: { due: 'overdue' } })],
    ['open-image-none', nothingOpen({ filter: { image: 'api' }, images: IMAGES })],
    ['open-none', nothingOpen()],
    ['open-never', never],
  ];
}
