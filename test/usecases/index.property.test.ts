import fc from 'fast-check';
import type { ImageScan, ScoredDetection } from '../../src/domain/detection';
import type { VulnerablePackage } from '../../src/domain/finding';
import type { IndexAnswer } from '../../src/domain/index-answer';
import { aDetection, anImage } from '../domain/builders';
import { at, createIndexWorld, type WrittenScan } from './index-world';

/*
 * Whatever scans were written, in whatever order, each vulnerability is answered with what the last complete scan found:
 * which packages in which images, the images without it, and those that were not judged.
 */

const IDS = ['CVE-2024-1', 'CVE-2024-2', 'CVE-2025-77777', 'GHSA-aaaa-bbbb-cccc', 'TEMP-1-É'];
const NAMES = ['api', 'web', 'team/worker'];
const TAGS = ['1', '2', undefined];

/** One image of a scan: what is found in it, or that it failed. */
interface Image {
  name: string;
  tag: string | undefined;
  /** Packages by vulnerability. */
  found: Record<string, Package[]>;
  isFailed: boolean;
  isOld: boolean;
}
interface Package {
  name: string;
  path: string | undefined;
  fixedVersion: string | undefined;
}
interface Step {
  minutes: number;
  isComplete: boolean;
  images: Image[];
}

const aPackage = fc.record({
  name: fc.constantFrom('openssl', 'zlib'),
  path: fc.constantFrom(undefined, 'a.jar', 'b/ç.jar'),
  fixedVersion: fc.constantFrom(undefined, '2'),
});
const keyOfPackage = ({ name, path, fixedVersion }: Package) => `${name} ${path} ${fixedVersion}`;
const anImageOfScan: fc.Arbitrary<Image> = fc.record({
  name: fc.constantFrom(...NAMES),
  tag: fc.constantFrom(...TAGS),
  found: fc.dictionary(
    fc.constantFrom(...IDS),
    fc.uniqueArray(aPackage, { selector: keyOfPackage, minLength: 1, maxLength: 3 }),
    { maxKeys: 4 },
  ),
  isFailed: fc.boolean(),
  isOld: fc.boolean(),
});
const keyOf = ({ name, tag }: { name: string; tag?: string | undefined }) => `${name}:${tag}`;
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    minutes: fc.nat(20),
    isComplete: fc.boolean(),
    images: fc.uniqueArray(anImageOfScan, { selector: keyOf, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function toScan({ minutes, images }: Step, index: number): WrittenScan {
  return {
    scanId: `scan-${index}`,
    at: at(minutes),
    scans: images.filter(({ isFailed }) => !isFailed).map(toImageScan),
    failed: images
      .filter(({ isFailed }) => isFailed)
      .map(({ name, tag }) => ({
        ...{ name: anImage(name).name, code: 'network' },
        ...(tag !== undefined && { tag }),
      })),
    vanished: [],
  };
}

function toImageScan({ name, tag, found, isOld }: Image): ImageScan {
  const { tag: _, ...base } = anImage(name);
  const image = { ...base, ...(tag !== undefined && { tag }) };
  const detections = Object.entries(found).map(([id, packages]): ScoredDetection => {
    const located = packages.map(
      ({ name, path, fixedVersion }): VulnerablePackage => ({
        ...{ name, installedVersion: '1', image: image.name },
        ...(path !== undefined && { path }),
        ...(fixedVersion !== undefined && { fixedVersion }),
      }),
    );
    return aDetection(id, image, { packages: located });
  });
  const os = { family: 'debian', version: '9', endOfLife: isOld };
  return { image, detections, coversOs: true, coversAny: true, os };
}

/** What is known of an image by the plainest means. */
interface Known {
  name: string;
  tag: string | undefined;
  found: Record<string, Package[]>;
  /** Minute of its scan; undefined if it was never scanned. */
  scanned: number | undefined;
  why: 'judged' | 'failed' | 'old';
}

interface Truth {
  minutes: number;
  index: number;
  images: Map<string, Known>;
}

function after(truth: Truth | undefined, step: Step, index: number): Truth | undefined {
  if (!step.isComplete || step.images.length === 0) return truth;
  if (truth !== undefined && truth.minutes > step.minutes) return truth;
  const images = new Map<string, Known>();
  for (const { name, tag, found, isFailed, isOld } of step.images) {
    const known: Known = isFailed
      ? { name, tag, found: {}, scanned: undefined, why: 'failed' }
      : { name, tag, found, scanned: step.minutes, why: isOld ? 'old' : 'judged' };
    images.set(keyOf(known), known);
  }
  const failed = new Set(step.images.filter(({ isFailed }) => isFailed).map(({ name }) => name));
  for (const old of truth?.images.values() ?? []) {
    const now = images.get(keyOf(old));
    if (!failed.has(old.name) || (now !== undefined && now.why !== 'failed')) continue;
    images.set(keyOf(old), { ...old, why: 'failed' });
  }
  return { minutes: step.minutes, index, images };
}

function expected(truth: Truth, id: string) {
  const all = [...truth.images.values()];
  const having = all.filter(({ found }) => found[id] !== undefined);
  const without = all.filter(({ found }) => found[id] === undefined);
  return {
    at: at(truth.minutes),
    packages: having
      .flatMap((image) =>
        (found(image, id) ?? []).map((one) => `${keyOf(image)} ${keyOfPackage(one)}`),
      )
      .sort(),
    images: having.map(keyOf).sort(),
    earlier: having
      .filter(({ scanned }) => scanned !== truth.minutes)
      .map((image) => `${keyOf(image)} ${at(image.scanned ?? -1)}`)
      .sort(),
    unjudged: without
      .filter(({ why }) => why !== 'judged')
      .map(keyOf)
      .sort(),
    notFound: without
      .filter(({ why }) => why === 'judged')
      .map(keyOf)
      .sort(),
  };
}

function found(image: Known, id: string): Package[] | undefined {
  return image.found[id];
}

function told(answer: IndexAnswer) {
  const label = ({ repository: name, tag }: { repository: string; tag?: string }) =>
    keyOf({ name, tag });
  const images = answer.detection?.images ?? [];
  return {
    at: answer.at,
    packages: (answer.detection?.packages ?? [])
      .map(({ image, tag, name, path, fixedVersion }) => {
        const of = images.find((each) => each.name === image && each.tag === tag);
        return `${of && label(of)} ${keyOfPackage({ name, path, fixedVersion })}`;
      })
      .sort(),
    images: images.map(label).sort(),
    earlier: answer.earlier.map(({ image, at }) => `${label(image)} ${at}`).sort(),
    unjudged: answer.unjudged.map(({ image }) => label(image)).sort(),
    notFound: answer.notFound.map(label).sort(),
  };
}

test('each vulnerability is answered with exactly what the last complete scan found', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      // Scans that began in the same minute have no order.
      const distinct = all.filter(
        (step, index) => all.findIndex(({ minutes }) => minutes === step.minutes) === index,
      );
      const { write, ask } = createIndexWorld();
      let truth: Truth | undefined;
      for (const [index, step] of distinct.entries()) {
        await write(toScan(step, index), step.isComplete);
        truth = after(truth, step, index);
      }
      for (const id of IDS) {
        const answer = await ask(id);
        expect(answer && told(answer)).toEqual(truth && expected(truth, id));
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
