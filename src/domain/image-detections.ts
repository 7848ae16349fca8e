import type { CollectedScans } from './collected-scans';
import type { CvssScore } from './cvss';
import { defined } from './defined';
import {
  type ImageScan,
  mergeDetections,
  type OperatingSystem,
  type ScoredDetection,
} from './detection';
import type { AffectedImage, TargetKind, Vulnerability, VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import { fingerprint } from './text';

/** Everything that one scan found in one image, at every severity. */
export interface ImageDetections {
  /** Names and tags under which it was scanned. */
  images: { name: string; tag?: string }[];
  digest?: string;
  /** `os/arch`. */
  platform?: string;
  /** What it is, if it is no image. */
  kind?: TargetKind;
  os?: OperatingSystem;
  /** What Trivy looked at. */
  coversOs: boolean;
  coversAny: boolean;
  scanId: string;
  /** ISO 8601: when the scan began. */
  at: string;
  databaseAt?: string;
  trivyVersion?: string;
  detections: ArchivedDetection[];
}

interface ArchivedDetection
  extends Pick<
    Vulnerability,
    'vulnerabilityId' | 'severity' | 'title' | 'primaryUrl' | 'score' | 'scoreVersion'
  > {
  cvss?: CvssScore[];
  packages: Omit<VulnerablePackage, 'image' | 'tag'>[];
}

export type ScanFacts = Pick<ImageDetections, 'scanId' | 'at' | 'databaseAt' | 'trivyVersion'>;

/** One entry for each content: the same digest on the same platform under several names is one. */
export function detectionsByContent(
  scans: CollectedScans,
  facts: ScanFacts,
): { key: string; content: () => ImageDetections }[] {
  const groups = groupBy(scans.images.keys(), (position) => {
    const scanned = scans.images[position];
    return scanned && contentKey(scanned.image);
  });
  return [...groups].map(([key, positions]) => ({
    key,
    content: () => contentOf(positions.map(scans.scan), facts),
  }));
}

/**
 * `digest/platform`, in characters that are safe in every file system and address. An image without a digest, such as
 * one of a recorded report, is known by its name only.
 */
export function contentKey({
  name = '',
  tag = '',
  digest,
  platform,
}: Partial<Pick<AffectedImage, 'name' | 'tag' | 'digest' | 'platform'>>): string {
  const text = `${name}:${tag}`;
  const id = digest ?? `name-${fingerprint(text)}${fingerprint(`#${text}`)}`;
  return `${safe(id)}/${safe(platform ?? 'unknown')}`;
}

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '-');
}

function contentOf(group: ImageScan[], facts: ScanFacts): ImageDetections {
  const [first] = group;
  const { digest, platform, kind } = first?.image ?? {};
  const names = new Map(group.map(({ image: { name, tag } }) => [`${name}:${tag}`, { name, tag }]));
  const byId = groupBy(
    group.flatMap(({ detections }) => detections.map(withoutImage)),
    ({ vulnerabilityId }) => vulnerabilityId,
  );
  return {
    images: [...names.values()].map(({ name, tag }) => ({ name, ...defined({ tag }) })),
    ...defined({ digest, platform, kind, os: first?.os }),
    coversOs: group.some(({ coversOs }) => coversOs),
    coversAny: group.some(({ coversAny }) => coversAny),
    ...facts,
    detections: [...byId.values()].flatMap(([one, ...more]) =>
      one === undefined ? [] : [archived(mergeDetections(one, more))],
    ),
  };
}

function withoutImage(detection: ScoredDetection): ScoredDetection {
  const packages = detection.packages.map(({ image: _, tag: __, ...entry }) => entry);
  return { ...detection, images: [], packages };
}

/** Without the description, which is half of the bytes and is on the page that `primaryUrl` names. */
function archived(detection: ScoredDetection): ArchivedDetection {
  const { vulnerabilityId, severity, title, packages } = detection;
  const { primaryUrl, score, scoreVersion, cvss } = detection;
  return {
    vulnerabilityId,
    severity,
    title,
    ...defined({ primaryUrl, score, scoreVersion, cvss }),
    packages,
  };
}
