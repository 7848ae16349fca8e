import fc from 'fast-check';
import type { ScanTarget } from '../../src/domain/scan';
import { contentsOf, shardsOf } from '../../src/domain/shards';

function target(number: number, more: Partial<ScanTarget> = {}): ScanTarget {
  const name = `registry/app-${number}`;
  return {
    reference: name,
    name,
    repository: `app-${number}`,
    services: [],
    digest: `sha256:${number}`,
    ...more,
  };
}

const contents = (count: number, from = 0) =>
  contentsOf(Array.from({ length: count }, (_, number) => target(from + number)));

test('a digest on a platform is scanned once under all its names, and another platform apart', () => {
  const twice = [target(1), target(1, { name: 'other' }), target(1, { platform: 'linux/arm64' })];

  expect(contentsOf(twice).map(({ targets }) => targets.length)).toEqual([2, 1]);
});

test('10,000 images are 40 shards of 250 with ten tasks, 260 are five of 52', () => {
  const sizes = (count: number, tasks: number) =>
    shardsOf({ pulled: [], judged: contents(count) }, tasks).map(({ images }) => images.length);

  expect(sizes(10_000, 10)).toEqual(Array.from({ length: 40 }, () => 250));
  expect(sizes(260, 10)).toEqual([52, 52, 52, 52, 52]);
  expect(sizes(20, 10)).toEqual([20]);
});

test('shards have 50 to 250 contents of one kind each, every content once, and tasks have equal shares', () => {
  const count = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(count, count, fc.integer({ min: 1, max: 100 }), (pulled, judged, tasks) => {
      const shards = shardsOf(
        { pulled: contents(pulled), judged: contents(judged, 10_000) },
        tasks,
      );
      const of = (isPulled: boolean) =>
        shards.filter(
          ({ images: [first] }) => isPulled === Number(first?.targets[0].digest?.slice(7)) < 10_000,
        );

      expect(shards.map(({ number }) => number)).toEqual(shards.map((_, index) => index));
      expect(shards.flatMap(({ images }) => images)).toEqual([
        ...contents(pulled),
        ...contents(judged, 10_000),
      ]);
      for (const [part, total] of [
        [of(true), pulled],
        [of(false), judged],
      ] as const) {
        const sizes = part.map(({ images }) => images.length);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        for (const size of sizes) {
          expect(size).toBeLessThanOrEqual(250);
          expect(size).toBeGreaterThanOrEqual(Math.min(50, total));
        }
        if (total >= 50 * tasks) expect(sizes.length % tasks).toBe(0);
        expect(Math.max(...sizes, 0) - Math.min(...sizes, 250)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 40 },
  );
});
