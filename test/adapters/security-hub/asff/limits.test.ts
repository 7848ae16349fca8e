import { imageCount, imageTest } from '../../../../src/domain/unnamed-images';
import fc from 'fast-check';
import type { Aws } from '../../../../emulators/aws/server';
import { parseFinding } from '../../../../src/adapters/security-hub/asff/parse-finding';
import { toAsff } from '../../../../src/adapters/security-hub/asff/to-asff';
import type { ScoredDetection } from '../../../../src/domain/detection';
import { findingId } from '../../../../src/domain/finding-id';
import type { FindingImport } from '../../../../src/domain/finding-import';
import { utf8Length } from '../../../../src/domain/text';
import { urgencyOf } from '../../../../src/domain/urgency';
import { aDetection as anyDetection } from '../../../domain/arbitraries';
import { aDetection, anImage, target } from '../../../domain/builders';
import { runs } from '../../../runs';
import { startHub, storeOf } from '../../../scanner/hub';

const stamp = { at: '2026-11-24T10:00:00.000Z', scan: { id: 'scan-1', newFindings: 1 } };
const web = anImage('web', { digest: `sha256:${'a'.repeat(64)}`, platform: 'linux/arm64' });

function anImport(detection: ScoredDetection): FindingImport {
  const id = findingId(detection.vulnerabilityId);
  return { content: { id, detection, recordState: 'ACTIVE' }, stamp, target };
}
function write(detection: ScoredDetection) {
  const { content } = anImport(detection);
  return toAsff(content, stamp, target);
}

let aws: Aws;
beforeAll(async () => {
  aws = await startHub();
});
afterAll(() => aws.close());

