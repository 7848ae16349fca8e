import fc from 'fast-check';
import { parseFinding } from '../../../../src/adapters/security-hub/asff/parse-finding';
import { contentOf, toAsff } from '../../../../src/adapters/security-hub/asff/to-asff';
import { findingId } from '../../../../src/domain/finding-id';
import { type Urgency, urgencyOf } from '../../../../src/domain/urgency';
import { aDetection, anUrgency } from '../../../domain/arbitraries';
import { aDetection as aFound, anImage, NOW, target } from '../../../domain/builders';

const stamp = {
  at: '2026-11-24T10:00:00.000Z',
  scan: {
    id: 'scan-1',
    newFindings: 7,
    newCards: 3,
    page: { name: 'r123', size: 9_999 },
    rebuild: { clears: 222, of: 230, builtOn: '2022-01-12' },
  },
};

const upgradeTo = (version: string) => ({
  key: 'alpine 3.15|openssl',
  name: 'openssl',
  rows: [{ installed: '3.0.1', target: version }],
});

describe('a finding that was imported and read back', () => {
  it('has the same packages, images, services, exposure, urgency, score, remedies, scan and content', () => {
    fc.assert(
      fc.property(aDetection(), (detection) => {
        const content = {
          id: findingId(detection.vulnerabilityId),
          detection,
          recordState: 'ACTIVE' as const,
        };

        const finding = parseFinding(toAsff(content, stamp, target));

        expect(finding.packages).toEqual(detection.packages);
        expect(finding.images).toEqual(detection.images);
        expect(finding.severity).toBe(detection.severity);
        expect(finding.score).toBe(detection.score);
        expect(finding.scoreVersion).toBe(detection.scoreVersion);
        expect(finding.urgency).toEqual(detection.urgency);
        expect(finding.remedies).toEqual(detection.remedies);
        expect(finding.scan).toEqual(stamp.scan);
        expect(finding.content).toBe(contentOf(content, target));
      }),
    );
  });

  it('has the packages of each tag where tags have different ones', () => {
    const [one, two] = ['1', '2'].map((tag) => ({
      name: 'api',
      repository: 'api',
      tag,
      services: [],
    }));
    if (one === undefined || two === undefined) throw new Error('no images');
    const openssl = (tag: string, installedVersion: string) => ({
      name: 'openssl',
      installedVersion,
      image: 'api',
      tag,
    });
    const detection = {
      ...aFound('CVE-1', one),
      images: [one, two],
      packages: [openssl('1', '3.0.1'), openssl('2', '3.0.5')],
    };

    const finding = parseFinding(
      toAsff({ id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' }, stamp, target),
    );

    expect(finding.packages).toEqual(detection.packages);
  });

  it.each([
    ['without fields of urgency', () => ({})],
    ['with an outcome that nobody knows', (fields) => ({ ...fields, 'vulnscan/urgency': '7D' })],
    ['without a due date', ({ 'vulnscan/due': _, ...fields }) => fields],
    ['with a due date that is none', (fields) => ({ ...fields, 'vulnscan/due': 'soon' })],
    ['without reasons', (fields) => ({ ...fields, 'vulnscan/why': 'because' })],
  ] satisfies [string, (fields: Record<string, string>) => Record<string, string>][])(
    'has no urgency %s',
    (_, change) => {
      const facts = {
        exposed: 'yes',
        automatable: true,
        impact: 'total',
        vectorSource: 'cvss',
      } as const;
      const urgency = urgencyOf(facts, undefined, NOW);
      const detection = { ...aFound('CVE-1', anImage('web')), urgency };
      const written = toAsff(
        { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' },
        stamp,
        target,
      );
      const fields = { 'vulnscan/scan': 'scan-1', ...change(written.ProductFields) };

      expect(parseFinding(written).urgency).toEqual(urgency);
      expect(parseFinding({ ...written, ProductFields: fields }).urgency).toBeUndefined();
    },
  );

  it('counts as unchanged when only its EPSS score differs, and as changed when another answer does', () => {
    fc.assert(
      fc.property(aDetection(), anUrgency(), (detection, urgency) => {
        const contentWith = (more: Partial<Urgency>) => {
          const changed = { ...detection, urgency: { ...urgency, ...more } };
          return contentOf(
            { id: 'vulnscan/CVE-1', detection: changed, recordState: 'ACTIVE' },
            target,
          );
        };
        const content = contentWith({});

        expect(contentWith({ epss: { score: 0.5, percentile: 0.5 } })).toBe(content);
        expect(contentWith({ exploitedSince: '2020-01-01' })).not.toBe(content);
        expect(contentWith({ dueAt: '2020-01-01T00:00:00.000Z' })).not.toBe(content);
        expect(contentWith({ automatable: !urgency.automatable })).not.toBe(content);
        expect(contentWith({ since: '2020-01-01T00:00:00.000Z' })).not.toBe(content);
      }),
    );
  });

  it('counts as changed when an upgrade has another target, and as unchanged when the rebuild or the number of cards differs', () => {
    const detection = { ...aFound('CVE-1', anImage('web')), remedies: [upgradeTo('3.0.15')] };
    const content = { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' as const };
    const other = { ...content, detection: { ...detection, remedies: [upgradeTo('3.0.16')] } };
    const { rebuild: _, newCards: __, ...scan } = stamp.scan;

    expect(contentOf(other, target)).not.toBe(contentOf(content, target));
    expect(parseFinding(toAsff(content, { ...stamp, scan }, target)).content).toBe(
      parseFinding(toAsff(content, stamp, target)).content,
    );
  });

  it.each([{ copyOf: '2026-11-20T00:00:00.000Z' }, {}])(
    "says that CISA's catalogue could not be read, and is unchanged by that: %j",
    (staleKev) => {
      const detection = aFound('CVE-1', anImage('web'));
      const content = { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' as const };
      const scan = { ...stamp.scan, staleKev };

      const read = parseFinding(toAsff(content, { ...stamp, scan }, target));

      expect(read.scan?.staleKev).toEqual(staleKev);
      expect(read.content).toBe(parseFinding(toAsff(content, stamp, target)).content);
    },
  );

  it('has all rows of its upgrades that fit, each whole, and is not refused for those that do not', () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({
      installed: `1.0.${index}-${'x'.repeat(index % 50)}`,
      target: `2.0.${index}`,
    }));
    const detection = {
      ...aFound('CVE-1', anImage('web')),
      remedies: [{ ...upgradeTo('1'), rows }],
    };

    const written = toAsff(
      { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' },
      stamp,
      target,
    );

    const [read] = parseFinding(written).remedies ?? [];
    const count = read?.rows.length ?? 0;
    expect(count).toBeGreaterThan(150);
    expect(read?.rows).toEqual(rows.slice(0, count));
    expect(JSON.stringify(written.ProductFields)).toContain(`… and ${rows.length - count} more`);
  });

  it('has no upgrades and no rebuild where it was written by an earlier version or by somebody else', () => {
    const detection = aFound('CVE-1', anImage('web'));
    const written = toAsff(
      { id: 'vulnscan/CVE-1', detection, recordState: 'ACTIVE' },
      { at: stamp.at, scan: { id: 'scan-1', newFindings: 7, page: { name: 'c1', size: 3 } } },
      target,
    );
    const odd = {
      'vulnscan/upgrades': '3.0.1 -> 3.0.15; Upgrade; Upgrade x y',
      'vulnscan/rebuild': 'all of it',
      'vulnscan/cards': 'many',
    };

    expect(parseFinding(written)).not.toHaveProperty('remedies');
    expect(parseFinding(written).scan).toEqual({
      id: 'scan-1',
      newFindings: 7,
      page: { name: 'c1', size: 3 },
    });
    const other = parseFinding({ ...written, ProductFields: { ...written.ProductFields, ...odd } });
    expect(other).not.toHaveProperty('remedies');
    expect(other.scan).toEqual(parseFinding(written).scan);
  });

  it('counts as unchanged when it is written again', () => {
    fc.assert(
      fc.property(aDetection(), (detection) => {
        const id = findingId(detection.vulnerabilityId);
        const first = toAsff({ id, detection, recordState: 'ACTIVE' }, stamp, target);

        const again = parseFinding(first);

        expect(contentOf({ id, detection: again, recordState: 'ACTIVE' }, target)).toBe(
          again.content,
        );
      }),
    );
  });
});
