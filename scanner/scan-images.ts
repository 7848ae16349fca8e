import { countSeverities } from '../src/domain/counts';
import { defined } from '../src/domain/defined';
import type { ImageScan } from '../src/domain/detection';
import { doubtOf } from '../src/domain/evidence';
import type { AffectedImage, Severity } from '../src/domain/finding';
import type { ImageOutcome, LeftOut, ScanTarget } from '../src/domain/scan';
import type { Log } from '../src/ports/runtime';
import type { Report } from './report';
import { codeOf, type ScanJob, sentenceOf } from './scan-jobs';

export interface ScanImagesDeps {
  log: Log;
  severities: readonly Severity[];
  /** Images scanned at a time. */
  parallel: number;
  /** Once aborted, no further image is started. */
  signal: AbortSignal;
  onDone(outcome: ImageOutcome, done: number): Promise<void>;
}

export interface Scanned {
  scans: ImageScan[];
  outcomes: ImageOutcome[];
  /** Names of the images that could not be scanned. */
  failed: string[];
  /** The newest Trivy that wrote one of the reports. */
  trivyVersion?: string;
  leftOut: LeftOut;
  /** When the databases of the reports were built, as far as the reports say. */
  databases: (string | undefined)[];
}

const NONE: LeftOut = { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 };

/** Scans all images, a few at a time. A failure is logged and does not stop the others. */
export async function scanImages(deps: ScanImagesDeps, jobs: ScanJob[]): Promise<Scanned> {
  const scanned: Scanned = {
    scans: [],
    outcomes: [],
    failed: [],
    leftOut: { ...NONE },
    databases: [],
  };
  const waiting = [...jobs];
  const next = () => (deps.signal.aborted ? undefined : waiting.shift());
  const worker = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) {
      const outcome = await scanOne(deps, job, scanned);
      scanned.outcomes.push(outcome);
      await deps.onDone(outcome, scanned.outcomes.length);
    }
  };
  await Promise.all(Array.from({ length: deps.parallel }, worker));
  return scanned;
}

async function scanOne(deps: ScanImagesDeps, job: ScanJob, into: Scanned): Promise<ImageOutcome> {
  try {
    const report = await job.scan();
    const scan = asImage(report, job.target);
    into.scans.push(scan);
    if (report.trivyVersion !== undefined) into.trivyVersion = report.trivyVersion;
    into.leftOut = sumOf(into.leftOut, report.ignored);
    into.databases.push(report.databaseAt);
    const counted = scan.detections.filter(({ severity }) => deps.severities.includes(severity));
    const doubt = doubtOf(scan);
    return { image: job.label, findings: countSeverities(counted), ...defined({ doubt }) };
  } catch (error) {
    deps.log.error('image not scanned', { image: job.label, error });
    into.failed.push(job.target?.name ?? job.label);
    return { image: job.label, error: sentenceOf(error), ...codeOf(error) };
  }
}

function sumOf(a: LeftOut, b: LeftOut): LeftOut {
  return {
    secrets: a.secrets + b.secrets,
    misconfigurations: a.misconfigurations + b.misconfigurations,
    licenses: a.licenses + b.licenses,
    withoutId: a.withoutId + b.withoutId,
  };
}

/** The report's findings, with the image named as the registry or cluster names it. */
function asImage(report: Report, target: ScanTarget | undefined): ImageScan {
  const { detections, coversOs, coversAny, os } = report;
  const base = { coversOs, coversAny, ...defined({ os }) };
  if (target === undefined) return { ...base, image: report.image, detections };
  const image = merge(report.image, target);
  return {
    ...base,
    image,
    detections: detections.map((detection) => ({
      ...detection,
      images: [image],
      packages: detection.packages.map(({ tag: _, ...entry }) => ({
        ...entry,
        image: image.name,
        ...defined({ tag: image.tag }),
      })),
    })),
  };
}

function merge(reported: AffectedImage, target: ScanTarget): AffectedImage {
  const digest = target.digest ?? reported.digest;
  const platform = reported.platform ?? target.platform;
  return {
    name: target.name,
    repository: target.repository,
    ...defined({ tag: target.tag, digest, platform, endOfLife: reported.endOfLife }),
    services: target.services,
  };
}
