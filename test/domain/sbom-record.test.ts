import fc from 'fast-check';
import { renewed, type SbomRecord, wayOf } from '../../src/domain/sbom-record';
import { DAY_MS } from '../../src/domain/timing';

const START = new Date('2026-11-24T03:00:00.000Z');

function aRecord(more: Partial<SbomRecord> = {}): SbomRecord {
  const at = START.toISOString();
  return {
    ...{ digest: 'sha256:1', trivyVersion: '0.74.0', sha256: 'abc', hasJars: false },
    ...{ comparedAt: at, usedAt: at },
    ...more,
  };
}

function after(days: number): Date {
  return new Date(START.getTime() + days * DAY_MS);
}

const digests = Array.from({ length: 2_000 }, (_, index) => `sha256:${index}`);

/** How many of these are pulled on each day, if what is pulled is compared again on that day. */
function pulledOn(days: number[], record: Partial<SbomRecord>, trivyVersion: string): number[] {
  const records = digests.map((digest) => aRecord({ ...record, digest }));
  return days.map((day) => {
    const now = after(day);
    let pulled = 0;
    for (const [index, each] of records.entries()) {
      if (wayOf(each, { trivyVersion, now }).by === 'sbom') continue;
      pulled += 1;
      records[index] = { ...each, trivyVersion, comparedAt: now.toISOString() };
    }
    return pulled;
  });
}

const days = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test('an image is pulled for the first time only, if nothing changes', () => {
  expect(wayOf(undefined, { trivyVersion: '0.74.0', now: START })).toEqual({
    by: 'pull',
    why: 'new',
  });
  expect(pulledOn(days(0, 60), {}, '0.74.0').every((count) => count === 0)).toBe(true);
});

test('a new Trivy compares every image again within two weeks, and about a seventh of them in a night', () => {
  const pulled = pulledOn(days(1, 15), {}, '0.75.0');

  expect(pulled.reduce((sum, each) => sum + each, 0)).toBe(digests.length);
  expect(Math.max(...pulled)).toBeLessThan(digests.length / 5);
});

test('where scans are on one day of the week only, every image has its turn within seven of them', () => {
  const pulled = pulledOn([7, 14, 21, 28, 35, 42, 49], {}, '0.75.0');

  expect(pulled.reduce((sum, each) => sum + each, 0)).toBe(digests.length);
});

test('images with JARs are pulled about once a week, not all in one night, and once on that day', () => {
  const pulled = pulledOn(days(1, 71), { hasJars: true }, '0.74.0');
  const total = pulled.reduce((sum, each) => sum + each, 0);

  expect(total / digests.length).toBeGreaterThanOrEqual(9);
  expect(total / digests.length).toBeLessThanOrEqual(11);
  expect(Math.max(...pulled)).toBeLessThan(digests.length / 5);
  expect(pulledOn([1, 1, 1], { hasJars: true }, '0.74.0').slice(1)).toEqual([0, 0]);
});

test('an image whose SBOM is judged differently is pulled every day', () => {
  const { sha256: _, ...record } = aRecord({ differs: 'packages' });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), (day) => {
      expect(wayOf(record, { trivyVersion: '0.74.0', now: after(day) })).toMatchObject({
        ...{ by: 'pull', why: 'differs' },
      });
    }),
  );
});

test('the date of the last use is renewed once a week', () => {
  expect(renewed(aRecord(), after(6.9))).toBeUndefined();
  expect(renewed(aRecord(), after(7))).toEqual(aRecord({ usedAt: after(7).toISOString() }));
});
