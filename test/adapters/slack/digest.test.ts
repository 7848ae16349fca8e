import { bar } from '../../../src/adapters/slack/blocks/bar';
import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import type { Digest } from '../../../src/domain/message';
import type { ScanCompleted, ScanReport } from '../../../src/domain/scan';
import { attentionOf, totalsOf } from '../../../src/domain/scan-attention';
import { aDigest, aDigestScan, aLine } from './digests';
import { english, japanese } from './kit';

const PARTLY = {
  resolved: 3,
  suppressed: 1,
  gone: 1,
  open: { CRITICAL: 3, HIGH: 5 },
  deciders: ['Ana Silva', 'Ken Tanaka'],
};
const COMPLETE = { ...PARTLY, resolved: 7, suppressed: 4, gone: 2, open: {}, tookMs: 7_200_000 };

function draw(change: Partial<Digest>, context: RenderContext = english) {
  const { text, blocks } = render({ kind: 'digest', digest: aDigest(change) }, context);
  const words = blocks.flatMap((block): string[] => {
    const { type, text: own, elements = [] } = Object(block);
    if (type === 'actions') return elements.map((one: unknown) => Object(one).text.text);
    return [own?.text, ...elements.map((one: unknown) => Object(one).text)].filter((each) => each);
  });
  return { text, words };
}

describe('the header of a digest is its state', () => {
  test.each<[string, Partial<Digest>, string, string]>([
    ['nothing decided', {}, '13 new (3 critical)', '新規 13(緊急 3)'],
    [
      'partly decided',
      PARTLY,
      '13 new · 5 decided · 8 open (3 critical)',
      '新規 13 · 判断済み 5 · 未対応 8(緊急 3)',
    ],
    [
      'findings on their way',
      { isCounting: true, open: { HIGH: 4 } },
      '13 new · 4 of them posted so far',
      '新規 13 · うち 4 件を投稿済み',
    ],
    ['complete', COMPLETE, '✅ All 13 decided in 2 hours', '✅ 13 件すべて判断済み(2 時間)'],
  ])('%s', (_, change, en, ja) => {
    expect(draw(change).words[0]).toBe(en);
    expect(draw(change, japanese).words[0]).toBe(ja);
  });
});

test('a bar and the people who decided are above the list', () => {
  const next = [aLine()];

  expect(draw({ ...PARTLY, next }).words[1]).toBe(
    '■■■■■□□□□□□□□  decided by Ana Silva and Ken Tanaka\n*Next, most urgent first*',
  );
  expect(draw({ ...PARTLY, next }, japanese).words[1]).toBe(
    '■■■■■□□□□□□□□  判断: Ana Silva、Ken Tanaka\n*次に対応するもの(急ぐ順)*',
  );
  expect(draw({ next }).words[1]).toBe('*Next, most urgent first*');
});

test('of many people three are named', () => {
  const deciders = ['Ana', 'Ken', 'Yui', 'Max', 'Ole'];

  expect(draw({ ...PARTLY, deciders }).words[1]).toContain('by Ana, Ken, Yui and 2 more');
});

test('where only scans or other tools decided there is the bar alone', () => {
  expect(draw({ ...PARTLY, deciders: [] }).words[1]).toBe('■■■■■□□□□□□□□');
});

describe('a bar', () => {
  test.each([
    [0, 13, '□□□□□□□□□□□□□'],
    [13, 13, '■■■■■■■■■■■■■'],
    [1, 1000, '■□□□□□□□□□□□□'],
    [999, 1000, '■■■■■■■■■■■■□'],
    [1, 2, '■□'],
  ])('%i of %i', (done, all, cells) => {
    expect(bar(done, all)).toBe(cells);
  });
});

test('the list names each upgrade with a link to its card, and who is on it', () => {
  const holder = { userId: 'U0KEN', name: 'Ken Tanaka', since: '2026-11-27T08:00:00.000Z' };
  const { words } = draw({ next: [aLine({ holder })] });

  expect(words[2]).toContain(
    '<https://example.slack.com/archives/C0SECURITY/p1795741320000100?thread_ts=1795741300.000200&amp;cid=C0SECURITY|facade/ignition>',
  );
  expect(words[2]).toContain('👀\u00A0Ken Tanaka');
});

test('what the list leaves out is below it: further upgrades, and packages without a fix', () => {
  const noFix = { packages: [{ name: 'libdb5.3', images: ['api'] }], total: 3 };
  const rest = { next: [aLine()], more: 1, noFix };

  expect(draw(rest).words).toContain(
    'and 1 more upgrade · no fix yet: `libdb5.3` in `api` and 2 more packages · each has its card in the thread',
  );
  expect(draw(rest, japanese).words).toContain(
    'ほか 1 件 · 修正版なし: `libdb5.3` (`api`) ほか 2 パッケージ · カードはスレッドにあります',
  );
});

