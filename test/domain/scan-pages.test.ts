import fc from 'fast-check';
import {
  compareSeverity,
  type Detection,
  SEVERITIES,
  type Severity,
} from '../../src/domain/finding';
import { placeOnPages } from '../../src/domain/scan-pages';
import { type UrgencyFacts, urgencyOf } from '../../src/domain/urgency';
import { aDetection, anImage, NOW } from './builders';

const placed = (severities: Severity[], more: Partial<Detection> = {}) => {
  const items = severities.map((severity) =>
    aDetection('CVE-2026-1', anImage('web'), { severity, ...more }),
  );
  const pages = placeOnPages(items, (item) => item);
  return items.map((item) => pages.get(item));
};
const times = (count: number, severity: Severity) => Array<Severity>(count).fill(severity);

test('ten findings share a page, and the last page says how many it has', () => {
  const pages = placed(times(23, 'HIGH'));

  expect(pages.slice(0, 10)).toEqual(Array(10).fill({ name: 'p1', size: 10 }));
  expect(pages.slice(10, 20)).toEqual(Array(10).fill({ name: 'p2', size: 10 }));
  expect(pages.slice(20)).toEqual(Array(3).fill({ name: 'p3', size: 3 }));
});

test('CRITICAL findings have pages of their own', () => {
  const pages = placed([...times(11, 'CRITICAL'), 'HIGH']);

  expect(pages[9]).toEqual({ name: 'c1', size: 10 });
  expect(pages[10]).toEqual({ name: 'c2', size: 1 });
  expect(pages[11]).toEqual({ name: 'p1', size: 1 });
});

test('the most severe findings are on the first pages, whatever order they come in', () => {
  expect(placed([...times(10, 'LOW'), 'CRITICAL', ...times(10, 'HIGH')])).toEqual([
    ...Array(10).fill({ name: 'p2', size: 10 }),
    { name: 'c1', size: 1 },
    ...Array(10).fill({ name: 'p1', size: 10 }),
  ]);
});

test('what is known to be exploited has pages of its own before the CRITICAL, and what is due first is first on a page', () => {
  const facts = {
    exposed: 'yes',
    automatable: true,
    impact: 'total',
    vectorSource: 'cvss',
  } as const;
  const found = (id: string, severity: Severity, more: Partial<UrgencyFacts>) =>
    aDetection(id, anImage('web'), {
      severity,
      urgency: urgencyOf({ ...facts, ...more }, undefined, NOW),
    });
  const items = [
    found('later', 'CRITICAL', { exposed: 'no' }),
    found('soon', 'CRITICAL', {}),
    found('high', 'HIGH', {}),
    found('exploited', 'LOW', { exploitedSince: '2026-11-01', exposed: 'no' }),
    found('medium', 'MEDIUM', {}),
  ];
  const pages = [...placeOnPages(items, (item) => item)];

  expect(pages.map(([{ vulnerabilityId }, { name }]) => `${name} ${vulnerabilityId}`)).toEqual([
    'c1 exploited',
    'c2 soon',
    'c2 later',
    'p1 high',
    'p1 medium',
  ]);
});

test('findings with long texts share a page with fewer others, so that none loses its title', () => {
  const long = 'x'.repeat(80);
  const packages = [1, 2, 3].map((number) => ({
    name: `${long}-${number}`,
    installedVersion: long,
    fixedVersion: long,
    path: long,
  }));

  const pages = placed(times(20, 'HIGH'), { title: long, packages });

  expect(pages[0]?.size).toBeLessThan(9);
  expect(pages[0]?.size).toBeGreaterThan(3);
});

test('no findings have no pages', () => {
  expect(placeOnPages([], () => aDetection('CVE-2026-1', anImage('web'))).size).toBe(0);
});

test('every finding has one page, of the size that it says, at most ten', () => {
  const severities = fc.array(fc.constantFrom(...SEVERITIES), { maxLength: 80 });
  fc.assert(
    fc.property(severities, (given) => {
      const pages = placed(given);
      const sizes = new Map<string, number>();
      for (const page of pages) sizes.set(page?.name ?? '', (sizes.get(page?.name ?? '') ?? 0) + 1);

      expect(sizes.has('')).toBe(false);
      for (const page of pages) expect(page?.size).toBe(sizes.get(page?.name ?? ''));
      for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(10);
      const numbered = given.map((severity, index) => ({ severity, page: pages[index] }));
      for (const one of numbered) {
        for (const other of numbered) {
          if (one.page?.name[0] !== other.page?.name[0]) continue;
          const order = Number(one.page?.name.slice(1)) - Number(other.page?.name.slice(1));
          if (order < 0)
            expect(compareSeverity(one.severity, other.severity)).toBeLessThanOrEqual(0);
        }
      }
    }),
  );
});
