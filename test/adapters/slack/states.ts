import type { ModalView } from '@slack/types';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { suppressModal } from '../../../src/adapters/slack/modals/suppress';
import { triageModal } from '../../../src/adapters/slack/modals/triage-all';
import { HELD_REASONS, type Held } from '../../../src/domain/evidence';
import type { AffectedImage, Finding, Severity } from '../../../src/domain/finding';
import { SEVERITIES } from '../../../src/domain/finding';
import type { HealthNotice, HealthProblem } from '../../../src/domain/health';
import type { IndexAnswer } from '../../../src/domain/index-answer';
import type { ChangeLine } from '../../../src/domain/ledger';
import type { AlertEntry, Message } from '../../../src/domain/message';
import type { Overview } from '../../../src/domain/overview';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import type { ImageOutcome, ScanReport } from '../../../src/domain/scan';
import type { Attention } from '../../../src/domain/scan-attention';
import { writeSignature } from '../../../src/domain/signature';
import type { Decision } from '../../../src/domain/workflow';
import { aCalmUrgency, anUrgency } from '../../domain/urgencies';
import { aFinding, anEntry, decided, PRODUCT, REGISTRY } from './kit';

/** Every message in every state, by a name that fits a file. */
export function gallery(): [string, Message][] {
  return [
    ...alerts(),
    ...pages(),
    ...digests(),
    ...scans(),
    ...healths(),
    ...bulks(),
    ...changes(),
  ];
}

function alert(name: string, change: Partial<Finding>, rest: Partial<AlertEntry> = {}) {
  return [`alert-${name}`, { kind: 'alert', entry: anEntry(change, rest) }] satisfies [
    string,
    Message,
  ];
}

const BEFORE =
  'Before: Suppressed by Ana Silva until 2027-02-24 in api, web: not in the execute path: Accepted by the board';
const REOPENED: [string, string][] = [
  [
    'image',
    `now also in team/service-1, exposed to the internet, which the suppression of Ana Silva for api, web does not cover. ${BEFORE}`,
  ],
  [
    'resolved-image',
    'now also in team/service-1, team/service-2, team/service-3 and 1 more, which the resolution for other images does not cover.',
  ],
  [
    'several',
    `now known to be exploited (CISA KEV, 2026-11-26); now exposed to the internet: api; rated CRITICAL, was HIGH; a fixed version is out (openssl 3.0.15). ${BEFORE}`,
  ],
];

function byScanner(action: 'reopen' | 'fixed', text: string): Partial<Finding> {
  return {
    note: { text, updatedBy: writeSignature({ who: 'scanner', at: '1795507200', action }) },
  };
}

const MANY: Partial<Finding> = {
  packages: ['zlib1g', 'zlib1g-dev', 'libz-mingw-w64', 'perl-base'].map((name) => ({
    name,
    installedVersion: '1:1.2.13.dfsg-1',
    fixedVersion: '1:1.2.13.dfsg-1+deb12u1, 1:1.3.1',
  })),
  images: Array.from({ length: 12 }, (_, index) => ({
    name: `${REGISTRY}/team/service-${index}`,
    repository: `team/service-${index}`,
    services: [`production/service-${index}`],
  })),
};

