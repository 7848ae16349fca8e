import fc from 'fast-check';
import { readReport } from '../../scanner/report';
import { createCompare } from '../../src/adapters/versions/compare';
import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan } from '../../src/domain/detection';
import { keyIn } from '../../src/domain/remedies-of';
import { readFacts, remediesOfScan } from '../../src/domain/remedies-of-scan';
import { comparedVersionOf } from '../../src/domain/remedy-key';
import { clears, readFixedVersions } from '../../src/domain/versions/fixed-versions';
import { schemeOf } from '../../src/domain/versions/scheme';
import { runs } from '../runs';
import { corpusFiles, hasCorpus, testIf } from '../scanner/corpus';
import { type Hit, scanOf } from './remedy-builders';
import { mergedIn } from './seen';

const compare = createCompare();

const aVersion = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(4), fc.nat(4), fc.constantFrom('', '', '', '-rc.1'))
  .map(([major, minor, patch, end]) => `${major}.${minor}.${patch}${end}`);

const aFix = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(aVersion, { minLength: 1, maxLength: 4 }).map((all) => all.join(', ')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('>= 2.1.0', '>1.0.0', 'dev-master, 2.0.0', '~> 1.2, >= 1.2.5'),
  },
  { weight: 2, arbitrary: fc.constant(undefined) },
);

const aHit: fc.Arbitrary<Hit> = fc
  .record({
    id: fc.integer({ min: 1, max: 8 }),
    name: fc.constantFrom('a', 'b', 'C'),
    installed: aVersion,
    fix: aFix,
    type: fc.constantFrom('npm', 'node-pkg', 'gobinary', 'jar', 'poetry', 'debian', 'redhat'),
  })
  .map(({ id, name, installed, fix, type }) => [`CVE-${id}`, name, installed, fix, { type }]);

const scans = fc
  .array(fc.array(aHit, { maxLength: 8 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((hits, index) => scanOf(`image-${index}`, hits)));

/** All that issue 15 promises of the remedies of one scan. */
async function holds(all: ImageScan[]): Promise<void> {
  const remedies = remediesOfScan(await readFacts(seenIn(all)), { compare, known: [] });
  const targets = new Map<string, string | undefined>();
  for (const detection of mergedIn(all)) {
    const own = remedies.of(detection);
    const keys = own.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(keys)).toEqual(
      new Set(detection.packages.map((entry) => keyIn(detection, entry))),
    );
    for (const entry of detection.packages) {
      const remedy = own.find(({ key }) => key === keyIn(detection, entry));
      const rows = remedy?.rows.filter(({ installed }) => installed === comparedVersionOf(entry));
      expect(rows).toHaveLength(1);
      const [row] = rows ?? [];
      const scheme = schemeOf(entry.type);
      if (scheme === undefined || row?.target === undefined) continue;

      const key = `${remedy?.key} ${row.installed}`;
      expect(targets.get(key) ?? row.target).toBe(row.target);
      targets.set(key, row.target);

      expect(compare(scheme, row.installed, row.target)).toBeLessThan(0);
      if (row.leaves?.includes(detection.vulnerabilityId)) continue;
      const fixed = readFixedVersions(entry.fixedVersion ?? '', scheme, compare);
      expect(fixed && clears(row.target, fixed, scheme, compare)).toBe(true);
    }
  }
}

test('in generated reports targets are newer, clear every list, and never contradict each other', async () => {
  await fc.assert(fc.asyncProperty(scans, holds), { numRuns: runs(100) });
});

testIf(hasCorpus)('so they do in every real report, and in all of them at once', async () => {
  const reports: ImageScan[] = [];
  for (const file of corpusFiles('trivy')) {
    const report = await readReport(file).catch(() => undefined);
    if (report !== undefined) reports.push(report);
  }
  expect(reports.length).toBeGreaterThan(20);
  for (const report of reports) await holds([report]);
  await holds(reports);
});

test('a finding has the same card whatever the order of scans and detections, and keeps it', async () => {
  await fc.assert(
    fc.asyncProperty(scans, fc.infiniteStream(fc.nat(1000)), async (all, order) => {
      const shuffled = shuffle(all, order).map((scan) => ({
        ...scan,
        detections: shuffle(scan.detections, order),
      }));
      const one = remediesOfScan(await readFacts(seenIn(all)), { compare, known: [] });
      const other = remediesOfScan(await readFacts(seenIn(shuffled)), { compare, known: [] });
      for (const detection of mergedIn(all)) {
        const first = one.of(detection);
        expect(other.of(detection)).toEqual(first);
        expect(one.of(detection, first)).toEqual(first);
        for (const remedy of first) {
          expect(one.of(detection, [remedy])[0]).toEqual(remedy);
        }
      }
    }),
    { numRuns: runs(80) },
  );
});

function shuffle<T>(values: T[], order: fc.Stream<number>): T[] {
  const keyed = values.map((value) => ({ value, place: order.next().value ?? 0 }));
  return keyed.sort((a, b) => a.place - b.place).map(({ value }) => value);
}
