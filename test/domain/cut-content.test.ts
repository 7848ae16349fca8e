import fc from 'fast-check';
import { adviceOf } from '../../src/adapters/security-hub/asff/advice';
import { contentOf, toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { vulnerabilityOf } from '../../src/adapters/security-hub/asff/to-vulnerability';
import { seenIn } from '../../src/domain/collected-scans';
import { cutContent } from '../../src/domain/cut-content';
import { findingId } from '../../src/domain/finding-id';
import type { FindingContent } from '../../src/domain/finding-import';
import { reconcile } from '../../src/domain/reconcile';
import { aDetection, anImage, anImported, aScan, NOW, reconcileOptions, target } from './builders';

const stamp = { at: NOW.toISOString(), scan: { id: 'scan-1', newFindings: 1 } };

const anyPackage = fc.record(
  {
    name: fc.constantFrom('openssl', 'libssl3', 'zlib'),
    installedVersion: fc.constantFrom('1.0', '1.1'),
    fixedVersion: fc.constantFrom('1.2', '1.3', '2.0'),
    status: fc.constantFrom('will_not_fix' as const, 'end_of_life' as const),
    type: fc.constantFrom('debian', 'alpine'),
  },
  { requiredKeys: ['name', 'installedVersion'] },
);

const anyContent = fc
  .array(
    fc.record({
      tag: fc.constantFrom('1', '2'),
      packages: fc.array(anyPackage, { minLength: 1, maxLength: 4 }),
    }),
    {
      minLength: 1,
      maxLength: 90,
      size: 'max',
    },
  )
  .map((all): FindingContent => {
    const images = all.map(({ tag }, index) => anImage(`team/${Math.floor(index / 2)}`, { tag }));
    const packages = all.flatMap((each, index) =>
      each.packages.map((entry) => ({
        ...entry,
        image: images[index]?.name ?? '',
        tag: each.tag,
      })),
    );
    const detection = aDetection('CVE-1', anImage('web'), { images, packages });
    return { id: 'id', detection, recordState: 'ACTIVE' };
  });

test('what is cut from a finding is not in what an import writes', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const cut = cutContent(content);
      const asff = toAsff(cut, stamp, target);
      const { packages } = content.detection;

      expect(asff).toEqual(toAsff(content, stamp, target));
      expect(contentOf(cut, target)).toBe(contentOf(content, target));
      expect(cut.detection.images.length).toBeLessThanOrEqual(32);
      // As of all packages.
      expect(asff.Remediation.Recommendation.Text).toBe(adviceOf(content.detection));
      const [whole] = [vulnerabilityOf(content.detection, asff.SourceUrl, 100)];
      expect(asff.Vulnerabilities[0]).toMatchObject({ FixAvailable: whole.FixAvailable });
      expect(whole.VulnerablePackages).toMatchObject(
        asff.Vulnerabilities[0]?.VulnerablePackages ?? [],
      );
      const names = [...new Set(packages.map(({ name }) => name))];
      expect(asff.Title.startsWith(names.slice(0, 2).join(', '))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const many = Array.from({ length: 200 }, (_, index) => anImage(`team/service-${index}`));
const names = new Set(many.map(({ name }) => name));

test('the steps of a first scan hold no more of a finding than its import writes', async () => {
  const scans = many.map((image) => aScan(image, ['CVE-1', 'CVE-2']));

  const { steps } = await reconcile([], seenIn(scans), reconcileOptions());

  expect(steps).toHaveLength(2);
  for (const { content } of steps) {
    expect(content.detection.images).toHaveLength(32);
    expect(content.detection.unnamed?.count).toBe(168);
    expect(content.detection.packages.length).toBeLessThanOrEqual(33);
  }
});

test('a step holds its finding as it was listed, without the names that only the scan knows', async () => {
  const scans = many.map((image) => aScan(image, ['CVE-1']));
  const [first] = (await reconcile([], seenIn(scans), reconcileOptions())).steps;
  const { images = [], unnamed } = first?.content.detection ?? {};
  const known = anImported({ id: findingId('CVE-1'), images, ...(unnamed && { unnamed }) });
  const clean = seenIn(many.map((image) => aScan(image, [])));

  const { steps } = await reconcile([known], clean, reconcileOptions({ present: names }));

  expect(steps).toMatchObject([{ kind: 'fixed' }]);
  expect(steps[0]?.known).toBe(known);
  expect(steps[0]?.content.detection.images.length).toBeLessThanOrEqual(32);
});
