import { isOsType, type OperatingSystem } from './detection';
import type { AffectedImage, VulnerablePackage } from './finding';

/** Trivy's package types by ecosystem: what one advisory is about, whichever file or binary shows the package. */
const TYPES = {
  npm: 'node-pkg npm yarn pnpm bun javascript',
  maven: 'jar pom gradle sbt',
  go: 'gobinary gomod',
  pip: 'python-pkg pip pipenv poetry uv pylock',
  gem: 'gemspec bundler rubygems',
  cargo: 'cargo rustbinary',
  composer: 'composer composer-vendor',
  nuget: 'nuget dotnet-core packages-props',
  conda: 'conda-pkg conda-environment',
} as const;

const ECOSYSTEMS = new Map<string, string>(
  Object.entries(TYPES).flatMap(([ecosystem, types]) =>
    types.split(' ').map((type): [string, string] => [type, ecosystem]),
  ),
);

/** Ecosystem of one of Trivy's types of language packages; the type itself where it is the only one. */
export function ecosystemOf(type: string): string {
  return ECOSYSTEMS.get(type) ?? type;
}

type Keyed = Pick<VulnerablePackage, 'name' | 'type' | 'source' | 'fixedVersion'>;
type System = Pick<AffectedImage, 'system'>;

/**
 * Key of the remedy of a package in an image: `debian 11|openssl`, `npm|lodash`. What no fixed version is known for is not
 * cleared by the upgrade of its package, so it has a remedy of its own: `debian 11|openssl|no fix`.
 */
export function remedyKeyOf(entry: Keyed, image?: System): string {
  return packageKeyOf(entry, image) + (entry.fixedVersion === undefined ? NO_FIX : '');
}

const NO_FIX = '|no fix';

/**
 * What is upgraded as one: an OS package with its source package in one release of the system, a library by its name.
 * `package|<name>` where the type is not known.
 */
export function packageKeyOf(entry: Keyed, image?: System): string {
  const { type, name } = entry;
  if (type === undefined) return `package|${name}`;
  if (isOsType(type)) return `${image?.system ?? type}|${sourceOf(entry)}`;
  const ecosystem = ecosystemOf(type);
  return `${ecosystem}|${normalized(ecosystem, name)}`;
}

/** Packages of two streams of a Red Hat module are fixed apart. */
function sourceOf({ name, source }: Pick<VulnerablePackage, 'name' | 'source'>): string {
  const module = source?.module === undefined ? '' : `${source.module}/`;
  return module + (source?.name ?? name);
}

/** A name as Trivy looks it up: only Go's names depend on the case. */
function normalized(ecosystem: string, name: string): string {
  if (ecosystem === 'go') return name;
  const lower = name.toLowerCase();
  return ecosystem === 'pip' ? lower.replaceAll('_', '-') : lower;
}

/** Name of the remedy for people: the source package, the library without a Maven group, `Go` for its standard library. */
export function remedyNameOf({
  name,
  type,
  source,
}: Pick<VulnerablePackage, 'name' | 'type' | 'source'>): string {
  const ecosystem = type === undefined ? undefined : ecosystemOf(type);
  if (ecosystem === 'go' && name === 'stdlib') return 'Go';
  if (ecosystem === 'maven') return name.slice(name.lastIndexOf(':') + 1) || name;
  return source?.name ?? name;
}

/** Families whose fixed versions are those of the source package; all others name the versions of the binary package. */
const FIXED_BY_SOURCE = new Set(
  'alpine azurelinux cbl-mariner chainguard debian echo minimos ubuntu wolfi'.split(' '),
);

/** True where each binary package of a source package has fixed versions of its own, perhaps with another epoch. */
export function isFixedByBinary(type: string | undefined): boolean {
  return type !== undefined && isOsType(type) && !FIXED_BY_SOURCE.has(type);
}

/** The installed version that the fixed version of a package is compared with, and which its remedy shows. */
export function comparedVersionOf({
  installedVersion,
  type,
  source,
}: Pick<VulnerablePackage, 'installedVersion' | 'type' | 'source'>): string {
  if (source === undefined || type === undefined) return installedVersion;
  return FIXED_BY_SOURCE.has(type) ? source.version : installedVersion;
}

/** Families whose advisories are for a major or a minor release, or for no release at all; for others for the full version. */
const MAJOR = new Set('centos centos-stream debian fedora oracle redhat alma rocky'.split(' '));
const MINOR = new Set(['alpine']);
const ROLLING = new Set('chainguard echo minimos wolfi'.split(' '));

/** `AffectedImage.system` of an operating system: `debian 11` of 11.2, `alpine 3.15` of 3.15.0. */
export function systemOf({ family, version }: Pick<OperatingSystem, 'family' | 'version'>): string {
  const release = releaseOf(family, version ?? '');
  return release === '' ? family : `${family} ${release}`;
}

function releaseOf(family: string, version: string): string {
  const [major = '', minor] = version.split(/[.\s]/);
  if (ROLLING.has(family)) return '';
  if (MAJOR.has(family)) return major;
  if (MINOR.has(family)) return minor === undefined ? major : `${major}.${minor}`;
  // Amazon Linux 1 has versions such as `AMI release 2018.03`.
  if (family === 'amazon') return /^(2|20[2-9]\d)$/.test(major) ? major : '1';
  return version;
}