function alerts(): [string, Message][] {
  const reason = 'The parser is never given untrusted input';
  return [
    ...SEVERITIES.map((severity) => alert(`open-${severity.toLowerCase()}`, { severity })),
    alert('no-fix', { packages: [{ name: 'openssl', installedVersion: '3.0.13-r0' }] }),
    alert('many-images', MANY),
    alert('due', { urgency: anUrgency() }),
    alert('due-many-images', {
      ...MANY,
      urgency: anUrgency({ vectorSource: 'assumed', exposed: 'unknown' }),
    }),
    alert('overdue', { urgency: anUrgency() }, { overdue: true }),
    alert('next-rebuild', { urgency: aCalmUrgency() }),
    alert('foreign', { packages: [], images: [], title: 'CVE-2024-5535' }),
    alert('resolved', decided({ kind: 'resolve' })),
    alert('suppressed-fix', decided({ kind: 'suppress', reason, until: { kind: 'fix' } })),
    alert(
      'suppressed-date',
      decided({ kind: 'suppress', reason, until: { kind: 'date', date: '2026-12-24' } }),
    ),
    alert('suppressed-ever', decided({ kind: 'suppress', reason, until: { kind: 'ever' } })),
    alert(
      'suppressed-everywhere',
      decided({
        kind: 'suppress',
        until: { kind: 'ever' },
        place: 'everywhere',
        justification: 'not-in-execute-path',
      }),
    ),
    ...REOPENED.map(([name, text]) =>
      alert(`reopened-${name}`, byScanner('reopen', `Reopened by the scanner: ${text}`), {
        base: 1,
        reason: 'reopened',
      }),
    ),
    alert('reopened-by-person', decided({ kind: 'reopen' })),
    alert(
      'reopened',
      byScanner(
        'reopen',
        'Reopened by the scanner: still detected in api after it was resolved. Before: Resolved by Ana Silva.',
      ),
      {
        base: 1,
        reason: 'reopened',
      },
    ),
    alert(
      'expired',
      byScanner(
        'reopen',
        'Reopened by the scanner: suppressed until 2026-11-24, still detected in api.',
      ),
      {
        base: 1,
        reason: 'reopened',
      },
    ),
    alert('came-back', {}, { base: 1, reason: 'back' }),
    alert('shown-again', {}, { shownAgain: true }),
    alert('shown-again-decided', decided({ kind: 'resolve' }), { shownAgain: true }),
    alert('fixed', {
      ...byScanner('fixed', 'Fixed: no longer detected in api.'),
      workflowStatus: 'RESOLVED',
      recordState: 'ARCHIVED',
    }),
    alert('gone', { recordState: 'ARCHIVED', workflowStatus: 'NOTIFIED' }),
    alert('changed-in-console', {
      workflowStatus: 'SUPPRESSED',
      note: { text: 'Accepted by the board', updatedBy: 'arn:aws:iam::123456789012:user/ana' },
    }),
  ];
}

function pages(): [string, Message][] {
  const severities: Severity[] = ['CRITICAL', 'HIGH', 'HIGH', 'MEDIUM', 'LOW'];
  const entries = Array.from({ length: 10 }, (_, index) => {
    const vulnerabilityId = `CVE-2024-${20_100 + index}`;
    const severity = severities[index % severities.length] ?? 'HIGH';
    if (index === 2)
      return {
        ...anEntry(),
        finding: decided(
          { kind: 'resolve' },
          { vulnerabilityId, id: `vulnscan/${vulnerabilityId}` },
        ),
      };
    return anEntry({ vulnerabilityId, severity });
  });
  return [
    ['page-ten', { kind: 'page', entries }],
    [
      'page-due',
      {
        kind: 'page',
        entries: entries.map((entry, index) => ({
          ...entry,
          finding: { ...entry.finding, urgency: anUrgency() },
          ...(index < 3 && { overdue: true as const }),
        })),
      },
    ],
    ['page-one', { kind: 'page', entries: entries.slice(0, 1) }],
  ];
}

