import fc from 'fast-check';
import { createIndexStore } from '../../src/adapters/archive/index-store';
import { createCompare } from '../../src/adapters/versions/compare';
import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding, ScoredDetection } from '../../src/domain/detection';
import { groupBy } from '../../src/domain/group-by';
import { knownImages } from '../../src/domain/known-images';
import { readFacts, remediesOfScan } from '../../src/domain/remedies-of-scan';
import { createRebuilds } from '../../src/domain/remedy-rebuild';
import {
  compareImages,
  readOrder,
  type SeenVulnerabilities,
} from '../../src/domain/seen-vulnerabilities';
import { compareText } from '../../src/domain/text';
import { bucketOf } from '../../src/domain/vulnerability-index';
import { planScan } from '../../src/usecases/plan-scan';
import { writeIndex } from '../../src/usecases/write-index';
import { aDetection, aFinding, anImage, NOW, reconcileOptions } from '../domain/builders';
import { factsIn } from '../domain/seen';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { runs } from '../runs';

/*
 * What a scan says does not depend on which task scanned an image, nor on when: the lists of one task, and the results of
 * shards that were merged, give the same plan, upgrades, rebuilds, new images and index.
 */

const IDS = ['CVE-2026-1', 'CVE-2026-2', 'GHSA-aaaa-bbbb-cccc', 'TEMP-1-A', 'CVE-2026-33333'];

interface Entry {
  id: string;
  severity: 'CRITICAL' | 'HIGH' | 'LOW';
  name: string;
  installed: string;
  fixed: string | undefined;
  type: string;
}

const anEntry: fc.Arbitrary<Entry> = fc.record({
  id: fc.constantFrom(...IDS),
  severity: fc.constantFrom('CRITICAL', 'HIGH', 'LOW'),
  name: fc.constantFrom('openssl', 'zlib'),
  installed: fc.constantFrom('1.0', '1.1'),
  fixed: fc.constantFrom(undefined, '1.2', '2.0'),
  type: fc.constantFrom('npm', 'debian'),
});

const aPart = fc.record({
  name: fc.constantFrom('api', 'web', 'team/worker', 'job'),
  tag: fc.constantFrom('1', '2'),
  entries: fc.uniqueArray(anEntry, { selector: ({ id }) => id, maxLength: 4 }),
  coversAny: fc.boolean(),
  shard: fc.nat(2),
});
type Part = typeof aPart extends fc.Arbitrary<infer T> ? T : never;

const fleets = fc.record({
  parts: fc.uniqueArray(aPart, { selector: ({ name, tag }) => `${name}:${tag}`, maxLength: 8 }),
  before: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...IDS),
      image: fc.constantFrom('api', 'web', 'gone'),
      archived: fc.boolean(),
    }),
    { selector: ({ id, image }) => `${id} ${image}`, maxLength: 6 },
  ),
  order: fc.infiniteStream(fc.nat(1000)),
  scope: fc.constantFrom('vulnerability' as const, 'image' as const),
  complete: fc.boolean(),
});

function scanOf({ name, tag, entries, coversAny }: Part): ImageScan {
  const digest = `sha256:${bucketOf(name, 256).toString(16).padStart(64, '0')}`;
  const image = anImage(name, { tag, digest, system: 'debian 12' });
  const detections = entries.map(({ id, severity, name, installed, fixed, type }) =>
    aDetection(id, image, {
      severity,
      packages: [
        {
          ...{ name, installedVersion: installed, type, image: image.name, tag },
          ...(fixed !== undefined && { fixedVersion: fixed }),
        },
      ],
    }),
  );
  return { image, detections, coversOs: true, coversAny };
}

/** As the results of shards are read: each shard by itself, through JSON, merged by the order of reading. */
function mergedShards(shards: ImageScan[][]): SeenVulnerabilities {
  const parts = shards.map((scans) => seenIn(JSON.parse(JSON.stringify(scans)) as ImageScan[]));
  const images = parts
    .flatMap((part) => part.images)
    .sort((a, b) => compareImages(a.image, b.image));
  return {
    images,
    async *read() {
      const all: { id: string; detections: ScoredDetection[] }[] = [];
      for (const part of parts) for await (const one of part.read()) all.push(one);
      const groups = [...groupBy(all, ({ id }) => id)];
      groups.sort(([a], [b]) => compareText(readOrder(a), readOrder(b)));
      for (const [id, group] of groups) {
        const detections = group.flatMap((one) => one.detections);
        detections.sort((a, b) => order(a) - order(b));
        yield { id, detections };
      }
    },
  };
  function order({ images: [own] }: ScoredDetection): number {
    return images.findIndex(({ image }) => own !== undefined && compareImages(image, own) === 0);
  }
}

