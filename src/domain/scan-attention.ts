import { defined } from './defined';
import type { HeldReason } from './evidence';
import type { ImageOutcome, ScanCompleted, ScanReport, ScanTotals } from './scan';

/** An image about which a scan could not say all, and why. */
export interface Attention {
  /** With its tag where the scan names one. */
  image: string;
  reason: 'failed' | HeldReason;
  os?: string;
  /** Findings of it that are kept although the scan does not show them. */
  held?: number;
  /** Why it could not be scanned. */
  error?: string;
  errorCode?: string;
}

/** The images of a scan that somebody has to look at, in the order of the scan. */
export function attentionOf({ images, held }: Pick<ScanCompleted, 'images' | 'held'>): Attention[] {
  const rest = [...held];
  const take = (image: string, reason: HeldReason): number => {
    const index = rest.findIndex(
      (each) => each.reason === reason && each.image === withoutTag(image),
    );
    return index === -1 ? 0 : rest.splice(index, 1).reduce((sum, each) => sum + each.findings, 0);
  };
  const own = images.flatMap((outcome) => attentionOfImage(outcome, take));
  return [
    ...own,
    ...rest.map(({ image, reason, findings }) => ({ image, reason, held: findings })),
  ];
}

function attentionOfImage(
  { image, error, errorCode, doubt }: ImageOutcome,
  take: (image: string, reason: HeldReason) => number,
): Attention[] {
  if (error !== undefined) {
    return [{ image, reason: 'failed', error, ...defined({ errorCode }) }];
  }
  if (doubt === undefined) return [];
  const held = take(image, doubt.reason);
  return [{ image, ...doubt, ...(held > 0 && { held }) }];
}

/** `registry/repository` of `registry/repository:tag`. */
function withoutTag(image: string): string {
  return image.replace(/:[^:/]*$/, '');
}

/** How many images are in a scan and need attention, whether or not its lists are cut. */
export function totalsOf(completed: Pick<ScanCompleted, 'images' | 'held' | 'totals'>): ScanTotals {
  if (completed.totals !== undefined) return completed.totals;
  const attention = attentionOf(completed);
  const unjudged = new Set(attention.filter(isUnjudged).map(({ image }) => image));
  return {
    images: completed.images.length,
    unjudged: unjudged.size,
    vanished: attention.length - attention.filter(isUnjudged).length,
    held: completed.held.reduce((sum, { findings }) => sum + findings, 0),
  };
}

/** True for an image that failed or whose clean result proves nothing. */
export function isUnjudged({ reason }: Attention): boolean {
  return reason !== 'mass-vanishing';
}

/**
 * What is known of the images: from the newest scan of each, back to the last scan of everything. `scans`: the newest
 * first.
 */
export function standingAttention(scans: ScanReport[]): Attention[] {
  const looked = new Set<string>();
  const standing: Attention[] = [];
  for (const { completed, state, images } of scans) {
    if (completed === undefined || state !== 'done') continue;
    standing.push(...attentionOf(completed).filter(({ image }) => !looked.has(image)));
    for (const { image } of completed.images) looked.add(image).add(withoutTag(image));
    if (images.length === 0) break;
  }
  return standing;
}

/** What is told about an image, as a text: said again within a day it is no news. */
export function attentionKey({ image, reason, errorCode = '' }: Attention): string {
  return `${image} ${reason} ${errorCode}`;
}

/**
 * JSON characters of the images that one request may name. ECS limits all overrides of a task to 8,192 characters (API
 * reference, RunTask).
 */
const MOST_NAMES = 6_000;

/** The unchanged images of which most findings are gone, as many as one scan can be asked for. */
export function vanishedImages({ completed }: ScanReport): string[] {
  const names: string[] = [];
  let length = 0;
  for (const { image, reason } of completed?.held ?? []) {
    if (reason !== 'mass-vanishing') continue;
    length += image.length + 3;
    if (length > MOST_NAMES) break;
    names.push(image);
  }
  return names;
}
