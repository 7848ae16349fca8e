import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import { sizeOfBlocks } from '../../../src/adapters/slack/limits';
import type { AffectedImage, Finding, VulnerablePackage } from '../../../src/domain/finding';
import { writeSignature } from '../../../src/domain/signature';
import { aFinding, anEntry, decided, english, japanese, REGISTRY } from './kit';

/* What a message says about images, packages and scores (issue 13). */

const image = (repository: string, more: Partial<AffectedImage> = {}): AffectedImage => ({
  name: `${REGISTRY}/${repository}`,
  repository,
  services: [],
  ...more,
});
const openssl = (of: AffectedImage, more: Partial<VulnerablePackage> = {}): VulnerablePackage => ({
  name: 'openssl',
  installedVersion: '3.0.1',
  fixedVersion: '3.0.15',
  image: of.name,
  ...more,
});

const debian = image('api');
const amazon = image('worker');
const MIXED: Partial<Finding> = {
  images: [debian, amazon],
  packages: [
    openssl(debian, { installedVersion: '3.0.11-1~deb12u2', fixedVersion: '3.0.14-1~deb12u1' }),
    openssl(amazon, {
      installedVersion: '3.0.8-1.amzn2023',
      fixedVersion: '3.0.8-1.amzn2023.0.14',
    }),
  ],
};

function card(change: Partial<Finding>, context = english): string {
  const { blocks, attachments } = render({ kind: 'alert', entry: anEntry(change) }, context);
  return JSON.stringify([blocks, attachments]);
}

function page(...changes: Partial<Finding>[]): string {
  const entries = changes.map((change) => anEntry(change));
  return JSON.stringify(render({ kind: 'page', entries }, english).attachments);
}

function affected(change: Partial<Finding>): string {
  const finding = aFinding({ workflowStatus: 'NOTIFIED', ...change });
  const { vulnerabilityId } = finding;
  const answer = {
    about: 'affected' as const,
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId,
    findings: [finding],
    complete: true,
  };
  const { blocks } = drawAnswer(answer, english);
  expect(sizeOfBlocks({ blocks })).toBeLessThan(12_000);
  return JSON.stringify(blocks);
}

test.each([
  ['a card', card],
  ['a page', (change: Partial<Finding>) => page(change)],
  ['the answer to affected', affected],
])(
  "%s gives each image its own installed and fixed version, and no image another's",
  (_name, draw) => {
    const text = draw(MIXED);

    expect(text).toContain('`api` — `openssl` 3.0.11-1-deb12u2 → *3.0.14-1-deb12u1*');
    expect(text).toContain('`worker` — `openssl` 3.0.8-1.amzn2023 → *3.0.8-1.amzn2023.0.14*');
    expect(text).toContain('`openssl` (several fixes)');
  },
);

test('images with the same packages share a line', () => {
  const images = ['api', 'web', 'worker'].map((name) => image(name));
  const packages = images.flatMap((each) => [openssl(each), openssl(each, { name: 'libssl3' })]);

  expect(card({ images, packages })).toContain('`api`, `web`, `worker` — `libssl3` 3.0.1');
});

test('images that differ in nothing need no line for each package', () => {
  const images = ['api', 'web'].map((name) => image(name));

  expect(card({ images, packages: images.map((each) => openssl(each)) })).toContain(
    'Found in `api`, `web`',
  );
});

describe('one vulnerability in 19 binaries of one image', () => {
  const packages = Array.from({ length: 19 }, (_, index) =>
    openssl(debian, { name: 'stdlib', path: `usr/bin/tool-${String(index).padStart(2, '0')}` }),
  );
  const change = { images: [debian], packages };

  it('names some on its card and counts the others', () => {
    expect(card(change)).toContain('`usr/bin/tool-00`, `usr/bin/tool-01`');
    expect(card(change)).toContain('and 14 more)');
  });

  it('names all of them in the answer to affected', () => {
    const text = affected(change);

    for (const { path } of packages) expect(text).toContain(`\`${path}\``);
  });
});

test('the answer to affected names every one of a hundred images', () => {
  const images = Array.from({ length: 100 }, (_, index) => image(`team/service-${index}`));
  const text = affected({ images, packages: images.map((each) => openssl(each)) });

  for (const { repository } of images) expect(text).toContain(`\`${repository}\``);
});

test('the answer to affected fits into a message when ten findings are in a hundred images each', () => {
  const images = Array.from({ length: 100 }, (_, index) => image(`team/service-${index}`));
  const one = aFinding({ images, packages: images.map((each) => openssl(each)) });
  const findings = Array.from({ length: 10 }, () => one);
  const { vulnerabilityId } = one;
  const answer = {
    about: 'affected' as const,
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId,
    findings,
    complete: true,
  };

  expect(sizeOfBlocks(drawAnswer(answer, japanese))).toBeLessThan(12_000);
  expect(JSON.stringify(drawAnswer(answer, english))).toMatch(/and \d+ more/);
});

