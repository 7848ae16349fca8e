import type { KnownFinding } from './detection';
import type { AffectedImage, Detection, Unnamed } from './finding';
import { repositoryOf } from './image';
import { compareText, fingerprint } from './text';

/*
 * A finding in Security Hub names at most 32 images with their details. Of all others it keeps how many they are and a hash of
 * each name, so that a later scan and a decision know exactly which images it was in. The archive's index has them in full.
 */

/** ASFF: a finding's Resources. */
export const MOST_NAMED = 32;

export type InImages = Pick<Detection, 'images' | 'unnamed'>;

/** Characters of a hash: 41 bits. Of 10,000 names, another one has the hash of one of them in 4 of 10^9 cases. */
export const NAME_HASH = 8;

export function hashOfName(name: string): string {
  return hashOfFingerprint(fingerprint(name));
}

/** The same of the name's `fingerprint`. */
export function hashOfFingerprint(text: string): string {
  return text.padStart(NAME_HASH, '0').slice(-NAME_HASH);
}

/** The hashes in `Unnamed.names`. */
export function hashesIn(names = ''): string[] {
  const hashes: string[] = [];
  for (let at = 0; at < names.length; at += NAME_HASH) hashes.push(names.slice(at, at + NAME_HASH));
  return hashes;
}

/** Number of images, each name and tag counted. */
export function imageCount({ images, unnamed }: InImages): number {
  return images.length + (unnamed?.count ?? 0);
}

/** How many names of images a finding does not have, as far as that is known. */
export function moreNames({ images, unnamed }: InImages): number {
  if (unnamed === undefined) return 0;
  return unnamed.names === undefined ? unnamed.count : otherHashes({ images, unnamed }).length;
}

/** The hashes of those names of images that a finding does not have at all. */
export function otherHashes({ images, unnamed }: InImages): string[] {
  const named = new Set(images.map(({ name }) => hashOfName(name)));
  return hashesIn(unnamed?.names).filter((hash) => !named.has(hash));
}

/** Whether a finding is in an image of this name; undefined where not all of its images are known. */
export function imageTest({ images, unnamed }: InImages): ((name: string) => boolean) | undefined {
  if (unnamed !== undefined && unnamed.names === undefined) return undefined;
  const names = new Set(images.map(({ name }) => name));
  const hashes = new Set(hashesIn(unnamed?.names));
  return (name) => names.has(name) || (hashes.size > 0 && hashes.has(hashOfName(name)));
}

/** How many names of images that a finding does not have are new in it; 0 where that is not known. */
export function unnamedSince(before: InImages, after: InImages): number {
  if (imageTest(before) === undefined) return 0;
  const named = before.images.map(({ name }) => hashOfName(name));
  const known = new Set([...named, ...hashesIn(before.unnamed?.names)]);
  return otherHashes(after).filter((hash) => !known.has(hash)).length;
}

/** The same with at most 32 images by name, the most important ones: running, then exposed to the internet, then by name. */
export function withMostImportant<T extends InImages>(detection: T): T {
  const { images, unnamed } = detection;
  if (images.length <= MOST_NAMED) return detection;
  const ranked = [...images].sort(byImportance);
  const named = ranked.slice(0, MOST_NAMED);
  const rest = ranked.slice(MOST_NAMED);
  const names = restNames(rest, unnamed);
  const count = rest.length + (unnamed?.count ?? 0);
  return {
    ...detection,
    images: named,
    unnamed: { count, ...(names !== undefined && { names }) },
  };
}

function byImportance(a: AffectedImage, b: AffectedImage): number {
  return (
    Number(b.services.length > 0) - Number(a.services.length > 0) ||
    Number(b.exposure?.exposed === 'yes') - Number(a.exposure?.exposed === 'yes') ||
    compareText(a.name, b.name) ||
    compareText(a.tag ?? '', b.tag ?? '')
  );
}

/** Also of a name that the finding has with another tag: a scan that has no result for that tag must know of it. */
function restNames(rest: AffectedImage[], unnamed: Unnamed | undefined): string | undefined {
  if (unnamed !== undefined && unnamed.names === undefined) return undefined;
  const others = new Set(rest.map(({ name }) => name));
  const hashes = new Set([...[...others].map(hashOfName), ...hashesIn(unnamed?.names)]);
  return [...hashes].sort().join('');
}

/** What a run knows of the images that there are. */
export interface NamesOfRun {
  /** Names of images that it scanned or could not scan. */
  names: Iterable<string>;
  /** Names of all images there are; absent where it does not know them all. */
  present?: ReadonlySet<string>;
  /** How many of these it has no result of. */
  failed: number;
}

/**
 * Gives the images that a finding does not name their names again, as far as the run knows them. Those of other names stay
 * unnamed, or are dropped where the run knows all images there are: they no longer exist.
 */
export function createNaming(run: NamesOfRun): (finding: KnownFinding) => KnownFinding {
  let byHash: Map<string, string> | undefined;
  return (finding) => {
    const { unnamed, ...rest } = finding;
    if (unnamed === undefined) return finding;
    byHash ??= new Map(
      [...run.names, ...(run.present ?? [])].map((name) => [hashOfName(name), name]),
    );
    const hashes = hashesIn(unnamed.names);
    const found = hashes.flatMap((hash) => byHash?.get(hash) ?? []);
    const listed = new Set(finding.images.flatMap(({ name, tag }) => (tag ? [] : name)));
    const images = found
      .filter((name) => !listed.has(name))
      .map((name) => ({ name, repository: repositoryOf(name), services: [] }));
    const left = hashes.filter((hash) => !byHash?.has(hash));
    const kept = leftUnnamed(run, unnamed, left, found.length);
    const named = { ...rest, images: [...finding.images, ...images] };
    return kept === undefined ? named : { ...named, unnamed: kept };
  };
}

/** Undefined where no image stays unnamed. */
function leftUnnamed(
  { present, failed }: NamesOfRun,
  { count, names }: Unnamed,
  left: string[],
  found: number,
): Unnamed | undefined {
  if (names === undefined) {
    // Of a run that knows all images there are, they can only be among those without a result.
    const most = present === undefined ? count : Math.min(count, failed);
    return most === 0 ? undefined : { count: most };
  }
  if (present !== undefined || left.length === 0) return undefined;
  return { count: Math.max(left.length, count - found), names: left.join('') };
}
