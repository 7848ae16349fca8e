import { gunzipSync, gzipSync } from 'node:zlib';
import { createRunStore } from '../../src/adapters/archive/run-store';
import type { ScoredDetection } from '../../src/domain/detection';
import { Refused } from '../../src/domain/errors';
import type { RunPlan, ScannedImage, Shard } from '../../src/domain/fan-out';
import { NOTHING_LEFT_OUT } from '../../src/domain/left-out';
import {
  compareImages,
  readOrder,
  type SeenVulnerability,
} from '../../src/domain/seen-vulnerabilities';
import type { Archive } from '../../src/ports/archive';
import type { ShardResult } from '../../src/ports/runs';
import { aDetection, anImage } from '../domain/builders';
import { collect } from '../fakes/collect';
import { createFakeLog } from '../fakes/runtime';

export function aPlan(more: Partial<RunPlan> = {}): RunPlan {
  return {
    scanId: 'scan-1',
    at: '2026-11-27T03:00:00.000Z',
    startedBy: 'schedule',
    taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/vulnscan/scan-1',
    followed: true,
    acceptVanished: false,
    trivyVersion: '0.74.0',
    databases: { vulnerability: { key: 'databases/1/', updatedAt: '2026-11-27T00:00:00Z' } },
    failed: [{ image: 'gone:latest', error: 'It is gone; look.', errorCode: 'not_found' }],
    complete: true,
    unread: ['registry/gone'],
    present: ['registry/web', 'registry/gone'],
    total: 3,
    shards: 2,
    ...more,
  };
}

function aShard(number: number, names: string[] = [`app-${number}`]): Shard {
  const targetOf = (name: string) => ({
    reference: `registry/${name}@sha256:${number}`,
    name: `registry/${name}`,
    repository: name,
    tag: 'latest',
    digest: `sha256:${name}`,
    platform: 'linux/amd64',
    services: ['prod/web'],
    exposure: { exposed: 'yes', source: 'derived' } as const,
  });
  return { number, images: names.map((name) => ({ targets: [targetOf(name)] })) };
}

function scannedImage(name: string): ScannedImage {
  const image = anImage(name, { digest: `sha256:${name}`, platform: 'linux/amd64' });
  const os = { family: 'debian', version: '12', endOfLife: false };
  return {
    image,
    os,
    builtOn: '2026-01-02',
    coversOs: true,
    coversAny: true,
    hasOsDetections: true,
  };
}

/** The result of a shard: for each image the ids that are seen in it. */
function aResult(seen: Record<string, string[]>, more: Partial<ScoredDetection> = {}) {
  const images = Object.keys(seen)
    .map(scannedImage)
    .sort((a, b) => compareImages(a.image, b.image));
  const ids = [...new Set(Object.values(seen).flat())];
  const detection = (id: string, { image }: ScannedImage): ScoredDetection => {
    const one = aDetection(id, image, more);
    const own = { image: image.name, ...(image.tag !== undefined && { tag: image.tag }) };
    return { ...one, packages: one.packages.map((entry) => ({ ...entry, ...own })) };
  };
  const vulnerabilities = ids
    .sort((a, b) => (readOrder(a) < readOrder(b) ? -1 : 1))
    .map((id): SeenVulnerability => {
      const within = images.filter(({ image }) => seen[image.repository]?.includes(id));
      return { id, detections: within.map((each) => detection(id, each)) };
    });
  const result: ShardResult & { vulnerabilities: SeenVulnerability[] } = {
    images,
    outcomes: images.map(({ image }) => ({ image: image.repository, findings: { HIGH: 1 } })),
    failed: [],
    leftOut: { ...NOTHING_LEFT_OUT, secrets: 1 },
    vulnerabilities,
  };
  return result;
}

function sorted(detections: ScoredDetection[]): ScoredDetection[] {
  return detections.sort(({ images: [a] }, { images: [b] }) => (a && b ? compareImages(a, b) : 0));
}

