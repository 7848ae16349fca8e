import { noteOf } from '../../../src/domain/decision-note';
import { basisOf } from '../../../src/domain/decision-scope';
import type { AffectedImage, Finding, VulnerablePackage } from '../../../src/domain/finding';
import type { AlertEntry, Message, RemedyCard } from '../../../src/domain/message';
import { type Remedy, type RemedyRow, remedyId } from '../../../src/domain/remedy';
import { writeSignature } from '../../../src/domain/signature';
import { type Decision, STATUS_OF } from '../../../src/domain/workflow';
import { aCalmUrgency, anUrgency } from '../../domain/urgencies';
import { aFinding, REGISTRY } from './kit';

/* Cards in every state. The names are those of the design. */

const ANA = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana Silva' };
const KEN = { userId: 'U0KEN', name: 'Ken Tanaka' };
const FOUND = '2026-11-27T03:02:00.000Z';
const CLICKED = '1795774320.000100';
export const HOLDER = { ...KEN, since: '2026-11-27T10:12:00.000Z' };

function anImage(repository: string, change: Partial<AffectedImage> = {}): AffectedImage {
  return {
    name: `${REGISTRY}/${repository}`,
    repository,
    tag: 'latest',
    services: [`prod/${repository}`],
    ...change,
  };
}

interface Upgrade {
  key: string;
  name: string;
  type: string;
  rows: RemedyRow[];
  isConfirmed?: true;
  images: AffectedImage[];
  /** The package's own name, where it is not that of the upgrade. */
  binary?: string;
}

const EXPOSED = { exposure: { exposed: 'yes', source: 'configured' } } as const;
const HIDDEN = { exposure: { exposed: 'no', source: 'derived' } } as const;

export const LOG4J: Upgrade = {
  key: 'maven|org.apache.logging.log4j:log4j-core',
  name: 'log4j-core',
  binary: 'org.apache.logging.log4j:log4j-core',
  type: 'jar',
  rows: [{ installed: '2.14.1', target: '2.17.1' }],
  isConfirmed: true,
  images: [anImage('batch', EXPOSED), anImage('worker', EXPOSED)],
};

const AMAZON = { system: 'amazon 2', ...HIDDEN };
export const VIM: Upgrade = {
  key: 'amazon 2|vim',
  name: 'vim',
  type: 'amazon',
  rows: [{ installed: '2:8.2.3642-1.amzn2.0.1', target: '2:9.0.2153-1.amzn2.0.1' }],
  isConfirmed: true,
  images: [anImage('api', AMAZON), anImage('web', AMAZON)],
};

const DEBIAN = { system: 'debian 11' };
export const LIBDB: Upgrade = {
  key: 'debian 11|libdb5.3|no fix',
  name: 'libdb5.3',
  type: 'debian',
  rows: [{ installed: '5.3.28+dfsg1-0.8' }],
  images: [anImage('api', { ...DEBIAN, ...HIDDEN })],
};

export function remedyOf({ key, name, rows, isConfirmed }: Upgrade): Remedy {
  return { key, name, rows, ...(isConfirmed && { isConfirmed }) };
}

function packagesOf({ name, binary = name, type, rows, images }: Upgrade): VulnerablePackage[] {
  return images.flatMap((image) =>
    rows.map(({ installed, target }) => ({
      name: binary,
      type,
      installedVersion: installed,
      image: image.name,
      ...(target !== undefined && { fixedVersion: target }),
    })),
  );
}

/** A finding that the upgrade clears. */
export function findingOf(upgrade: Upgrade, change: Partial<Finding> = {}): Finding {
  const vulnerabilityId = change.vulnerabilityId ?? 'CVE-2021-44228';
  return aFinding({
    id: `vulnscan/${vulnerabilityId}`,
    vulnerabilityId,
    primaryUrl: `https://avd.aquasec.com/nvd/${vulnerabilityId.toLowerCase()}`,
    title:
      'Remote code execution in Log4j 2.x when logs contain an attacker-controlled string value',
    severity: 'CRITICAL',
    score: 10,
    packages: packagesOf(upgrade),
    images: upgrade.images,
    remedies: [remedyOf(upgrade)],
    workflowStatus: 'NOTIFIED',
    createdAt: FOUND,
    ...change,
  });
}

