import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { renderScan } from '../../../src/adapters/slack/blocks/scan';
import { sizeOfBlocks } from '../../../src/adapters/slack/limits';
import type {
  AffectedImage,
  Detection,
  Finding,
  VulnerablePackage,
} from '../../../src/domain/finding';
import type { IndexAnswer } from '../../../src/domain/index-answer';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import type { ScanCompleted } from '../../../src/domain/scan';
import type { JudgedImage } from '../../../src/domain/vulnerability-index';
import { assertWithinLimits } from './breaches';
import { aFinding, decided, english, japanese, REGISTRY } from './kit';

/* What `/vulnscan CVE-...` says of the last complete scan (issue 14). */

const ID = 'CVE-2024-5535';
const AT = '2026-11-27T03:02:00.000Z';

const image = (repository: string, more: Partial<AffectedImage> = {}): AffectedImage => ({
  name: `${REGISTRY}/${repository}`,
  repository,
  tag: 'latest',
  services: [],
  ...more,
});
const packageIn = (
  of: AffectedImage,
  more: Partial<VulnerablePackage> = {},
): VulnerablePackage => ({
  name: 'openssl',
  installedVersion: '3.0.1',
  fixedVersion: '3.0.15',
  image: of.name,
  ...(of.tag !== undefined && { tag: of.tag }),
  ...more,
});
const found = (
  images: AffectedImage[],
  packages = images.map((each) => packageIn(each)),
): Detection => ({
  vulnerabilityId: ID,
  severity: 'LOW',
  score: 3.7,
  scoreVersion: '3.1',
  title: 'openssl: a timing side channel',
  description: '',
  primaryUrl: 'https://avd.aquasec.com/nvd/cve-2024-5535',
  packages,
  images,
});
const unjudged = (repository: string, why: Partial<JudgedImage>) => ({
  image: image(repository),
  why: { name: `${REGISTRY}/${repository}`, ...why },
});
const OLD = unjudged('legacy-batch', { doubt: { reason: 'end-of-life', os: 'Debian 10' } });

function anAnswer(
  index: Partial<IndexAnswer> | 'none' | 'unavailable',
  findings: Finding[] = [],
): QueryAnswer {
  const nothing = { at: AT, earlier: [], unjudged: [], notFound: [] };
  return {
    about: 'affected',
    at: AT,
    vulnerabilityId: ID,
    findings,
    complete: true,
    index: typeof index === 'string' ? index : { ...nothing, ...index },
  };
}

/** Every text of the answer, a line each. */
function linesOf(answer: QueryAnswer, context = english): string[] {
  const { blocks } = drawAnswer(answer, context);
  return [...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].flatMap(
    ([, text = '']) => text.replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1').split('\\n'),
  );
}

test('a vulnerability that is no finding is shown with its severity, images, packages and paths', () => {
  const images = [image('api'), image('worker')];
  const packages = [
    packageIn(image('api'), { path: 'usr/lib/libssl.so' }),
    packageIn(image('worker')),
    {
      ...{ name: 'libssl3', installedVersion: '3.0.1', status: 'will_not_fix' as const },
      ...{ image: image('worker').name, tag: 'latest' },
    },
  ];
  const answer = anAnswer({ detection: found(images, packages), notFound: [image('web')] });

  expect(linesOf(answer)).toEqual([
    `*<https://avd.aquasec.com/nvd/cve-2024-5535|${ID}>* · 🔵 *Low* · 3.7 (CVSS 3.1)`,
    'openssl: a timing side channel',
    '`openssl` 3.0.1 → *3.0.15* and 1 more package',
    '`api` — `openssl` 3.0.1 → *3.0.15* (`usr/lib/libssl.so`)',
    '`worker` — `openssl` 3.0.1 → *3.0.15*',
    '`worker` — `libssl3` 3.0.1 (will not be fixed)',
    'It is not a finding; findings.severities and findings.dueWithin in vulnscan.yml say what becomes one.',
    'Not found in `web`',
    'From the complete scan of 27 Nov 2026, 03:02 UTC, all severities',
  ]);
  expect(drawAnswer(answer, english).text).toBe(`${ID} is in 2 images.`);
});

