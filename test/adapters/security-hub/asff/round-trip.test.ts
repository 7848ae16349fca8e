import fc from 'fast-check';
import { parseFinding } from '../../../../src/adapters/security-hub/asff/parse-finding';
import { contentOf, toAsff } from '../../../../src/adapters/security-hub/asff/to-asff';
import { findingId } from '../../../../src/domain/finding-id';
import { aDetection } from '../../../domain/arbitraries';
import { target } from '../../../domain/builders';

const stamp = {
  at: '2026-11-24T10:00:00.000Z',
  scan: { id: 'scan-1', newFindings: 7, page: { name: 'p2', size: 10 } },
};

describe('a finding that was imported and read back', () => {
  it('has the same packages, images, services, scan and content', () => {
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
        expect(finding.scan).toEqual(stamp.scan);
        expect(finding.content).toBe(contentOf(content, target));
      }),
    );
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