/** What planning, shards and reconciliation rely on. `open` gives an empty archive. */
export function describeRunStore(name: string, open: () => Promise<Archive>): void {
  const start = async () => {
    const archive = await open();
    const log = createFakeLog();
    return { archive, log, runs: createRunStore(archive, log) };
  };
  const keysIn = async (archive: Archive, prefix: string) =>
    (await collect(archive.list(prefix))).map(({ key }) => key);

  describe(`runs in ${name}`, () => {
    test('a plan and its shards are read as they were written', async () => {
      const { archive, runs } = await start();
      const shards = [aShard(0, ['web', 'api']), aShard(1)];

      await runs.putPlan(aPlan(), shards);

      expect(await runs.plan('scan-1')).toEqual(aPlan());
      const keys = await keysIn(archive, 'runs/scan-1/shards/');
      expect(keys).toHaveLength(2);
      expect(await Promise.all(keys.map((key) => runs.shard(key)))).toEqual(shards);
      expect(await runs.plan('scan-2')).toBeUndefined();
      expect(await runs.shard('runs/scan-1/shards/9.json')).toBeUndefined();
    });

    test('results of shards are read as one, sorted, with the detections of all images', async () => {
      const { runs } = await start();
      const first = aResult({ web: ['CVE-1', 'CVE-2', 'cve-2'], api: ['CVE-2', 'GHSA-ü'] });
      const second = aResult({ job: ['CVE-2', 'CVE-3'], empty: [] });
      await runs.putPlan(aPlan(), [aShard(0), aShard(1)]);
      await runs.putResult('scan-1', 1, second);
      await runs.putResult('scan-1', 0, first);

      const { seen, lost, outcomes, leftOut } = await runs.results(aPlan());

      const expected = new Map<string, ScoredDetection[]>();
      for (const { id, detections } of [...first.vulnerabilities, ...second.vulnerabilities]) {
        expected.set(id, sorted([...(expected.get(id) ?? []), ...detections]));
      }
      const read = await collect(seen.read());
      expect(lost).toEqual([]);
      expect(seen.images.map(({ image }) => image.repository)).toEqual([
        'api',
        'empty',
        'job',
        'web',
      ]);
      expect(seen.images).toEqual(expect.arrayContaining([...first.images, ...second.images]));
      expect(new Map(read.map(({ id, detections }) => [id, detections]))).toEqual(expected);
      const ids = read.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => (readOrder(a) < readOrder(b) ? -1 : 1)));
      expect(await collect(seen.read())).toEqual(read);
      expect(outcomes.map(({ image }) => image)).toEqual(['api', 'web', 'empty', 'job']);
      expect(leftOut).toEqual({ ...NOTHING_LEFT_OUT, secrets: 2 });
    });

    test('a shard without a result is lost, with its images', async () => {
      const { runs } = await start();
      await runs.putPlan(aPlan(), [aShard(0), aShard(1)]);
      await runs.putResult('scan-1', 0, aResult({ web: ['CVE-1'] }));

      const { seen, lost } = await runs.results(aPlan());

      expect(lost).toEqual([aShard(1)]);
      expect((await collect(seen.read())).map(({ id }) => id)).toEqual(['CVE-1']);
    });

    test('the first result of a shard stays', async () => {
      const { runs } = await start();
      const plan = aPlan({ shards: 1 });
      await runs.putPlan(plan, [aShard(0)]);
      await runs.putResult('scan-1', 0, aResult({ web: ['CVE-1'] }));
      const before = await runs.results(plan);

      await runs.putResult('scan-1', 0, aResult({ web: ['CVE-2'] }));

      const { seen } = await runs.results(plan);
      expect((await collect(seen.read())).map(({ id }) => id)).toEqual(['CVE-1']);
      expect((await collect(before.seen.read())).map(({ id }) => id)).toEqual(['CVE-1']);
    });

    test('a result that comes after the results were read does not count', async () => {
      const { runs } = await start();
      await runs.putPlan(aPlan(), [aShard(0), aShard(1)]);
      await runs.putResult('scan-1', 0, aResult({ web: ['CVE-1'] }));
      const { seen, lost } = await runs.results(aPlan());

      await runs.putResult('scan-1', 1, aResult({ job: ['CVE-2'] }));

      expect(lost).toHaveLength(1);
      expect((await collect(seen.read())).map(({ id }) => id)).toEqual(['CVE-1']);
    });

    test.each(Object.entries(DAMAGES))(
      'a result that %s makes its shard lost',
      async (_, damage) => {
        const { archive, log, runs } = await start();
        const plan = aPlan({ shards: 1 });
        await runs.putPlan(plan, [aShard(0)]);
        await runs.putResult('scan-1', 0, aResult({ web: ['CVE-1', 'CVE-2', 'CVE-3'] }));
        const [key = ''] = await keysIn(archive, 'runs/scan-1/results/');
        const body = (await archive.get(key))?.body ?? new Uint8Array();
        await archive.put(key, damage(body));

        const { lost, seen } = await runs.results(plan);

        expect(lost).toEqual([aShard(0)]);
        expect(seen.images).toEqual([]);
        expect(log.messages).toContain('the result of a shard cannot be read');
      },
    );

    test('nothing is said of images where a lost shard is itself unreadable', async () => {
      const { archive, runs } = await start();
      await runs.putPlan(aPlan({ shards: 1 }), [aShard(0)]);
      await archive.delete(await keysIn(archive, 'runs/scan-1/shards/'));

      await expect(runs.results(aPlan({ shards: 1 }))).rejects.toThrow(Refused);
    });

    test('a run is cancelled once somebody said so, and no other', async () => {
      const { runs } = await start();
      expect(await runs.isCancelled('scan-1')).toBe(false);

      await runs.cancel('scan-1');

      expect(await runs.isCancelled('scan-1')).toBe(true);
      expect(await runs.isCancelled('scan-2')).toBe(false);
    });
  });
}

const DAMAGES: Record<string, (body: Uint8Array) => Uint8Array> = {
  'is empty': () => new Uint8Array(),
  'is cut off': (body) => body.slice(0, -12),
  'is not compressed': (body) => gunzipSync(body),
  'has other bytes in it': (body) => body.map((byte, index) => (index === 40 ? byte ^ 64 : byte)),
  'has a line that is no JSON': changedLines((lines) => [...lines, '{"id":']),
  'has a line of another kind': changedLines((lines) => [...lines, '{"id":"CVE-9"}']),
  'has no first line': changedLines(([_, ...lines]) => lines),
  'is in another order': changedLines(([head = '', ...lines]) => [head, ...lines.reverse()]),
  'has a vulnerability twice': changedLines((lines) => [...lines, lines.at(-1) ?? '']),
  'names an image that it does not have': changedLines((lines) =>
    lines.map((line) => line.replace('[[0,0,0]]', '[[1,0,0]]')),
  ),
  'is of another scan': changedLines((lines) =>
    lines.map((line) => line.replace('"scan-1"', '"scan-2"')),
  ),
  'is of another shard': changedLines((lines) =>
    lines.map((line) => line.replace('"shard":0', '"shard":1')),
  ),
};

function changedLines(change: (lines: string[]) => string[]): (body: Uint8Array) => Uint8Array {
  return (body) => {
    const lines = gunzipSync(body).toString().trimEnd().split('\n');
    return gzipSync(change(lines).join('\n'));
  };
}