function digests(): [string, Message][] {
  const worst = [
    'CVE-2024-3094',
    'CVE-2021-44228',
    'CVE-2024-5535',
    'CVE-2023-4911',
    'CVE-2022-0778',
  ].map((vulnerabilityId) => aFinding({ vulnerabilityId }));
  const digest = {
    scanId: 'scan-1',
    at: '2026-11-24T10:00:00.000Z',
    total: 43,
    bySeverity: { CRITICAL: 5, HIGH: 38 },
    worst,
    images: [
      { name: `${REGISTRY}/api`, count: 21 },
      { name: `${REGISTRY}/web`, count: 14 },
      { name: `${REGISTRY}/worker`, count: 8 },
    ],
  };
  const due = {
    overdue: 1,
    soon: 4,
    by: '2026-11-27T03:00:00.000Z',
    ids: ['CVE-1', 'CVE-2', 'CVE-3'],
  };
  const urgent = worst.map((finding) => ({ ...finding, urgency: anUrgency() }));
  return [
    ['digest', { kind: 'digest', digest }],
    ['digest-due', { kind: 'digest', digest: { ...digest, due, worst: urgent } }],
  ];
}

function scans(): [string, Message][] {
  const scan = (name: string, change: Partial<ScanReport>): [string, Message] => [
    `scan-${name}`,
    {
      kind: 'scan',
      scan: {
        images: [],
        taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/vulnscan/0123456789abcdef',
        requestedBy: 'U0ANA',
        state: 'queued',
        startedAt: '2026-11-24T08:00:00Z',
        ...change,
      },
    },
  ];
  const completed = {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T08:03:00Z',
    counts: { new: 2, reopened: 1, fixed: 5, unchanged: 30 },
    images: [],
    refused: 0,
    durationMs: 154_000,
    trivyVersion: '0.72.0',
    databaseAt: '2026-11-24T06:00:00Z',
  } as const;
  const doubted: ImageOutcome[] = [
    { image: `${REGISTRY}/eol`, doubt: { reason: 'end-of-life', os: 'Debian 9.13' } },
    { image: `${REGISTRY}/empty:1`, doubt: { reason: 'nothing-scanned' } },
    { image: `${REGISTRY}/rare`, doubt: { reason: 'os-not-covered', os: 'Debian 12.8' } },
    { image: `${REGISTRY}/api`, findings: {} },
  ];
  const held: Held[] = [
    { image: `${REGISTRY}/empty`, reason: 'nothing-scanned', findings: 4 },
    { image: `${REGISTRY}/api`, reason: 'mass-vanishing', findings: 12 },
  ];
  const leftOut = { secrets: 1, misconfigurations: 3, licenses: 2, withoutId: 1 };
  const failed = Array.from({ length: 7 }, (_, index) => ({
    image: `${REGISTRY}/broken-${index}`,
    error: 'web was not scanned: there is no such image; check its name and tag.',
    errorCode: 'image_not_found',
  }));
  return [
    scan('queued', { images: [`${REGISTRY}/api:latest`] }),
    scan('pulling', { state: 'pulling' }),
    scan('running', { state: 'scanning', done: 3, total: 9, current: `${REGISTRY}/web` }),
    scan('due', {
      state: 'done',
      completed: {
        ...completed,
        images: [],
        held: [],
        due: {
          overdue: 1,
          soon: 2,
          by: '2026-11-26T03:00:00.000Z',
          first: {
            vulnerabilityId: 'CVE-2024-5535',
            image: `${REGISTRY}/web`,
            dueAt: '2026-11-23T03:00:00.000Z',
          },
        },
      },
    }),
    scan('done', {
      state: 'done',
      completed: { ...completed, images: [], held: [], open: { total: 7, critical: 3 } },
    }),
    scan('nothing', {
      state: 'done',
      completed: {
        ...completed,
        images: [],
        held: [],
        open: { total: 0, critical: 0 },
        counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
      },
    }),
    scan('partly', {
      state: 'done',
      completed: { ...completed, images: failed, refused: 2, held, leftOut },
    }),
    scan('doubted', {
      state: 'done',
      completed: { ...completed, images: doubted, held, open: { total: 7, critical: 0 } },
    }),
    scan('known-images', {
      state: 'done',
      completed: {
        ...completed,
        images: [],
        held: [],
        knownImages: [12, 1, 3, 4, 5, 6].map((findings, index) => ({
          image: `${REGISTRY}/checkout-${index}`,
          findings,
        })),
      },
    }),
    scan('accepted', {
      state: 'done',
      acceptedBy: 'U0ANA',
      completed: { ...completed, images: [], held },
    }),
    scan('no-result', { state: 'done', problem: 'x', problemCode: 'task_no_result' }),
    scan('failed', {
      state: 'failed',
      problem: 'the scanner ran out of memory; raise scan.memory in vulnscan.yml and deploy again',
      problemCode: 'task_memory',
    }),
    scan('cancelled', {
      state: 'cancelled',
      problem: 'Cancelled by Ana Silva',
      problemCode: 'task_cancelled',
    }),
  ];
}

