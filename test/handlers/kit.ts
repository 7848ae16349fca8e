import type { Finding } from '../../src/domain/finding';
import { MARK_FIELD } from '../../src/domain/finding-fields';
import type { QueueRecord } from '../../src/handlers/batch';
import { createFakeQuarantine, createFakeVisibility } from '../fakes/queues';
import { createFakeLog } from '../fakes/runtime';
import { NOW } from '../usecases/tasks-kit';

let records = 0;

export function aRecord(
  content: unknown,
  changes: { receives?: number; group?: string } = {},
): QueueRecord {
  records += 1;
  const { receives = 1, group } = changes;
  return {
    messageId: `record-${records}`,
    receiptHandle: `receipt-${records}`,
    body: typeof content === 'string' ? content : JSON.stringify(content),
    attributes: {
      ApproximateReceiveCount: String(receives),
      ...(group !== undefined && { MessageGroupId: group }),
    },
  };
}

/** The event that EventBridge delivers when a finding is imported or changed. */
export function anEvent(finding: Finding, time = NOW): object {
  const { mark } = finding;
  return {
    id: 'e',
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Imported',
    time: time.toISOString(),
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
          ProductFields: { 'Product Name': 'Trivy' },
          UserDefinedFields: mark.seq > 0 ? { [MARK_FIELD]: `${mark.seq} ${mark.status}` } : {},
          Workflow: { Status: finding.workflowStatus },
          RecordState: finding.recordState,
        },
      ],
    },
  };
}

/** What every handler needs beside its use cases: what was put off, and what is in quarantine and why. */
export function batchWorld() {
  const visibility = createFakeVisibility();
  const quarantine = createFakeQuarantine();
  const log = createFakeLog();
  return {
    batch: { visibility, quarantine, log, random: () => 0 },
    facts: log.facts,
    postponed: visibility.postponed,
    quarantined: quarantine.records,
    reasons: () => quarantine.records.map(({ reason }) => reason),
  };
}

export const FINE = { batchItemFailures: [] };

/** The answer that has these records received again. */
export function again(...failed: QueueRecord[]) {
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
