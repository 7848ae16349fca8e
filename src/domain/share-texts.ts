import { defined } from './defined';
import type { AffectedImage, VulnerablePackage } from './finding';

type ShareTexts = <T extends { images: AffectedImage[]; packages: VulnerablePackage[] }>(
  finding: T,
) => T;

/**
 * Gives the same finding, whose images and texts of packages are in memory once, however many findings have them: each page
 * of Security Hub and each line of a shard's result brings copies of its own, and 50,000 findings name the same few thousand
 * images.
 */
export function createTextSharing(): ShareTexts {
  const texts = new Map<string, string>();
  const images = new Map<string, AffectedImage>();
  return (finding) => ({
    ...finding,
    images: finding.images.map(imageOf),
    packages: finding.packages.map(packageOf),
  });

  function textOf(text: string): string {
    const known = texts.get(text) ?? text;
    texts.set(known, known);
    return known;
  }

  function imageOf(image: AffectedImage): AffectedImage {
    const key = JSON.stringify(image);
    const known = images.get(key) ?? image;
    images.set(key, known);
    return known;
  }

  function packageOf(entry: VulnerablePackage): VulnerablePackage {
    const { name, installedVersion, fixedVersion, path, type, image, tag } = entry;
    const shared = (text: string | undefined) => text && textOf(text);
    return {
      ...entry,
      ...{ name: textOf(name), installedVersion: textOf(installedVersion) },
      ...defined({
        ...{ fixedVersion: shared(fixedVersion), path: shared(path), type: shared(type) },
        ...{ image: shared(image), tag: shared(tag) },
      }),
    };
  }
}
