import type { Finding, Severity } from '../../src/domain/finding';
import { ACCOUNT, PRODUCT } from '../fakes/security-hub';

export function findingOf(
  number: number,
  now: Date,
  scan: { id: string; newFindings: number },
  severity: Severity = number % 3 === 0 ? 'CRITICAL' : 'HIGH',
): Finding {
  const vulnerabilityId = `CVE-2026-${10_000 + number}`;
  const at = now.toISOString();
  return {
    id: `vulnscan/${vulnerabilityId}`,
    productArn: PRODUCT,
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: ACCOUNT,
    region: 'eu-west-1',
    vulnerabilityId,
    severity,
    title: 'a hole',
    description: '',
    packages: [],
    images: [],
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    scan,
    createdAt: at,
    updatedAt: at,
  };
}

/** The event EventBridge carries, as small as one may be that says everything. */
export function eventBody(finding: Finding, now: Date, count: number): string {
  const { placement, note, scan } = finding;
  const slack = placement && [
    placement.channel,
    placement.ts,
    placement.generation,
    ...(placement.threadTs === undefined ? [] : [placement.threadTs]),
  ];
  return JSON.stringify({
    id: `event-${count}`,
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Imported',
    time: now.toISOString(),
    detail: {
      findings: [
        {
          Id: finding.id,
          ProductArn: finding.productArn,
          GeneratorId: finding.generatorId,
          AwsAccountId: finding.accountId,
          Region: finding.region,
          Title: `${finding.vulnerabilityId} ${finding.title}`,
          CreatedAt: finding.createdAt,
          UpdatedAt: finding.updatedAt,
          Severity: { Label: finding.severity },
          ProductFields: {
            'Product Name': 'Trivy',
            ...(scan && { 'vulnscan/scan': scan.id, 'vulnscan/new': String(scan.newFindings) }),
          },
          ...(slack && { UserDefinedFields: { slack: slack.join('/') } }),
          ...(note && {
            Note: { Text: note.text, UpdatedBy: note.updatedBy, UpdatedAt: note.updatedAt },
          }),
          Workflow: { Status: finding.workflowStatus },
          RecordState: finding.recordState,
        },
      ],
    },
  });
}
