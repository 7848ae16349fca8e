import { contentOf } from '../../src/adapters/security-hub/asff/to-asff';
import { createAssess } from '../../src/domain/assess';
import type { ImageScan, KnownFinding, ScoredDetection } from '../../src/domain/detection';
import type { Feeds } from '../../src/domain/feeds';
import { type AffectedImage, NO_MARK, type Note, type Severity } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import type { FindingContent, ImportTarget } from '../../src/domain/finding-import';
import { CAUSES } from '../../src/domain/material-change';
import type { ReconcileOptions } from '../../src/domain/plan';
import type { FindingRules } from '../../src/domain/wanted';

export const target: ImportTarget = {
  account: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  productArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
};

export const NOW = new Date('2026-11-24T03:00:00.000Z');
export const HOUR = 3_600_000;

/** What becomes a finding by default. */
export const FINDING_RULES: FindingRules = {
  severities: ['CRITICAL', 'HIGH'],
  dueWithin: 14 * 24 * HOUR,
  onlyFixable: false,
};

export const NO_FEEDS: Feeds = { stale: [] };

export function anImage(repository: string, more: Partial<AffectedImage> = {}): AffectedImage {
  return {
    name: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}`,
    repository,
    tag: 'latest',
    services: [],
    ...more,
  };
}

export function aDetection(
  vulnerabilityId: string,
  image: AffectedImage,
  more: Partial<ScoredDetection> = {},
): ScoredDetection {
  return {
    vulnerabilityId,
    severity: 'HIGH',
    title: `openssl: trouble named ${vulnerabilityId}`,
    description: 'A description.',
    packages: [
      {
        name: 'openssl',
        installedVersion: '3.0.1',
        fixedVersion: '3.0.15',
        type: 'alpine',
        image: image.name,
      },
    ],
    images: [image],
    ...more,
  };
}

/** A scan of an image that went well and shows these vulnerabilities. */
export function aScan(
  image: AffectedImage,
  ids: (string | [string, Severity])[],
  more: Partial<ImageScan> = {},
): ImageScan {
  const detections = ids.map((entry) =>
    typeof entry === 'string'
      ? aDetection(entry, image)
      : aDetection(entry[0], image, { severity: entry[1] }),
  );
  return { image, detections, coversOs: true, coversAny: true, ...more };
}

export function reconcileOptions(more: Partial<ReconcileOptions> = {}): ReconcileOptions {
  return {
    scope: 'vulnerability',
    ...FINDING_RULES,
    feeds: NO_FEEDS,
    reopenAfter: 24 * HOUR,
    reask: CAUSES,
    remediesOf: () => [],
    now: NOW,
    target,
    contentOf: (content: FindingContent) => contentOf(content, target),
    complete: true,
    ...more,
  };
}

/** A finding as Security Hub has it: NEW, in one image by default. */
export function aFinding(more: Partial<KnownFinding> = {}): KnownFinding {
  const { vulnerabilityId = 'CVE-1', images = [] } = more;
  return {
    ...aDetection(vulnerabilityId, images[0] ?? anImage('web')),
    id: findingId(vulnerabilityId),
    productArn: target.productArn,
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: target.account,
    region: target.region,
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    mark: NO_MARK,
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    ...more,
  };
}

/** A posted finding just as the last scan imported it, so that the same scan has nothing to write. */
export function anImported(more: Partial<KnownFinding> = {}): KnownFinding {
  const bare = aFinding({ workflowStatus: 'NOTIFIED', ...more });
  const finding = { ...bare, ...createAssess(NO_FEEDS, new Set(), NOW)(bare, bare.urgency) };
  const { id, recordState, resolvedSeenAt } = finding;
  const content = {
    id,
    detection: finding,
    recordState,
    ...(resolvedSeenAt && { resolvedSeenAt }),
  };
  return { ...finding, content: contentOf(content, target) };
}

/** The note of a click of Ana's, so many milliseconds ago. */
export function aNote(action: string, ago = 0): Note {
  const seconds = (NOW.getTime() - ago) / 1000;
  return { text: 'Decided by Ana: known', updatedBy: `vulnscan/U0ANA/${seconds}/${action}` };
}
