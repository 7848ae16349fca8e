import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { renderContext } from '../../../src/adapters/slack/create-render-context';
import { SEVERITIES } from '../../../src/domain/finding';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import { remediesOf } from '../../../src/domain/remedies-of';
import { aConfig, aFinding, decided, english, japanese, REGISTRY, workspace } from './kit';
import { anOpenAnswer, IMAGES, nothingOpen } from './lists';
import { answers } from './states';

const everything = renderContext(aConfig({ findings: { severities: [...SEVERITIES] } }), workspace);

describe('an answer says what it knows nothing about', () => {
  const words = (answer: QueryAnswer, context = english) => drawAnswer(answer, context).text;

  test('nothing is open: of the severities that are imported', () => {
    expect(words(nothingOpen())).toContain(
      'No open findings. Looked at: findings of severity Critical, High.',
    );
    expect(words(nothingOpen(), everything)).toContain('Looked at: findings of every severity.');
  });

  test('a severity that is not imported is not said to have nothing open', () => {
    const medium = words(nothingOpen({ filter: { severities: ['MEDIUM'] } }));

    expect(medium).toMatch(/^Findings of severity Medium are not imported .* is not known\./);
    expect(medium).not.toContain('No open findings');
    expect(words(nothingOpen({ filter: { severities: ['MEDIUM'] } }), everything)).toMatch(
      /^No open findings with severity Medium\. Last scan/,
    );
    expect(words(nothingOpen({ filter: { severities: ['HIGH', 'MEDIUM'] } }))).toMatch(
      /^No open findings with severity High\. Findings of severity Medium are not imported/,
    );
  });

  test('findings of a severity that is no longer imported are shown, with that note', () => {
    const answer = anOpenAnswer({ filter: { severities: ['MEDIUM'] } });

    expect(JSON.stringify(drawAnswer(answer, english).blocks)).toContain('are not imported');
  });

  test('before the first scan nothing is known', () => {
    const { lastScan: _, ...never } = nothingOpen();

    expect(words(never)).toBe('No scan has finished yet.');
  });

  const notFound: QueryAnswer = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-2024-1',
    findings: [],
    complete: true,
  };
  const lastScan = {
    at: '2026-11-24T03:02:00Z',
    attention: [{ image: `${REGISTRY}/web:latest`, reason: 'failed' as const, error: 'too slow' }],
  };

  test('a vulnerability without a finding may be in an image with a severity that is not imported', () => {
    const said = words({ ...notFound, lastScan });

    expect(said).toContain(
      'There is no finding of CVE-2024-1. Looked at: findings of severity Critical, High.',
    );
    expect(said).toContain('an image may still have it with another severity');
    expect(said).toContain('Last scan: 24 Nov 2026');
    expect(said).toContain('web:latest could not be scanned: too slow');
    expect(said).not.toContain('<!date');
    expect(words({ ...notFound, lastScan }, everything)).not.toContain('may still');
  });

  test('whether an image has it is not known before the first scan', () => {
    expect(words(notFound)).toBe(
      'It is not known whether an image has CVE-2024-1. No scan has finished yet.',
    );
  });

  test('and when there are more findings than could be read', () => {
    expect(words({ ...notFound, lastScan, complete: false })).toContain('may be incomplete');
  });
});

test.each([
  ['suppressed', decided({ kind: 'suppress', reason: 'not reachable', until: { kind: 'ever' } })],
  ['fixed', decided({ kind: 'resolve' })],
  ['archived', aFinding()],
])('a %s finding that is gone was in an image, and runs nowhere', (_how, finding) => {
  const findings = [{ ...finding, recordState: 'ARCHIVED' as const }];
  const shown = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-1',
    findings,
    complete: true,
  } as const;
  const blocks = JSON.stringify(drawAnswer(shown, english).blocks);

  expect(blocks).toContain('Was in `api`');
  expect(blocks).not.toContain('Found in');
  expect(blocks).not.toContain('Runs in');
});

test('a package has one version to upgrade to, the one that its card names', () => {
  const finding = aFinding();
  const [entry] = finding.packages;
  if (entry === undefined) throw new Error('no package');
  const [remedy] = remediesOf(finding);
  const rows = [{ installed: entry.installedVersion, target: '99.0' }];
  const shown: QueryAnswer = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-1',
    findings: [{ ...finding, remedies: [{ ...remedy, rows }] }],
    complete: true,
  };
  const blocks = JSON.stringify(drawAnswer(shown, english).blocks);

  expect(blocks).toContain('→ *99.0*');
  expect(blocks).not.toContain(`${entry.fixedVersion}`);
});

