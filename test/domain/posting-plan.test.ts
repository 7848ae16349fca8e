import type { Severity } from '../../src/domain/finding';
import type { AlertEntry } from '../../src/domain/message';
import { digestIn, entriesOf, planPostings } from '../../src/domain/posting-plan';
import { aFinding } from './builders';

function entry(id: string, newFindings?: number, severity: Severity = 'HIGH', scanId = 's1') {
  const scan = newFindings === undefined ? {} : { scan: { id: scanId, newFindings } };
  const finding = aFinding({ vulnerabilityId: id, severity, ...scan });
  return { finding, generation: 0, reason: 'new' } satisfies AlertEntry;
}

const many = (count: number, severity: Severity = 'HIGH') =>
  Array.from({ length: count }, (_, index) => entry(`CVE-${severity}-${index}`, 99, severity));

/** A plan in short: one line for each message. */
const planned = (entries: AlertEntry[]) =>
  planPostings(entries, 5).map((posting) => {
    const ids = entriesOf(posting).map((each) => each.finding.vulnerabilityId);
    if (posting.kind === 'single') return `single: ${ids}`;
    const { scanId, total, broadcast } = posting;
    return `${scanId} of ${total}${broadcast ? ', in the channel' : ''}: ${ids}`;
  });

test('without findings nothing is posted', () => {
  expect(planPostings([], 5)).toEqual([]);
});

test('up to digestAbove findings have a message each: the worst first, else in order of arrival', () => {
  const entries = [
    entry('CVE-3', 5),
    entry('CVE-2', 5, 'MEDIUM'),
    entry('CVE-1', 5, 'CRITICAL'),
    entry('CVE-0', 5),
  ];

  expect(planned(entries)).toEqual([
    'single: CVE-1',
    'single: CVE-3',
    'single: CVE-0',
    'single: CVE-2',
  ]);
});

test('more than digestAbove findings go under the digest of their scan, even when few arrive at a time', () => {
  expect(planned([entry('CVE-1', 6)])).toEqual(['s1 of 6: CVE-1']);
});

test('findings of other tools have no scan, so each has a message of its own', () => {
  expect(planned([entry('CVE-1'), entry('CVE-2', 6)])).toEqual(['single: CVE-1', 's1 of 6: CVE-2']);
});

test('CRITICAL ones come first, on pages that the channel shows as well', () => {
  expect(
    planned([entry('CVE-3', 9, 'MEDIUM'), entry('CVE-2', 9, 'CRITICAL'), entry('CVE-1', 9)]),
  ).toEqual(['s1 of 9, in the channel: CVE-2', 's1 of 9: CVE-1,CVE-3']);
});

test('two scans do not share a page, and each has its own counts', () => {
  const entries = [
    entry('CVE-1', 7, 'HIGH', 's1'),
    entry('CVE-2', 8, 'HIGH', 's2'),
    entry('CVE-3', 9, 'HIGH', 's1'),
  ];

  expect(planned(entries)).toEqual(['s1 of 9: CVE-1,CVE-3', 's2 of 8: CVE-2']);
});

test.each([
  [10, [10]],
  [11, [10, 1]],
  [25, [10, 10, 5]],
])('%d findings fill pages of %j, each finding once', (count, sizes) => {
  const entries = many(count);

  const pages = planPostings(entries, 5).map(entriesOf);

  expect(pages.map((page) => page.length)).toEqual(sizes);
  expect(pages.flat()).toEqual(entries);
});

test('a finding of a big scan says which digest it belongs under', () => {
  expect(digestIn(entry('CVE-1', 6), 5)).toBe('s1');
  expect(digestIn(entry('CVE-1', 5), 5)).toBeUndefined();
  expect(digestIn(entry('CVE-1'), 5)).toBeUndefined();
});
