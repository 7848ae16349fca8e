import type { ImageScan } from '../../src/domain/detection';
import type { AffectedImage, VulnerablePackage } from '../../src/domain/finding';
import { aDetection, anImage } from './builders';

/** `[vulnerability, package, installed, fixed, more]` of one image. */
export type Hit = [
  id: string,
  name: string,
  installed: string,
  fixed?: string | undefined,
  more?: Partial<VulnerablePackage>,
];

/** A scan of an image that has these vulnerabilities; packages are npm's unless they say something else. */
export function scanOf(
  repository: string,
  hits: Hit[],
  more: Partial<AffectedImage> = {},
): ImageScan {
  const image = anImage(repository, more);
  const ids = [...new Set(hits.map(([id]) => id))];
  const detections = ids.map((id) =>
    aDetection(id, image, {
      packages: hits
        .filter(([own]) => own === id)
        .map(([, name, installedVersion, fixedVersion, rest]) => ({
          name,
          installedVersion,
          type: 'npm',
          image: image.name,
          tag: 'latest',
          ...(fixedVersion !== undefined && { fixedVersion }),
          ...rest,
        })),
    }),
  );
  return { image, detections, coversOs: true, coversAny: true };
}
