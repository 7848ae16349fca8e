/** Security Hub's severity labels, worst first. Trivy's UNKNOWN is INFORMATIONAL here. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const WORKFLOW_STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;
export type WorkflowStatus = (typeof WORKFLOW_STATUSES)[number];

export type RecordState = 'ACTIVE' | 'ARCHIVED';

/** What Security Hub tells findings apart by. */
export interface FindingKey {
  id: string;
  productArn: string;
}

/** The key as one text, for maps and sets. */
export function keyText({ id, productArn }: FindingKey): string {
  return `${productArn}|${id}`;
}

/** One vulnerable package as one image holds it. */
export interface VulnerablePackage {
  name: string;
  installedVersion: string;
  /** Absent while no fix is published. May be a list such as "2.6.9, 3.1.0". */
  fixedVersion?: string;
  /** Where the package lies in the image, for language packages. */
  path?: string;
  /** Trivy's package type: alpine, debian, npm, composer, jar, ... */
  type?: string;
  /** `AffectedImage.name` of the image that holds it; absent in findings of Trivy's own template. */
  image?: string;
}

/** An image that holds the vulnerability. `name` is its identity: registry and repository, never tag or digest. */
export interface AffectedImage {
  /** `registry/repository`, or the bare repository where no registry is known. */
  name: string;
  /** What people call it: the last part that tells it apart, such as `api`. */
  repository: string;
  tag?: string;
  digest?: string;
  /** `os/arch`, such as linux/arm64. */
  platform?: string;
  /** ECS services that run it now, as `cluster/service`. */
  services: string[];
}

/** The one note a finding can have. `updatedBy` is machine-readable where we wrote it: see note.ts. */
export interface Note {
  text: string;
  updatedBy: string;
  /** ISO 8601, set by Security Hub; absent on a note that is only about to be written. */
  updatedAt?: string;
}

/** Where in Slack a finding is shown, and which appearance it is: 0 for the first, +1 for each time it became NEW again. */
export interface Placement {
  channel: string;
  ts: string;
  /** The parent message when `ts` is a reply in its thread. */
  threadTs?: string;
  generation: number;
}

/** What a vulnerability is, whoever found it and wherever. */
export interface Vulnerability {
  vulnerabilityId: string;
  severity: Severity;
  title: string;
  description: string;
  /** The vulnerability database page that Trivy names. */
  primaryUrl?: string;
  /** The highest CVSS base score known, 0 to 10. */
  score?: number;
}

/** What one scan saw: a vulnerability and everything that holds it. Not yet identified by `FindingKey`. */
export interface Detection extends Vulnerability {
  packages: VulnerablePackage[];
  images: AffectedImage[];
}

/** A finding as Security Hub has it, parsed. */
export interface Finding extends Detection, FindingKey {
  generatorId: string;
  accountId: string;
  region: string;
  workflowStatus: WorkflowStatus;
  recordState: RecordState;
  note?: Note;
  placement?: Placement;
  /** The scan that last imported it, and how many findings that scan said were new. Absent for foreign findings. */
  scan?: {
    id: string;
    newFindings: number;
    /** ISO 8601; the age of the vulnerability database it was seen with. */
    databaseAt?: string;
  };
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
}

/** True when at least one package can be upgraded out of it. */
export function hasFix(detection: Pick<Detection, 'packages'>): boolean {
  return detection.packages.some((entry) => entry.fixedVersion !== undefined);
}

/** Negative when `a` is worse than `b`, for sorting worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** For sorting: the most severe first, then the highest score, then the oldest. The id makes the order the same each time. */
export function bySeverityAndScore(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    a.createdAt.localeCompare(b.createdAt) ||
    a.id.localeCompare(b.id)
  );
}

/** True when a human (or the scanner, with proof) has closed it. */
export function isDecided(finding: Pick<Finding, 'workflowStatus'>): boolean {
  return finding.workflowStatus === 'RESOLVED' || finding.workflowStatus === 'SUPPRESSED';
}
