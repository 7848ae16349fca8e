import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import type { Held } from '../../../src/domain/evidence';
import type { ImageOutcome, ScanCompleted } from '../../../src/domain/scan';
import { attentionOf } from '../../../src/domain/scan-attention';
import { english, japanese } from './kit';
import { anOverview } from './lists';

const OLD: ImageOutcome = {
  image: 'r.example/eol:1',
  findings: {},
  doubt: { reason: 'end-of-life', os: 'Debian 9.13' },
};
const EMPTY: ImageOutcome = { image: 'r.example/null:1', doubt: { reason: 'nothing-scanned' } };
const RARE: ImageOutcome = {
  image: 'r.example/rare:1',
  doubt: { reason: 'os-not-covered', os: 'Fedora 41' },
};
const GOOD: ImageOutcome = { image: 'r.example/web:1', findings: {} };
const GONE: Held = { image: 'r.example/web', reason: 'mass-vanishing', findings: 12 };

function ended(change: Partial<ScanCompleted> = {}): ScanCompleted {
  return {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T08:03:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 13 },
    open: { total: 7, critical: 3 },
    images: [GOOD],
    refused: 0,
    held: [],
    durationMs: 180_000,
    databaseAt: '2026-11-24T06:00:00Z',
    ...change,
  };
}

function drawn(change: Partial<ScanCompleted>, context = english, acceptedBy?: string) {
  const payload = render(
    {
      kind: 'scan',
      scan: {
        images: [],
        taskArn: 'arn:task',
        state: 'done',
        startedAt: '2026-11-24T08:00:00Z',
        completed: ended(change),
        ...(acceptedBy !== undefined && { acceptedBy }),
      },
    },
    context,
  );
  return { ...payload, all: JSON.stringify([payload.blocks, payload.attachments]) };
}

describe('a scan that could not judge an image', () => {
  test.each<[string, ImageOutcome, RenderContext, string]>([
    [
      'nothing in it',
      EMPTY,
      english,
      '`null:1`: Trivy could look at nothing in it, so no findings proves nothing',
    ],
    ['nothing in it', EMPTY, japanese, '`null:1`: Trivy が調べられるものがありません'],
    [
      'an old release',
      OLD,
      english,
      '`eol:1`: Debian 9.13 is past its end of life. New vulnerabilities are not published',
    ],
    ['an old release', OLD, japanese, '`eol:1`: Debian 9.13 はサポートが終了しています'],
    [
      'a system without advisories',
      RARE,
      english,
      '`rare:1`: Trivy has no advisories for Fedora 41',
    ],
    [
      'a system without advisories',
      RARE,
      japanese,
      '`rare:1`: Fedora 41 の脆弱性情報が Trivy にない',
    ],
  ])('names it with the reason: %s (%#)', (_what, image, context, words) => {
    const { all } = drawn({ images: [GOOD, image] }, context);

    expect(all).toContain(words);
  });

  test.each([OLD, EMPTY, RARE])('has no green tick (%#)', (image) => {
    const { blocks, text } = drawn({ images: [GOOD, image] });

    expect(JSON.stringify(blocks)).toContain('⚠️');
    expect(JSON.stringify(blocks)).not.toContain('✅');
    expect(text).toContain('not everything could be judged: 1 image could not be judged');
  });

  test('says how many of how many, also where its lists are cut', () => {
    const totals = { images: 10_000, unjudged: 7_000, vanished: 0, held: 0 };

    expect(drawn({ images: [GOOD, OLD] }).all).toContain(
      '*1 of 2 images could not be judged* · what is open in them stays open',
    );
    const { all } = drawn({ images: Array(9).fill(OLD), totals });
    expect(all).toContain('*7000 of 10000 images could not be judged*');
    expect(all).toContain('and 6995 more images');
  });

  test('says which of its findings are kept, and how they can be closed', () => {
    const held: Held[] = [{ image: 'r.example/null', reason: 'nothing-scanned', findings: 4 }];

    expect(drawn({ images: [EMPTY], held }).all).toContain(
      '4 findings that the scan no longer shows are kept; resolve or suppress them by hand',
    );
    expect(drawn({ images: [EMPTY], held }).all).not.toContain('scan_accept');
  });

  test('does not say that nothing is new where it saw nothing', () => {
    expect(drawn({ images: [EMPTY] }).all).not.toContain('Nothing new');
    expect(drawn({ images: [EMPTY, GOOD] }).all).toContain('Nothing new');
  });
});

