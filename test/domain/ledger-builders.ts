import type { Finding } from '../../src/domain/finding';
import { NO_MARK } from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { Card, LedgerFinding } from '../../src/domain/ledger';

const AT = '2026-11-24T03:00:00.000Z';
const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web';

/** A finding as the ledger keeps it: NEW, in one image. */
export function aLedgerContent(more: Partial<Finding> = {}): Finding {
  const { vulnerabilityId = 'CVE-2026-0001' } = more;
  return {
    id: `vulnscan/${vulnerabilityId}`,
    productArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: '123456789012',
    region: 'eu-west-1',
    vulnerabilityId,
    severity: 'HIGH',
    title: `openssl: trouble named ${vulnerabilityId}`,
    description: '',
    packages: [{ name: 'openssl', installedVersion: '3.0.1', image: IMAGE }],
    images: [{ name: IMAGE, repository: 'web', services: [] }],
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    mark: NO_MARK,
    createdAt: AT,
    updatedAt: AT,
    ...more,
  };
}

/** An item of a finding that was never written; `content` changes its finding. */
export function aLedgerFinding(
  content: Partial<Finding> = {},
  more: Partial<LedgerFinding> = {},
): LedgerFinding {
  const finding = aLedgerContent(content);
  return {
    version: 0,
    hash: hashOf(finding),
    finding,
    seq: 0,
    base: 0,
    baseAt: 0,
    at: 0,
    known: { seq: 0, status: finding.workflowStatus, time: 0 },
    card: `finding/${finding.id}`,
    ownNote: false,
    noteTime: 0,
    tries: 0,
    log: [],
    ...more,
  };
}

/** A card that was never written. */
export function aCard(key: string, more: Partial<Card> = {}): Card {
  return {
    version: 0,
    key,
    channel: 'C0VULNS',
    content: { kind: 'finding' },
    members: [],
    dirty: 0,
    ...more,
  };
}
