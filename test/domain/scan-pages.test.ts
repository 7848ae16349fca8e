import fc from 'fast-check';
import type { ScoredDetection } from '../../src/domain/detection';
import { type Detection, SEVERITIES } from '../../src/domain/finding';
import { groupByCard, placeOnPages } from '../../src/domain/scan-pages';
import { type UrgencyFacts, urgencyOf } from '../../src/domain/urgency';
import { aDetection, anImage, HOUR, NOW } from './builders';

const FACTS: UrgencyFacts = {
  exposed: 'no',
  automatable: false,
  impact: 'partial',
  vectorSource: 'cvss',
};
const SOON = { ...FACTS, exposed: 'yes', automatable: true, impact: 'total' } as const;

/** A detection whose upgrade is of this package. */
function of(name: string, id: string, more: Partial<ScoredDetection> = {}): ScoredDetection {
  const remedies = [{ key: `npm|${name}`, name, rows: [{ installed: '1', target: '2' }] }];
  return aDetection(id, anImage('web'), { remedies, ...more });
}

const due = (facts: UrgencyFacts, since = NOW) => ({
  urgency: urgencyOf(facts, undefined, since),
});

/** The ids on each page. */
function pagesOf(items: Detection[], now: Date | undefined = NOW): Record<string, string[]> {
  const pages: Record<string, string[]> = {};
  for (const [{ vulnerabilityId }, { name }] of placeOnPages(items, (item) => item, now)) {
    pages[name] = [...(pages[name] ?? []), vulnerabilityId];
  }
  return pages;
}

test('findings of one upgrade share a message, whatever their severity, and say how many they are', () => {
  const many = Array.from({ length: 139 }, (_, index) => of('vim', `CVE-${index}`));
  const low = of('vim', 'CVE-LOW', { severity: 'LOW' });

  const pages = placeOnPages([low, of('zip', 'CVE-ZIP'), ...many], (item) => item, NOW);

  expect(pages.get(low)).toEqual({ name: 'r1', size: 140 });
  expect([...pages.values()].filter(({ name }) => name === 'r1')).toHaveLength(140);
  expect([...pages.values()].at(-1)).toEqual({ name: 'r2', size: 1 });
});

test('cards are placed worst first, by the first of their findings', () => {
  const items = [
    of('calm', 'CVE-1', { severity: 'LOW' }),
    of('mixed', 'CVE-2', { severity: 'LOW' }),
    of('bad', 'CVE-3', { severity: 'HIGH' }),
    of('mixed', 'CVE-4', { severity: 'CRITICAL' }),
  ];

  expect(pagesOf(items)).toEqual({ r1: ['CVE-4', 'CVE-2'], r2: ['CVE-3'], r3: ['CVE-1'] });
  expect(groupByCard(items, (item) => item)).toHaveLength(3);
});

test('cards that are due within three days, or overdue, share the urgent message, with all of their findings', () => {
  const items = [
    of('later', 'CVE-1', { severity: 'CRITICAL', ...due(FACTS) }),
    of('soon', 'CVE-2', due(SOON)),
    of('soon', 'CVE-3', due(FACTS)),
    of('overdue', 'CVE-4', due(SOON, new Date(NOW.getTime() - 90 * 24 * HOUR))),
    of('nothing-known', 'CVE-5'),
  ];

  const pages = pagesOf(items);

  expect(pages['u1']?.sort()).toEqual(['CVE-2', 'CVE-3', 'CVE-4']);
  expect(pages['r1']).toEqual(['CVE-1']);
  expect(pages['r2']).toEqual(['CVE-5']);
});

test('findings of other tools, which have no scan, are never urgent, and one of two packages is on the card of the first', () => {
  const { remedies: _, ...foreign } = of('x', 'CVE-1', due(SOON));

  expect(placeOnPages([foreign], (item) => item).get(foreign)).toEqual({ name: 'r1', size: 1 });
});

test('the urgent message holds five cards; further ones have a message each', () => {
  const items = Array.from({ length: 7 }, (_, index) => of(`p${index}`, `CVE-${index}`, due(SOON)));

  expect(pagesOf(items)).toEqual({
    u1: ['CVE-0', 'CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'],
    r1: ['CVE-5'],
    r2: ['CVE-6'],
  });
});

test('the urgent message holds fewer cards where their names are long, so that it stays within what Slack takes', () => {
  const long = 'x'.repeat(60);
  const rows = [1, 2, 3].map((number) => ({ installed: `${number}${long}`, target: long }));
  const items = Array.from({ length: 5 }, (_, index) =>
    of('', `CVE-${index}`, {
      ...due(SOON),
      remedies: [{ key: `npm|${index}`, name: long, rows }],
    }),
  );

  expect(pagesOf(items)['u1']).toHaveLength(3);
});

test('no findings have no pages', () => {
  expect(placeOnPages([], (item: Detection) => item, NOW).size).toBe(0);
});

test('every finding has one page, of the size that it says, and no card is split', () => {
  const item = fc
    .record({
      name: fc.integer({ min: 1, max: 20 }),
      severity: fc.constantFrom(...SEVERITIES),
      facts: fc.constantFrom(FACTS, SOON),
    })
    .map(({ name, severity, facts }) => of(`p${name}`, 'CVE-1', { severity, ...due(facts) }));
  fc.assert(
    fc.property(fc.array(item, { maxLength: 80 }), (items) => {
      const pages = placeOnPages(items, (each) => each, NOW);
      const sizes = new Map<string, number>();
      for (const { name } of pages.values()) sizes.set(name, (sizes.get(name) ?? 0) + 1);
      const pagesByKey = new Map<string, Set<string>>();
      for (const [{ remedies }, { name }] of pages) {
        const key = remedies?.[0]?.key ?? '';
        pagesByKey.set(key, (pagesByKey.get(key) ?? new Set()).add(name));
      }

      expect(pages.size).toBe(items.length);
      for (const { name, size } of pages.values()) expect(sizes.get(name)).toBe(size);
      for (const names of pagesByKey.values()) expect(names.size).toBe(1);
      expect(groupByCard(items, (each) => each)).toHaveLength(pagesByKey.size);
    }),
  );
});
