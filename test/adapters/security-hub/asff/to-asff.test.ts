import { contentOf, toAsff } from '../../../../src/adapters/security-hub/asff/to-asff';
import type { ScoredDetection } from '../../../../src/domain/detection';
import type { VulnerablePackage } from '../../../../src/domain/finding';
import type { FindingContent, ImportStamp } from '../../../../src/domain/finding-import';
import { utf8Length } from '../../../../src/domain/text';
import { aDetection, anImage, target } from '../../../domain/builders';

const web = anImage('web');
const stamp: ImportStamp = {
  at: '2026-11-24T10:00:00.000Z',
  scan: { id: 'scan-1', newFindings: 2 },
};

function content(more: Partial<ScoredDetection> = {}): FindingContent {
  return { id: 'vulnscan/CVE-1', detection: aDetection('CVE-1', web, more), recordState: 'ACTIVE' };
}
function write(more: Partial<ScoredDetection> = {}, stamped: Partial<ImportStamp> = {}) {
  return toAsff(content(more), { ...stamp, ...stamped }, target);
}
function aPackage(name: string, fixedVersion?: string): VulnerablePackage {
  return { name, installedVersion: '1', image: web.name, ...(fixedVersion && { fixedVersion }) };
}

describe('a finding in ASFF', () => {
  it('belongs to the account and product it is imported for, and names Trivy as its generator', () => {
    expect(write()).toMatchObject({
      SchemaVersion: '2018-10-08',
      Id: 'vulnscan/CVE-1',
      ProductArn: target.productArn,
      AwsAccountId: target.account,
      GeneratorId: 'Trivy/CVE-1',
      ProductFields: { 'Product Name': 'Trivy' },
      FindingProviderFields: {
        Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
      },
      RecordState: 'ACTIVE',
    });
  });

  it('is first and last observed at the same time while it is new', () => {
    expect(write()).toMatchObject({
      FirstObservedAt: stamp.at,
      CreatedAt: stamp.at,
      LastObservedAt: stamp.at,
      UpdatedAt: stamp.at,
    });
  });

  it('keeps its creation time when it is imported again', () => {
    const createdAt = '2026-11-01T10:00:00.000Z';

    expect(write({}, { createdAt })).toMatchObject({
      FirstObservedAt: createdAt,
      CreatedAt: createdAt,
      LastObservedAt: stamp.at,
      UpdatedAt: stamp.at,
    });
  });

  it('carries the scan that imported it, and the versions that are known', () => {
    const { ProductFields: bare } = write();
    const versions = { trivyVersion: '0.74.0', databaseAt: '2026-11-24T06:00:00Z' };

    expect(bare).toMatchObject({ 'vulnscan/scan': 'scan-1', 'vulnscan/new': '2' });
    expect(bare).not.toHaveProperty(['vulnscan/trivy']);
    expect(bare).not.toHaveProperty(['vulnscan/database']);
    expect(write({}, versions).ProductFields).toMatchObject({
      'vulnscan/trivy': '0.74.0',
      'vulnscan/database': '2026-11-24T06:00:00Z',
    });
  });

  it('carries when the scanner first saw it resolved, if it did', () => {
    const resolvedSeenAt = '2026-11-23T10:00:00.000Z';
    const { ProductFields } = toAsff({ ...content(), resolvedSeenAt }, stamp, target);

    expect(ProductFields['vulnscan/resolved-seen']).toBe(resolvedSeenAt);
    expect(write().ProductFields).not.toHaveProperty(['vulnscan/resolved-seen']);
  });
});

describe('the fingerprint of a finding’s content', () => {
  const print = contentOf(content(), target);

  it('is stored in the finding and does not depend on the time or the scan of the import', () => {
    const later = { at: '2027-01-01T00:00:00.000Z', scan: { id: 'scan-9', newFindings: 0 } };

    expect(write().ProductFields['vulnscan/content']).toBe(print);
    expect(write({}, later).ProductFields['vulnscan/content']).toBe(print);
  });

  it.each<[string, FindingContent]>([
    ['severity', content({ severity: 'LOW' })],
    ['description', content({ description: 'Another.' })],
    ['packages', content({ packages: [] })],
    ['images', content({ images: [web, anImage('api')] })],
    ['record state', { ...content(), recordState: 'ARCHIVED' }],
    ['time it was seen resolved', { ...content(), resolvedSeenAt: stamp.at }],
  ])('changes with its %s', (_, changed) => {
    expect(contentOf(changed, target)).not.toBe(print);
  });
});