test('a suppressed finding that is gone says both', () => {
  const decision = { kind: 'suppress', reason: 'x', until: { kind: 'ever' } } as const;
  const findings = [decided(decision, { recordState: 'ARCHIVED' })];
  const shown = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-1',
    findings,
    complete: true,
  } as const;

  expect(JSON.stringify(drawAnswer(shown, english).blocks)).toMatch(
    /Suppressed by Ana Silva.* · for good · in api · No longer detected in any scanned image/,
  );
});

describe('a list of open upgrades', () => {
  test('says how many are open and which of the cards it shows', () => {
    const { text, blocks } = drawAnswer(anOpenAnswer(), english);

    expect(Object(blocks[0]).text.text).toBe(
      '*9 open* · 4 critical · 1 overdue · cards 1 to 5 of 8',
    );
    expect(text).toBe('9 open in 8 cards, 4 critical, 1 overdue. Cards 1 to 5 of 8');
    expect(Object(drawAnswer(anOpenAnswer(), japanese).blocks[0]).text.text).toBe(
      '*未対応 9* · 緊急 4 · 期限切れ 1 · カード 8 枚中 1〜5 枚目',
    );
  });

  test('says what was asked for', () => {
    const severities = ['CRITICAL' as const, 'HIGH' as const];
    const filter = { severities, due: 'nofix' as const, image: 'r.io/team/api' };
    const { blocks } = drawAnswer(
      anOpenAnswer({ filter, upgrades: { total: 5, before: 0 } }),
      english,
    );

    expect(Object(blocks[0]).text.text).toBe(
      '*9 open* · 4 critical · 1 overdue · Critical, High · no fix yet · in `team/api`',
    );
  });

  test('of critical ones alone says so once', () => {
    const filter = { severities: ['CRITICAL' as const] };
    const asked = { filter, total: 5, critical: 5, overdue: 0, upgrades: { total: 5, before: 0 } };
    const { text, blocks } = drawAnswer(anOpenAnswer(asked), english);

    expect(Object(blocks[0]).text.text).toBe('*5 open* · Critical');
    expect(text).toBe('5 open in 5 cards, Critical.');
  });

  test('turns its pages by buttons, and offers the images of what is open', () => {
    const controls = (change: Parameters<typeof anOpenAnswer>[0]) =>
      Object(drawAnswer(anOpenAnswer(change), english).blocks.at(-1)).elements.map(
        (each: { text?: { text: string }; action_id: string }) => each.text?.text ?? each.action_id,
      );

    expect(controls({})).toEqual(['Next 3', 'open_image']);
    expect(controls({ upgrades: { total: 12, before: 5 }, page: 2 })).toEqual([
      'Previous 5',
      'Next 2',
      'open_image',
    ]);
    expect(controls({ upgrades: { total: 8, before: 5 }, page: 2 })).toEqual([
      'Previous 5',
      'open_image',
    ]);
  });

  test('past the end shows the last page, and says so', () => {
    const past = anOpenAnswer({ upgrades: { total: 8, before: 5 }, page: 2, pastEnd: 9 });
    const drawn = drawAnswer(past, english);

    expect(JSON.stringify(drawn.blocks)).toContain('There is no page 9; this is the last one.');
    expect(drawn.text).toContain('There is no page 9');
  });

  test('of an image without open findings lists nothing, and offers the others', () => {
    const { text, blocks } = drawAnswer(
      nothingOpen({ filter: { image: 'api' }, images: IMAGES }),
      english,
    );

    expect(text).toContain('Nothing open in api passes');
    expect(JSON.stringify(blocks)).toContain('"web (4)"');
  });
});

test('no finding of one severity is worded differently from no finding at all', () => {
  const drawn = drawAnswer(nothingOpen({ filter: { severities: ['HIGH'] } }), english);

  expect(drawn.text).toMatch(/^No open findings with severity High\. Last scan: 24 Nov 2026/);
});

test.each(['affected-many', 'affected-due-most'])(
  'of %s, the images that there is no room for are counted',
  (state) => {
    const blocks = answers().flatMap(([name, answer]) =>
      name === state ? drawAnswer(answer, english).blocks : [],
    );

    // Ten of twelve are named.
    expect(JSON.stringify(blocks)).toMatch(/service-9`\\nand 2 more/);
    expect(JSON.stringify(blocks)).not.toContain('and 1 more');
  },
);

test('what is open by severity is said in the order of the language', () => {
  const [, status] = answers().find(([name]) => name === 'status') ?? [];
  const shown = (context = english) =>
    JSON.stringify(status === undefined ? [] : drawAnswer(status, context).blocks);

  expect(shown()).toMatch(/🔴 \d+ Critical · 🟠 \d+ High/);
  expect(shown(japanese)).toMatch(/🔴 緊急 \d+ · 🟠 重要 \d+/);
});
