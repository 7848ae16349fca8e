import { readFileSync } from 'node:fs';
import type { ImageScan } from '../../../src/domain/detection';
import type { VulnerablePackage } from '../../../src/domain/finding';
import { type Fact, factsOf } from '../../../src/domain/remedy-facts';
import { FAMILIES } from './advisories';

/** One package of a report as a component of an SBOM, with what the report has on it. */
export interface Part {
  ref: string;
  entry: VulnerablePackage;
  /** The package URL of the report. */
  purl: string;
  facts: Fact[];
}

/** The packages of a report that have a package URL and belong to what was tried. */
export function partsOf(scan: ImageScan, file: string): Part[] {
  const purls = purlsIn(file);
  const parts = new Map<string, Part>();
  for (const fact of scan.detections.flatMap(factsOf)) {
    const { name, installedVersion, path = '', type = '' } = fact.entry;
    const purl = purls.get(`${name} ${installedVersion}`);
    const isOs = /^pkg:(deb|apk|rpm)\//.test(purl ?? '');
    if (purl === undefined || (isOs && !FAMILIES.has(type))) continue;
    const key = [type, name, installedVersion, path].join(' ');
    const part = parts.get(key) ?? { ref: `p${parts.size}`, entry: fact.entry, purl, facts: [] };
    part.facts.push(fact);
    parts.set(key, part);
  }
  return [...parts.values()];
}

interface RawReport {
  Results?: {
    Vulnerabilities?: {
      PkgName: string;
      InstalledVersion: string;
      PkgIdentifier?: { PURL?: string };
    }[];
  }[];
}

function purlsIn(file: string): Map<string, string> {
  const json: RawReport = JSON.parse(readFileSync(file, 'utf8'));
  const all = (json.Results ?? []).flatMap(({ Vulnerabilities }) => Vulnerabilities ?? []);
  return new Map(
    all.flatMap(({ PkgName, InstalledVersion, PkgIdentifier }): [string, string][] => {
      const purl = PkgIdentifier?.PURL;
      return purl === undefined ? [] : [[`${PkgName} ${InstalledVersion}`, purl]];
    }),
  );
}

type Component = Record<string, unknown> & { 'bom-ref': string };

/** A CycloneDX document of these packages in the versions given, else in those of the report. */
export function sbomOf(
  { os }: Pick<ImageScan, 'os'>,
  parts: Part[],
  versions: ReadonlyMap<Part, string> = new Map(),
): object {
  const components = parts.map((part) => componentOf(part, versions.get(part)));
  const osParts = parts.filter(({ entry }) => FAMILIES.has(entry.type ?? ''));
  const files = [...new Set(parts.flatMap((part) => fileOf(part) ?? []))];
  const root = parts.filter((part) => !osParts.includes(part) && fileOf(part) === undefined);
  return {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: { component: { 'bom-ref': 'image', type: 'container', name: 'image' } },
    components: [
      ...systemOf(os),
      ...files.map((file) => applicationOf(file, parts)),
      ...components,
    ],
    dependencies: [
      { ref: 'image', dependsOn: [...(os ? ['os'] : []), ...files, ...refsOf(root)] },
      ...(os ? [{ ref: 'os', dependsOn: refsOf(osParts) }] : []),
      ...files.map((ref) => ({
        ref,
        dependsOn: refsOf(parts.filter((part) => fileOf(part) === ref)),
      })),
    ],
  };
}

function refsOf(parts: Part[]): string[] {
  return parts.map(({ ref }) => ref);
}

function systemOf(os: ImageScan['os']): Component[] {
  if (os === undefined) return [];
  const { family, version = '' } = os;
  const properties = propertiesOf({ Class: 'os-pkgs', Type: family });
  return [{ 'bom-ref': 'os', type: 'operating-system', name: family, version, properties }];
}

/** Types that Trivy collects for a whole image, each package with its path; of others a file has many packages. */
const COLLECTED = new Set(['jar', 'node-pkg', 'python-pkg', 'gemspec']);

/** Without its binary or lock file a package URL that is in several of them is read once only. */
function fileOf({ entry: { type = '', path } }: Part): string | undefined {
  return COLLECTED.has(type) || FAMILIES.has(type) ? undefined : path;
}

function applicationOf(file: string, parts: Part[]): Component {
  const type = parts.find((part) => fileOf(part) === file)?.entry.type ?? '';
  const properties = propertiesOf({ Class: 'lang-pkgs', Type: type });
  return { 'bom-ref': file, type: 'application', name: file, properties };
}

function componentOf({ ref, entry, purl }: Part, version: string | undefined): Component {
  const { type = '', name, path, source } = entry;
  const own = version === undefined ? purl : withVersion(purl, version);
  const properties = FAMILIES.has(type)
    ? {
        PkgType: type,
        ...sourceOf(name, source, version ?? source?.version ?? entry.installedVersion),
      }
    : { PkgType: type, ...(path !== undefined && { FilePath: path }) };
  return {
    ...{ 'bom-ref': ref, type: 'library', name, version: version ?? entry.installedVersion },
    ...{ purl: own, properties: propertiesOf(properties) },
  };
}

/** Advisories of Debian, Ubuntu and Alpine are compared with the source version, which is not in the package URL. */
function sourceOf(name: string, source: VulnerablePackage['source'], version: string) {
  const [, epoch, rest = version] = /^(\d+):(.*)$/.exec(version) ?? [];
  return {
    ...{ SrcName: source?.name ?? name, SrcVersion: rest },
    ...(epoch !== undefined && { SrcEpoch: epoch }),
  };
}

/** The epoch is a qualifier: inside the version Trivy reads it as 0. A plus sign is encoded, as Trivy does. */
function withVersion(purl: string, version: string): string {
  const [, head = '', tail = ''] = /^(.*)@[^@?#]*((?:[?#].*)?)$/.exec(purl) ?? [];
  if (!/^pkg:(deb|rpm|apk)\//.test(purl)) return `${head}@${encode(version)}${tail}`;
  const [, epoch, rest = version] = /^(\d+):(.*)$/.exec(version) ?? [];
  const others = tail
    .slice(1)
    .split('&')
    .filter((each) => each !== '' && !each.startsWith('epoch='));
  const qualifiers = [...others, ...(epoch === undefined ? [] : [`epoch=${epoch}`])];
  return `${head}@${encode(rest)}${qualifiers.length === 0 ? '' : `?${qualifiers.join('&')}`}`;
}

function encode(version: string): string {
  return encodeURIComponent(version).replaceAll('%3A', ':');
}

function propertiesOf(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({
    name: `aquasecurity:trivy:${name}`,
    value,
  }));
}