describe('a finding in ASFF', () => {
  it('has a title of packages, then the id, then the description, each once', () => {
    expect(write(aDetection('CVE-1', web)).Title).toBe('openssl: CVE-1 trouble named CVE-1');
    expect(write(aDetection('CVE-1', web, { title: 'CVE-1', packages: [] })).Title).toBe('CVE-1');
  });

  it('names an ECR image as Amazon Inspector does, with packages and services people can read', () => {
    const image = { ...web, services: ['main/web', 'main/web-canary'] };

    const [resource] = write(aDetection('CVE-1', image)).Resources;

    expect(resource).toMatchObject({
      Type: 'AwsEcrContainerImage',
      Id: `arn:aws:ecr:eu-west-1:123456789012:repository/web/${web.digest}`,
      Details: {
        AwsEcrContainerImage: { RegistryId: '123456789012', Architecture: 'arm64' },
        Other: {
          'Runs in': 'main/web, main/web-canary',
          Packages: 'openssl 3.0.1 -> 3.0.15 [alpine]',
        },
      },
    });
  });

  it('says whether all, some or none of the packages can be upgraded', () => {
    const fixable = { name: 'a', installedVersion: '1', fixedVersion: '2', image: web.name };
    const stuck = { name: 'b', installedVersion: '1', image: web.name };
    const fix = (...packages: ScoredDetection['packages']) =>
      write(aDetection('CVE-1', web, { packages })).Vulnerabilities[0]?.FixAvailable;

    expect([fix(fixable), fix(fixable, stuck), fix(stuck)]).toEqual(['YES', 'PARTIAL', 'NO']);
  });

  it('sends severity and types only in the fields that keep a customer’s own changes', () => {
    const finding = write(aDetection('CVE-1', web));

    expect(finding.FindingProviderFields.Severity).toEqual({ Label: 'HIGH' });
    expect(finding).not.toHaveProperty('Severity');
    expect(finding).not.toHaveProperty('Types');
  });

  it('cuts every text with a visible mark instead of being refused', async () => {
    const long = '脆'.repeat(5000);
    const image = {
      ...web,
      name: `${web.name}/${'x'.repeat(300)}`,
      services: [long.slice(0, 300)],
    };
    const detection = aDetection('CVE-1', image, {
      title: long,
      description: long,
      primaryUrl: `https://example.com/${'y'.repeat(3000)}`,
      packages: [
        { name: long, installedVersion: long, fixedVersion: long, path: long, image: image.name },
      ],
    });

    const finding = write(detection);

    expect(finding.Title.endsWith('…')).toBe(true);
    expect(finding.Description.endsWith('…')).toBe(true);
    expect((await storeOf(aws).importAll([anImport(detection)])).refused).toEqual([]);
  });

  it('keeps the number of all images, and a hash of each name beyond the 32 resources', () => {
    const images = Array.from({ length: 300 }, (_, index) => anImage(`team/service-${index}`));
    const packages = images.map((image) => ({
      name: 'openssl',
      installedVersion: '3.0.1',
      image: image.name,
    }));

    const finding = write(aDetection('CVE-1', web, { images, packages }));

    expect(finding.Resources).toHaveLength(32);
    const parsed = parseFinding(finding);
    expect(imageCount(parsed)).toBe(300);
    expect(images.every(({ name }) => imageTest(parsed)?.(name))).toBe(true);
    expect(imageTest(parsed)?.('another')).toBe(false);
  });

  it('stays below 240 KB with 5,000 packages in each of 40 images, and says how many are left out', async () => {
    const images = Array.from({ length: 40 }, (_, index) => anImage(`service-${index}`));
    const packages = images.flatMap((image) =>
      Array.from({ length: runs(5000) }, (_, index) => ({
        name: `package-${index}`,
        installedVersion: '1.0.0',
        fixedVersion: '1.0.1',
        path: `usr/lib/${'deep/'.repeat(20)}package-${index}`,
        image: image.name,
      })),
    );

    const detection = aDetection('CVE-1', web, { images, packages });
    const finding = write(detection);

    expect(utf8Length(JSON.stringify(finding))).toBeLessThan(240_000);
    expect(JSON.stringify(finding)).toMatch(/… and \d+ more/);
    expect((await storeOf(aws).importAll([anImport(detection)])).refused).toEqual([]);
  });

  it('has at most 50 fields of ours, in however many images it is', async () => {
    const images = Array.from({ length: 1000 }, (_, index) =>
      anImage(`team/${'long-'.repeat(20)}service-${index}`),
    );
    const facts = {
      exposed: 'no',
      automatable: true,
      impact: 'total',
      vectorSource: 'cvss',
    } as const;
    const epss = { score: 0.5, percentile: 0.9 };
    const urgency = urgencyOf({ ...facts, epss }, undefined, new Date(stamp.at));
    const rows = images.map((_, index) => ({ installed: `1.${index}`, target: `2.${index}` }));
    const remedies = [{ key: 'npm|lodash', name: 'lodash', rows }];
    const more = { images, urgency, remedies, renamedFrom: 'GHSA-1' };
    const detection = aDetection('CVE-1', web, more);
    const note = { text: 'Accepted.', updatedBy: 'ops' };
    const scan = {
      ...stamp.scan,
      page: { name: 'r1', size: 1 },
      newCards: 1,
      rebuild: { clears: 1, of: 2 },
      staleKev: { copyOf: stamp.at },
      inherited: { status: 'SUPPRESSED' as const, note },
    };
    const content = { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' as const };
    const full = { ...stamp, scan, trivyVersion: '0.74.0', databaseAt: stamp.at };

    const { ProductFields } = toAsff({ ...content, resolvedSeenAt: stamp.at }, full, target);

    expect(Object.keys(ProductFields).length).toBeLessThanOrEqual(50);
    expect(Object.values(ProductFields).join(' ')).toMatch(/… and \d+ more/);
  });

  it('is never refused, whatever it contains', async () => {
    const store = storeOf(aws);
    await fc.assert(
      fc.asyncProperty(anyDetection(), async (detection) => {
        const { refused } = await store.importAll([anImport(detection)]);
        expect(refused).toEqual([]);
      }),
      { numRuns: runs(50) },
    );
  });
});