function healths(): [string, Message][] {
  const problems: HealthProblem[] = [
    { kind: 'no-scan' },
    { kind: 'old-database', databaseAt: '2026-11-21T06:00:00Z' },
    { kind: 'token-refused' },
    { kind: 'set-aside', findings: ['CVE-2024-5535'], reason: 'invalid_blocks' },
    {
      kind: 'set-aside',
      findings: Array.from({ length: 12 }, (_, index) => `CVE-2024-${50_000 + index}`),
      reason: 'invalid_blocks',
    },
    ...['intake', 'decide', 'projector', 'tasks', 'slack'].map((name) => ({
      kind: 'alarm' as const,
      name: `errors-${name}`,
      description: `The ${name} function fails.`,
    })),
    { kind: 'alarm', name: 'posting-stopped', description: 'Slack refuses the channel.' },
    { kind: 'alarm', name: 'dead-letters', description: 'Records wait.' },
    { kind: 'alarm', name: 'forged-requests', description: 'Somebody calls the address.' },
  ];
  return problems.flatMap((problem, index): [string, Message][] =>
    [false, true].map((over) => [
      `health-${index}-${problem.kind}${over ? '-over' : ''}`,
      { kind: 'health', notice: { problem, since: '2026-11-24T05:00:00Z', over } },
    ]),
  );
}

function bulks(): [string, Message][] {
  const by = { userId: 'U0ANA', name: 'Ana Silva' };
  const decisions: [string, Decision][] = [
    ['resolve', { kind: 'resolve', reason: 'openssl' }],
    ['suppress-fix', { kind: 'suppress', reason: 'openssl', until: { kind: 'fix' } }],
    [
      'suppress-date',
      { kind: 'suppress', reason: 'openssl', until: { kind: 'date', date: '2026-12-24' } },
    ],
    ['reopen', { kind: 'reopen' }],
  ];
  return decisions.flatMap(([name, decision]): [string, Message][] => {
    const bulk = { requestId: 'r1', decision, by, total: 196 };
    const undone = { ...bulk, undoneBy: { userId: 'U0BEN', name: 'Ana Silva' } };
    const card = 'bulk/r1';
    return [
      [`bulk-${name}`, { kind: 'bulk', bulk, count: 186, card }],
      [`bulk-${name}-undone`, { kind: 'bulk', bulk: undone, count: 186, card }],
    ];
  });
}

function changes(): [string, Message][] {
  const ids = ['CVE-2021-44228', 'CVE-2021-45046', 'CVE-2024-5535'];
  const image = (isExposed: boolean, ...names: string[]): ChangeLine => ({
    change: { cause: 'image', images: names.map((name) => `${REGISTRY}/${name}`), isExposed },
    ids,
    count: isExposed ? 3 : 50,
  });
  const due = { now: '2026-11-30T09:00:00Z', before: '2027-01-26T09:00:00Z' };
  const lines: ChangeLine[] = [
    { change: { cause: 'exploited', since: '2026-11-26' }, due, ids: ids.slice(0, 1), count: 1 },
    { change: { cause: 'exposed', images: [`${REGISTRY}/api`] }, ids, count: 3 },
    { change: { cause: 'severity', from: 'HIGH', to: 'CRITICAL' }, ids, count: 3 },
    image(true, 'web'),
    image(false, 'team/service-0', 'team/service-1', 'team/service-2', 'team/service-3'),
    { change: { cause: 'fix', fixes: ['openssl 3.0.15-r0'] }, ids: ids.slice(2), count: 1 },
  ];
  return [
    ['changes-one', { kind: 'changes', lines: lines.slice(0, 1) }],
    ['changes-all', { kind: 'changes', lines }],
  ];
}

