import { defined } from '../../../domain/defined';
import { sortImages, sortPackages } from '../../../domain/detection';
import {
  type AffectedImage,
  type Detection,
  TARGET_KINDS,
  type Unnamed,
  type VulnerablePackage,
} from '../../../domain/finding';
import { PRODUCT_FIELDS } from '../../../domain/finding-fields';
import { imageName, parseImageReference, repositoryOf } from '../../../domain/image';
import { ecrHost } from '../../../domain/region';
import { readExposure } from './exposure';
import { leftOutOf, readNumbered, readPackage, unpackItems } from './fit-size';
import { decodeEntities } from './html-entities';
import type { StoredFinding, StoredResource } from './schema';
import { END_OF_LIFE, EXPOSED, KIND, SYSTEM } from './to-resource';
import { readUnnamed } from './unnamed-names';

/**
 * The images of a finding: those in Resources with their details, those that an earlier version listed by name only, and how
 * many more there are.
 */
export function readImages(finding: StoredFinding): Pick<Detection, 'images' | 'unnamed'> {
  const detailed = finding.Resources.map(readImage);
  const known = new Set(detailed.map((image) => image.name));
  const listed = listedNames(finding.ProductFields);
  const further = unpackItems(listed, ' ')
    .filter((name) => !known.has(name))
    .map((name) => ({ name, repository: repositoryOf(name), services: [] }));
  const images = sortImages([...detailed, ...further]);
  return { images, ...defined({ unnamed: readUnnamedImages(finding, images.length, listed) }) };
}

function readUnnamedImages(
  { ProductFields, Resources }: StoredFinding,
  named: number,
  listed: string[],
): Unnamed | undefined {
  const cut = leftOutOf(listed);
  if (cut > 0) return { count: cut };
  const others = Resources.map(({ Details }) => Details?.Other ?? {});
  return readUnnamed(ProductFields, named, others);
}

/** The packages of a finding: by image where it is ours, else as Trivy's template or ASFF lists them. */
export function readPackages(finding: StoredFinding): VulnerablePackage[] {
  const names = finding.Resources.map(ownName);
  const byImage = finding.Resources.flatMap((resource) => {
    const isOnlyOne = names.filter((name) => name === ownName(resource)).length === 1;
    return packagesOf(resource, isOnlyOne);
  });
  const known = new Set(byImage.map(packageKey));
  const listed = finding.Vulnerabilities.flatMap((entry) => entry.VulnerablePackages).map(
    (entry): VulnerablePackage => ({
      name: entry.Name,
      installedVersion: entry.Version ?? 'unknown',
      ...defined({
        fixedVersion: entry.FixedInVersion,
        path: entry.FilePath,
        type: entry.PackageManager,
      }),
    }),
  );
  return sortPackages([...byImage, ...listed.filter((entry) => !known.has(packageKey(entry)))]);
}

/** Lists of earlier versions. */
function listedNames(fields: Record<string, string>): string[] {
  return Object.keys(fields)
    .filter((key) => key.startsWith(PRODUCT_FIELDS.images))
    .map((key) => fields[key] ?? '');
}

function readImage(resource: StoredResource): AffectedImage {
  const other = resource.Details?.Other ?? {};
  const name = other['Image'] ?? foreignName(resource);
  const ecr = resource.Details?.AwsEcrContainerImage;
  const reference = other['Image'] === undefined ? foreignReference(resource) : {};
  const tag = other['Tag'] ?? ecr?.ImageTags[0] ?? reference.tag;
  const kind = TARGET_KINDS.find((each) => each === other[KIND]);
  const digest = other['Digest'] ?? ecr?.ImageDigest ?? reference.digest;
  return {
    name,
    repository: repositoryOf(name),
    ...defined({ tag, digest }),
    ...defined({ platform: other['Platform'], endOfLife: other[END_OF_LIFE], kind }),
    ...defined({ system: other[SYSTEM], exposure: readExposure(other[EXPOSED]) }),
    services: unpackItems(readNumbered(other, 'Runs in'), ', '),
  };
}

function ownName(resource: StoredResource): string | undefined {
  return resource.Details?.Other['Image'];
}

/** The tag is needed only where the name does not identify the image. */
function packagesOf(resource: StoredResource, isOnlyOne: boolean): VulnerablePackage[] {
  const other = resource.Details?.Other ?? {};
  const image = other['Image'];
  if (image === undefined) return templatePackage(other);
  return unpackItems(readNumbered(other, 'Packages'), '; ')
    .flatMap((item) => readPackage(item) ?? [])
    .map((entry) => ({ ...entry, image, ...(!isOnlyOne && defined({ tag: other['Tag'] })) }));
}

/** Trivy's contrib/asff.tpl: one package, in three fields. */
function templatePackage(other: Record<string, string>): VulnerablePackage[] {
  const name = other['PkgName'];
  if (!name) return [];
  const fixed = other['Patched Package'];
  return [
    {
      name: decodeEntities(name),
      installedVersion: other['Installed Package'] || 'unknown',
      ...(fixed && { fixedVersion: fixed }),
    },
  ];
}

function foreignName(resource: StoredResource): string {
  const ecr = resource.Details?.AwsEcrContainerImage;
  if (ecr?.RegistryId !== undefined && ecr.RepositoryName !== undefined) {
    return `${ecrHost(ecr.RegistryId, resource.Region ?? '')}/${ecr.RepositoryName}`;
  }
  const reference = foreignReference(resource);
  return reference.name ?? (foreignText(resource) || 'unknown');
}

function foreignReference(resource: StoredResource): {
  name?: string;
  tag?: string;
  digest?: string;
} {
  try {
    const { tag, digest, ...rest } = parseImageReference(foreignText(resource));
    const name = imageName(rest);
    return { name, ...defined({ tag, digest }) };
  } catch {
    return {};
  }
}

/** Trivy's template writes the scan target as image name: `web:1.2 (alpine 3.20.1)`. */
function foreignText(resource: StoredResource): string {
  const text = resource.Details?.Container?.ImageName ?? resource.Id;
  return decodeEntities(text).replace(/ \([^()]*\)$/, '');
}

function packageKey(entry: VulnerablePackage): string {
  const { name, installedVersion, fixedVersion, path, type } = entry;
  return [name, installedVersion, fixedVersion, path, type].join('\u0000');
}
