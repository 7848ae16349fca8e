/** Generated images: how often a vulnerability occurs falls with its number, as a few base images are everywhere. */
import type { ImageScan, ScannedImage, ScoredDetection } from '../../src/domain/detection';
import type { AffectedImage, Severity } from '../../src/domain/finding';
import {
  readOrder,
  type SeenVulnerabilities,
  type SeenVulnerability,
} from '../../src/domain/seen-vulnerabilities';
import { compareText } from '../../src/domain/text';

export interface Fleet {
  images: number;
  vulnerabilities: number;
  /** Vulnerabilities in an image, on average. */
  entries: number;
}

const ACCOUNT = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const WORDS =
  'a crafted request lets an attacker read memory of another process on the same host '.split(' ');

function imagesIn({ images }: Fleet): AffectedImage[] {
  return Array.from({ length: images }, (_, number): AffectedImage => {
    const repository = `team-${number % 97}/service-${String(number).padStart(5, '0')}`;
    const digest = `sha256:${number.toString(16).padStart(64, '0')}`;
    return {
      ...{ name: `${ACCOUNT}/${repository}`, repository, tag: '1.0', digest },
      ...{ platform: 'linux/amd64', system: 'debian 12' },
      services: number % 5 === 0 ? [`main/service-${number}`] : [],
      exposure: { exposed: number % 50 === 0 ? 'yes' : 'no', source: 'derived' },
    };
  });
}

/** Numbers of the images that have a vulnerability; together about `entries` for each image. */
function placesOf(fleet: Fleet, number: number): number[] {
  const { images, vulnerabilities, entries } = fleet;
  // The sum of 1 / sqrt(n) is about 2 sqrt(N).
  const share = (images * entries) / (2 * Math.sqrt(vulnerabilities) * Math.sqrt(number + 1));
  const count = Math.max(1, Math.min(images, Math.round(share)));
  const start = (number * 7919) % images;
  return Array.from({ length: count }, (_, index) => (start + index) % images);
}

function idOf(number: number): string {
  return `CVE-${2015 + (number % 11)}-${10_000 + number}`;
}

function severityOf(number: number): Severity {
  const part = number % 100;
  return part < 4 ? 'CRITICAL' : part < 24 ? 'HIGH' : part < 70 ? 'MEDIUM' : 'LOW';
}

/** As a report gives it: all texts are new ones. */
function detectionIn(number: number, place: number, image: AffectedImage): ScoredDetection {
  const description = Array.from(
    { length: 90 },
    (_, at) => WORDS[(at * (number + 3)) % WORDS.length],
  );
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const version = 1 + (place % 4);
  const type = number % 3 === 0 ? 'npm' : 'debian';
  const name = `package-${number % 900}`;
  const text = JSON.stringify({
    vulnerabilityId: idOf(number),
    severity: severityOf(number),
    title: `${name}: trouble number ${number} when it reads input that somebody made for it`,
    description: description.join(' '),
    primaryUrl: `https://avd.aquasec.com/nvd/${idOf(number).toLowerCase()}`,
    ...{ score: 7.5, scoreVersion: '3.1' },
    cvss: ['nvd', 'redhat', 'ghsa'].map((source) => ({
      source,
      version: '3.1',
      score: 7.5,
      vector,
    })),
    packages: [
      {
        ...{ name, installedVersion: `1.${version}.0`, type },
        ...(number % 10 < 7 && { fixedVersion: `1.${version}.${1 + (number % 7)}` }),
        ...(type === 'npm' && { path: `app/node_modules/${name}/package.json` }),
        ...{ image: image.name, tag: image.tag },
      },
    ],
  });
  return { ...(JSON.parse(text) as ScoredDetection), images: [image] };
}

/** Image by image, as a task scans them. */
export function* scansOf(fleet: Fleet): Generator<ImageScan> {
  const images = imagesIn(fleet);
  const numbers = images.map((): number[] => []);
  for (let number = 0; number < fleet.vulnerabilities; number += 1) {
    for (const place of placesOf(fleet, number)) numbers[place]?.push(number);
  }
  for (const [place, image] of images.entries()) {
    const detections = (numbers[place] ?? []).map((number) => detectionIn(number, place, image));
    yield { ...scannedOf(image), detections };
  }
}

function scannedOf(image: AffectedImage): Omit<ImageScan, 'detections'> {
  const os = { family: 'debian', version: '12.5', endOfLife: false };
  return { image, os, builtOn: '2026-10-01', coversOs: true, coversAny: true };
}

/** Vulnerability by vulnerability, as the reconciliation reads the results of shards. */
export function seenOf(fleet: Fleet): SeenVulnerabilities {
  const images = imagesIn(fleet);
  const scanned = images.map(
    (image): ScannedImage => ({ ...scannedOf(image), hasOsDetections: true }),
  );
  const order = Array.from({ length: fleet.vulnerabilities }, (_, number) => number);
  const keys = order.map((number) => readOrder(idOf(number)));
  order.sort((a, b) => compareText(keys[a] ?? '', keys[b] ?? ''));
  return {
    images: scanned.sort((a, b) => compareText(a.image.name, b.image.name)),
    async *read() {
      for (const number of order) yield seenAt(fleet, images, number);
    },
  };
}

function seenAt(fleet: Fleet, images: AffectedImage[], number: number): SeenVulnerability {
  const detections = placesOf(fleet, number).flatMap((place) => {
    const image = images[place];
    return image === undefined ? [] : [{ image, detection: detectionIn(number, place, image) }];
  });
  detections.sort((a, b) => compareText(a.image.name, b.image.name));
  return { id: idOf(number), detections: detections.map(({ detection }) => detection) };
}
