import fc from 'fast-check';
import { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { contentOf, toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { absorb } from '../../src/domain/absorb';
import { seenIn } from '../../src/domain/collected-scans';
import { basisOf } from '../../src/domain/decision-scope';
import type { KnownFinding } from '../../src/domain/detection';
import type { AffectedImage } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import type { ReconcileOptions } from '../../src/domain/plan';
import { reconcile } from '../../src/domain/reconcile';
import { unnamedIn } from '../../src/domain/remedy-rows';
import { utf8Length } from '../../src/domain/text';
import {
  hashOfName,
  imageCount,
  imageTest,
  moreNames,
  unnamedSince,
} from '../../src/domain/unnamed-images';
import { untoldChanges } from '../../src/domain/untold';
import {
  aDetection,
  aNote,
  anImage,
  aScan,
  FINDING_RULES,
  HOUR,
  NOW,
  reconcileOptions,
  target,
} from './builders';

/*
 * A finding in more images than Security Hub's finding names: from what a scan saw, through the format, to what the next scan
 * makes of it.
 */

const CVE = 'CVE-1';
const ID = findingId(CVE);
const EDGES = [1, 32, 33, 34, 1_300];
const stamp = { at: NOW.toISOString(), scan: { id: 'scan-1', newFindings: 1 } };

const many = (count: number): AffectedImage[] =>
  Array.from({ length: count }, (_, index) => anImage(`team/service-${index}`));

function detected(images: AffectedImage[]) {
  const packages = images.map(({ name }) => ({
    name: 'openssl',
    installedVersion: '3.0.1',
    fixedVersion: '3.0.15',
    type: 'alpine',
    image: name,
  }));
  return aDetection(CVE, images[0] ?? anImage('web'), { images, packages });
}

/** The finding of these images as Security Hub has it after an import. */
async function imported(
  images: AffectedImage[],
  more: Partial<KnownFinding> = {},
): Promise<KnownFinding> {
  const options = reconcileOptions();
  const [step] = (await reconcile([], seenIn(images.map((image) => aScan(image, [CVE]))), options))
    .steps;
  if (step === undefined) throw new Error('nothing planned');
  const finding = parseFinding({
    ...toAsff(step.content, stamp, target),
    Workflow: { Status: 'NOTIFIED' },
  });
  return { ...finding, ...more };
}

/** The same, suppressed where it was. */
async function suppressed(images: AffectedImage[]): Promise<KnownFinding> {
  const note = aNote('suppress/until=ever/place=here', HOUR);
  const known = await imported(images, { workflowStatus: 'SUPPRESSED', note });
  return { ...known, basis: basisOf(known, 'here') };
}

/** What a scan of these images plans, by kind; `present` are all there are. */
async function planned(
  known: KnownFinding,
  scanned: AffectedImage[],
  more: Partial<ReconcileOptions> & { clean?: AffectedImage[] } = {},
) {
  const { clean = [], ...rest } = more;
  const scans = [
    ...scanned.map((image) => aScan(image, [CVE])),
    ...clean.map((image) => aScan(image, [])),
  ];
  return await reconcile([known], seenIn(scans), reconcileOptions(rest));
}

const namesOf = (images: AffectedImage[]) => new Set(images.map(({ name }) => name));

const anyImages = fc
  .array(
    fc.record({
      repository: fc.integer({ min: 0, max: 1_500 }),
      tag: fc.constantFrom('1', '2'),
      runs: fc.boolean(),
      exposed: fc.constantFrom('yes' as const, 'no' as const),
    }),
    { minLength: 1, maxLength: 2_000, size: 'max' },
  )
  .map((all) => {
    const images = all.map(({ repository, tag, runs, exposed }) =>
      anImage(`team/${repository}`, {
        tag,
        services: runs ? ['main/web'] : [],
        exposure: { exposed, source: 'derived' },
      }),
    );
    return [...new Map(images.map((image) => [`${image.name}:${image.tag}`, image])).values()];
  });

const rankOf = ({ services, exposure, name, tag }: AffectedImage) =>
  `${services.length > 0 ? 0 : 1}${exposure?.exposed === 'yes' ? 0 : 1}${name}\u0000${tag}`;

describe('a finding in any number of images', () => {
  it('says how many, names the most important ones, knows all of them and no other, and stays below 240 KB', () => {
    fc.assert(
      fc.property(anyImages, (images) => {
        const content = { id: ID, detection: detected(images), recordState: 'ACTIVE' as const };
        const asff = toAsff(content, stamp, target);
        const finding = parseFinding(asff);
        const isIn = imageTest(finding);
        const ranked = images.map(rankOf).sort().slice(0, 32);

        expect(imageCount(finding)).toBe(images.length);
        expect(finding.images.map(rankOf).sort()).toEqual(ranked);
        expect(images.every(({ name }) => isIn?.(name))).toBe(true);
        expect(isIn?.('team/another')).toBe(false);
        expect(utf8Length(JSON.stringify(asff))).toBeLessThan(240_000);
        expect(finding.content).toBe(contentOf(content, target));
      }),
      { numRuns: 15 },
    );
  });

  it('is the same whatever the order in which the images were seen', () => {
    const images = many(300);
    const write = (some: AffectedImage[]) =>
      contentOf({ id: ID, detection: detected(some), recordState: 'ACTIVE' }, target);

    expect(write([...images].reverse())).toBe(write(images));
  });

  it('says so where there are too many names to keep', () => {
    const content = { id: ID, detection: detected(many(13_000)), recordState: 'ACTIVE' as const };
    const finding = parseFinding(toAsff(content, stamp, target));

    expect([imageCount(finding), imageTest(finding)]).toEqual([13_000, undefined]);
  });

  it('says the first 32 of an earlier version, those that it listed, and how many it left out', () => {
    const asff = toAsff(
      { id: ID, detection: detected(many(32)), recordState: 'ACTIVE' },
      stamp,
      target,
    );
    const listed = { 'vulnscan/images/1': 'registry/one registry/two … and 56 more' };

    const finding = parseFinding({ ...asff, ProductFields: { ...asff.ProductFields, ...listed } });

    expect(finding.images).toHaveLength(34);
    expect(finding.unnamed).toEqual({ count: 56 });
  });
});

describe.each(EDGES)('a finding in %d images', (count) => {
  const images = many(count);

  it('is not written again by the same scan, open or decided', async () => {
    expect((await planned(await imported(images), images)).steps).toEqual([]);
    expect((await planned(await suppressed(images), images)).steps).toEqual([]);
  });

  it('is asked again for one further image, by its name', async () => {
    const further = anImage('zz/further');

    const { steps } = await planned(await suppressed(images), [...images, further]);

    expect(steps).toMatchObject([{ kind: 'reopen' }]);
    expect(steps[0]?.change?.note.text).toContain('now also in zz/further, which');
  });

  it('stays as it is in a scan of one image, with its number of images', async () => {
    const one = images.at(-1) ?? anImage('none');

    expect((await planned(await imported(images), [one], { complete: false })).steps).toEqual([]);
    expect((await planned(await suppressed(images), [one], { complete: false })).steps).toEqual([]);
  });

  it('is gone once all of them are clean', async () => {
    expect(
      (await planned(await imported(images), [], { clean: images, present: namesOf(images) }))
        .steps,
    ).toMatchObject([{ kind: 'fixed' }]);
  });

  it('stays in an image that could not be scanned, and in no other, wherever that is in its list', async () => {
    for (const failed of [images[0], images.at(-1)]) {
      const name = failed?.name ?? '';
      const clean = images.filter((image) => image.name !== name);
      const options = { clean, failed: new Set([name]), present: namesOf(images) };

      const [step] = (await planned(await imported(images), [], options)).steps;

      if (count === 1) expect(step).toBeUndefined();
      else expect(step).toMatchObject({ kind: 'update', content: { recordState: 'ACTIVE' } });
      const left = step?.content.detection;
      if (left !== undefined)
        expect([imageCount(left), imageTest(left)?.(name)]).toEqual([1, true]);
    }
  });

  it('loses the images that no longer exist', async () => {
    const rest = images.slice(0, Math.ceil(count / 2));

    const { steps } = await planned(await imported(images), rest, { present: namesOf(rest) });

    if (count === 1) expect(steps).toEqual([]);
    else expect(steps.map(({ content }) => imageCount(content.detection))).toEqual([rest.length]);
  });

  it('is known to the ledger in as many images, and told of none that was there', async () => {
    const finding = await imported(images);
    const item = absorb(undefined, { finding, time: 0 }, FINDING_RULES, {
      now: NOW,
      token: () => 't',
    });
    const before = item?.finding ?? finding;
    const running = images.map((image, index) =>
      index === count - 1 ? { ...image, services: ['main/last'] } : image,
    );

    expect(imageCount(before)).toBe(count);
    expect(untoldChanges(before, await imported(running), NOW)).toEqual([]);
    const more = await imported([...images, anImage('zz/further')]);
    expect(untoldChanges(before, more, NOW)).toMatchObject([
      {
        change: {
          cause: 'image',
          ...(count < 32 ? { images: [anImage('zz/further').name] } : { images: [], more: 1 }),
        },
      },
    ]);
  });
});

describe('images without a result, each under several tags', () => {
  const services = many(30).map(({ name }) => name.replace(/^.*\//, 'team/'));
  const images = services.flatMap((name) => ['1', '2', '3'].map((tag) => anImage(name, { tag })));
  const present = namesOf(images);
  const tagsOf = (failed: AffectedImage[]) => {
    const numbers = new Map<string, number>();
    for (const { name } of failed) numbers.set(name, (numbers.get(name) ?? 0) + 1);
    return { failed: namesOf(failed), failedTags: numbers, present };
  };

  it.each([
    ['all tags of some names', (index: number) => index >= 60],
    ['all tags of each third name', (index: number) => index % 9 < 3],
    ['all tags of all names but one', (index: number) => index > 2],
    ['one tag of each name', (index: number) => index % 3 === 1],
    ['two tags of each second name', (index: number) => index % 6 > 3],
  ])('leave the number of images as it was: %s', async (_, isFailed) => {
    const failed = images.filter((__, index) => isFailed(index));
    const scanned = images.filter((__, index) => !isFailed(index));
    let known = await imported(images);

    for (let scan = 0; scan < 3; scan += 1) {
      const [step] = (await planned(known, scanned, tagsOf(failed))).steps;
      if (step === undefined) continue;
      expect(imageCount(step.content.detection)).toBe(images.length);
      known = parseFinding(toAsff(step.content, stamp, target));
    }
    const [step] = (await planned(known, images, { present })).steps;
    if (step !== undefined) expect(imageCount(step.content.detection)).toBe(images.length);
  });

  it('count no more than have failed, where others are clean', async () => {
    const failed = images.slice(80);
    const clean = images.slice(40, 80);

    const scan = { ...tagsOf(failed), clean };
    const [step] = (await planned(await imported(images), images.slice(0, 40), scan)).steps;

    expect(step && imageCount(step.content.detection)).toBe(40 + failed.length);
  });
});

test('images of which most findings are gone at once are all held, not only those with a name', async () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const images = many(40).map((image) => ({ ...image, digest }));
  const ids = ['CVE-1', 'CVE-2', 'CVE-3'];
  const first = seenIn(images.map((image) => aScan(image, ids)));
  const { steps } = await reconcile([], first, reconcileOptions());
  const known = steps.map(({ content }) => parseFinding(toAsff(content, stamp, target)));
  const clean = seenIn(images.map((image) => aScan(image, [])));

  const plan = await reconcile(known, clean, reconcileOptions({ present: namesOf(images) }));

  expect(new Set(plan.held.map(({ image }) => image))).toEqual(namesOf(images));
  for (const { content } of plan.steps) expect(imageCount(content.detection)).toBe(40);
});

describe('tags of one name, of which the finding names only some', () => {
  const tags = Array.from({ length: 40 }, (_, index) =>
    anImage('team/api', { tag: `v${index}`, services: index === 0 ? ['main/api'] : [] }),
  );
  const [running, ...others] = tags;
  const last = anImage('team/api', { tag: 'v9' });

  it('keep the finding where one of them could not be scanned', async () => {
    const clean = tags.filter(({ tag }) => tag !== last.tag);
    const options = { clean, failed: new Set([last.name]), present: namesOf(tags) };

    const { steps } = await planned(await imported(tags), [], options);

    expect(steps).toMatchObject([
      { kind: 'update', content: { detection: { images: [{ name: last.name }] } } },
    ]);
  });

  it('keep the finding in a scan of the others', async () => {
    const named = (await imported(tags)).images.map(({ tag }) => tag);
    const clean = tags.filter(({ tag }) => named.includes(tag));

    const { steps } = await planned(await imported(tags), [], { clean, complete: false });

    expect(steps).toMatchObject([{ kind: 'update', content: { recordState: 'ACTIVE' } }]);
  });

  it('leave with all others', async () => {
    const options = { clean: [...others, ...(running ? [running] : [])], present: namesOf(tags) };

    expect((await planned(await imported(tags), [], options)).steps).toMatchObject([
      { kind: 'fixed' },
    ]);
  });

  it('are one name for people and for a decision', async () => {
    const known = await imported([...tags, anImage('team/other')]);

    expect([imageCount(known), moreNames(known)]).toEqual([41, 1]);
    expect(basisOf(known, 'here')).toMatchObject({
      images: [last.name],
      unnamed: hashOfName(anImage('team/other').name),
    });
    expect(unnamedSince(await imported(many(1)), known)).toBe(1);
    expect(unnamedIn([known])).toBe(9);
  });
});

describe('a finding of an earlier version, which could not hold all names', () => {
  const images = many(300);
  const names = namesOf(images);
  /** As the version before wrote it. */
  const cut = async (more: Partial<KnownFinding>): Promise<KnownFinding> => ({
    ...(await imported(images.slice(0, 244))),
    images: images
      .slice(0, 244)
      .map(({ name, repository }) => ({ name, repository, services: [] })),
    unnamed: { count: 56 },
    ...more,
  });

  it('is not asked again because its images are all known now', async () => {
    const note = aNote('suppress/until=ever/place=here', HOUR);
    const known = await cut({ workflowStatus: 'SUPPRESSED', note });

    const { steps } = await planned(known, images, { present: names });

    expect(steps.map(({ kind }) => kind)).toEqual(['update']);
    expect(steps.map(({ content }) => imageCount(content.detection))).toEqual([300]);
  });

  it('may be in no more images than had no result', async () => {
    const [failed, ...scanned] = images;
    const options = { present: names, failed: new Set([failed?.name ?? '']) };

    const { steps } = await planned(await cut({}), scanned, options);

    expect(steps.map(({ content }) => imageCount(content.detection))).toEqual([301]);
  });

  it('is not written without any image', async () => {
    const clean = images.slice(0, 244);

    expect((await planned(await cut({}), [], { clean, complete: false })).steps).toEqual([]);
  });
});