describe('findings that vanished from an unchanged image', () => {
  test('are named, and can be accepted after a question', () => {
    const { all } = drawn({ held: [GONE] });

    expect(all).toContain('Most findings of 1 image are gone at once');
    expect(all).toContain('`web`: 12 findings');
    expect(all).toContain('"action_id":"scan_accept"');
    expect(all).toContain('Accept: they are gone');
    expect(all).toContain('Accept only if you know why they are gone.');
    expect(drawn({ held: [GONE] }, japanese).all).toContain('解消として承認');
    expect(all).toContain('accept it with the button below');
  });

  test('that somebody accepted have no button, and say who', () => {
    const { all } = drawn({ held: [GONE] }, english, 'U0ANA');

    expect(all).not.toContain('scan_accept');
    expect(all).toContain('<@U0ANA> accepted that they are gone');
    expect(all).not.toMatch(/accept it|with the button/);
  });
});

test('a scan of which all is well is one line', () => {
  const { blocks, attachments } = drawn({});

  expect(blocks).toHaveLength(1);
  expect(Object(blocks[0]).type).toBe('context');
  expect(attachments).toEqual([]);
});

test('first comes what nobody can rely on, then what is overdue, then the counts, and the feeds last', () => {
  const { blocks } = drawn({
    images: [GOOD, OLD],
    due: {
      overdue: 1,
      soon: 0,
      first: {
        vulnerabilityId: 'CVE-2022-22965',
        image: 'r.example/worker',
        dueAt: '2026-11-20T03:00:00.000Z',
      },
    },
    staleFeeds: [{ feed: 'kev', reason: 'x', code: 'x', copyOf: '2026-11-20T00:00:00Z' }],
  });
  const order = ['could not be judged', 'overdue', 'Nothing new', 'CISA KEV'];

  const found = order.map((words) =>
    blocks.findIndex((block) => JSON.stringify(block).includes(words)),
  );
  expect(found).toEqual([...found].sort((a, b) => a - b));
  expect(found).not.toContain(-1);
  expect(JSON.stringify(blocks)).not.toContain('✅');
});

describe('the counts of a scan', () => {
  test.each<[Partial<ScanCompleted>, string, string]>([
    [{}, 'Nothing new · 7 open (3 critical)', '新規なし · 未対応 7(緊急 3)'],
    [{ open: { total: 7, critical: 0 } }, 'Nothing new · 7 open', '新規なし · 未対応 7'],
    [{ open: { total: 0, critical: 0 } }, 'Nothing new · nothing open', '新規なし · 未対応なし'],
    [
      { counts: { new: 0, reopened: 0, fixed: 2, unchanged: 5 } },
      'Nothing new · 7 open (3 critical) · 2 gone',
      '新規なし · 未対応 7(緊急 3) · 解消 2',
    ],
    [
      { counts: { new: 0, reopened: 0, fixed: 0, unscanned: 4, unchanged: 5 } },
      'Nothing new · 7 open (3 critical) · 4 no longer scanned',
      '新規なし · 未対応 7(緊急 3) · スキャン対象外になった 4',
    ],
  ])('say what is open, not what is unchanged (%#)', (change, en, ja) => {
    expect(drawn(change).all).toContain(`"✅ ${en} · took 3 minutes`);
    expect(drawn(change).all).not.toContain('unchanged');
    expect(drawn(change, japanese).all).toContain(`"✅ ${ja} · 所要 3 分`);
  });

  test('say once what was left out', () => {
    const leftOut = { secrets: 1, misconfigurations: 3, licenses: 0, withoutId: 0 };

    expect(drawn({ leftOut }).all).toContain(
      'only vulnerabilities become findings: 1 secret, 3 misconfigurations"',
    );
  });
});

