import { createHash } from 'node:crypto';
import { defined } from '../src/domain/defined';
import { contentKey } from '../src/domain/image-detections';
import { type PullReason, renewed, type SbomRecord, type Way } from '../src/domain/sbom-record';
import type { ScanTarget } from '../src/domain/scan';
import type { Clock, Log } from '../src/ports/runtime';
import type { SbomStore } from '../src/ports/sboms';
import type { Report } from './report';
import { wayOfTarget } from './sbom-ways';
import type { SbomTrivy, Trivy } from './trivy';
import type { TrivySource } from './trivy-run';
import type { Examined } from './trivy-sbom';

/** What scanning once needs. Absent where there is no archive: then every image is pulled. */
export interface ScanOnceDeps {
  store: SbomStore;
  trivy: Pick<Trivy, 'scan'> & SbomTrivy;
  clock: Clock;
  log: Log;
  print(line: string): void;
  /** SBOMs are read, and nothing is written. */
  isReadOnly: boolean;
  /** Aborted when the scan is stopped. */
  signal: AbortSignal;
}

/**
 * Judges an image by the SBOM that an earlier scan kept, else pulls it and keeps what the next scan needs. Rejects only if the
 * image cannot be scanned: without an SBOM that can be used it is pulled.
 */
export async function scanOnce(
  deps: ScanOnceDeps,
  target: ScanTarget,
  source: TrivySource,
): Promise<Report> {
  const way = await wayTo(deps, target);
  if (way.by === 'pull') return compareAgain(deps, target, source, way);
  const judged = await judge(deps, target, way.record);
  if (judged === undefined) return pull(deps, target, source, { ...way, why: 'unusable' });
  await renew(deps, target, way.record);
  return { ...judged, judged: 'sbom' };
}

/** What has an SBOM is only to be compared again: where that fails it is judged by it, as it is until its turn. */
async function compareAgain(
  deps: ScanOnceDeps,
  target: ScanTarget,
  source: TrivySource,
  way: Extract<Way, { by: 'pull' }>,
): Promise<Report> {
  try {
    return await pull(deps, target, source, way);
  } catch (error) {
    const { record } = way;
    if (record?.sha256 === undefined || deps.signal.aborted) throw error;
    deps.log.warn('an image was not compared again with its SBOM', {
      image: target.reference,
      error,
    });
    const judged = await judge(deps, target, record);
    if (judged === undefined) throw error;
    await renew(deps, target, record);
    return { ...judged, judged: 'sbom' };
  }
}

async function wayTo({ store, trivy, clock, log }: ScanOnceDeps, target: ScanTarget): Promise<Way> {
  try {
    const trivyVersion = await trivy.version();
    return await wayOfTarget({ sboms: store, trivyVersion, now: clock.now() }, target);
  } catch (error) {
    log.warn('what is known of an image was not read', { image: target.reference, error });
    return { by: 'pull', why: 'not-kept' };
  }
}

async function judge(
  { store, trivy, log, signal }: ScanOnceDeps,
  target: ScanTarget,
  record: SbomRecord,
): Promise<Report | undefined> {
  try {
    const sbom = await store.sbom(keyOf(target), record);
    if (sbom === undefined) return undefined;
    const { name, repository, tag, digest } = target;
    const { platform, builtOn } = record;
    const image = { name, repository, ...defined({ tag, digest, platform }), services: [] };
    return await trivy.judge(sbom, { image, ...defined({ builtOn }) });
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('an SBOM was not judged', { image: target.reference, error });
    return undefined;
  }
}

async function pull(
  deps: ScanOnceDeps,
  target: ScanTarget,
  source: TrivySource,
  { why, record }: { why: PullReason; record?: SbomRecord },
): Promise<Report> {
  const isCompared = why !== 'not-kept' && why !== 'differs' && !deps.isReadOnly;
  if (!isCompared) {
    const report = await deps.trivy.scan(source);
    if (record !== undefined) await renew(deps, target, record);
    return { ...report, judged: why };
  }
  const examined = await deps.trivy.examine(source);
  if (!deps.signal.aborted) await keep(deps, target, examined, record);
  return { ...examined.report, judged: why };
}

/** Keeps an SBOM for the next scans, or that the image is always pulled. */
async function keep(
  deps: ScanOnceDeps,
  target: ScanTarget,
  { report, sbom, hasJars }: Examined,
  former: SbomRecord | undefined,
): Promise<void> {
  const { digest = '', reference } = target;
  if ('error' in sbom) {
    deps.log.warn('an SBOM was not compared with its image', {
      image: reference,
      error: sbom.error,
    });
    return;
  }
  if ('differs' in sbom && sbom.differs !== former?.differs)
    tellDifference(deps, target, sbom.differs);
  const now = deps.clock.now().toISOString();
  const record: SbomRecord = {
    digest,
    ...defined({ platform: report.image.platform, builtOn: report.builtOn }),
    ...{ trivyVersion: await deps.trivy.version(), comparedAt: now, usedAt: now, hasJars },
    ...('bytes' in sbom ? { sha256: sha256(sbom.bytes) } : sbom),
  };
  await write(deps, target, record, 'bytes' in sbom ? sbom.bytes : undefined);
}

function tellDifference({ log, print }: ScanOnceDeps, { reference }: ScanTarget, differs: string) {
  log.info('an image is always pulled, because its SBOM is judged differently', {
    image: reference,
    differs,
  });
  print(`PULLED  ${reference} at each scan, because its SBOM is judged differently: ${differs}`);
}

async function renew(deps: ScanOnceDeps, target: ScanTarget, record: SbomRecord): Promise<void> {
  const next = renewed(record, deps.clock.now());
  if (next !== undefined && !deps.isReadOnly) await write(deps, target, next);
}

/** What is not kept is pulled again, so that no scan fails for it. */
async function write(
  { store, log }: ScanOnceDeps,
  target: ScanTarget,
  record: SbomRecord,
  sbom?: Uint8Array,
): Promise<void> {
  try {
    await store.put(keyOf(target), record, sbom);
  } catch (error) {
    log.warn('what is in an image was not kept', { image: target.reference, error });
  }
}

function keyOf({ digest, platform }: ScanTarget): string {
  return contentKey(defined({ digest, platform }));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
