import { defined } from './defined';
import { type ImageScan, isOsType } from './detection';
import type { AffectedImage, Detection } from './finding';
import type { Rebuild } from './remedy';

/** A scan with the day on which its image's oldest layer was built. */
type Built = Pick<ImageScan, 'image' | 'detections'> & { builtOn?: string };

/**
 * What updating all operating system packages of some images would clear: a vulnerability only if in these images it is in
 * no other package, and every one has a fixed version. `isCounted`: which vulnerabilities count, as for findings. Undefined
 * where it would clear nothing, and for images that were not scanned.
 */
export function createRebuilds(
  scans: Built[],
  isCounted: (detection: Detection) => boolean,
): (images: Pick<AffectedImage, 'name'>[]) => Rebuild | undefined {
  const parts = scans.map(({ image, detections, builtOn }) => ({
    name: image.name,
    ...defined({ builtOn }),
    ...partedOf(detections.filter(isCounted)),
  }));
  // Findings of one base are in the same images.
  const known = new Map<string, Rebuild | undefined>();
  return (images) => {
    const names = new Set(images.map(({ name }) => name));
    const key = [...names].sort().join(' ');
    if (!known.has(key)) known.set(key, rebuildOf(names, parts));
    return known.get(key);
  };
}

function rebuildOf(names: ReadonlySet<string>, parts: Parted[]): Rebuild | undefined {
  const own = parts.filter(({ name }) => names.has(name));
  if (new Set(own.map(({ name }) => name)).size < names.size) return undefined;
  const all = new Set(own.flatMap((part) => [...part.all]));
  const kept = new Set(own.flatMap((part) => [...part.kept]));
  const days = own.flatMap((part) => part.builtOn ?? []).sort();
  if (all.size === kept.size) return undefined;
  return { clears: all.size - kept.size, of: all.size, ...defined({ builtOn: days[0] }) };
}

interface Parted {
  name: string;
  builtOn?: string;
  all: Set<string>;
  kept: Set<string>;
}

/** Ids, and those of them that an update of the operating system packages would keep. */
function partedOf(detections: Detection[]): Pick<Parted, 'all' | 'kept'> {
  const kept = detections.filter(({ packages }) =>
    packages.some(({ type, fixedVersion }) => !isOsType(type) || fixedVersion === undefined),
  );
  return {
    all: new Set(detections.map(({ vulnerabilityId }) => vulnerabilityId)),
    kept: new Set(kept.map(({ vulnerabilityId }) => vulnerabilityId)),
  };
}
