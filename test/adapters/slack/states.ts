import type { ModalView } from '@slack/types';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { suppressModal } from '../../../src/adapters/slack/modals/suppress';
import { triageModal } from '../../../src/adapters/slack/modals/triage-all';
import { coverageOf } from '../../../src/adapters/slack/modals/triage-coverage';
import { HELD_REASONS, type Held } from '../../../src/domain/evidence';
import type { AffectedImage, Finding } from '../../../src/domain/finding';
import type { HealthNotice, HealthProblem } from '../../../src/domain/health';
import type { IndexAnswer } from '../../../src/domain/index-answer';
import type { ChangeLine } from '../../../src/domain/ledger';
import type { Digest, Message } from '../../../src/domain/message';
import type { Overview } from '../../../src/domain/overview';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import type { ImageOutcome, ScanReport } from '../../../src/domain/scan';
import type { Attention } from '../../../src/domain/scan-attention';
import type { Decision } from '../../../src/domain/workflow';
import { aCalmUrgency, anUrgency } from '../../domain/urgencies';
import { cardMessages } from './card-states';
import { API, aDigest, aDigestScan, aLine } from './digests';
import { aFinding, decided, PRODUCT, REGISTRY } from './kit';
import { aBusyOverview, homeStates, openStates } from './lists';

/** Every message in every state, by a name that fits a file. */
export function gallery(): [string, Message][] {
  return [...cardMessages(), ...digests(), ...scans(), ...healths(), ...bulks(), ...changes()];
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

function digests(): [string, Message][] {
  const digest = (name: string, change: Partial<Digest>): [string, Message] => [
    `digest-${name}`,
    { kind: 'digest', digest: aDigest({ scan: aDigestScan(), ...change }) },
  ];
  const attention = [
    { image: `${API}:2026-11-24`, reason: 'failed', error: 'no such tag' },
    { image: `${REGISTRY}/web`, reason: 'end-of-life', os: 'debian 9.13', held: 3 },
  ] satisfies Attention[];
  const next = [
    aLine(),
    aLine({ severity: 'HIGH', overdue: true, exploited: false, dueAt: '2026-11-20T03:00:00.000Z' }),
    aLine({
      severity: 'HIGH',
      images: ['api', 'worker', 'web', 'checkout'],
      holder: { userId: 'U0KEN', name: 'Ken Tanaka', since: '2026-11-27T08:00:00.000Z' },
    }),
    aLine({ severity: 'MEDIUM', open: 12, exploited: false }),
    aLine({ severity: 'LOW', exploited: false }),
  ];
  const noFix = { packages: [{ name: 'libdb5.3', images: ['api'] }], total: 4 };
  const work = { next, more: 1, noFix };
  const decided = { resolved: 3, suppressed: 1, gone: 1, deciders: ['Ana Silva', 'Ken Tanaka'] };
  return [
    digest('new', work),
    digest('counting', { ...work, isCounting: true }),
    digest('partly', { ...work, ...decided, open: { CRITICAL: 3, HIGH: 5 } }),
    digest('unfixable', { ...decided, noFix, open: { HIGH: 4 } }),
    digest('attention', {
      ...work,
      scan: aDigestScan({
        attention,
        totals: { images: 3, unjudged: 2, vanished: 0, held: 3 },
      }),
    }),
    digest('complete', { ...decided, open: {}, tookMs: 2 * 3_600_000 }),
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
    scan('spread', {
      state: 'scanning',
      shards: 40,
      doneByShard: { none: 1, 0: 240, 17: 12 },
      done: 253,
      total: 10_000,
      current: `${REGISTRY}/web`,
    }),
    scan('lost-shards', {
      state: 'done',
      completed: {
        ...completed,
        images: [
          { image: `${REGISTRY}/api`, findings: {} },
          ...[1, 2].map((number) => ({
            image: `${REGISTRY}/broken-${number}`,
            error: 'the task of this image left no result; the next scan looks at it again',
            errorCode: 'shard_lost',
          })),
        ],
        held: [],
        lostShards: { lost: 1, of: 40, images: 2 },
      },
    }),
    scan('fan-out-failed', {
      state: 'failed',
      shards: 40,
      problem: 'x',
      problemCode: 'fan_out_failed',
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
  const lastScan = { at: '2026-11-24T03:02:00Z', databaseAt: '2026-11-24T00:12:00Z' };
  return [
    ...homeStates(),
    [
      'flooded',
      aBusyOverview({
        open: { total: 1000, complete: false, critical: 7, overdue: 0 },
        expiring: [],
        lastScan: {
          ...lastScan,
          attention: [
            { image: `${REGISTRY}/web:latest`, reason: 'failed', error: 'x', errorCode: 'network' },
            { image: `${REGISTRY}/old`, reason: 'end-of-life', os: 'Debian 9.13', held: 1 },
            { image: `${REGISTRY}/api`, reason: 'mass-vanishing', held: 12 },
          ],
          failure: {
            at: '2026-11-24T10:00:00Z',
            why: 'the scanner ran out of memory',
            code: 'task_memory',
          },
        },
        troubles: TROUBLES,
      }),
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
        upgrades: 4,
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
        upgrades: 4,
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
        upgrades: 4,
        complete: true,
        troubles: [],
      },
    ],
    ...openStates(),
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
  const key = { id: 'vulnscan/CVE-2024-5535', productArn: PRODUCT };
  const triage = {
    scanId: 'scan-1',
    counts: {
      total: 43,
      bySeverity: { CRITICAL: 5, HIGH: 38 },
      images: [
        { name: `${REGISTRY}/api`, count: 21 },
        { name: `${REGISTRY}/web`, count: 14 },
      ],
      fixable: 40,
      overdue: 1,
      soon: 4,
    },
  };
  return [
    [
      'suppress',
      suppressModal({ key, base: 0, images: 3 }, context, new Date('2026-11-27T10:00:00Z')),
    ],
    ['triage', triageModal(triage, {}, context)],
    [
      'triage-filtered',
      triageModal(triage, { severity: 'CRITICAL', image: `${REGISTRY}/web`, fix: false }, context),
    ],
    [
      'triage-counted',
      triageModal(
        triage,
        { severity: 'HIGH' },
        context,
        coverageOf(
          { count: 12, lines: [aLine(), aLine({ severity: 'HIGH' })], upgrades: 7 },
          context,
        ),
      ),
    ],
    ['triage-counting', triageModal({ scanId: triage.scanId }, { severity: 'HIGH' }, context)],
  ];
}
