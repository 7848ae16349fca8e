import { defined } from './defined';
import { isOsType } from './detection';
import type { AffectedImage, Detection } from './finding';
import { groupBy } from './group-by';
import type { Rebuild } from './remedy';
import type { SeenVulnerabilities } from './seen-vulnerabilities';

/** Vulnerabilities of one image, by their numbers in the order of reading. */
interface Parted {
  all: number[];
  /** Those that an update of the operating system packages would keep. */
  kept: number[];
}

/**
 * What updating all operating system packages of some images would clear: a vulnerability only if in these images it is in
 * no other package, and every one has a fixed version. `isCounted`: which vulnerabilities count, as for findings. Undefined
 * where it would clear nothing, and for images that were not scanned.
 */
export async function createRebuilds(
  seen: SeenVulnerabilities,
  isCounted: (vulnerabilityId: string) => boolean,
): Promise<(images: Pick<AffectedImage, 'name'>[]) => Rebuild | undefined> {
  const parts = await partedByName(seen, isCounted);
  const byName = groupBy(seen.images, ({ image }) => image.name);
  const daysOf = (name: string) => (byName.get(name) ?? []).flatMap(({ builtOn }) => builtOn ?? []);
  // Findings of one base are in the same images.
  const known = new Map<string, Rebuild | undefined>();
  return (images) => {
    const names = [...new Set(images.map(({ name }) => name))].sort();
    const key = names.join(' ');
    if (!known.has(key)) {
      const own = names.flatMap((name) => parts.get(name) ?? []);
      const [builtOn] = names.flatMap(daysOf).sort();
      known.set(key, own.length < names.length ? undefined : rebuildOf(own, builtOn));
    }
    return known.get(key);
  };
}

function rebuildOf(own: Parted[], builtOn: string | undefined): Rebuild | undefined {
  const all = new Set(own.flatMap((part) => part.all));
  const kept = new Set(own.flatMap((part) => part.kept));
  if (all.size === kept.size) return undefined;
  return { clears: all.size - kept.size, of: all.size, ...defined({ builtOn }) };
}

/** Every image that was scanned is there. */
async function partedByName(
  seen: SeenVulnerabilities,
  isCounted: (vulnerabilityId: string) => boolean,
): Promise<Map<string, Parted>> {
  const parts = new Map<string, Parted>();
  for (const { image } of seen.images) parts.set(image.name, { all: [], kept: [] });
  let number = 0;
  for await (const { id, detections } of seen.read()) {
    if (!isCounted(id)) continue;
    number += 1;
    for (const detection of detections) {
      for (const { name } of detection.images) {
        const part = parts.get(name);
        part?.all.push(number);
        if (isKept(detection)) part?.kept.push(number);
      }
    }
  }
  return parts;
}

function isKept({ packages }: Detection): boolean {
  return packages.some(({ type, fixedVersion }) => !isOsType(type) || fixedVersion === undefined);
}
