import {
  type CollectedScans,
  type Collector,
  createCollector,
} from '../src/domain/collected-scans';
import { countSeverities } from '../src/domain/counts';
import { defined } from '../src/domain/defined';
import type { ImageScan, ScoredDetection } from '../src/domain/detection';
import { doubtOf } from '../src/domain/evidence';
import { exposureOfImage } from '../src/domain/exposure';
import type { AffectedImage, Detection } from '../src/domain/finding';
import type { FailedImage } from '../src/domain/index-images';
import { NOTHING_LEFT_OUT, sumOfLeftOut } from '../src/domain/left-out';
import type { Judged } from '../src/domain/sbom-record';
import type { ImageOutcome, LeftOut, ScanTarget } from '../src/domain/scan';
import type { Log } from '../src/ports/runtime';
import type { Report } from './report';
import { codeOf, type ScanJob, sentenceOf } from './scan-jobs';

export interface ScanImagesDeps {
  log: Log;
  /** The detections that become findings: those are counted. */
  countedOf(scan: ImageScan): Promise<ScoredDetection[]>;
  /** Images scanned at a time. */
  parallel: number;
  /** Once aborted, no further image is started. */
  signal: AbortSignal;
  /** `exposed` of vulnscan.yml. */
  exposed?: string[];
  onDone(outcome: ImageOutcome, done: number): Promise<void>;
}

export interface Scanned {
  seen: CollectedScans;
  outcomes: ImageOutcome[];
  /** The images that could not be scanned. */
  failed: FailedImage[];
  /** The newest Trivy that wrote one of the reports. */
  trivyVersion?: string;
  leftOut: LeftOut;
  /** When the databases of the reports were built, as far as the reports say. */
  databases: (string | undefined)[];
  /** Number of contents by how they were judged; empty where nothing is kept of images. */
  judged: Partial<Record<Judged, number>>;
}

/** Scans all images, a few at a time. A failure is logged and does not stop the others. */
export async function scanImages(deps: ScanImagesDeps, jobs: ScanJob[]): Promise<Scanned> {
  const collector = createCollector();
  const scanned: Omit<Scanned, 'seen'> = {
    outcomes: [],
    failed: [],
    leftOut: NOTHING_LEFT_OUT,
    databases: [],
    judged: {},
  };
  const seen = new WeakSet<Report>();
  const waiting = [...jobs];
  const next = () => (deps.signal.aborted ? undefined : waiting.shift());
  const worker = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) {
      const outcome = await scanOne(deps, job, scanned, { add: collector.add, seen });
      scanned.outcomes.push(outcome);
      await deps.onDone(outcome, scanned.outcomes.length);
    }
  };
  await Promise.all(Array.from({ length: deps.parallel }, worker));
  return { ...scanned, seen: collector.collected() };
}

async function scanOne(
  deps: ScanImagesDeps,
  job: ScanJob,
  into: Omit<Scanned, 'seen'>,
  { add, seen }: Pick<Collector, 'add'> & { seen: WeakSet<Report> },
): Promise<ImageOutcome> {
  try {
    const report = await job.scan();
    const scan = asImage(report, job.target, deps.exposed);
    add(scan);
    if (report.trivyVersion !== undefined) into.trivyVersion = report.trivyVersion;
    into.leftOut = sumOfLeftOut(into.leftOut, report.ignored);
    into.databases.push(report.databaseAt);
    if (!seen.has(report)) countJudged(into, report);
    seen.add(report);
    const counted = await deps.countedOf(scan);
    const doubt = doubtOf(scan);
    return { image: job.label, findings: countSeverities(counted), ...defined({ doubt }) };
  } catch (error) {
    deps.log.error('image not scanned', { image: job.label, error });
    const { errorCode } = codeOf(error);
    const { name = job.label, tag } = job.target ?? {};
    into.failed.push({ name, ...defined({ tag }), code: errorCode ?? 'unexpected' });
    return { image: job.label, error: sentenceOf(error), ...defined({ errorCode }) };
  }
}

/** Several images may share one report. */
function countJudged({ judged }: Pick<Scanned, 'judged'>, report: Report): void {
  if (report.judged !== undefined) judged[report.judged] = (judged[report.judged] ?? 0) + 1;
}

/** The report's findings, with the image named as the registry or cluster names it, and whether the internet reaches it. */
function asImage(
  report: Report,
  target: ScanTarget | undefined,
  names: string[] | undefined,
): ImageScan {
  const { detections, coversOs, coversAny, os, builtOn } = report;
  const base = { coversOs, coversAny, ...defined({ os, builtOn }) };
  const named = target === undefined ? report.image : merge(report.image, target);
  const exposure = target?.exposure ?? exposureOfImage(named, { names });
  const image = { ...named, exposure };
  return {
    ...base,
    image,
    detections: detections.map((detection) => ({
      ...detection,
      images: [image],
      packages: target === undefined ? detection.packages : packagesOf(detection, image),
    })),
  };
}

function packagesOf({ packages }: Detection, image: AffectedImage): Detection['packages'] {
  return packages.map(({ tag: _, ...entry }) => ({
    ...entry,
    image: image.name,
    ...defined({ tag: image.tag }),
  }));
}

function merge(reported: AffectedImage, target: ScanTarget): AffectedImage {
  const digest = target.digest ?? reported.digest;
  const platform = reported.platform ?? target.platform;
  return {
    name: target.name,
    repository: target.repository,
    ...defined({ tag: target.tag, digest, platform }),
    ...defined({ endOfLife: reported.endOfLife, system: reported.system }),
    services: target.services,
  };
}