test('a database whose date nobody knows is said to be so', () => {
  const { databaseAt: _, ...undated } = ended();
  const scan = { images: [], taskArn: 'a', startedAt: '2026-11-24T08:00:00Z' };
  const shown = (completed: ScanCompleted, state: 'done' | 'failed') =>
    JSON.stringify(render({ kind: 'scan', scan: { ...scan, state, completed } }, english));

  expect(shown(undated, 'done')).toContain('date of the vulnerability database unknown');
  expect(shown({ ...undated, error: 'x' }, 'failed')).not.toContain('vulnerability database');
  expect(shown({ ...undated, error: 'x' }, 'failed')).not.toContain('Nothing new');
});

test('a scan whose result never arrived is over, and not green', () => {
  const scan = {
    images: [],
    taskArn: 'arn:task',
    state: 'done',
    startedAt: '2026-11-24T08:00:00Z',
    problem: "the scanner ended, but its result did not arrive; look at the scanner's log",
    problemCode: 'task_no_result',
  } as const;
  const shown = JSON.stringify(render({ kind: 'scan', scan: { ...scan, images: [] } }, english));

  expect(shown).toContain('ended without a result');
  expect(shown).not.toContain('✅');
  expect(shown).not.toContain('scan_cancel');
});

describe('Home and status', () => {
  const attention = attentionOf(ended({ images: [GOOD, OLD, EMPTY], held: [GONE] }));
  const lastScan = { at: '2026-11-24T03:02:00Z', attention };
  const running = [{ images: ['r.example/api'], startedAt: '2026-11-24T09:58:00Z' }];
  const overview = anOverview({ lastScan, running });
  const answer = {
    about: 'status' as const,
    running,
    lastScan,
    openBySeverity: {},
    open: 0,
    overdue: 0,
    upgrades: 0,
    complete: true,
    troubles: [],
  };
  const surfaces: [string, string][] = [
    ['Home', JSON.stringify(renderHome(overview, english))],
    ['status', JSON.stringify(drawAnswer(answer, english).blocks)],
    [
      'status for a screen reader',
      drawAnswer(answer, english).text.replaceAll(/(\S+:1):/g, '`$1`:'),
    ],
  ];

  test.each(surfaces)('%s names the images that could not be judged, and why', (_name, text) => {
    expect(text).toContain('2 images could not be judged');
    expect(text).toContain('`eol:1`: Debian 9.13 is past its end of life');
    expect(text).toContain('`null:1`: Trivy could look at nothing in it');
    expect(text).toContain('Most findings of 1 image are gone at once');
  });

  test.each(surfaces)('%s names the image of a running scan', (_name, text) => {
    expect(text).toMatch(/A scan of `?api`? has been running since/);
  });

  test.each(surfaces)('%s says that the date of the database is unknown', (_name, text) => {
    expect(text).toMatch(/vulnerability (database|DB): date unknown/i);
  });
});

describe('parts of a scan that were lost', () => {
  const lost = (number: number): ImageOutcome => ({
    image: `r.example/lost-${number}:1`,
    error: 'the task of this image left no result; the next scan looks at it again',
    errorCode: 'shard_lost',
  });
  const images = [GOOD, lost(1), lost(2)];
  const lostShards = { lost: 3, of: 40, images: 2 };

  test('are named in one line, and not image by image', () => {
    const text = drawn({ images, lostShards }).all;

    expect(text).toContain(
      '3 of 40 parts of the scan were lost; 2 images keep their findings until the next scan.',
    );
    expect(text).not.toContain('lost-1');
    expect(drawn({ images, lostShards }, japanese).all).toContain(
      '40 区分のうち 3 区分の結果が得られませんでした。該当する 2 イメージの検出結果は、次のスキャンまでそのまま残ります',
    );
  });

  test('leave the list to images that have another reason', () => {
    const failed = { image: 'r.example/broken:1', error: 'no access', errorCode: 'x' };
    const text = drawn({ images: [...images, failed], lostShards }).all;

    expect(text).toContain('1 of 4 images could not be judged');
    expect(text).toContain('broken');
    expect(text).not.toContain('lost-1');
  });
});