test('one that was found nowhere is said of the images that could be judged, and never as not affected', () => {
  const others = ['api', 'web', 'worker', 'job'].map((name) => image(name));
  const answer = anAnswer({ notFound: others, unjudged: [OLD] });

  expect(linesOf(answer)).toEqual([
    `*${ID}* was not found in 4 of 5 images`,
    'Not judged: `legacy-batch` (Debian 10, end of life) · not scanned: images outside vulnscan.yml',
    'From the complete scan of 27 Nov 2026, 03:02 UTC, all severities',
  ]);
  expect(drawAnswer(answer, english).text).toBe(
    `${ID} was not found in the 4 images that could be judged. 1 image could not be judged.`,
  );
  expect(linesOf(anAnswer({ notFound: others }))[0]).toBe(
    `*${ID}* was not found in any of 4 images`,
  );
  expect(linesOf(anAnswer({ unjudged: [OLD] }))[0]).toBe(
    `It is not known whether an image has *${ID}*.`,
  );
  expect(JSON.stringify(drawAnswer(answer, english))).not.toMatch(/not affected/i);
});

test('the same in Japanese', () => {
  const others = ['api', 'web', 'worker', 'job'].map((name) => image(name));

  expect(linesOf(anAnswer({ notFound: others, unjudged: [OLD] }), japanese)).toEqual([
    `*${ID}* は 5 イメージ中 4 個では見つかっていません`,
    '判定できず: `legacy-batch` (Debian 10、サポート終了) · 対象外: vulnscan.yml にないイメージ',
    expect.stringMatching(/に始まった全体スキャンの結果\(すべての重要度\)$/),
  ]);
  const some = anAnswer({ detection: found([image('api')]), notFound: others });
  expect(linesOf(some, japanese)).toEqual([
    `*<https://avd.aquasec.com/nvd/cve-2024-5535|${ID}>* · 🔵 *注意* · 3.7 (CVSS 3.1)`,
    'openssl: a timing side channel',
    '`openssl` 3.0.1 → *3.0.15*',
    '検出イメージ: `api`',
    '検出結果としては取り込んでいません(条件は vulnscan.yml の findings.severities と findings.dueWithin)。',
    '未検出: ほかの 4 イメージ',
    expect.stringContaining('に始まった全体スキャンの結果'),
  ]);
});

test('an image that was not judged is named with the reason, whichever it is', () => {
  const reasons = [
    unjudged('a', { failed: 'registry_timeout' }),
    unjudged('b', { doubt: { reason: 'nothing-scanned' } }),
    unjudged('c', { doubt: { reason: 'os-not-covered', os: 'Fedora 41' } }),
    unjudged('d', { doubt: { reason: 'mass-vanishing' } }),
    unjudged('e', { doubt: { reason: 'end-of-life' } }),
    OLD,
    OLD,
  ];

  expect(linesOf(anAnswer({ unjudged: reasons })).join('\n')).toContain(
    'Not judged: `a` (scan failed), `b` (no packages found), `c` (no advisories for Fedora 41), `d` (most findings gone at once), `e` (its operating system, end of life) and 2 more',
  );
});

test('an image that could not be scanned since says of when its result is', () => {
  const earlier = [{ image: image('api'), at: '2026-11-25T03:00:00.000Z' }];
  const answer = anAnswer({ detection: found([image('api')]), earlier });

  expect(linesOf(answer)).toContain(
    '`api`: as of 25 Nov 2026, 03:00 UTC; it could not be scanned since then',
  );
});

