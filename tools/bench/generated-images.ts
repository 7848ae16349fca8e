import type { Report } from '../../scanner/report';
import type { ScoredDetection } from '../../src/domain/detection';
import type { Severity } from '../../src/domain/finding';
import type { ScanTarget } from '../../src/domain/scan';

/*
 * Images that do not exist, the same at each call: `number` says what is in one. A few vulnerabilities are in most images and
 * most are in a few, as in images that share base images.
 */

export const ENTRIES = 300;
const VULNERABILITIES = 20_000;
const SEVERITIES: Severity[] = ['CRITICAL', 'HIGH', 'HIGH', 'MEDIUM', 'MEDIUM', 'MEDIUM', 'LOW'];
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

export function targetsOf(count: number): ScanTarget[] {
  return Array.from({ length: count }, (_, number) => ({
    reference: `${HOST}/team/image-${number}@${digestOf(number)}`,
    name: `${HOST}/team/image-${number}`,
    repository: `team/image-${number}`,
    tag: 'latest',
    digest: digestOf(number),
    platform: 'linux/amd64',
    services: number % 4 === 0 ? [`production/service-${number}`] : [],
  }));
}

function digestOf(number: number): string {
  return `sha256:${String(number).padStart(64, '0')}`;
}

export function reportOf(number: number): Report {
  const next = randomOf(number + 1);
  const image = {
    name: `${HOST}/team/image-${number}`,
    repository: `team/image-${number}`,
    tag: 'latest',
    digest: digestOf(number),
    platform: 'linux/amd64',
    services: [],
  };
  const ids = new Set<number>();
  while (ids.size < ENTRIES) ids.add(Math.floor(VULNERABILITIES * next() ** 2));
  return {
    ...{ image, artifactName: image.name, trivyVersion: '0.74.0' },
    ...{
      os: { family: 'debian', version: '12', endOfLife: false },
      coversOs: true,
      coversAny: true,
    },
    ignored: { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 },
    detections: [...ids].map((id) => detectionOf(id, image)),
  };
}

function detectionOf(id: number, image: Report['image']): ScoredDetection {
  const vulnerabilityId = `CVE-2026-${10_000 + id}`;
  return {
    vulnerabilityId,
    severity: SEVERITIES[id % SEVERITIES.length] ?? 'LOW',
    score: 4 + (id % 60) / 10,
    title: `a flaw in a function with a long name, number ${id}`,
    description: `A flaw of the usual kind. ${'It takes a few sentences to describe. '.repeat(14)}`,
    primaryUrl: `https://avd.aquasec.com/nvd/${vulnerabilityId.toLowerCase()}`,
    images: [image],
    packages: [
      {
        ...{ name: `package-${id % 2_000}`, installedVersion: '1.2.3-4', type: 'debian' },
        ...(id % 3 > 0 && { fixedVersion: '1.2.3-5' }),
        ...{ image: image.name, tag: 'latest' },
      },
    ],
  };
}

/** A generator of mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
