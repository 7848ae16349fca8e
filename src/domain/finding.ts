import type { Rebuild, Remedy } from './remedy';
import type { Exposure, Urgency } from './urgency';

/** Security Hub's severity labels, worst first. Trivy's UNKNOWN, "not rated", is INFORMATIONAL here. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const WORKFLOW_STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;
export type WorkflowStatus = (typeof WORKFLOW_STATUSES)[number];

export type RecordState = 'ACTIVE' | 'ARCHIVED';

/** Identifies a finding in Security Hub. */
export interface FindingKey {
  id: string;
  productArn: string;
}

export function keyOf({ id, productArn }: FindingKey): FindingKey {
  return { id, productArn };
}

/** The key as one text, for maps and sets. */
export function keyText({ id, productArn }: FindingKey): string {
  return `${productArn}|${id}`;
}

/** Statuses of Trivy that say that no fix will come: not now, or not at all. */
export const UNFIXED_STATUSES = ['will_not_fix', 'fix_deferred', 'end_of_life'] as const;
export type UnfixedStatus = (typeof UNFIXED_STATUSES)[number];

/** What a report is about that is not a container image. */
export const TARGET_KINDS = ['repository', 'filesystem', 'sbom', 'vm'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** A package of an operating system as its vendor builds and fixes it. `version` is complete, with epoch and release. */
export interface SourcePackage {
  name: string;
  version: string;
  /** Name and stream of its Red Hat module, such as `nodejs:12`. */
  module?: string;
}

/** One vulnerable package in one image. */
export interface VulnerablePackage {
  name: string;
  installedVersion: string;
  /** Absent while no fix is published. May be a list such as "2.6.9, 3.1.0". */
  fixedVersion?: string;
  /** Where it is in the image: the package's path, or the binary or lock file that has it. Language packages only. */
  path?: string;
  /** Why no fix is to be expected, as the vendor says; only without a fixed version. */
  status?: UnfixedStatus;
  /** Trivy's package type: alpine, debian, npm, composer, jar, ... */
  type?: string;
  /** The source package that it is built from, where that has another name or version. OS packages only. */
  source?: SourcePackage;
  /** `AffectedImage.name` of its image; absent in findings of Trivy's own template. */
  image?: string;
  /** Tag of that image; absent where the name alone identifies the image. */
  tag?: string;
}

/** An image that has the vulnerability. `name` is its identity: registry and repository, never tag or digest. */
export interface AffectedImage {
  /** `registry/repository`, or the bare repository where no registry is known. */
  name: string;
  /** Its name for people: the repository without the registry, such as `api`. */
  repository: string;
  tag?: string;
  digest?: string;
  /** `os/arch`, such as linux/arm64. */
  platform?: string;
  /** Its operating system, such as `debian 9.13`, if its vendor publishes no more advisories for it. */
  endOfLife?: string;
  /** Release of its operating system for which advisories are published, by Trivy's family: `debian 11`, `alpine 3.15`. */
  system?: string;
  /** What it is, if it is no image. */
  kind?: TargetKind;
  /** ECS services that run it now, as `cluster/service`. */
  services: string[];
  /** Whether the internet can reach what runs it. Absent in findings of other tools and of earlier versions. */
  exposure?: Exposure;
}

/** Images that a finding is in and does not name. */
export interface Unnamed {
  /** How many there are, each name and tag counted. */
  count: number;
  /**
   * The hashes (`hashOfName` in unnamed-images.ts) of their names, each once, in order, without a separator. Absent where they are not known: in findings of earlier versions that were cut, and in more images than Security Hub holds.
   */
  names?: string;
}

/** The one note a finding can have. `updatedBy` is a machine-readable signature where vulnscan wrote it: see workflow.ts. */
export interface Note {
  text: string;
  updatedBy: string;
  /** ISO 8601, set by Security Hub; absent on a note that is only about to be written. */
  updatedAt?: string;
}

/**
 * Number and status of our last write that Security Hub has applied. It is written with every status, so that an event
 * says by itself whether its status is ours.
 */
export interface Mark {
  seq: number;
  status: WorkflowStatus;
}

/** The mark of a finding that we never wrote to. */
export const NO_MARK: Mark = { seq: 0, status: 'NEW' };

/** A vulnerability, independent of the images it is in. */
export interface Vulnerability {
  vulnerabilityId: string;
  severity: Severity;
  title: string;
  description: string;
  /** The vulnerability database page that Trivy names. */
  primaryUrl?: string;
  /**
   * CVSS base score, 0 to 10, of the newest version that the source of the severity rated, else NVD, else another
   * (issue 13).
   */
  score?: number;
  /** CVSS version of that score: 2.0, 3.0, 3.1 or 4.0. */
  scoreVersion?: string;
  /** The id under which Trivy reported it before, if that was another. */
  renamedFrom?: string;
  /** By when it has to be dealt with, and why. Absent in findings of other tools and of earlier versions. */
  urgency?: Urgency;
  /**
   * What clears it, worked out over all detections of a scan (issue 15). The first is the one on whose card the finding is
   * shown; the others are needed as well. Absent in findings of other tools and of earlier versions: see `remediesOf`.
   */
  remedies?: Remedy[];
}

/** What one scan saw: a vulnerability with the packages and images that have it. */
export interface Detection extends Vulnerability {
  packages: VulnerablePackage[];
  images: AffectedImage[];
  /** Further images: a finding in Security Hub names the 32 most important ones. Packages that name no image are in these. */
  unnamed?: Unnamed;
}

/** A finding as Security Hub has it, parsed. */
export interface Finding extends Detection, FindingKey {
  generatorId: string;
  accountId: string;
  region: string;
  /** How the scanner rated it, where somebody changed the severity in Security Hub. */
  providerSeverity?: Severity;
  workflowStatus: WorkflowStatus;
  recordState: RecordState;
  note?: Note;
  /** Our last write that Security Hub has applied; see domain/classify.ts. */
  mark: Mark;
  /** The scan that last imported it, with that scan's number of new findings. Absent for findings of other tools. */
  scan?: {
    id: string;
    newFindings: number;
    /** Number of cards that the scan's new findings are shown on. Absent in findings of earlier versions. */
    newCards?: number;
    /**
     * The message that shows it among the scan's new findings, and how many findings share it; absent when it was not new.
     * `u1` has the cards that are due within three days, `r1`, `r2`, ... have one card each.
     */
    page?: { name: string; size: number };
    /** What updating the operating system packages of its images would clear; not part of the content. */
    rebuild?: Rebuild;
    /**
     * That scan could not read the newest of CISA's catalogue: of when the copy is that it used, ISO 8601; absent without a copy.
     */
    staleKev?: { copyOf?: string };
    /** When the vulnerability database of that scan was built, ISO 8601. */
    databaseAt?: string;
    /** The decision that it has from the finding of its former id; see domain/renamed.ts. */
    inherited?: { status: 'RESOLVED' | 'SUPPRESSED'; note: Note };
  };
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
}

/** True when at least one package has a fixed version. */
export function hasFix(detection: Pick<Detection, 'packages'>): boolean {
  return detection.packages.some((entry) => entry.fixedVersion !== undefined);
}

/** True when no package has a fixed version and none will get one. */
export function isHopeless({ packages }: Pick<Detection, 'packages'>): boolean {
  return packages.length > 0 && packages.every(({ status }) => status !== undefined);
}

/** True for a package of this image. */
export function isIn(entry: VulnerablePackage, { name, tag }: AffectedImage): boolean {
  return entry.image === name && (entry.tag === undefined || entry.tag === tag);
}

/** For sorting: the most severe first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** True when a person or the scanner has closed it. */
export function isDecided(finding: Pick<Finding, 'workflowStatus'>): boolean {
  return finding.workflowStatus === 'RESOLVED' || finding.workflowStatus === 'SUPPRESSED';
}
