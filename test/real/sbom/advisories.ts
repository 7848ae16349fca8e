import { readFileSync } from 'node:fs';
import type { Advisory } from '../remedy/database';

interface RawPackage {
  Name?: string;
  SrcName?: string;
  Version?: string;
}

export interface RawReport {
  Metadata?: { OS?: { Family: string; Name: string } };
  Results?: {
    Target: string;
    Class: string;
    Type: string;
    Packages?: RawPackage[];
    Vulnerabilities?: Record<string, unknown>[];
  }[];
}

export function readRaw(file: string): RawReport {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Trivy's names of what it looks language packages up in. */
const ECOSYSTEMS: Record<string, string> = {
  ...{ 'node-pkg': 'npm', 'python-pkg': 'pip', gemspec: 'rubygems', 'dotnet-core': 'nuget' },
  ...{ jar: 'maven', gobinary: 'go', 'composer-vendor': 'composer' },
};

/**
 * Two advisories for each package of these reports, one of them fixed, in every release that Trivy may judge by. Each release has
 * fixed versions of its own, so that a wrong one shows.
 */
export function advisoriesFor(reports: RawReport[]): Advisory[] {
  const all = new Map<string, Advisory>();
  for (const { Results = [] } of reports) {
    for (const { Class, Type, Packages = [] } of Results) {
      for (const each of Packages) {
        const made = Class === 'os-pkgs' ? forOs(Type, each) : forLibrary(Type, each);
        for (const one of made) all.set(`${one.bucket} ${one.name} ${one.id}`, one);
      }
    }
  }
  return [...all.values()];
}

const RELEASES: Record<string, string[]> = {
  debian: ['debian 11', 'debian 12'],
  ubuntu: ['ubuntu 20.04', 'ubuntu 20.04-ESM'],
  alpine: ['alpine 3.15', 'alpine 3.19', 'alpine 3.20', 'alpine 3.21', 'alpine edge'],
  wolfi: ['wolfi'],
  azurelinux: ['Azure Linux 3.0'],
};

function forOs(type: string, { Name = '', SrcName }: RawPackage): Advisory[] {
  const name = SrcName || Name;
  return (RELEASES[type] ?? []).flatMap((bucket, index) => [
    { bucket, name, id: idOf(name, 1), value: { FixedVersion: `99${index}.0-r0` } },
    { bucket, name, id: idOf(name, 2), value: { FixedVersion: type === 'alpine' ? '98-r0' : '' } },
  ]);
}

function forLibrary(type: string, { Name = '' }: RawPackage): Advisory[] {
  const bucket = ECOSYSTEMS[type];
  if (bucket === undefined) return [];
  // Python's names are looked up in one spelling: PEP 503.
  const name = bucket === 'pip' ? Name.toLowerCase().replace(/[-_.]+/g, '-') : Name;
  return [
    {
      ...{ bucket, name, id: idOf(name, 1) },
      value: { VulnerableVersions: ['<9999.0.0'], PatchedVersions: ['>=9999.0.0'] },
    },
    { bucket, name, id: idOf(name, 2), value: { VulnerableVersions: ['>=0.0.0'] } },
  ];
}

/** What Trivy reads from an SBOM as packages, by the names that it is asked by. */
export function packagesOfSbom(sbom: Uint8Array): RawReport {
  const { components }: { components: Component[] } = JSON.parse(
    Buffer.from(sbom).toString('utf8'),
  );
  return {
    Results: components.map(({ name, group, properties = [] }) => {
      const property = (key: string) =>
        properties.find((each) => each.name === `aquasecurity:trivy:${key}`)?.value ?? '';
      const [Type, SrcName] = [property('PkgType'), property('SrcName')];
      const Class = Type in RELEASES ? 'os-pkgs' : 'lang-pkgs';
      const Name = group === undefined ? name : `${group}${Type === 'jar' ? ':' : '/'}${name}`;
      return { Target: '', Class, Type, Packages: [{ Name, SrcName }] };
    }),
  };
}

interface Component {
  name: string;
  group?: string;
  properties?: { name: string; value: string }[];
}

function idOf(name: string, number: number): string {
  const sum = [...name].reduce((total, char) => (total * 31 + char.charCodeAt(0)) % 999_983, 7);
  return `CVE-20${10 + number}-${sum}`;
}