describe('a tag and a registry are named', () => {
  it('where they tell images apart', () => {
    const [one, two] = [image('api', { tag: '1' }), image('api', { tag: '2' })];
    const packages = [
      openssl(one, { tag: '1', installedVersion: '3.0.1' }),
      openssl(two, { tag: '2', installedVersion: '3.0.5' }),
    ];
    const other = image('api', { name: 'ghcr.io/api' });

    const tags = card({ images: [one, two], packages });
    expect(tags).toContain('`api:1` — `openssl` 3.0.1');
    expect(tags).toContain('`api:2` — `openssl` 3.0.5');
    expect(tags).not.toContain('`api:1` — `openssl` 3.0.5');
    expect(card({ images: [debian, other], packages: [] })).toContain(
      `Found in \`${REGISTRY}/api\`, \`ghcr.io/api\``,
    );
  });

  it('and nowhere else', () => {
    const images = [image('api', { tag: '1' }), image('web', { tag: '1' })];

    expect(card({ images, packages: [] })).toContain('Found in `api`, `web`');
  });
});

test.each([
  ['will_not_fix', 'will not be fixed', '修正予定なし'],
  ['fix_deferred', 'fix deferred by the vendor', 'ベンダーが修正を保留'],
  ['end_of_life', 'end of life, no fix', 'サポート終了のため修正なし'],
] as const)('a package with status %s is shown as "%s"', (status, words, inJapanese) => {
  const packages = [{ name: 'bash', installedVersion: '5.0', status, image: debian.name }];
  const change = { images: [debian], packages };

  expect(card(change)).toContain(`\`bash\` 5.0 (${words})`);
  expect(card(change, japanese)).toContain(inJapanese);
  expect(render({ kind: 'alert', entry: anEntry(change) }, english).text).toContain(words);
});

test.each([
  ['4.0', 'CVSS 4.0 7.5'],
  ['3.1', 'CVSS 3.1 7.5'],
  [undefined, 'CVSS 7.5'],
])('a score of CVSS %s is shown as "%s"', (scoreVersion, words) => {
  expect(card({ score: 7.5, ...(scoreVersion && { scoreVersion }) })).toContain(words);
});

test('an image past its end of life is said on its card, on a page and in answers', () => {
  const old = image('old', { endOfLife: 'debian 9.13' });

  const text = card({ images: [old, debian], packages: [] });
  expect(text).toContain(
    'debian 9.13 is past its end of life: new vulnerabilities in it are not published (`old`)',
  );
  expect(page({ images: [old], packages: [] })).toContain('debian 9.13 past end of life');
  expect(affected({ images: [old], packages: [] })).toContain(
    'debian 9.13 is past its end of life',
  );
  expect(card({ images: [debian] })).not.toContain('end of life');
});

test('what is no image is not counted as one', () => {
  const kinds = (...images: AffectedImage[]) => card({ images, packages: [] });
  const repository = image('gomod', { kind: 'repository' });
  const sbom = image('app.cdx', { kind: 'sbom' });

  expect(kinds(repository)).toContain('· 1 repository');
  expect(kinds(repository)).toContain('Found in `gomod (repository)`');
  expect(kinds(sbom, debian)).toContain('· 2 places');
  expect(kinds(repository)).not.toContain('1 image');
});

test('a severity that Trivy does not know is "not rated"', () => {
  expect(card({ severity: 'INFORMATIONAL' })).toContain('⚪ *Not rated*');
  expect(card({ severity: 'INFORMATIONAL' }, japanese)).toContain('⚪ *未評価*');
});

describe('a title', () => {
  const title = `kernel: ${'use after free '.repeat(20)}`;

  it('is cut at the end of a word', () => {
    expect(card({ title })).toMatch(/use after free( use)?( after)?…"/);
    expect(page({ title })).toMatch(/(free|use|after)…"/);
    expect(card({ title: '脆弱性'.repeat(90) })).toMatch(/性…"|弱…"|脆…"/);
  });

  it('stays on a page where the finding was reopened, came back or was decided', () => {
    const signed = writeSignature({ who: 'scanner', at: '1795507200', action: 'reopen' });
    const text = 'Reopened by the scanner: still detected in api after it was resolved.';
    const reopened = { note: { text, updatedBy: signed }, title: 'openssl: overread' };

    expect(page(reopened)).toContain('Still detected in api after it was resolved.');
    expect(page(reopened)).toContain('openssl: overread');
    expect(page(decided({ kind: 'resolve' }, { title: 'zlib: overflow' }))).toContain(
      'zlib: overflow',
    );
  });
});