function entryOf(finding: Finding, rest: Partial<AlertEntry> = {}): AlertEntry {
  return { finding, base: 0, reason: 'new', ...rest };
}

export function aCard(
  upgrade: Upgrade,
  entries: [AlertEntry, ...AlertEntry[]],
  rest: Partial<RemedyCard> = {},
): RemedyCard {
  const ref = {
    card: 'scan/5f0c1f8a-3c5b-4f0e-9d0a-2f6c1e9b7a11/r1',
    remedy: remedyId(upgrade.key),
    shown: entries.length,
  };
  return { ref, remedy: remedyOf(upgrade), entries, ...rest };
}

const EXPLOITED = anUrgency({ dueAt: '2026-11-30T12:00:00.000Z' });
const UNEXPLOITED = anUrgency({ outcome: '3D', dueAt: '2026-11-30T12:00:00.000Z' });
function withoutKev({ exploitedSince: _, ...urgency }: typeof EXPLOITED) {
  return urgency;
}

/** The four findings of log4j-core, of which two are known to be exploited. */
export function log4jFindings(): [Finding, Finding, Finding, Finding] {
  const calm = withoutKev(UNEXPLOITED);
  return [
    findingOf(LOG4J, { urgency: EXPLOITED }),
    findingOf(LOG4J, { vulnerabilityId: 'CVE-2021-45046', score: 9, urgency: EXPLOITED }),
    findingOf(LOG4J, {
      vulnerabilityId: 'CVE-2021-44832',
      severity: 'MEDIUM',
      score: 6.6,
      urgency: calm,
    }),
    findingOf(LOG4J, {
      vulnerabilityId: 'CVE-2021-45105',
      severity: 'MEDIUM',
      score: 5.9,
      urgency: calm,
    }),
  ];
}

type Findings = [Finding, ...Finding[]];

export function entriesOf(
  findings: Findings,
  rest: Partial<AlertEntry> = {},
): [AlertEntry, ...AlertEntry[]] {
  const [first, ...others] = findings;
  return [entryOf(first, rest), ...others.map((finding) => entryOf(finding, rest))];
}

const DUE_60D = withoutKev(
  anUrgency({ outcome: '60D', dueAt: '2027-01-26T12:00:00.000Z', exposed: 'no' }),
);

/** So many findings of vim. */
export function vimFindings(count: number, change: Partial<Finding> = {}): Findings {
  const of = (index: number) =>
    findingOf(VIM, {
      vulnerabilityId: `CVE-2022-${3520 + index}`,
      title: 'vim: heap buffer overflow',
      severity: 'HIGH',
      score: index < 2 ? 9.8 : 7.8,
      urgency: DUE_60D,
      scan: { id: 's', newFindings: 230, rebuild: { clears: 222, of: 230, builtOn: '2022-01-12' } },
      ...change,
    });
  return [of(0), ...Array.from({ length: count - 1 }, (_, index) => of(index + 1))];
}

/** The finding after Ana decided. */
export function decidedBy(finding: Finding, decision: Decision, actor = ANA): Finding {
  const place = (decision.kind === 'suppress' && decision.place) || 'here';
  const basis = decision.kind === 'reopen' ? undefined : basisOf(finding, place);
  const note = noteOf({ decision, actor, actionTs: CLICKED }, basis, finding);
  return { ...finding, workflowStatus: STATUS_OF[decision.kind], note };
}