async function outcomeOf(
  seen: SeenVulnerabilities,
  known: KnownFinding[],
  more: Partial<ReturnType<typeof reconcileOptions>>,
) {
  const options = reconcileOptions(more);
  const compare = createCompare();
  const store = {
    async *list() {
      yield* known;
    },
  };
  const remedies = async (given: SeenVulnerabilities, findings: KnownFinding[]) =>
    remediesOfScan(await readFacts(given), { compare, known: findings });
  const { plan } = await planScan({ store, remedies }, seen, options);
  const rebuild = await createRebuilds(seen, () => true);
  const archive = createFakeArchive();
  const log = createFakeLog();
  const scan = { scanId: 'scan', at: NOW.toISOString(), seen, failed: [], vanished: [] };
  await writeIndex(
    { index: createIndexStore(archive, log), clock: createFakeClock(NOW), log },
    scan,
  );
  const objects: [string, string][] = [];
  for await (const { key } of archive.list('')) {
    const object = await archive.get(key);
    objects.push([key, Buffer.from(object?.body ?? []).toString('base64')]);
  }
  return {
    plan,
    rebuilds: seen.images.map(({ image }) => rebuild([image])),
    images: await knownImages(known, seen, plan, options.scope),
    objects,
  };
}

const knownOf = ({ id, image, archived }: { id: string; image: string; archived: boolean }) =>
  aFinding({
    vulnerabilityId: id,
    images: [anImage(image, { tag: '1' })],
    packages: [
      { name: 'openssl', installedVersion: '1.0', image: anImage(image).name, type: 'npm' },
    ],
    workflowStatus: archived ? 'RESOLVED' : 'NOTIFIED',
    recordState: archived ? 'ARCHIVED' : 'ACTIVE',
  });

test('the plan and the index are the same from one task and from any shards, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, async ({ parts, before, order, scope, complete }) => {
      const scans = parts.map(scanOf);
      const known = before
        .map(knownOf)
        .filter(({ id }, index, all) => all.findIndex((one) => one.id === id) === index);
      const shuffled = [...scans]
        .map((scan) => ({ scan, place: [...order.take(1)][0] ?? 0 }))
        .sort((a, b) => a.place - b.place)
        .map(({ scan }) => scan);
      const shards = [0, 1, 2].map((number) =>
        shuffled.filter((_, index) => (parts[index]?.shard ?? 0) === number),
      );

      const one = await outcomeOf(seenIn(scans), known, { scope, complete });

      expect(await outcomeOf(seenIn(shuffled), known, { scope, complete })).toEqual(one);
      expect(await outcomeOf(mergedShards(shards), known, { scope, complete })).toEqual(one);
    }),
    { numRuns: runs(20) },
  );
});

test('upgrades are the same as from all facts, each as often as it was seen', async () => {
  await fc.assert(
    fc.asyncProperty(fleets, async ({ parts }) => {
      const scans = parts.map(scanOf);
      const compare = createCompare();
      const streamed = remediesOfScan(await readFacts(seenIn(scans)), { compare, known: [] });
      const whole = remediesOfScan(factsIn(scans), { compare, known: [] });
      for (const detection of scans.flatMap(({ detections }) => detections)) {
        expect(streamed.of(detection)).toEqual(whole.of(detection));
      }
    }),
    { numRuns: runs(60) },
  );
});

test('vulnerabilities come in the order of the buckets, of an index of 16 and of 256', async () => {
  const ids = Array.from({ length: 600 }, (_, index) => `CVE-2026-${index}`);
  const image = anImage('web');
  const detections = ids.map((id) => aDetection(id, image));
  const read: string[] = [];
  for await (const { id } of seenIn([
    { image, detections, coversOs: true, coversAny: true },
  ]).read())
    read.push(id);

  expect([...read].sort()).toEqual([...ids].sort());
  for (const buckets of [16, 256]) {
    const numbers = read.map((id) => bucketOf(id, buckets));
    const changes = numbers.filter((number, index) => number !== numbers[index - 1]);
    expect(new Set(changes).size).toBe(changes.length);
  }
});
