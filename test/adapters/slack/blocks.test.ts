import { healthHeadline } from '../../../src/adapters/slack/blocks/health';
import { advisoryUrl } from '../../../src/adapters/slack/blocks/links';
import { render } from '../../../src/adapters/slack/blocks/render';
import { consoleUrl } from '../../../src/adapters/slack/blocks/render-context';
import { withoutTimes } from '../../../src/adapters/slack/escape';
import { LIMITS, sizeOfBlocks } from '../../../src/adapters/slack/limits';
import { alarms } from '../../../src/alarms';
import { ALARM_PREFIX } from '../../../src/domain/health';
import type { BulkSummary } from '../../../src/domain/ledger';
import type { Message } from '../../../src/domain/message';
import type { ScanReport } from '../../../src/domain/scan';
import { writeSignature } from '../../../src/domain/signature';
import type { Decision } from '../../../src/domain/workflow';
import { assertWithinLimits } from './breaches';
import { aFinding, anEntry, decided, english, japanese } from './kit';
import { gallery } from './states';

function shown(message: Message, context = english): string {
  const { blocks, attachments } = render(message, context);
  return JSON.stringify([blocks, attachments]);
}

function alert(...parts: Parameters<typeof anEntry>): Message {
  return { kind: 'alert', entry: anEntry(...parts) };
}

test.each(gallery())('%s fits into a message, in both languages', (_name, message) => {
  for (const context of [english, japanese]) assertWithinLimits(render(message, context));
});

test.each(gallery())('%s is drawn the same every time', (_name, message) => {
  expect(render(message, english)).toEqual(render(structuredClone(message), english));
});