describe('beside a finding', () => {
  const suppressed = decided({
    kind: 'suppress',
    reason: 'not reachable',
    until: { kind: 'ever' },
  });

  test('its status and decision come first, then images that it does not name', () => {
    const images = ['api', 'batch'].map((name) => image(name));
    const lines = linesOf(
      anAnswer({ detection: found(images), notFound: [image('web')], unjudged: [OLD] }, [
        suppressed,
      ]),
    );

    expect(lines.slice(0, 3).join('\n')).toContain('*Suppressed*');
    expect(lines.join('\n')).toMatch(/Suppressed by Ana Silva/);
    expect(lines.slice(-4)).toEqual([
      'Also found in images that the finding does not name:',
      'Found in `batch`',
      'Not found in `web` · not judged: `legacy-batch` (Debian 10, end of life)',
      'From the complete scan of 27 Nov 2026, 03:02 UTC, all severities',
    ]);
  });

  test('an image is not named twice, and none that a finding names is said to be without it', () => {
    const text = linesOf(anAnswer({ detection: found([image('api')]) }, [aFinding()])).join('\n');
    expect(text).not.toContain('Also found');

    const held = linesOf(anAnswer({ notFound: [image('api'), image('web')] }, [aFinding()])).join(
      '\n',
    );
    expect(held).toContain('Not found in `web`');
  });

  test('one that is gone hides nothing', () => {
    const gone = aFinding({ recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' });

    expect(linesOf(anAnswer({ notFound: [image('api')] }, [gone]))).toContain('Not found in `api`');
    expect(linesOf(anAnswer({ detection: found([image('api')]) }, [gone]))).toContain(
      'Found in `api`',
    );
  });

  test.each([
    ['none', 'Only findings are known: no complete scan is in the archive yet.'],
    ['unavailable', 'Only findings are known: the archive could not be read.'],
  ] as const)('without an index (%s) it is said that only findings are known', (index, words) => {
    expect(linesOf(anAnswer(index, [aFinding()]))).toContain(words);
    expect(linesOf(anAnswer(index))).toContain(words);
  });
});

describe('a long answer', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => image(`team/service-with-a-long-name-${index}`));
  const each = (images: AffectedImage[]) =>
    found(
      images,
      images.map((one, index) => packageIn(one, { path: `srv/app-${index}/node_modules/openssl` })),
    );

  test.each([
    ['no finding', []],
    [
      'a finding of 32 images',
      [aFinding({ images: many(32), packages: many(32).map((one) => packageIn(one)) })],
    ],
    ['ten findings', Array.from({ length: 10 }, () => aFinding())],
  ])('fits into a message and says how many more, with %s', (_name, findings) => {
    for (const context of [english, japanese]) {
      const images = many(2_000);
      const answer = anAnswer(
        {
          detection: each(images),
          earlier: images.map((one) => ({ image: one, at: AT })),
          unjudged: Array.from({ length: 50 }, () => OLD),
          notFound: many(10_000),
        },
        findings,
      );
      const { text, blocks } = drawAnswer(answer, context);

      assertWithinLimits({ text, blocks, attachments: [] });
      expect(sizeOfBlocks({ blocks })).toBeLessThan(12_000);
      expect(JSON.stringify(blocks)).toMatch(/and \d+ more|ほか \d+ 件/);
    }
  });

  test('names every one of forty images, though a finding holds 32', () => {
    const images = Array.from({ length: 40 }, (_, index) => image(`service-${index}`));
    const packages = images.slice(0, 32).map((one) => packageIn(one));
    const finding = aFinding({ images: images.slice(0, 32), packages });
    const text = linesOf(anAnswer({ detection: found(images) }, [finding])).join('\n');

    for (const { repository } of images) expect(text).toContain(`\`${repository}\``);
  });
});

test('what comes from databases and registries is never formatted', () => {
  const hostile = '<!channel> *bold* `code` <https://evil.example|x>';
  const bad = image(hostile);
  const detection = found([bad], [packageIn(bad, { name: hostile, path: hostile })]);
  const why = unjudged(hostile, { doubt: { reason: 'end-of-life', os: hostile } });
  const text = JSON.stringify(
    drawAnswer(
      anAnswer({ detection: { ...detection, title: hostile }, unjudged: [why] }),
      english,
    ).blocks.filter((block) => !JSON.stringify(block).includes('plain_text')),
  );

  expect(text).not.toMatch(/<!channel|<https:\/\/evil/);
});

test('a scan whose detections are not archived says so and why, in both languages', () => {
  const completed: ScanCompleted = {
    type: 'Scan Completed',
    scanId: 's',
    at: AT,
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [],
    refused: 0,
    held: [],
    durationMs: 1,
    notArchived: { code: 'archive_conflict', reason: 'Other scans changed it; scan again.' },
  };
  const scan = { images: [], taskArn: 'a', state: 'done' as const, startedAt: AT, completed };
  const shown = (context: typeof english) => JSON.stringify(renderScan(scan, context).blocks);

  expect(renderScan(scan, english).text).toContain('finished with errors');
  expect(shown(english)).toContain(
    '⚠️ What was found is not in the archive, so questions about a vulnerability are answered from the complete scan before: Other scans changed it; scan again.',
  );
  expect(shown(japanese)).toContain('アーカイブにないため');
  expect(shown(japanese)).toContain('索引を書き換え続けていました');
});
