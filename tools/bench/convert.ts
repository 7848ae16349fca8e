/**
 * Converts a Trivy report into ASFF, as the scanner does before it imports: node convert.js REPORT OUTPUT. The bench runs
 * it bundled as plain JavaScript, because tsx would distort the measurement.
 */
import { writeFileSync } from 'node:fs';
import { readReport } from '../../scanner/report';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { findingId } from '../../src/domain/finding-id';

const [report = '', output = ''] = process.argv.slice(2);
const target = {
  account: '123456789012',
  region: 'eu-west-1',
  partition: 'aws' as const,
  productArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
};
const stamp = { at: new Date().toISOString(), scan: { id: 'bench', newFindings: 0 } };

readReport(report).then(
  ({ detections }) => {
    const findings = detections.map((detection) => {
      const id = findingId(detection.vulnerabilityId);
      return toAsff({ id, detection, recordState: 'ACTIVE' }, stamp, target);
    });
    writeFileSync(output, JSON.stringify({ Findings: findings }));
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