function byScanner(
  finding: Finding,
  action: 'reopen' | 'fixed' | 'unscanned' | 'back',
  text: string,
  at = '1795835040',
): Finding {
  const note = { text, updatedBy: writeSignature({ who: 'scanner', at, action }) };
  const isLeft = action === 'fixed' || action === 'unscanned';
  return {
    ...finding,
    note,
    ...(isLeft && { workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' }),
  };
}

const UNTIL = { kind: 'date', date: '2027-02-24' } as const;
export const SUPPRESS = {
  kind: 'suppress',
  until: UNTIL,
  justification: 'not-in-execute-path',
  reason: 'nobody opens an editor in these images',
} satisfies Decision;
const NOT_REACHABLE: Decision = { kind: 'suppress', until: UNTIL, justification: 'not-reachable' };

function every(findings: Findings, change: (finding: Finding) => Finding): Findings {
  const [first, ...others] = findings;
  return [change(first), ...others.map(change)];
}

function gone(finding: Finding): Finding {
  return byScanner(finding, 'fixed', 'Fixed: no longer detected in worker, batch.');
}

/** Every state of a card by its name. */
export function cards(): [string, RemedyCard][] {
  return [...openCards(), ...unfixedCards(), ...mixedCards(), ...closedCards(), ...againCards()];
}

function openCards(): [string, RemedyCard][] {
  const log4j = log4jFindings();
  const vim = vimFindings(139);
  const [first] = log4j;
  const unconfirmed = { ...LOG4J };
  delete unconfirmed.isConfirmed;
  const foreign = aFinding({ packages: [], title: 'CVE-2024-5535', workflowStatus: 'NOTIFIED' });
  const { urgency: _, ...plain } = aFinding({ workflowStatus: 'NOTIFIED' });
  return [
    ['01-open', aCard(LOG4J, entriesOf(log4j))],
    ['01-one', aCard(LOG4J, entriesOf([first]))],
    ['01-overdue', aCard(LOG4J, entriesOf(log4j, { overdue: true }))],
    [
      '01-next-rebuild',
      aCard(LOG4J, entriesOf([{ ...first, severity: 'LOW', score: 3.1, urgency: aCalmUrgency() }])),
    ],
    ['01-unknown-exposure', unknownExposure()],
    ['01-unconfirmed', aCard(unconfirmed, entriesOf(log4j))],
    ['01-leaves', leavesCard()],
    ['01-rows', rowsCard()],
    ['01-major', majorCard()],
    ['01-go', goCard()],
    ['01-many-exploited', aCard(LOG4J, entriesOf(manyExploited(20)))],
    ['01-many-images', aCard(LOG4J, entriesOf([manyImages(first)]))],
    ['01-renamed', aCard(LOG4J, entriesOf([{ ...first, renamedFrom: 'GHSA-jfh8-c2jp-5v3q' }]))],
    ['01-template', templateCard(plain)],
    ['01-no-package', templateCard(foreign)],
    ['02-os-139', aCard(VIM, entriesOf(vim))],
    ['02-end-of-life', endOfLife()],
    ['02b-two-upgrades', twoUpgrades()],
    ['09-on-it', aCard(LOG4J, entriesOf(log4j), { holder: HOLDER })],
    ['09-on-it-os', aCard(VIM, entriesOf(vim), { holder: HOLDER })],
  ];
}

function manyExploited(count: number): Findings {
  const of = (index: number) =>
    findingOf(LOG4J, { vulnerabilityId: `CVE-2021-${50_000 + index}`, urgency: EXPLOITED });
  return [of(0), ...Array.from({ length: count - 1 }, (_, index) => of(index + 1))];
}

function manyImages(finding: Finding): Finding {
  const images = Array.from({ length: 12 }, (_, index) =>
    anImage(`team/service-${index}`, EXPOSED),
  );
  return { ...finding, images, packages: packagesOf({ ...LOG4J, images }) };
}

function unknownExposure(): RemedyCard {
  const upgrade = { ...LOG4J, images: [anImage('worker', { exposure: { exposed: 'unknown' } })] };
  const urgency = { ...EXPLOITED, exposed: 'unknown' as const };
  return aCard(upgrade, entriesOf([findingOf(upgrade, { urgency })]));
}

function leavesCard(): RemedyCard {
  const moment: Upgrade = {
    ...LOG4J,
    ...{ key: 'npm|moment', name: 'moment', binary: 'moment', type: 'npm' },
    rows: [{ installed: '2.0.0', target: '2.29.2', leaves: ['CVE-2022-31129'] }],
  };
  return aCard(
    moment,
    entriesOf([
      findingOf(moment, { vulnerabilityId: 'CVE-2022-24785', score: 7.5, urgency: DUE_60D }),
      findingOf(moment, { vulnerabilityId: 'CVE-2017-18214', score: 7.5, urgency: DUE_60D }),
      findingOf(moment, { vulnerabilityId: 'CVE-2022-31129', score: 7.5, urgency: DUE_60D }),
    ]),
  );
}

/** Three installed versions that need three others. */
export function rowsCard(): RemedyCard {
  const image = anImage('web', HIDDEN);
  const rows = [
    { installed: '5.7.1', target: '5.7.2' },
    { installed: '6.3.0', target: '6.3.1' },
    { installed: '7.3.2', target: '7.5.2' },
  ];
  const semver: Upgrade = {
    ...{ key: 'npm|semver', name: 'semver', type: 'node-pkg', isConfirmed: true },
    ...{ rows, images: [image] },
  };
  const finding = findingOf(semver, {
    vulnerabilityId: 'CVE-2022-25883',
    title: 'nodejs-semver: Regular expression denial of service',
    severity: 'HIGH',
    score: 7.5,
    urgency: DUE_60D,
    packages: rows.map(({ installed, target }, index) => ({
      ...{ name: 'semver', type: 'node-pkg', installedVersion: installed, fixedVersion: target },
      ...{ image: image.name, path: `app/node_modules/${'npm/node_modules/'.repeat(index)}semver` },
    })),
  });
  return aCard(semver, entriesOf([finding]));
}

function majorCard(): RemedyCard {
  const yaml: Upgrade = {
    ...LOG4J,
    ...{ key: 'maven|org.yaml:snakeyaml', name: 'snakeyaml', binary: 'org.yaml:snakeyaml' },
    rows: [{ installed: '1.30', target: '2.0', isMajor: true }],
  };
  const finding = findingOf(yaml, {
    vulnerabilityId: 'CVE-2022-1471',
    title: 'SnakeYaml: Constructor Deserialization Remote Code Execution',
    score: 9.8,
    urgency: withoutKev(UNEXPLOITED),
  });
  return aCard(yaml, entriesOf([finding]));
}

function goCard(): RemedyCard {
  const go: Upgrade = {
    ...{ key: 'go|stdlib', name: 'Go', binary: 'stdlib', type: 'gobinary', isConfirmed: true },
    rows: [{ installed: '1.22.1', target: '1.22.7' }],
    images: [anImage('worker', HIDDEN)],
  };
  const of = (vulnerabilityId: string) =>
    findingOf(go, {
      ...{ vulnerabilityId, title: 'golang: net/netip: unexpected behaviour', severity: 'HIGH' },
      ...{ score: 7.5, urgency: DUE_60D },
    });
  return aCard(go, entriesOf([of('CVE-2024-24790'), of('CVE-2024-34156')]));
}

/** As Trivy's own template imports it, without a remedy. */
function templateCard(finding: Finding): RemedyCard {
  const [entry] = finding.packages;
  const upgrade: Upgrade = {
    ...{ key: 'id|CVE-2024-5535', name: 'CVE-2024-5535', type: '', rows: [], images: [] },
    ...(entry && {
      ...{ key: `package|${entry.name}`, name: entry.name },
      rows: [{ installed: entry.installedVersion, target: '3.0.15-r0, 3.1.7-r0' }],
    }),
  };
  return aCard(upgrade, [entryOf(finding)]);
}

function endOfLife(): RemedyCard {
  const image = anImage('legacy', { system: 'debian 9', endOfLife: 'Debian 9.13', ...HIDDEN });
  const upgrade: Upgrade = {
    ...VIM,
    ...{ key: 'debian 9|vim', type: 'debian', images: [image] },
    rows: [{ installed: '2:8.0.0197-4', target: '2:8.0.0197-4+deb9u7' }],
  };
  return aCard(upgrade, [entryOf(findingOf(upgrade, { severity: 'HIGH', urgency: DUE_60D }))]);
}

function twoUpgrades(): RemedyCard {
  const debian: Upgrade = {
    ...{ key: 'debian 11|openssl', name: 'openssl', type: 'debian', isConfirmed: true },
    rows: [{ installed: '1.1.1k-1+deb11u1', target: '1.1.1k-1+deb11u2' }],
    images: [
      anImage('api', { ...DEBIAN, ...HIDDEN }),
      anImage('worker', { ...DEBIAN, ...EXPOSED }),
    ],
  };
  const alpine: Upgrade = {
    ...{ key: 'alpine 3.15|openssl', name: 'openssl', type: 'alpine', isConfirmed: true },
    rows: [{ installed: '1.1.1l-r7', target: '1.1.1n-r0' }],
    images: [anImage('web', { system: 'alpine 3.15', ...HIDDEN })],
  };
  const finding = findingOf(debian, {
    vulnerabilityId: 'CVE-2022-0778',
    title: 'openssl: Infinite loop in BN_mod_sqrt() reachable when parsing certificates',
    severity: 'HIGH',
    score: 7.5,
    urgency: withoutKev(anUrgency({ outcome: '14D', dueAt: '2026-12-11T12:00:00.000Z' })),
    packages: [...packagesOf(debian), ...packagesOf(alpine)],
    images: [...debian.images, ...alpine.images],
    remedies: [remedyOf(debian), remedyOf(alpine)],
  });
  return aCard(debian, entriesOf([finding]));
}

function unfixedCards(): [string, RemedyCard][] {
  const finding = (status?: VulnerablePackage['status'], upgrade = LIBDB) =>
    findingOf(upgrade, {
      vulnerabilityId: 'CVE-2019-8457',
      title: 'sqlite: heap out-of-bound read in function rtreenode()',
      score: 9.8,
      urgency: DUE_60D,
      packages: packagesOf(upgrade).map((entry) => ({ ...entry, ...(status && { status }) })),
    });
  const library = {
    ...LIBDB,
    ...{ key: 'npm|ip|no fix', name: 'ip', type: 'npm', rows: [{ installed: '2.0.1' }] },
  };
  const many = vimFindings(205, {
    ...{ packages: packagesOf(LIBDB), images: LIBDB.images },
    remedies: [remedyOf(LIBDB)],
  });
  return [
    ['03-will-not-fix', aCard(LIBDB, [entryOf(finding('will_not_fix'))])],
    ['03-fix-deferred', aCard(LIBDB, [entryOf(finding('fix_deferred'))])],
    ['03-end-of-life', aCard(LIBDB, [entryOf(finding('end_of_life'))])],
    ['03-none-known', aCard(LIBDB, [entryOf(finding())])],
    ['03-library', aCard(library, [entryOf(finding(undefined, library))])],
    ['03-many', aCard(LIBDB, entriesOf(many))],
    ['03-on-it', aCard(LIBDB, [entryOf(finding('will_not_fix'))], { holder: HOLDER })],
  ];
}

function mixedCards(): [string, RemedyCard][] {
  const [one, two, three, four] = log4jFindings();
  const resolve: Decision = { kind: 'resolve', reason: 'Deployed with worker 1.8.2' };
  const partly: Findings = [
    one,
    two,
    decidedBy(three, NOT_REACHABLE),
    decidedBy(four, NOT_REACHABLE),
  ];
  return [
    ['04-partly', aCard(LOG4J, entriesOf(partly))],
    ['04-partly-on-it', aCard(LOG4J, entriesOf(partly), { holder: HOLDER })],
    [
      '04-everything',
      aCard(LOG4J, [
        entryOf(one),
        entryOf(byScanner(two, 'reopen', 'Reopened by the scanner: rated CRITICAL, was HIGH.'), {
          reason: 'reopened',
          base: 1,
        }),
        entryOf(decidedBy(three, resolve)),
        entryOf(gone(four)),
        ...vimFindings(3).map((finding, index) =>
          entryOf(
            decidedBy(finding, { kind: 'suppress', until: { kind: 'ever' }, reason: `${index}` }),
          ),
        ),
      ]),
    ],
    [
      '05c-decided-differently',
      aCard(
        LOG4J,
        entriesOf([
          decidedBy(one, resolve),
          decidedBy(two, SUPPRESS),
          decidedBy(three, NOT_REACHABLE),
          gone(four),
        ]),
      ),
    ],
  ];
}

function closedCards(): [string, RemedyCard][] {
  const log4j = log4jFindings();
  const vim = vimFindings(139);
  const [first] = log4j;
  const suppressed = (decision: Decision) =>
    entriesOf(every(vim, (each) => decidedBy(each, decision)));
  const elsewhere = (workflowStatus: 'RESOLVED' | 'SUPPRESSED'): Finding => ({
    ...first,
    workflowStatus,
    note: {
      text: 'Accepted by the board',
      updatedBy: 'arn:aws:iam::123456789012:user/ana',
      updatedAt: '2026-11-27T10:12:00Z',
    },
  });
  const late = { dueAt: '2026-11-25T12:00:00.000Z' };
  const continued = {
    at: '2026-11-28T03:04:00.000Z',
    message: { channel: 'C0SECURITY', ts: '1795835040.000100' },
    open: 2,
    more: 1,
  };
  const moved = entriesOf([
    log4j[0],
    log4j[1],
    decidedBy(log4j[2], NOT_REACHABLE),
    decidedBy(log4j[3], NOT_REACHABLE),
  ]).map((entry, index) => ({ ...entry, ...(index < 2 && { shownAgain: true as const }) }));
  const [movedFirst = entryOf(first), ...movedOthers] = moved;
  const renamed = byScanner(first, 'fixed', 'Renamed to CVE-2021-44229.');
  return [
    [
      '05a-resolved',
      aCard(
        LOG4J,
        entriesOf(
          every(log4j, (each) =>
            decidedBy(each, { kind: 'resolve', reason: 'Deployed with worker 1.8.2' }),
          ),
        ),
      ),
    ],
    ['05a-resolved-one', aCard(LOG4J, entriesOf([decidedBy(first, { kind: 'resolve' })]))],
    ['05b-suppressed', aCard(VIM, suppressed(SUPPRESS))],
    ['05b-suppressed-fix', aCard(VIM, suppressed({ kind: 'suppress', until: { kind: 'fix' } }))],
    [
      '05b-suppressed-everywhere',
      aCard(VIM, suppressed({ ...SUPPRESS, until: { kind: 'ever' }, place: 'everywhere' })),
    ],
    ['05b-suppressed-one', aCard(VIM, entriesOf([decidedBy(vim[0], SUPPRESS)]))],
    [
      '05b-suppressed-gone',
      aCard(VIM, entriesOf([{ ...decidedBy(vim[0], SUPPRESS), recordState: 'ARCHIVED' }])),
    ],
    ['05d-elsewhere', aCard(LOG4J, entriesOf([elsewhere('SUPPRESSED')]))],
    ['05d-elsewhere-resolved', aCard(LOG4J, entriesOf([elsewhere('RESOLVED')]))],
    ['06-gone', aCard(LOG4J, entriesOf(every(log4j, gone)), { holder: HOLDER })],
    [
      '06-gone-late',
      aCard(
        LOG4J,
        entriesOf(every(log4j, (each) => gone({ ...each, urgency: { ...EXPLOITED, ...late } }))),
      ),
    ],
    [
      '06-gone-after-resolved',
      aCard(
        LOG4J,
        entriesOf([{ ...decidedBy(first, { kind: 'resolve' }), recordState: 'ARCHIVED' }]),
      ),
    ],
    [
      '06-unscanned',
      aCard(
        LOG4J,
        entriesOf([
          byScanner(
            first,
            'unscanned',
            'No longer scanned: a scan of all images found no worker, batch.',
          ),
        ]),
      ),
    ],
    ['06-renamed', aCard(LOG4J, entriesOf([renamed]))],
    ['06-archived', aCard(LOG4J, entriesOf([{ ...first, recordState: 'ARCHIVED' }]))],
    ['08-continued', aCard(LOG4J, [movedFirst, ...movedOthers], { continued })],
    [
      '08-continued-soon',
      aCard(LOG4J, [movedFirst, ...movedOthers], { continued: { open: 2, more: 0 } }),
    ],
    ['08-shown-again', aCard(LOG4J, entriesOf([first], { shownAgain: true }))],
  ];
}

const BEFORE =
  'Before: Suppressed by Ken Tanaka for good in api, web: risk accepted: debug mode is off';
const FORMER = { by: 'U0KEN', at: '2026-11-03T12:00:00.000Z' };

function again(name: string, text: string, rest: Partial<AlertEntry> = {}): [string, RemedyCard] {
  const [first] = log4jFindings();
  const finding = byScanner(first, 'reopen', `Reopened by the scanner: ${text}`);
  const entry = entryOf(finding, { base: 1, reason: 'reopened', ...rest });
  return [`07-${name}`, aCard(LOG4J, [entry])];
}

function againCards(): [string, RemedyCard][] {
  const [first] = log4jFindings();
  const back = byScanner(first, 'back', 'Came back: detected again in worker.');
  const vim = every(vimFindings(139), (each) =>
    byScanner(
      each,
      'reopen',
      `Reopened by the scanner: now also in checkout-public, exposed to the internet, which the suppression of Ken Tanaka for api, web does not cover. ${BEFORE}`,
    ),
  );
  return [
    ['07a-image', aCard(VIM, entriesOf(vim, { base: 1, reason: 'reopened', former: FORMER }))],
    again('exploited', `now known to be exploited (CISA KEV, 2026-11-26). ${BEFORE}`, {
      former: FORMER,
    }),
    again('exposed', `now exposed to the internet: worker. ${BEFORE}`),
    again('rated', `rated CRITICAL, was HIGH. ${BEFORE}`),
    again('fix', `a fixed version is out (log4j-core 2.17.1). ${BEFORE}`),
    again('expired', `suppressed until 2026-11-24, still detected in worker. ${BEFORE}`),
    again(
      'still-there',
      'still detected in worker after it was resolved. Before: Resolved by Ana Silva.',
    ),
    again(
      'several',
      `now known to be exploited (CISA KEV, 2026-11-26); rated CRITICAL, was HIGH; a fixed version is out (log4j-core 2.17.1). ${BEFORE}`,
    ),
    ['07-back', aCard(LOG4J, [entryOf(back, { base: 1, reason: 'back' })])],
    ['07-back-silently', aCard(LOG4J, [entryOf(first, { base: 1, reason: 'back' })])],
    ['07-by-person', aCard(LOG4J, [entryOf(decidedBy(first, { kind: 'reopen' }))])],
  ];
}

/** Every message of cards. */
export function cardMessages(): [string, Message][] {
  const alone = cards().map(([name, card]): [string, Message] => [
    `card-${name}`,
    { kind: 'cards', cards: [card] },
  ]);
  const log4j = aCard(LOG4J, entriesOf(log4jFindings()));
  const vim = aCard(VIM, entriesOf(vimFindings(139)));
  const others = [majorCard(), goCard(), rowsCard()].map((card, index) => ({
    ...card,
    ref: { ...card.ref, card: `scan/s/u${index}` },
  }));
  return [
    ...alone,
    ['card-11-urgent', { kind: 'cards', cards: [log4j, vim], urgent: { total: 2 } }],
    [
      'card-11-urgent-five',
      { kind: 'cards', cards: [log4j, vim, ...others], urgent: { total: 8 } },
    ],
    ['card-11-urgent-one', { kind: 'cards', cards: [log4j], urgent: { total: 1 } }],
    [
      'card-11-urgent-decided',
      {
        kind: 'cards',
        cards: [
          aCard(
            LOG4J,
            entriesOf(every(log4jFindings(), (each) => decidedBy(each, { kind: 'resolve' }))),
          ),
          { ...vim, holder: HOLDER },
        ],
        urgent: { total: 2 },
      },
    ],
    ['card-12-gathered', { kind: 'cards', cards: [log4j, vim] }],
  ];
}
