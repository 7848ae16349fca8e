import { defined } from '../../domain/defined';
import { formatReference, type ImageReference, imageName } from '../../domain/image';
import type { ScanTarget } from '../../domain/scan';
import { mostExposed } from '../../domain/urgency';

/** A target that names the digest where it is known, so that exactly the resolved image is scanned. */
export function toTarget(
  reference: ImageReference,
  more: { platform?: string | undefined; services?: string[] } = {},
): ScanTarget {
  const { tag, digest, ...rest } = reference;
  const pulled = digest === undefined ? reference : { ...rest, digest };
  return {
    reference: formatReference(pulled),
    name: imageName(reference),
    repository: reference.repository,
    ...defined({ tag, digest, platform: more.platform }),
    services: more.services ?? [],
  };
}

/** One target for each image, with all services that run it. It is exposed if one of them is. */
export function mergeTargets(targets: ScanTarget[]): ScanTarget[] {
  const merged = new Map<string, ScanTarget>();
  for (const target of targets) {
    const key = `${target.reference} ${target.tag ?? ''} ${target.platform ?? ''}`;
    const before = merged.get(key);
    const services = [...(before?.services ?? []), ...target.services];
    const exposure = mostExposed(before?.exposure, target.exposure);
    merged.set(key, {
      ...target,
      services: [...new Set(services)].sort(),
      ...defined({ exposure }),
    });
  }
  return [...merged.values()].sort((a, b) => (a.reference < b.reference ? -1 : 1));
}
