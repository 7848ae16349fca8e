import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Registry } from '../src/adapters/images/images';
import { defined } from '../src/domain/defined';
import { isKnownError } from '../src/domain/errors';
import { imageName, parseImageReference } from '../src/domain/image';
import { contentKey } from '../src/domain/image-detections';
import type { ImageOutcome, ScanTarget } from '../src/domain/scan';
import type { FailedReference, ResolvedImages, UnclearExposure } from '../src/ports/images';
import type { Options } from './options';
import { type Report, readReport } from './report';
import { type ScanOnceDeps, scanOnce } from './scan-once';
import type { Trivy } from './trivy';

/** One image to be scanned. */
export interface ScanJob {
  label: string;
  /** The image as the registry or cluster names it; without it the report names it. */
  target?: ScanTarget;
  scan(): Promise<Report>;
}

export interface Jobs {
  jobs: ScanJob[];
  failed: ImageOutcome[];
  /** All configured images are included. */
  complete: boolean;
  /** Names of the images that could not even be looked up. */
  unread: string[];
  /** Names of all configured images; absent where this run cannot know them all. */
  present?: ReadonlySet<string>;
  /** Services whose exposure could not be derived; absent where images do not come from ECS. */
  unclear?: UnclearExposure[];
}

export interface JobDeps {
  registry: Registry;
  trivy: Trivy;
  /** Absent where there is no archive. */
  once?: ScanOnceDeps;
  /** Registries a person may point a scan at. */
  allowed: string[];
}

/** Finds what to scan according to the options: recorded reports, archives, or images in registry and clusters. */
export async function findJobs(deps: JobDeps, options: Options): Promise<Jobs> {
  const reports = [...options.reports, ...(await reportsIn(options.reportsDir))];
  if (reports.length > 0) return recorded(reports, options.images);
  if (options.archives.length > 0) return archived(deps.trivy, options);
  return pulled(deps, options.images);
}

export function isRecorded(options: Options): boolean {
  return options.reports.length > 0 || options.reportsDir !== undefined;
}