/** Problems that are not over. */
const TROUBLES: HealthNotice[] = [
  { problem: { kind: 'token-refused' }, since: '2026-11-24T05:00:00Z', over: false },
  {
    problem: { kind: 'alarm', name: 'dead-letters', description: 'Records wait.' },
    since: '2026-11-24T05:00:00Z',
    over: false,
  },
];

/** The home tab in every state. */
export function overviews(): [string, Overview][] {
  const day = (index: number) =>
    new Date(Date.UTC(2026, 10, 11 + index)).toISOString().slice(0, 10);
  const trend = [12, 14, 14, 13, 19, 22, 21, 21, 18, 16, 16, 13, 11, 9].map((open, index) => ({
    day: day(index),
    open,
  }));
  const next = Array.from({ length: 5 }, (_, index) => ({
    finding: aFinding({
      vulnerabilityId: `CVE-2024-${30_000 + index}`,
      severity: index < 2 ? 'CRITICAL' : 'HIGH',
      createdAt: `${day(index)}T08:00:00Z`,
    }),
    base: index,
  }));
  const until = { kind: 'date', date: '2026-11-28' } as const;
  const expiring = ['CVE-2023-4911', 'CVE-2022-0778'].map((vulnerabilityId) => ({
    finding: decided({ kind: 'suppress', reason: 'r', until }, { vulnerabilityId }),
    base: 0,
    until: until.date,
  }));
  const at = '2026-11-24T10:00:00Z';
  const lastScan = { at: '2026-11-24T03:02:00Z', databaseAt: '2026-11-24T00:12:00Z' };
  const byImage = [
    { name: `${REGISTRY}/api`, count: 5 },
    { name: `${REGISTRY}/web`, count: 4 },
  ];
  const open = {
    total: 9,
    complete: true,
    bySeverity: { CRITICAL: 2, HIGH: 7 },
    overdue: 0,
    byImage,
  };
  const none = { total: 0, complete: true, bySeverity: {}, overdue: 0, byImage: [] };
  return [
    [
      'busy',
      {
        at,
        open,
        trend,
        next,
        expiring,
        lastScan,
        running: [{ images: [`${REGISTRY}/api`], startedAt: at }],
        troubles: [],
      },
    ],
    [
      'overdue',
      {
        at,
        open: { ...open, overdue: 2 },
        trend,
        next: next.map(({ finding, base }, index) => ({
          base,
          finding: {
            ...finding,
            urgency:
              index < 2
                ? anUrgency({ dueAt: '2026-11-20T03:00:00.000Z' })
                : index < 4
                  ? anUrgency()
                  : aCalmUrgency(),
          },
        })),
        expiring,
        lastScan,
        running: [],
        troubles: [],
      },
    ],
    [
      'clean',
      { at, open: none, trend, next: [], expiring: [], lastScan, running: [], troubles: [] },
    ],
    ['new', { at, open: none, trend: [], next: [], expiring: [], running: [], troubles: [] }],
    [
      'flooded',
      {
        at,
        open: { ...open, total: 1000, complete: false },
        trend,
        next,
        expiring: [],
        lastScan: {
          ...lastScan,
          attention: [
            { image: `${REGISTRY}/web:latest`, reason: 'failed', error: 'x', errorCode: 'network' },
            { image: `${REGISTRY}/old`, reason: 'end-of-life', os: 'Debian 9.13', held: 1 },
            { image: `${REGISTRY}/api`, reason: 'mass-vanishing', held: 12 },
          ],
          failure: { at, why: 'the scanner ran out of memory', code: 'task_memory' },
        },
        running: [],
        troubles: TROUBLES,
      },
    ],
  ];
}

