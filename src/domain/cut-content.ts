import { isIn, type VulnerablePackage } from './finding';
import type { FindingContent } from './finding-import';
import { upgradesOf } from './package-upgrades';
import { withMostImportant } from './unnamed-images';

/**
 * The same without what an import does not write: the first scan of 10,000 images plans millions of packages. Of packages in
 * images that the finding does not name one of each kind is left.
 */
export function cutContent(content: FindingContent): FindingContent {
  const { detection } = content;
  const cut = withMostImportant(detection);
  if (cut === detection) return content;
  const { packages } = detection;
  return {
    ...content,
    detection: { ...cut, packages: packagesIn(packages, cut.images) },
    upgrades: content.upgrades ?? upgradesOf(packages),
  };
}

function packagesIn(
  packages: VulnerablePackage[],
  images: FindingContent['detection']['images'],
): VulnerablePackage[] {
  const byName = new Map<string, typeof images>();
  for (const image of images) byName.set(image.name, [...(byName.get(image.name) ?? []), image]);
  const kinds = new Set<string>();
  return packages.filter((entry) => {
    const kind = kindOf(entry);
    const isFirst = !kinds.has(kind);
    kinds.add(kind);
    return isFirst || (byName.get(entry.image ?? '') ?? []).some((image) => isIn(entry, image));
  });
}

/** All that is said of a package, whatever its image. */
function kindOf(entry: VulnerablePackage): string {
  const { name, installedVersion, fixedVersion, path, type, status } = entry;
  return JSON.stringify([name, installedVersion, fixedVersion, path, type, status]);
}