describe('the title', () => {
  it.each<[string, string[], string]>([
    ['CVE-1 a hole', [], 'a hole'],
    ['CVE-1', [], ''],
    ['CVE-1', [], 'CVE-1'],
    ['a: CVE-1 a hole', ['a', 'a'], 'a hole'],
    ['a, b: CVE-1 a hole', ['a', 'b'], 'a hole'],
    ['a, b +1: CVE-1 a hole', ['a', 'b', 'c'], 'a hole'],
    ['a, b: CVE-1 a hole', ['a', 'b'], 'b: a hole'],
    ['a: CVE-1 z: a hole', ['a'], 'z: a hole'],
  ])('is "%s"', (expected, names, title) => {
    const packages = names.map((name) => aPackage(name));

    expect(write({ packages, title }).Title).toBe(expected);
  });

  it('cuts each long package name, so that the id is always in it', () => {
    const names = ['x'.repeat(200), 'y'.repeat(200)];

    const { Title } = write({ packages: names.map((name) => aPackage(name)), title: 'a hole' });

    expect(Title).toBe(`${'x'.repeat(77)}…, ${'y'.repeat(77)}…: CVE-1 a hole`);
  });
});

test('a finding without a description uses its title as one, or its id', () => {
  const texts = [{ description: 'given' }, { description: '' }, { description: '', title: '' }];

  expect(texts.map((each) => write({ title: 'a hole', ...each }).Description)).toEqual([
    'given',
    'a hole',
    'vulnscan/CVE-1',
  ]);
});

describe('the advice', () => {
  const adviceOf = (...packages: VulnerablePackage[]) =>
    write({ packages, primaryUrl: 'https://example.com/1' }).Remediation?.Recommendation;

  it('says what to upgrade to, each upgrade once, and where to read more', () => {
    expect(
      adviceOf(aPackage('a', '2'), aPackage('a', '2'), aPackage('b'), aPackage('c', '3')),
    ).toEqual({ Text: 'Upgrade a to 2; c to 3.', Url: 'https://example.com/1' });
  });

  it('says that there is no fix yet', () => {
    expect(adviceOf(aPackage('a'))?.Text).toBe('No fixed version is published yet.');
  });

  it('is cut with a mark to the length Security Hub allows', () => {
    const { Text = '' } = adviceOf(aPackage('a'.repeat(600), '2')) ?? {};

    expect(utf8Length(Text)).toBe(512);
    expect(Text.endsWith('…')).toBe(true);
  });
});

describe('the page of a vulnerability', () => {
  const LONGEST = `https://example.com/${'x'.repeat(1004)}`;

  it.each(['https://avd.aquasec.com/nvd/cve-1', 'http://example.com', LONGEST])(
    'is linked: %.40s',
    (primaryUrl) => {
      expect(write({ primaryUrl }).SourceUrl).toBe(primaryUrl);
    },
  );

  it.each([
    undefined,
    '',
    'avd.aquasec.com',
    'see https://example.com',
    'https://example.com/a b',
    'javascript:alert(1)',
    `${LONGEST}x`,
  ])('is left out where Security Hub would refuse it: %.40s', (primaryUrl) => {
    const finding = write({ ...(primaryUrl !== undefined && { primaryUrl }) });

    expect(finding).not.toHaveProperty('SourceUrl');
    expect(finding.Remediation.Recommendation).toEqual({ Text: expect.stringMatching(/^Upgrade/) });
  });
});

describe('a finding that is too long', () => {
  const many = (count: number, each: (index: number) => VulnerablePackage) =>
    Array.from({ length: count }, (_, index) => each(index));

  it('is not cut before it comes close to Security Hub’s limit', () => {
    const images = Array.from({ length: 10 }, (_, index) => anImage(`service-${index}`));
    const packages = images.flatMap(({ name }) =>
      many(250, (index) => ({ ...aPackage(`${'x'.repeat(40)}-${index}`), image: name })),
    );

    const text = JSON.stringify(write({ images, packages }));

    expect(text.length).toBeGreaterThan(100_000);
    expect(text).not.toContain('more');
  });

  it('still fits when every image runs in hundreds of services', () => {
    const services = Array.from({ length: 300 }, (_, index) => `main/service-number-${index}`);
    const images = Array.from({ length: 6000 }, (_, index) =>
      anImage(`${'x'.repeat(240)}-${index}`, { services }),
    );
    const packages = images.map(({ name }, index) => ({
      ...aPackage(`openssl-${index}`),
      image: name,
    }));

    const finding = write({ images, packages });

    expect(utf8Length(JSON.stringify(finding))).toBeLessThan(240_000);
    expect(finding.Resources).toHaveLength(32);
    expect(finding.Vulnerabilities[0]?.VulnerablePackages).toHaveLength(1);
    expect(JSON.stringify(finding.Resources)).toMatch(/… and \d+ more/);
  });
});
