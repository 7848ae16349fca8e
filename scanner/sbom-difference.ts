import type { ImageScan, ScoredDetection } from '../src/domain/detection';
import { type Installed, shortName } from './installed';
import type { Report } from './report';

/** What one run of Trivy says of an image. */
export interface Reading {
  report: Report;
  installed: Installed;
  /** The release whose advisories were used, as far as Trivy says it. */
  stream: string | undefined;
}

/**
 * In what an SBOM is judged differently from its image; undefined if in nothing that is used. What is installed is compared,
 * too: a package without a vulnerability today may have one tomorrow.
 */
export function differenceOf(image: Reading, sbom: Reading): string | undefined {
  const differences = [
    streamDifference(image, sbom),
    image.installed.os === sbom.installed.os
      ? undefined
      : `the operating system is ${image.installed.os || 'unknown'} in the image and ${sbom.installed.os || 'unknown'} in the SBOM`,
    difference('packages', image.installed.packages, sbom.installed.packages, shortName),
    difference(
      'detections',
      detectionsOf(image),
      detectionsOf(sbom),
      (key) => key.split('\u0000')[0],
    ),
    coverageOf(image.report) === coverageOf(sbom.report) ? undefined : 'not the same is covered',
  ].filter((each) => each !== undefined);
  return differences.length === 0 ? undefined : differences.join('; ');
}

/**
 * Alpine's repositories say which release's advisories count, and an SBOM does not name them. Without a word of Trivy on it
 * nothing is known.
 */
function streamDifference(image: Reading, sbom: Reading): string | undefined {
  if (image.stream !== sbom.stream) {
    return `the image is judged as release ${image.stream ?? 'unknown'}, the SBOM as ${sbom.stream ?? 'unknown'}`;
  }
  const { report, stream } = image;
  const isUnclear = report.os?.family === 'alpine' && report.coversOs && stream === undefined;
  return isUnclear ? 'Trivy does not say which release of Alpine it judges by' : undefined;
}

/** Trivy writes one line for the packages of the operating system: pkg/detector/ospkg/alpine in aquasecurity/trivy. */
export function streamIn(stderr: string): string | undefined {
  const [, release, repository] =
    /Detecting vulnerabilities\.\.\.\s+os_version="([^"]*)"(?:\s+repository="([^"]*)")?/.exec(
      stderr,
    ) ?? [];
  return repository || release || undefined;
}

/** Each detection with all that is used of it, but not the name of the image. */
function detectionsOf({ report }: Reading): Map<string, number> {
  return new Map(report.detections.map((each) => [detectionKey(each), 1]));
}

function detectionKey({ images: _, packages, ...detection }: ScoredDetection): string {
  const entries = packages.map(({ image: __, tag: ___, ...entry }) =>
    JSON.stringify(sorted(entry)),
  );
  return [detection.vulnerabilityId, JSON.stringify(sorted(detection)), ...entries.sort()].join(
    '\u0000',
  );
}

function sorted(values: object): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

function coverageOf({ coversOs, coversAny, os, image }: ImageScan): string {
  return JSON.stringify([
    coversOs,
    coversAny,
    os?.family,
    os?.version,
    os?.endOfLife,
    image.system,
  ]);
}

/** Names that are said of each side. */
const SAID = 3;

function difference(
  what: string,
  image: Map<string, number>,
  sbom: Map<string, number>,
  nameOf: (key: string) => string | undefined,
): string | undefined {
  const more = (a: Map<string, number>, b: Map<string, number>) =>
    [...a].filter(([key, count]) => (b.get(key) ?? 0) < count).map(([key]) => nameOf(key));
  const sides = [
    ['only in the image', more(image, sbom)],
    ['only by the SBOM', more(sbom, image)],
  ] as const;
  const said = sides.flatMap(([where, names]) => (names.length === 0 ? [] : sayOf(where, names)));
  return said.length === 0 ? undefined : `${what}: ${said.join(', ')}`;
}

function sayOf(where: string, names: (string | undefined)[]): string {
  const more = names.length > SAID ? ` and ${names.length - SAID} more` : '';
  return `${names.length} ${where} (${names.slice(0, SAID).join(', ')}${more})`;
}