async function reportsIn(folder: string | undefined): Promise<string[]> {
  if (folder === undefined) return [];
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function recorded(files: string[], wanted: string[]): Promise<Jobs> {
  const jobs: ScanJob[] = [];
  const failed: Jobs['failed'] = [];
  for (const file of files) {
    try {
      const report = await readReport(file);
      const { name } = report.image;
      if (wanted.length === 0 || wanted.some((text) => isWanted(text, report.image))) {
        jobs.push({ label: name, scan: async () => report });
      }
    } catch (error) {
      failed.push({ image: file, error: sentenceOf(error), ...codeOf(error) });
    }
  }
  if (jobs.length + failed.length === 0)
    failed.push(...wanted.map((image) => unknown(image, 'recorded report')));
  return { jobs, failed, unread: [], complete: wanted.length === 0 };
}

function archived(trivy: Trivy, { archives, images }: Options): Jobs {
  const jobs = archives.map(({ file, name }): ScanJob => {
    const label = name ?? basename(file);
    const scan = () => trivy.scan({ label, from: { archive: file } });
    return name === undefined ? { label, scan } : { label, scan, target: namedTarget(name) };
  });
  if (images.length === 0) return { jobs, failed: [], unread: [], complete: true };
  const chosen = jobs.filter(({ label, target }) =>
    images.some((text) => text === label || (target !== undefined && isWanted(text, target))),
  );
  const failed = chosen.length > 0 ? [] : images.map((image) => unknown(image, 'archive'));
  return { jobs: chosen, failed, unread: [], complete: false };
}

function namedTarget(text: string): ScanTarget {
  const { tag, repository, ...rest } = parseImageReference(text);
  return {
    reference: text,
    name: imageName({ repository, ...rest }),
    repository,
    ...defined({ tag }),
    services: [],
  };
}

async function pulled(deps: JobDeps, wanted: string[]): Promise<Jobs> {
  const all = await deps.registry.targets();
  if (wanted.length === 0) return everything(deps, all);
  const { unclear } = all;
  const chosen: ScanTarget[] = [];
  const refused: Jobs['failed'] = [];
  for (const text of wanted) {
    const configured = all.targets.filter((target) => isWanted(text, target));
    chosen.push(...configured);
    if (configured.length > 0) continue;
    const resolved = await resolveOther(deps, text);
    chosen.push(...resolved.targets);
    refused.push(...resolved.failed);
  }
  const jobs = shareScans(deps, [...new Set(chosen)]);
  return { jobs, failed: refused, unread: [], complete: false, ...defined({ unclear }) };
}

/** A run that could not list the images of a registry or cluster, or found none at all, knows of no image that is gone. */
function everything(deps: ShareDeps, { targets, failed, unclear }: ResolvedImages): Jobs {
  const unread = failed.flatMap(({ name }) => name ?? []);
  const complete = unread.length === failed.length;
  const present = new Set([...targets.map(({ name }) => name), ...unread]);
  return {
    jobs: shareScans(deps, targets),
    failed: failed.map(toFailed),
    unread,
    complete,
    ...(complete && targets.length > 0 && { present }),
    ...defined({ unclear }),
  };
}

/** `api`, `REGISTRY/api`, `api:latest` or `REGISTRY/api:latest`. */
function isWanted(text: string, image: { name: string; repository: string; tag?: string }) {
  const names = [image.name, image.repository];
  return names.some((name) => text === name || text === `${name}:${image.tag}`);
}

async function resolveOther(
  deps: JobDeps,
  text: string,
): Promise<{ targets: ScanTarget[]; failed: Jobs['failed'] }> {
  try {
    const { registry } = parseImageReference(text);
    if (registry !== undefined && !deps.allowed.includes(registry)) {
      return { targets: [], failed: [notAllowed(text, deps.allowed)] };
    }
    const { targets, failed } = await deps.registry.resolve([text]);
    return { targets, failed: failed.map(toFailed) };
  } catch (error) {
    return { targets: [], failed: [{ image: text, error: sentenceOf(error), ...codeOf(error) }] };
  }
}

function toFailed({ reference, reason, code }: FailedReference): ImageOutcome {
  return { image: reference, error: reason, ...defined({ errorCode: code }) };
}

function notAllowed(image: string, allowed: string[]) {
  const error = `${image} is in a registry that is not allowed; allowed are ${allowed.join(', ')} (registries in vulnscan.yml).`;
  return { image, error, errorCode: 'registry_not_allowed' };
}

function unknown(image: string, what: 'recorded report' | 'archive') {
  return { image, error: `There is no ${what} for ${image}; check the name.` };
}

type ShareDeps = Pick<JobDeps, 'trivy' | 'once'>;

/** Scans the same digest on the same platform once, whatever its names. */
export function shareScans({ trivy, once }: ShareDeps, targets: ScanTarget[]): ScanJob[] {
  const running = new Map<string, Promise<Report>>();
  return targets.map((target) => {
    const { digest, platform, reference } = target;
    const key = `${digest ?? reference} ${platform ?? ''}`;
    const label = labelOf(target);
    const source = { label, from: { image: reference }, ...(platform && { platform }) };
    const start = () => (once ? scanOnce(once, target, source) : trivy.scan(source));
    const scan = () => {
      const report = running.get(key) ?? start();
      running.set(key, report);
      return report;
    };
    return { label, target, scan };
  });
}

/** An image as people know it. */
export function labelOf({ name, tag }: Pick<ScanTarget, 'name' | 'tag'>): string {
  return tag === undefined ? name : `${name}:${tag}`;
}

/** Keys of the contents that are scanned, by which the archive has them. */
export function keysOf({ jobs }: Pick<Jobs, 'jobs'>): Set<string> {
  return new Set(jobs.flatMap(({ target }) => (target?.digest ? contentKey(target) : [])));
}

/** The error's code, by which Slack shows it in the configured language. */
export function codeOf(error: unknown): { errorCode?: string } {
  return isKnownError(error) ? { errorCode: error.code } : {};
}

export function sentenceOf(error: unknown): string {
  if (isKnownError(error)) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Something unexpected went wrong (${message}); please report it.`;
}
