import { healthHeadline } from '../../../src/adapters/slack/blocks/health';
import { advisoryUrl } from '../../../src/adapters/slack/blocks/links';
import { render } from '../../../src/adapters/slack/blocks/render';
import { scannerWords } from '../../../src/adapters/slack/blocks/reopening';
import { consoleUrl } from '../../../src/adapters/slack/create-render-context';
import { withoutTimes } from '../../../src/adapters/slack/escape';
import { alarms } from '../../../src/alarms';
import { ALARM_PREFIX } from '../../../src/domain/health';
import type { BulkSummary } from '../../../src/domain/ledger';
import type { Message } from '../../../src/domain/message';
import type { ScanReport } from '../../../src/domain/scan';
import type { Decision } from '../../../src/domain/workflow';
import { assertWithinLimits } from './breaches';
import { english, japanese } from './kit';
import { gallery } from './states';

function shown(message: Message, context = english): string {
  const { blocks, attachments } = render(message, context);
  return JSON.stringify([blocks, attachments]);
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
  const message: Message = {
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
  };
  const text = shown(message);
  const spoken = render(message, english).text;

  expect(text).toContain('2 new · 7 open (3 critical) · 5 gone');
  expect(text).toContain('`web` could not be scanned: no such tag; push it');
  expect(text).toContain('refused 1 finding');
  expect(text).toContain('Most findings of 1 image are gone at once');
  expect(text).toContain('`api`: 3 findings');
  expect(text).toContain('took 3 minutes');
  expect(spoken).toContain('finished with errors');
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
    'Still in api, web and 2 more after it was resolved. Before: Resolved by Ana',
    '対応済みにした後も検出されています: api、web ほか 2 件。以前の判断: 対応済み: Ana',
  ],
  [
    'Reopened by the scanner: suppressed until 2026-11-24, still detected in api.',
    'The suppression ended on 24 Nov 2026.',
    '抑制の期限(2026年11月24日)が過ぎました。',
  ],
  [
    'Reopened by the scanner: a fixed version is out (openssl 3.0.15). Before: Suppressed by Ana until a fix exists: not reachable',
    'A fix is out: openssl 3.0.15. Before: Suppressed by Ana · until a fix exists · not reachable',
    '修正版が公開されました: openssl 3.0.15。以前の判断: 抑制中: Ana · 修正版が出るまで · 到達不能',
  ],
  [
    'Reopened by the scanner: suppressed until 2026-11-24, still detected in api. Before: Suppressed by Ana until 2026-11-24: later',
    'Before: Suppressed by Ana · until 24 Nov 2026 · “later”',
    '以前の判断: 抑制中: Ana · 2026年11月24日まで · 「later」',
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
    expect(scannerWords(text, english)).toContain(en);
    expect(scannerWords(text, japanese)).toContain(ja);
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

  test('says who decided how many, until when, of which upgrades, where and why, with a button to undo it', () => {
    const here: Decision = { ...suppress, place: 'here', justification: 'risk-accepted' };
    const message = {
      ...bulkOf(here, { total: 186 }),
      packages: ['busybox', 'lodash', 'openssl', 'zlib'],
      images: ['api', 'web'],
    };
    const { text, blocks } = render(message, english);

    expect(text).toBe('Ana suppressed 186 until 24 Dec 2026: busybox, lodash, openssl and 1 more');
    expect(JSON.stringify(blocks)).toContain(
      'Only in `api`, `web` · risk accepted: “not reachable”',
    );
    expect(Object(blocks[0]).accessory).toMatchObject({
      action_id: 'bulk_undo',
      text: { text: 'Undo' },
      value: 'bulk/r1',
    });
    expect(render(message, japanese).text).toBe(
      'Ana が 186 件を抑制しました(2026年12月24日まで): busybox、lodash、openssl ほか 1 件',
    );
  });

  test('while it is carried out it says how many of how many', () => {
    expect(render(bulkOf({ kind: 'resolve' }), english).text).toBe('Ana resolved 186 of 196');
    expect(render(bulkOf({ kind: 'resolve' }), japanese).text).toBe(
      'Ana が 196 件中 186 件を対応済みにしました',
    );
  });

  test('says who undid it and what stays, without the button', () => {
    const undone = bulkOf(suppress, { undoneBy, total: 186, reopened: 185 });
    const text = shown(undone);

    expect(render(undone, english).text).toBe(
      'Ben undid this: 185 open again; 1 was decided since and stays',
    );
    expect(text).toContain('Ana suppressed 186 until 24 Dec 2026');
    expect(text).not.toContain('bulk_undo');
    expect(render(undone, japanese).text).toBe(
      'Ben が元に戻しました: 185 件が再オープン。1 件はその後の判断を優先',
    );
  });

  test('has no button where it reopened, and none for a key that no button can hold', () => {
    const long = { ...bulkOf(suppress), card: 'x'.repeat(2001) };

    expect(shown(bulkOf({ kind: 'reopen' }))).not.toContain('bulk_undo');
    expect(shown(long)).not.toContain('bulk_undo');
  });
});