/** Images that could not be judged, for each reason, with names and errors as long as they get. */
const MUCH_ATTENTION: Attention[] = Array.from({ length: 9 }, (_, index): Attention[] => {
  const image = `${REGISTRY}/${'api-'.repeat(30)}${index}:latest`;
  return [
    { image, reason: 'nothing-scanned', held: 12 },
    { image, reason: 'end-of-life', os: 'Debian 9.13', held: 1 },
    { image, reason: 'os-not-covered', os: 'Debian 12.8' },
    { image, reason: 'failed', error: '0 '.repeat(400), errorCode: 'network' },
    { image, reason: 'mass-vanishing', held: 900 },
  ];
}).flat();

const ofScan = (repository: string): AffectedImage => ({
  name: `${REGISTRY}/${repository}`,
  repository,
  tag: 'latest',
  services: [],
});

/** What a complete scan found nowhere. */
const NOWHERE: IndexAnswer = {
  at: '2026-11-24T03:02:00Z',
  earlier: [],
  unjudged: HELD_REASONS.map((reason) => ({
    image: ofScan(`legacy-${reason}`),
    why: { name: 'legacy', doubt: { reason, os: 'Debian 10' } },
  })),
  notFound: ['web', 'job', 'edge', 'search'].map(ofScan),
};

/** What it found in three images, one of which could not be scanned since. */
const INDEXED: IndexAnswer = {
  ...NOWHERE,
  detection: {
    ...{ vulnerabilityId: 'CVE-2024-5535', severity: 'LOW', score: 3.7, scoreVersion: '3.1' },
    ...{ title: 'openssl: SSL_select_next_proto buffer overread', description: '' },
    images: ['api', 'worker', 'batch'].map(ofScan),
    packages: ['api', 'worker', 'batch'].map((name, index) => ({
      ...{ name: 'openssl', installedVersion: `3.0.${index}`, fixedVersion: '3.0.15' },
      ...{ path: 'usr/lib/libssl.so', image: ofScan(name).name, tag: 'latest' },
    })),
  },
  earlier: [{ image: ofScan('batch'), at: '2026-11-23T03:02:00Z' }],
};

const EPSS = { score: 0.944, percentile: 0.9995 };
const EXPOSED: Partial<Finding> = {
  images: ['api', 'web', 'worker', 'batch'].map((repository, index) => ({
    name: `${REGISTRY}/${repository}`,
    repository,
    services: [],
    exposure: [
      { exposed: 'yes' as const, source: 'configured' as const },
      { exposed: 'yes' as const, source: 'derived' as const },
      { exposed: 'no' as const, source: 'derived' as const },
      { exposed: 'unknown' as const },
    ][index] ?? { exposed: 'unknown' },
  })),
};