test.each(gallery())('%s has a screen-reader text of words without markup', (_name, message) => {
  const { text } = render(message, english);

  expect(text).not.toMatch(/[*`~<>]|\b_|_\b|undefined|NaN|\[object/);
  expect(text.length).toBeGreaterThan(10);
});

test('a new finding shows severity, what to upgrade to, where it runs, and how bad it is', () => {
  const text = shown(alert());

  expect(text).toContain('*Critical* · `openssl` 3.0.13-r0 → *3.0.15-r0*');
  expect(text).toContain('Found in `api` · Runs in `main/api`');
  expect(text).toContain(
    '<https://avd.aquasec.com/nvd/cve-2024-5535|CVE-2024-5535> · CVSS 9.1 · 1 image',
  );
  expect(text).toContain('securityhub/home?region=eu-west-1');
  expect(render(alert(), english).attachments[0]?.color).toBe('#c0143c');
});

test('the screen-reader text has the same facts', () => {
  expect(render(alert(), english).text).toBe(
    'Critical: CVE-2024-5535. Upgrade openssl from 3.0.13-r0 to 3.0.15-r0. Found in api.',
  );
  expect(render(alert(), japanese).text).toBe(
    '緊急: CVE-2024-5535。openssl を 3.0.13-r0 から 3.0.15-r0 に更新してください。検出イメージ: api。',
  );
});

test('packages with a fix come first, those without say so, and long lists are folded', () => {
  const packages = [
    { name: 'libfoo', installedVersion: '1' },
    { name: 'libbar', installedVersion: '1', fixedVersion: '2.6.9, 3.1.0' },
    { name: 'libbar', installedVersion: '1', fixedVersion: '2.6.9, 3.1.0', image: 'other' },
  ];
  const images = Array.from({ length: 8 }, (_, index) => ({
    name: `r/app-${index}`,
    repository: `app-${index}`,
    services: [],
  }));
  const text = shown(alert({ packages, images }));

  expect(text).toContain('`libbar` 1 → *2.6.9 or 3.1.0* and 1 more package');
  expect(text).toContain('`app-4` and 3 more');
  expect(shown(alert({ packages: packages.slice(0, 1) }))).toContain('`libfoo` 1 (no fix yet)');
  expect(shown(alert({ packages: [] }))).toContain(
    '*Critical* · openssl: SSL_select_next_proto buffer overread',
  );
});

test('a decision shows who, when, why and until when, and can be reopened', () => {
  const resolved = alert(decided({ kind: 'resolve' }));
  const suppressed = alert(
    decided({ kind: 'suppress', reason: 'not reachable: by design', until: { kind: 'fix' } }),
  );

  expect(shown(resolved)).toContain('✅ *Resolved* · Critical');
  expect(shown(resolved)).toContain('Resolved by Ana Silva · 24 Nov 2026');
  expect(shown(suppressed)).toContain(
    'Suppressed by Ana Silva · 24 Nov 2026, 08:00 UTC · until a fix exists',
  );
  expect(shown(suppressed)).toContain('“not reachable: by design”');
  for (const message of [resolved, suppressed]) {
    expect(shown(message)).toContain('finding_reopen');
    expect(shown(message)).not.toContain('finding_resolve');
  }
});

test('Japanese messages show the same facts in the configured time zone', () => {
  const until = { kind: 'date', date: '2026-12-24' } as const;
  const text = shown(alert(decided({ kind: 'suppress', reason: '到達不能', until })), japanese);

  expect(text).toContain('抑制中: Ana Silva · 2026年11月24日 17:00 JST · 2026年12月24日まで');
  expect(text).toContain('“到達不能”');
});

test('a finding that was reopened, came back, is gone or was decided elsewhere says why', () => {
  const scanner = (action: 'reopen' | 'fixed' | 'unscanned', text: string) => ({
    note: { text, updatedBy: writeSignature({ who: 'scanner', at: '1795507200', action }) },
  });
  const reopened = alert(scanner('reopen', 'The suppression ended on 2026-11-24.'), {
    base: 1,
    reason: 'reopened',
  });
  const gone = alert({
    ...scanner('fixed', 'Fixed: no longer detected in api, web and 2 more.'),
    workflowStatus: 'RESOLVED',
    recordState: 'ARCHIVED',
  });
  const unscanned = alert({
    ...scanner('unscanned', 'No longer scanned: a scan of all images found no api.'),
    workflowStatus: 'RESOLVED',
    recordState: 'ARCHIVED',
  });
  const elsewhere = alert({
    workflowStatus: 'SUPPRESSED',
    note: { text: 'accepted risk', updatedBy: 'arn:aws:iam::123456789012:user/ana' },
  });

  expect(shown(reopened)).toContain('*Critical* · *Reopened* · `openssl`');
  expect(shown(unscanned)).toMatch(/Not scanned since .*: api/);
  expect(shown(unscanned)).not.toContain('no longer in');
  expect(shown(reopened)).toContain('Reopened by the scanner');
  expect(shown(reopened)).toContain('The suppression ended on 2026-11-24.');
  expect(shown(alert({}, { base: 1, reason: 'back' }))).toContain('Came back');
  expect(shown(gone)).toContain('🎉 *Gone*');
  expect(shown(gone)).toContain(
    'Gone since 24 Nov 2026, 08:00 UTC: no longer in api, web and 2 more',
  );
  expect(shown(gone, japanese)).toContain('検出されなくなりました: api, web ほか 2 件');
  expect(shown(elsewhere)).toContain('Suppressed in Security Hub');
  expect(shown(elsewhere)).toContain('accepted risk');
});

test('a finding that is no longer detected says what would bring it back, and has no buttons', () => {
  const archived = shown(alert({ recordState: 'ARCHIVED', workflowStatus: 'NOTIFIED' }));
  const reopened = decided({ kind: 'reopen' }, { recordState: 'ARCHIVED' });
  const fixed = shown(alert({ recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' }));

  expect(archived).toContain('It comes back if a scan still detects it');
  expect(shown(alert(reopened))).not.toContain('Archived by Ana Silva');
  for (const text of [archived, fixed]) expect(text).not.toContain('finding_reopen');
});

test('the decision is shown directly below the headline', () => {
  const { attachments } = render(alert(decided({ kind: 'resolve' })), english);

  expect(JSON.stringify(attachments[0]?.blocks[0])).toContain('Resolved by Ana Silva');
});

test('every redraw gives changed blocks new ids with the same key', () => {
  const before = render(alert(), english);
  const after = render(alert(decided({ kind: 'resolve' })), english);
  const ids = (payload: typeof before) =>
    [...payload.blocks, ...payload.attachments.flatMap(({ blocks }) => blocks)].map(
      ({ block_id }) => block_id ?? '',
    );

  expect(ids(after)).not.toEqual(ids(before));
  const keys = new Set([...ids(before), ...ids(after)].map((id) => id.split('.')[0]));
  expect(keys.size).toBe(1);
  expect([...keys][0]).toMatch(/^[a-z2-7]{12}$/);
});

test("ten real findings with two buttons each fit on one page, also with the ids of Trivy's own template", () => {
  const entries = (id: (n: number) => string) =>
    Array.from({ length: 10 }, (_, index) =>
      anEntry({
        id: id(index),
        vulnerabilityId: `CVE-2024-${10_000 + index}`,
        title: 'kernel: net/sched: taprio: extend minimum interval restriction to entire cycle too',
        packages: [
          {
            name: 'linux-libc-dev-headers',
            installedVersion: '6.1.90-1+deb12u1',
            fixedVersion: '6.1.99-1+deb12u1',
          },
        ],
      }),
    );
  const ours = render(
    { kind: 'page', entries: entries((n) => `vulnscan/CVE-2024-${10_000 + n}`) },
    english,
  );
  const foreign = render(
    {
      kind: 'page',
      entries: entries(
        (n) => `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/service/CVE-2024-${10_000 + n}`,
      ),
    },
    english,
  );

  for (const payload of [ours, foreign]) {
    expect(sizeOfBlocks(payload)).toBeLessThan(LIMITS.charactersOfBlocks);
    expect(JSON.stringify(payload).match(/finding_suppress/g)).toHaveLength(10);
  }
});

test('a digest shows counts, worst findings and images, with a chart or the same in characters', () => {
  const digest = {
    scanId: 'scan-1',
    at: '2026-11-24T10:00:00.000Z',
    total: 14,
    bySeverity: { CRITICAL: 2, HIGH: 12 },
    worst: [aFinding()],
    images: [{ name: 'r.example/api', count: 9 }],
  };
  const drawn = render({ kind: 'digest', digest }, english);
  const plain = render({ kind: 'digest', digest }, english, false);

  expect(drawn.text).toBe(
    '14 new vulnerabilities: 2 critical, 12 high. Each one is in the thread.',
  );
  expect(JSON.stringify(drawn.blocks)).toContain('data_visualization');
  expect(JSON.stringify(plain.blocks)).not.toContain('data_visualization');
  expect(JSON.stringify(plain.blocks)).toContain('████████████ 12 High');
  expect(JSON.stringify(plain.blocks)).toContain('`api` 9');
});

test('a digest whose findings are still on their way shows its numbers as those so far', () => {
  const digest = {
    scanId: 'scan-1',
    at: '2026-11-24T10:00:00.000Z',
    total: 14,
    isCounting: true as const,
    bySeverity: { CRITICAL: 2 },
    worst: [],
    images: [],
  };
  const drawn = render({ kind: 'digest', digest }, english);

  expect(drawn.text).toContain('14 new vulnerabilities: so far: 2 critical');
  expect(JSON.stringify(drawn.blocks)).toContain('So far: 🔴 *2* Critical');
  expect(JSON.stringify(drawn.blocks)).not.toContain('data_visualization');
});

test('a scan shows who requested it', () => {
  const scan = {
    images: [],
    taskArn: 'arn:task',
    state: 'queued',
    startedAt: '2026-11-24T08:00:00Z',
  };
  const asked: Message = { kind: 'scan', scan: { ...scan, state: 'queued', requestedBy: 'U0ANA' } };

  expect(shown(asked)).toContain('requested by <@U0ANA>');
  expect(shown({ kind: 'scan', scan: { ...scan, state: 'queued' } })).not.toContain('requested');
});

test.each<[Partial<ScanReport>, string[]]>([
  [{ state: 'queued' }, ['⏳', 'is queued', 'scan_cancel']],
  [
    { state: 'scanning', done: 3, total: 9, current: 'r.example/web' },
    ['3 of 9 images', 'last: `web`'],
  ],
  [{ state: 'failed', problem: 'out of memory; raise scan.memory' }, ['❌', 'Why: out of memory']],
  [{ state: 'cancelled' }, ['🚫']],
])('a scan shows %j', (change, words) => {
  const scan: ScanReport = {
    images: ['r.example/api:latest'],
    taskArn: 'arn:task',
    state: 'queued',
    startedAt: '2026-11-24T08:00:00Z',
    ...change,
  };
  const text = shown({ kind: 'scan', scan });

  for (const word of words) expect(text).toContain(word);
  expect(text.includes('scan_cancel')).toBe(['queued', 'scanning'].includes(scan.state));
});

test('a finished scan shows what it changed and which images it could not scan', () => {
  const text = shown({
    kind: 'scan',
    scan: {
      images: [],
      taskArn: 'arn:task',
      state: 'done',
      startedAt: '2026-11-24T08:00:00Z',
      completed: {
        type: 'Scan Completed',
        scanId: 's',
        at: '2026-11-24T08:03:00Z',
        counts: { new: 2, reopened: 0, fixed: 5, unchanged: 30 },
        images: [{ image: 'r.example/web', error: 'no such tag; push it' }],
        refused: 1,
        held: [{ image: 'r.example/api', reason: 'mass-vanishing', findings: 3 }],
        open: { total: 7, critical: 3 },
        durationMs: 180_000,
        databaseAt: '2026-11-24T06:00:00Z',
      },
    },
  });

  expect(text).toContain('*2 new* · *5 gone* · 7 open (3 critical)');
  expect(text).toContain('`web` could not be scanned: no such tag; push it');
  expect(text).toContain('refused 1 finding');
  expect(text).toContain('Most findings of 1 image are gone at once');
  expect(text).toContain('`api`: 3 findings');
  expect(text).toContain('took 3 minutes');
  expect(text).toContain('finished with errors');
});

test.each([
  [english, 'Still: No scan has finished', 'A scan has finished again'],
  [japanese, '継続中: 26 時間以上', 'スキャンが再び完了しました'],
])(
  'a reminder of a problem says so, and the message of its end does not',
  (context, still, end) => {
    const health = (over: boolean): Message => ({
      kind: 'health',
      notice: { problem: { kind: 'no-scan' }, since: '2026-11-24T05:00:00Z', over, again: true },
    });

    expect(shown(health(false), context)).toContain(still);
    expect(shown(health(true), context)).toContain(end);
  },
);

test('a health message says what is wrong, what to do, and when it is over', () => {
  const notice = {
    problem: { kind: 'alarm', name: 'dead-letters', description: 'Records wait.' },
    since: '2026-11-24T08:00:00Z',
  } as const;

  expect(shown({ kind: 'health', notice: { ...notice, over: false } })).toContain('redrive');
  const over = { ...notice, over: true, endedAt: '2026-11-24T08:12:00Z' };
  expect(shown({ kind: 'health', notice: over })).toContain(
    'No records wait for a person any more',
  );
});

test.each([
  ['2026-11-24T08:01:59Z', '119 seconds', '119 秒'],
  ['2026-11-24T08:12:00Z', '12 minutes', '12 分'],
  ['2026-11-24T11:00:00Z', '3 hours', '3 時間'],
  ['2026-11-27T08:00:00Z', '3 days', '3 日'],
])('a problem that ended at %s says that it lasted %s', (endedAt, english, inJapanese) => {
  const since = '2026-11-24T08:00:00Z';
  const notice = { problem: { kind: 'no-scan' }, since, over: true, endedAt } as const;

  expect(withoutTimes(shown({ kind: 'health', notice }))).toContain(
    `Lasted ${english} (since 24 Nov 2026, 08:00 UTC)`,
  );
  expect(shown({ kind: 'health', notice }, japanese)).toContain(`継続時間: ${inJapanese}`);
});

test.each([
  ['https://avd.aquasec.com/nvd/cve-2024-1', 'https://avd.aquasec.com/nvd/cve-2024-1'],
  [
    'https://github.com/advisories/GHSA-xvch-5gv4-984h',
    'https://github.com/advisories/GHSA-xvch-5gv4-984h',
  ],
  ['https://hackerone.com/reports/321687', 'https://hackerone.com/reports/321687'],
  ['https://www.npmjs.com/advisories/1523', 'https://www.npmjs.com/advisories/1523'],
  ['https://usn.ubuntu.com/4000-1/', 'https://usn.ubuntu.com/4000-1/'],
  ['http://www.ubuntu.com/usn/usn-1', 'https://www.ubuntu.com/usn/usn-1'],
  ['https://www.debian.org/security/1', 'https://www.debian.org/security/1'],
  ['http://lists.opensuse.org/a.html', 'https://lists.opensuse.org/a.html'],
  ['http://linux.oracle.com/errata/ELSA-1.html', 'https://linux.oracle.com/errata/ELSA-1.html'],
  ['https://groups.google.com/g/ruby/c/1', 'https://groups.google.com/g/ruby/c/1'],
  ['https://access.redhat.com/errata/RHSA-1', 'https://access.redhat.com/errata/RHSA-1'],
  ['https://osv.dev/vulnerability/RUSTSEC-1', 'https://osv.dev/vulnerability/RUSTSEC-1'],
  ['https://www.npmjs.com/package/evil', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['https://hackerone.com/evil', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['https://github.com/evil/repo', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['http://avd.aquasec.com/nvd/cve-2024-1', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['https://avd.aquasec.com.evil.com/', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['https://evil@avd.aquasec.com/', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['https://avd.aquasec.com:8443/', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  ['javascript:alert(1)', 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
  [undefined, 'https://nvd.nist.gov/vuln/detail/CVE-2024-1234'],
])('an advisory at %s is linked as %s', (address, expected) => {
  expect(advisoryUrl(address, 'CVE-2024-1234')).toBe(expected);
});

test.each([
  ['GHSA-xvch-5gv4-984h', 'https://github.com/advisories/GHSA-xvch-5gv4-984h'],
  ['RUSTSEC-2024-0001', 'https://osv.dev/vulnerability/RUSTSEC-2024-0001'],
  ['GO-2024-2687', 'https://pkg.go.dev/vuln/GO-2024-2687'],
  ['TEMP-0841856-B18BAF', 'https://security-tracker.debian.org/tracker/TEMP-0841856-B18BAF'],
  ['DSA-5417-1', 'https://security-tracker.debian.org/tracker/DSA-5417-1'],
])('%s is linked by its id alone', (id, expected) => {
  expect(advisoryUrl(undefined, id)).toBe(expected);
});

test('an id that belongs to no known database is not linked', () => {
  expect(advisoryUrl(undefined, 'TEMP-0841856')).toBeUndefined();
});

test('the console link has the id encoded twice and uses the right partition', () => {
  expect(consoleUrl('eu-west-1', 'a/b c')).toBe(
    'https://eu-west-1.console.aws.amazon.com/securityhub/home?region=eu-west-1#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253Aa%252Fb%2520c',
  );
  expect(consoleUrl('us-gov-west-1', 'a')).toContain('console.amazonaws-us-gov.com');
  expect(consoleUrl('cn-north-1', 'a')).toContain('console.amazonaws.cn');
});

const scannerNotes: [string, string, string][] = [
  [
    'Reopened by the scanner: still detected in api, web and 2 more after it was resolved. Before: Resolved by Ana.',
    'Still detected in api, web and 2 more after it was resolved. Before: Resolved by Ana',
    '対応済みにした後も検出されています: api, web ほか 2 件。以前の判断: 対応済み: Ana',
  ],
  [
    'Reopened by the scanner: suppressed until 2026-11-24, still detected in api.',
    'The suppression ended on 24 Nov 2026; still detected in api.',
    '抑制の期限(2026年11月24日)が過ぎましたが、まだ検出されています: api。',
  ],
  [
    'Reopened by the scanner: a fixed version is out (openssl 3.0.15). Before: Suppressed by Ana until a fix exists: not reachable',
    'A fix is out: openssl 3.0.15. Before: Suppressed by Ana · until a fix exists · not reachable',
    '修正版が公開されました: openssl 3.0.15。以前の判断: 抑制中: Ana · 修正版が出るまで · 到達不能',
  ],
  [
    'Reopened by the scanner: suppressed until 2026-11-24, still detected in api. Before: Suppressed by Ana until 2026-11-24: later',
    'Before: Suppressed by Ana · until 24 Nov 2026 · “later”',
    '以前の判断: 抑制中: Ana · 2026年11月24日まで · “later”',
  ],
  [
    'Reopened by the scanner: still detected in api after it was resolved. Before: Board said so',
    'Before: Board said so',
    '以前の判断: Board said so',
  ],
  [
    'Reopened by the scanner: a fixed version is out (openssl 3.0.15).',
    'A fix is out: openssl 3.0.15.',
    '修正版が公開されました: openssl 3.0.15。',
  ],
  ['Reopened by the scanner: for reasons unknown.', 'for reasons unknown', 'for reasons unknown'],
];

test.each(scannerNotes)(
  'the reason of a reopening is shown in both languages: %s',
  (text, en, ja) => {
    const note = {
      text,
      updatedBy: writeSignature({ who: 'scanner', at: '1795507200', action: 'reopen' as const }),
    };
    const message = alert({ note }, { base: 1, reason: 'reopened' });

    expect(shown(message)).toContain(en);
    expect(shown(message, japanese)).toContain(ja);
  },
);

test("a failed scan's reason is shown in Japanese if its code is known, else unchanged", () => {
  const scan = (problem: string, problemCode: string): Message => ({
    kind: 'scan',
    scan: {
      images: [],
      taskArn: 'arn:task',
      state: 'failed',
      startedAt: '2026-11-24T08:00:00Z',
      problem,
      problemCode,
    },
  });

  expect(shown(scan('the scanner ran out of memory', 'task_memory'), japanese)).toContain(
    'スキャナーのメモリが足りませんでした',
  );
  expect(shown(scan('Cancelled by Ana', 'task_cancelled'), japanese)).toContain(
    'Ana が中止しました',
  );
  expect(shown(scan('the moon fell', 'moon'), japanese)).toContain('the moon fell');
  expect(shown(scan('the moon fell', 'moon'))).toContain('Why: the moon fell');
});

test('an image that was not scanned is named once, with the reason', () => {
  const completed = {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T08:03:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [
      {
        image: 'web:1',
        error: 'web:1 was not scanned: there is no such image; check its name and tag.',
        errorCode: 'image_not_found',
      },
    ],
    refused: 0,
    durationMs: 1000,
  } as const;
  const message: Message = {
    kind: 'scan',
    scan: {
      images: [],
      taskArn: 'arn:task',
      state: 'done',
      startedAt: '2026-11-24T08:00:00Z',
      completed: { ...completed, images: [...completed.images], held: [] },
    },
  };

  expect(shown(message)).toContain('`web:1` could not be scanned: there is no such image');
  expect(shown(message, japanese)).toContain('イメージがありません');
});

test('a known alarm is described in plain words, an unknown one by its own text', () => {
  const health = (name: string, over = false): Message => ({
    kind: 'health',
    notice: {
      problem: { kind: 'alarm', name, description: 'Look at it.' },
      since: '2026-11-24T08:00:00Z',
      over,
    },
  });

  expect(shown(health('errors-slack'))).toContain('Clicks and commands fail');
  expect(shown(health('errors-slack'), japanese)).toContain('処理できていません');
  expect(shown(health('errors-intake', true))).toContain('Changes of findings are read again');
  expect(shown(health('posting-stopped'))).toContain(
    'removed from the channel, the channel is archived',
  );
  expect(shown(health('posting-stopped'), japanese)).toContain('アーカイブ');
  expect(shown(health('moon'))).toContain('Look at it.');
  expect(shown(health('moon', true))).toContain('No longer: Alarm moon');
});

test.each(
  alarms()
    .map(({ name }) => name.replace(ALARM_PREFIX, ''))
    .filter((name) => name !== 'no-scan' && name !== 'token-refused'),
)('the alarm %s has words of its own in both languages', (name) => {
  const problem = { kind: 'alarm', name, description: 'Its own text.' } as const;
  const notice = { problem, since: '2026-11-24T08:00:00Z', over: false };

  for (const context of [english, japanese]) {
    expect(shown({ kind: 'health', notice }, context)).not.toContain('Its own text.');
    expect(healthHeadline(notice, context)).not.toContain(name);
  }
});

test('findings whose message Slack refuses are named, with what Slack said and what to do', () => {
  const findings = Array.from({ length: 7 }, (_, index) => `CVE-2024-${index}`);
  const problem = { kind: 'set-aside', findings, reason: 'invalid_blocks' } as const;
  const notice = { problem: { ...problem, findings }, since: '2026-11-24T08:00:00Z' };
  const text = shown({ kind: 'health', notice: { ...notice, over: false } });

  expect(text).toContain(
    'Slack refuses the message of 7 findings: CVE-2024-0, CVE-2024-1, CVE-2024-2, CVE-2024-3, CVE-2024-4 and 2 more',
  );
  expect(text).toContain('Slack said: invalid_blocks. Decide on them in Security Hub');
  expect(shown({ kind: 'health', notice: { ...notice, over: true } })).toContain(
    'Slack accepts the message again',
  );
});

test('a finding that a newer card shows says so, is grey and has no buttons', () => {
  const open = alert({}, { shownAgain: true });
  const { attachments } = render(open, english);

  expect(shown(open)).toContain('Shown again below');
  expect(shown(open, japanese)).toContain('下に改めて表示しています');
  expect(shown(open)).not.toContain('"type":"button"');
  expect(attachments[0]?.color).not.toBe(render(alert(), english).attachments[0]?.color);
  const page: Message = { kind: 'page', entries: [anEntry({}, { shownAgain: true }), anEntry()] };
  expect(shown(page).match(/finding_resolve/g)).toHaveLength(1);
});

test('two appearances of one finding have different block ids', () => {
  const ids = ({ blocks }: ReturnType<typeof render>) => blocks.map(({ block_id }) => block_id);

  expect(ids(render(alert({}, { base: 2 }), english))).not.toEqual(ids(render(alert(), english)));
});

describe('the message of a bulk decision', () => {
  const until = { kind: 'date', date: '2026-12-24' } as const;
  const suppress: Decision = { kind: 'suppress', reason: 'not reachable', until };
  const bulkOf = (decision: Decision, rest: Partial<BulkSummary> = {}): Message => ({
    kind: 'bulk',
    count: 186,
    card: 'bulk/r1',
    bulk: {
      requestId: 'r1',
      decision,
      by: { userId: 'U0ANA', name: 'Ana' },
      total: 196,
      ...rest,
    },
  });
  const undoneBy = { userId: 'U0BEN', name: 'Ben' };

  test('says who decided how many, why and until when, with a button to undo it', () => {
    const text = shown(bulkOf(suppress));

    expect(render(bulkOf(suppress), english).text).toBe(
      'Ana suppressed 186 of 196 findings: not reachable',
    );
    expect(text).toContain('until 24 Dec 2026');
    expect(text).toContain('"action_id":"bulk_undo","text":{"type":"plain_text","text":"Undo"}');
    expect(text).toContain('"value":"bulk/r1"');
    expect(shown(bulkOf({ kind: 'resolve' }))).toContain('Ana resolved 186 of 196 findings"');
    expect(shown(bulkOf({ kind: 'resolve', reason: 'rebuilt' }))).toContain(
      'Ana resolved 186 of 196 findings: rebuilt',
    );
    expect(render(bulkOf(suppress), japanese).text).toBe(
      'Ana さんが 196 件のうち 186 件を抑制しました: not reachable',
    );
  });

  test('says who undid it, without the button', () => {
    const text = shown(bulkOf(suppress, { undoneBy }));

    expect(text).toContain('undone by Ben');
    expect(text).not.toContain('bulk_undo');
    expect(shown(bulkOf(suppress, { undoneBy }), japanese)).toContain('Ben さんが元に戻しました');
  });

  test('has no button where it reopened, and none for a key that no button can hold', () => {
    const long = { ...bulkOf(suppress), card: 'x'.repeat(2001) };

    expect(shown(bulkOf({ kind: 'reopen' }))).not.toContain('bulk_undo');
    expect(shown(long)).not.toContain('bulk_undo');
  });
});