test('images that a finding does not name are counted in the list, in what has no fix, and when it is read aloud', () => {
  const images = ['a', 'b', 'c', 'd'];
  const noFix = { packages: [{ name: 'zlib', images, unnamed: 86 }], total: 1 };

  const { words, text } = draw({ ...PARTLY, next: [aLine({ images, unnamed: 86 })], noFix });

  expect(words[2]).toContain('`c` and 87 more');
  expect(words).toContainEqual(
    expect.stringContaining('no fix yet: `zlib` in `a`, `b` and 88 more'),
  );
  expect(text).toContain('2.5.1 to 2.5.2 in a, b, and 88 more, due');
});

test('the button says how many are open', () => {
  expect(draw(PARTLY).words).toContain('Triage 8…');
  expect(draw(PARTLY, japanese).words).toContain('8 件をまとめて対応…');
});

test('the scan comes last, and before it the images that could not be judged', () => {
  const scan = aDigestScan({
    attention: [{ image: 'r.example/edge', reason: 'nothing-scanned' }],
    totals: { images: 3, unjudged: 1, vanished: 0, held: 0 },
  });
  const { words } = draw({ scan });

  expect(words.at(-1)).toMatch(
    /^Scan of 3 images <!date.*> · 2 gone · vulnerability DB from <!date/,
  );
  expect(words.at(-2)).toContain('1 of 3 images could not be judged');
});

describe('the digest of a scan without a message of its own', () => {
  const completed: ScanCompleted = {
    type: 'Scan Completed',
    scanId: 'scan-1',
    at: '2026-11-27T03:02:00.000Z',
    counts: { new: 13, reopened: 0, fixed: 2, unchanged: 0 },
    images: [{ image: 'r.example/web' }, { image: 'r.example/edge', error: 'no access' }],
    refused: 2,
    held: [{ image: 'r.example/web', reason: 'mass-vanishing', findings: 12 }],
    due: {
      overdue: 1,
      soon: 0,
      first: {
        vulnerabilityId: 'CVE-2026-1',
        image: 'r.example/web',
        dueAt: '2026-11-20T03:00:00Z',
      },
    },
    staleFeeds: [{ feed: 'kev', code: 'feed_http', reason: 'CISA did not answer.' }],
    durationMs: 1,
  };
  const report: ScanReport = {
    images: [],
    taskArn: 'arn:task',
    state: 'done',
    startedAt: completed.at,
    completed,
  };
  const scan = aDigestScan({
    attention: attentionOf(completed),
    totals: totalsOf(completed),
    report,
  });

  test('says all that is wrong with it, with its buttons, before the scan itself', () => {
    const { words } = draw({ scan });
    const all = words.join('\n');

    expect(all).toContain('*1 of 2 images could not be judged*');
    expect(all).toContain('Most findings of 1 image');
    expect(words).toContain(english.text.button.accept);
    expect(all).toContain(english.text.scan.refused(2));
    expect(all).toContain('⏰ *1 overdue*');
    expect(words.at(-2)).toMatch(/^Scan of 3 images/);
    expect(words.at(-1)).toContain(english.text.feeds.kev.none);
  });

  test('says it aloud, too', () => {
    expect(draw({ scan }).text).toContain(english.text.attention.all(1));
  });
});

test('once complete it says who, and how many were resolved, suppressed and gone; nothing to click', () => {
  const { words } = draw({ ...COMPLETE, scan: aDigestScan() });

  expect(words).toHaveLength(3);
  expect(words[1]).toBe('Ana Silva and Ken Tanaka · 7 resolved · 4 suppressed · 2 gone');
  expect(draw(COMPLETE, japanese).words[1]).toBe(
    'Ana Silva、Ken Tanaka · 対応済み 7 · 抑制 4 · 解消 2',
  );
});

test('it is read aloud as sentences: the counts, and what to do first', () => {
  const next = [aLine()];

  expect(draw({ ...PARTLY, next }).text).toBe(
    '13 new vulnerabilities: 5 decided, 8 open, 3 of them critical. First: facade/ignition 2.5.1 to 2.5.2 in api, due 30 Nov 2026.',
  );
  expect(draw({ ...PARTLY, next }, japanese).text).toBe(
    '新しい脆弱性 13 件: 判断済み 5 件、未対応 8 件(うち緊急 3 件)。最初に対応するもの: facade/ignition 2.5.1 から 2.5.2 へ (api)、期限 2026年11月30日。',
  );
  expect(draw(COMPLETE).text).toBe(
    'All 13 new vulnerabilities decided in 2 hours by Ana Silva and Ken Tanaka.',
  );
  expect(draw(COMPLETE, japanese).text).toBe(
    '新しい脆弱性 13 件すべてを、Ana Silva、Ken Tanaka が 2 時間で判断しました。',
  );
});