/** Every answer to a question. */
export function answers(): [string, QueryAnswer][] {
  const findings = Array.from({ length: 10 }, (_, index) =>
    aFinding({
      vulnerabilityId: `CVE-2024-${40_000 + index}`,
      severity: index < 3 ? 'CRITICAL' : 'HIGH',
    }),
  );
  const open = {
    about: 'open',
    at: '2026-11-24T10:00:00.000Z',
    overdueTotal: 0,
    total: 25,
    complete: true,
    page: 1,
    pages: 3,
    findings,
  } as const;
  const affected = (found: Finding[]) => ({
    about: 'affected' as const,
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-2024-5535',
    findings: found,
    complete: true,
  });
  return [
    [
      'status',
      {
        about: 'status',
        running: [{ images: [], startedAt: '2026-11-24T09:58:00Z' }],
        lastScan: { at: '2026-11-24T03:02:00Z', databaseAt: '2026-11-24T00:12:00Z' },
        openBySeverity: { CRITICAL: 2, HIGH: 7 },
        open: 9,
        overdue: 0,
        complete: true,
        troubles: TROUBLES,
      },
    ],
    [
      'status-attention',
      {
        about: 'status',
        running: [{ images: [`${REGISTRY}/api`] }],
        lastScan: { at: '2026-11-24T03:02:00Z', attention: MUCH_ATTENTION },
        openBySeverity: {},
        open: 0,
        overdue: 0,
        complete: true,
        troubles: TROUBLES,
      },
    ],
    [
      'status-new',
      {
        about: 'status',
        running: [],
        openBySeverity: {},
        open: 0,
        overdue: 0,
        complete: true,
        troubles: [],
      },
    ],
    ['open', { ...open, findings: [...findings] }],
    [
      'open-overdue',
      {
        ...open,
        overdue: true,
        overdueTotal: 25,
        findings: findings.map((finding) => ({
          ...finding,
          urgency: anUrgency({ dueAt: '2026-11-20T03:00:00.000Z' }),
        })),
      },
    ],
    ['open-overdue-none', { ...open, overdue: true, total: 0, pages: 1, findings: [] }],
    ['open-none', { ...open, total: 0, pages: 1, findings: [] }],
    ['affected', affected([aFinding()])],
    ['affected-due', affected([aFinding({ ...EXPOSED, urgency: anUrgency({ epss: EPSS }) })])],
    ['affected-calm', affected([aFinding({ urgency: aCalmUrgency() })])],
    [
      'affected-due-many',
      affected(
        Array.from({ length: 3 }, () => aFinding({ ...MANY, urgency: anUrgency({ epss: EPSS }) })),
      ),
    ],
    [
      'affected-due-most',
      affected(
        Array.from({ length: 14 }, () => aFinding({ ...MANY, urgency: anUrgency({ epss: EPSS }) })),
      ),
    ],
    ['affected-decided', affected([decided({ kind: 'resolve' })])],
    ['affected-many', affected(Array.from({ length: 14 }, () => aFinding(MANY)))],
    ['affected-none', affected([])],
    ['affected-no-scan', { ...affected([]), index: 'none' }],
    ['affected-indexed', { ...affected([]), index: INDEXED }],
    ['affected-indexed-decided', { ...affected([decided({ kind: 'resolve' })]), index: INDEXED }],
    ['affected-indexed-none', { ...affected([]), index: NOWHERE }],
    ['affected-indexed-unread', { ...affected([aFinding()]), index: 'unavailable' }],
  ];
}

/** Every modal, with what it covers. */
export function modals(context: RenderContext): [string, ModalView][] {
  const { text } = context;
  const key = { id: 'vulnscan/CVE-2024-5535', productArn: PRODUCT };
  const triage = {
    scanId: 'scan-1',
    at: '2026-11-24T10:00:00.000Z',
    total: 43,
    bySeverity: { CRITICAL: 5, HIGH: 38 },
    images: [
      [`${REGISTRY}/api`, 21],
      [`${REGISTRY}/web`, 14],
    ] satisfies [string, number][],
  };
  return [
    [
      'suppress',
      suppressModal({ key, base: 0, images: 3 }, context, new Date('2026-11-27T10:00:00Z')),
    ],
    ['triage', triageModal(triage, {}, context)],
    [
      'triage-filtered',
      triageModal(triage, { severity: 'CRITICAL', image: 1, fix: false }, context),
    ],
    [
      'triage-counted',
      triageModal(triage, { severity: 'HIGH' }, context, {
        count: 12,
        lines: [`🟠 *${text.severity.HIGH}* · \`openssl\` 3.0.13 → *3.0.15* · CVE-2024-5535`],
      }),
    ],
    ['triage-no-images', triageModal({ ...triage, images: [] }, { severity: 'HIGH' }, context)],
  ];
}
