import { defined } from '../../../domain/defined';
import { type AffectedImage, isIn, type VulnerablePackage } from '../../../domain/finding';
import type { ImportTarget } from '../../../domain/finding-import';
import { parseEcrHost } from '../../../domain/image';
import { partitionOf } from '../../../domain/region';
import { cutText, utf8Length } from '../../../domain/text';
import { writeExposure } from './exposure';
import { numberKeys, packItems, writePackage } from './fit-size';
import type { AsffResource } from './types';

/* In UTF-8 bytes. The first two are no longer printed by AWS; these are the last figures it published. */
const RESOURCE_ID = 512;
const IMAGE_NAME = 128;
const OTHER = 1024;

/* Keys in Details.Other. */
export const KIND = 'Kind';
export const SYSTEM = 'System';
export const END_OF_LIFE = 'Past end of life';
export const EXPOSED = 'Exposed';

/** What a resource says besides its image. */
interface Holding {
  packages: VulnerablePackage[];
  /** Values that the packages may take. With 0 no package is named, and services take one value. */
  values: number;
  /** Fields for images that the finding does not name. */
  unnamed?: Record<string, string> | undefined;
}

/** One image with its services and its vulnerable packages. */
export function resourceOf(
  image: AffectedImage,
  { packages, values, unnamed }: Holding,
  target: ImportTarget,
): AsffResource {
  const ecr = ecrDetails(image);
  const own = packages.filter((entry) => isIn(entry, image));
  const packing = { separator: '; ', bytes: OTHER, values };
  const inServices = { separator: ', ', bytes: OTHER, values: values > 0 ? 5 : 1 };
  const services = packItems(image.services, inServices, (name) => name);
  return {
    Type: typeOf(image, ecr !== undefined),
    Id: cutText(ecr?.arn ?? referenceOf(image), RESOURCE_ID),
    // ASFF has no word for the European Sovereign Cloud.
    ...(target.partition !== 'aws-eusc' && { Partition: target.partition }),
    Region: ecr?.region ?? target.region,
    Details: {
      ...(ecr === undefined ? containerOf(image) : { AwsEcrContainerImage: ecr.details }),
      Other: {
        Image: cutText(image.name, OTHER),
        ...defined({ Tag: image.tag, Digest: image.digest, Platform: image.platform }),
        ...defined({
          [KIND]: image.kind,
          [SYSTEM]: image.system,
          [END_OF_LIFE]: image.endOfLife,
          [EXPOSED]: image.exposure && writeExposure(image.exposure),
        }),
        ...numberKeys('Runs in', services),
        ...(values > 0 && numberKeys('Packages', packItems(own, packing, writePackage))),
        ...unnamed,
      },
    },
  };
}

function typeOf({ kind }: AffectedImage, isEcr: boolean): string {
  if (kind !== undefined) return 'Other';
  return isEcr ? 'AwsEcrContainerImage' : 'Container';
}

function containerOf(image: AffectedImage) {
  if (image.kind !== undefined) return {};
  return { Container: { ImageName: keepTail(referenceOf(image), IMAGE_NAME) } };
}

const ARCHITECTURES: Record<string, string> = { amd64: 'x86_64', arm64: 'arm64', '386': 'i386' };

function ecrDetails(image: AffectedImage) {
  if (image.kind !== undefined) return undefined;
  const [host = '', ...rest] = image.name.split('/');
  const ecr = parseEcrHost(host);
  const repository = rest.join('/');
  if (ecr === undefined || repository === '') return undefined;
  const architecture = ARCHITECTURES[image.platform?.split('/')[1] ?? ''];
  const suffix = image.digest ?? image.tag;
  return {
    region: ecr.region,
    arn:
      `arn:${partitionOf(ecr.region)}:ecr:${ecr.region}:${ecr.account}` +
      `:repository/${repository}${suffix === undefined ? '' : `/${suffix}`}`,
    details: {
      RegistryId: ecr.account,
      RepositoryName: repository,
      ...defined({ Architecture: architecture, ImageDigest: image.digest }),
      ...(image.tag !== undefined && { ImageTags: [image.tag] }),
    },
  };
}

function referenceOf(image: AffectedImage): string {
  const tag = image.tag === undefined ? '' : `:${image.tag}`;
  return `${image.name}${tag}${image.digest === undefined ? '' : `@${image.digest}`}`;
}

/** Cuts the front: images differ at the end of their names. */
function keepTail(text: string, limit: number): string {
  if (utf8Length(text) <= limit) return text;
  let tail = '';
  for (const char of [...text].reverse()) {
    if (utf8Length(tail) + utf8Length(char) > limit - 3) break;
    tail = char + tail;
  }
  return `…${tail}`;
}
