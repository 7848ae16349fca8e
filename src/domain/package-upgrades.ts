import type { VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import { repositoryOf } from './image';

/** Images named for one fix. */
const IMAGES = 3;

/** A package of a finding, and a version that fixes it in some of its images. */
export interface PackageUpgrade {
  name: string;
  to: string;
  /** For people, where other images need something else: the first ones, and how many more. */
  images?: string[];
  more?: number;
}

/** The versions to upgrade each package to, with the images only where they differ. */
export function upgradesOf(packages: VulnerablePackage[]): PackageUpgrade[] {
  return [...groupBy(packages, ({ name }) => name)].flatMap(([name, entries]) =>
    [...groupBy(entries, ({ fixedVersion }) => fixedVersion)].map(([to, fixed]) =>
      fixed.length < entries.length
        ? { name, to: to ?? '', ...placesOf(fixed) }
        : { name, to: to ?? '' },
    ),
  );
}

function placesOf(fixed: VulnerablePackage[]): Pick<PackageUpgrade, 'images' | 'more'> {
  const images = [...new Set(fixed.flatMap(({ image }) => image ?? []))].map(repositoryOf);
  return { images: images.slice(0, IMAGES), more: Math.max(0, images.length - IMAGES) };
}
