import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import { sizeOfBlocks } from '../../../src/adapters/slack/limits';
import type { AffectedImage, Finding, VulnerablePackage } from '../../../src/domain/finding';
import { aFinding, anEntry, cardsOf, english, japanese, REGISTRY } from './kit';

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
  const { blocks, attachments } = render(cardsOf(anEntry(change)), context);
  return JSON.stringify([blocks, attachments]);
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

test("a card gives each installed version its own images and target, and no image another's", () => {
  const text = card(MIXED);

  expect(text).toContain('• 3.0.11-1~deb12u2 → *3.0.14-1~deb12u1* in `api`');
  expect(text).toContain('• 3.0.8-1.amzn2023 → *3.0.8-1.amzn2023.0.14* in `worker`');
});

test("the answer to affected gives each image its own installed and fixed version, and no image another's", () => {
  const text = affected(MIXED);

  expect(text).toContain('`api` — `openssl` 3.0.11-1-deb12u2 → *3.0.14-1-deb12u1*');
  expect(text).toContain('`worker` — `openssl` 3.0.8-1.amzn2023 → *3.0.8-1.amzn2023.0.14*');
  expect(text).toContain('`openssl` (several fixes)');
});

test('images with the same packages share a line in the answer to affected', () => {
  const images = ['api', 'web', 'worker'].map((name) => image(name));
  const packages = images.flatMap((each) => [openssl(each), openssl(each, { name: 'libssl3' })]);

  expect(affected({ images, packages })).toContain('`api`, `web`, `worker` — `libssl3` 3.0.1');
});

test('images that differ in nothing need no line for each package', () => {
  const images = ['api', 'web'].map((name) => image(name));
  const packages = images.map((each) => openssl(each));

  expect(card({ images, packages })).toContain('*openssl* 3.0.1 → *3.0.15* in `api`, `web`');
  expect(affected({ images, packages })).toContain('Found in `api`, `web`');
});

describe('one vulnerability in 19 binaries of one image', () => {
  const packages = Array.from({ length: 19 }, (_, index) =>
    openssl(debian, { name: 'stdlib', path: `usr/bin/tool-${String(index).padStart(2, '0')}` }),
  );
  const change = { images: [debian], packages };

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

    const tags = affected({ images: [one, two], packages });
    expect(tags).toContain('`api:1` — `openssl` 3.0.1');
    expect(tags).toContain('`api:2` — `openssl` 3.0.5');
    expect(tags).not.toContain('`api:1` — `openssl` 3.0.5');
    expect(card({ images: [one, two], packages })).toContain('in `api:1`, `api:2`');
    const bare = debian.name.length > 60 ? debian.name.slice(0, 59) : debian.name;
    expect(card({ images: [debian, other], packages: [] })).toContain(`in \`${bare}`);
    expect(card({ images: [debian, other], packages: [] })).toContain('`ghcr.io/api`');
  });

  it('and nowhere else', () => {
    const images = [image('api', { tag: '1' }), image('web', { tag: '1' })];

    expect(card({ images, packages: [] })).toContain('in `api`, `web`');
  });
});

test.each([
  ['will_not_fix', 'the vendor will not fix it', 'ベンダー は修正しない方針'],
  ['fix_deferred', 'fix deferred by the vendor', 'ベンダー が修正を保留'],
  ['end_of_life', 'end of life', 'サポート終了'],
] as const)('a package with status %s is shown as "%s"', (status, words, inJapanese) => {
  const packages = [{ name: 'bash', installedVersion: '5.0', status, image: debian.name }];
  const change = { images: [debian], packages };

  expect(card(change)).toContain('*bash* 5.0 in `api` · *no fix*');
  expect(card(change).toLowerCase()).toContain(words);
  expect(card(change, japanese)).toContain(inJapanese);
  expect(render(cardsOf(anEntry(change)), english).text.toLowerCase()).toContain(words);
});

test.each([
  ['4.0', '7.5 (CVSS 4.0)'],
  ['3.1', '7.5 (CVSS 3.1)'],
  [undefined, 'CVSS 7.5'],
])('a score of CVSS %s is shown as "%s" in the answer to affected', (scoreVersion, words) => {
  expect(affected({ score: 7.5, ...(scoreVersion && { scoreVersion }) })).toContain(words);
});

test('an image past its end of life is said on its card and in answers', () => {
  const old = image('old', { endOfLife: 'Debian 9.13' });

  const text = card({ images: [old, debian], packages: [] });
  expect(text).toContain(
    'Debian 9.13 is past its end of life: new vulnerabilities in it are not published (`old`)',
  );
  expect(affected({ images: [old], packages: [] })).toContain(
    'Debian 9.13 is past its end of life',
  );
  expect(card({ images: [debian] })).not.toContain('end of life');
});

test('what is no image is said to be what it is', () => {
  const repository = image('gomod', { kind: 'repository' });

  expect(card({ images: [repository], packages: [] })).toContain('in `gomod (repository)`');
});

test('a severity that Trivy does not know is "not rated"', () => {
  expect(card({ severity: 'INFORMATIONAL' })).toContain('⚪ Not rated');
  expect(card({ severity: 'INFORMATIONAL' }, japanese)).toContain('⚪ 未評価');
});

test('a title is cut at the end of a word', () => {
  const title = `kernel: ${'use after free '.repeat(20)}`;

  expect(card({ title })).toMatch(/(free|use|after)…"/);
  expect(card({ title: '脆弱性'.repeat(90) })).toMatch(/性…"|弱…"|脆…"/);
});
