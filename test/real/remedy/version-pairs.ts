import type { Answers } from '../../../scanner/ask-trivy';
import { readReport } from '../../../scanner/report';
import { chunksOf } from '../../../src/domain/group-by';
import { factsOf } from '../../../src/domain/remedy-facts';
import { readFixedVersions } from '../../../src/domain/versions/fixed-versions';
import { type Compare, type Scheme, schemeOf } from '../../../src/domain/versions/scheme';
import type { Advisory } from './database';

/** Where Trivy compares by a scheme: the advisories' bucket, and how a package of it is written in an SBOM. */
const PLACES: Record<Scheme, { bucket: string; purl: string; system?: [string, string] }> = {
  apk: { bucket: 'alpine 3.15', purl: 'pkg:apk/alpine', system: ['alpine', '3.15.0'] },
  deb: { bucket: 'debian 11', purl: 'pkg:deb/debian', system: ['debian', '11.2'] },
  rpm: { bucket: 'Photon OS 3.0', purl: 'pkg:rpm/photon', system: ['photon', '3.0'] },
  gem: { bucket: 'rubygems', purl: 'pkg:gem' },
  generic: { bucket: 'cargo', purl: 'pkg:cargo' },
  maven: { bucket: 'maven', purl: 'pkg:maven/all' },
  npm: { bucket: 'npm', purl: 'pkg:npm' },
  pip: { bucket: 'pip', purl: 'pkg:pypi' },
};

/** Versions that are compared with each other, as versions of one package. */
const GROUP = 60;

/** All versions in these reports, installed and fixed, by scheme. */
export async function versionsIn(
  files: string[],
  compare: Compare,
): Promise<Map<Scheme, string[]>> {
  const versions = new Map<Scheme, Set<string>>();
  for (const file of files) {
    for (const { entry, installed } of (await readReport(file)).detections.flatMap(factsOf)) {
      const scheme = schemeOf(entry.type);
      if (scheme === undefined) continue;
      const own = versions.get(scheme) ?? new Set();
      own.add(installed);
      for (const fixed of readFixedVersions(entry.fixedVersion ?? '', scheme, compare) ?? []) {
        own.add(fixed);
      }
      versions.set(scheme, own);
    }
  }
  return new Map([...versions].map(([scheme, own]) => [scheme, [...own].sort()]));
}

export interface Pairs {
  advisories: Advisory[];
  sbom: object;
  /** Pairs in which Trivy finds `a` older than `b` and we do not, or the reverse; and how many there are. */
  differences(answers: Answers, compare: Compare): { differ: string[]; pairs: number };
}

/** Every version against every other of its group: a vulnerability is fixed in one, and the other is installed. */
export function pairsOf(scheme: Scheme, versions: string[]): Pairs {
  const place = PLACES[scheme];
  const groups = chunksOf(versions, GROUP).map((group, index) => ({ name: `g${index}`, group }));
  const prefix = scheme === 'maven' ? 'all:' : '';
  const advisories = groups.flatMap(({ name, group }) =>
    group.map((fixed, id) => ({
      ...{ bucket: place.bucket, name: `${prefix}${name}`, id: `V-${id}` },
      value: place.system ? { FixedVersion: fixed } : { VulnerableVersions: [`<${fixed}`] },
    })),
  );
  const components = groups.flatMap(({ name, group }) =>
    group.map((version, index) => componentOf(scheme, name, version, `${name} ${index}`)),
  );
  return {
    ...{ advisories, sbom: sbomOf(components, place.system) },
    differences: (answers, compare) => {
      const differ: string[] = [];
      let pairs = 0;
      for (const { name, group } of groups) {
        for (const [index, installed] of group.entries()) {
          const answer = answers.get(`${name} ${index}`);
          // Of versions that differ in their epoch only, Trivy reads one.
          if (answer === undefined) continue;
          const found = new Set(answer.map((one) => one.vulnerabilityId));
          pairs += group.length;
          for (const [id, fixed] of group.entries()) {
            const order = compare(scheme, installed, fixed);
            if ((order !== undefined && order < 0) === found.has(`V-${id}`)) continue;
            differ.push(`${scheme}: ${installed} ${order} ${fixed}`);
          }
        }
      }
      return { differ, pairs };
    },
  };
}

function componentOf(scheme: Scheme, name: string, version: string, ref: string): object {
  const { purl, system } = PLACES[scheme];
  const [, epoch, rest = version] = (system && /^(\d+):(.*)$/.exec(version)) || [];
  const qualifier = epoch === undefined ? '' : `?epoch=${epoch}`;
  const source = {
    ...{ SrcName: name, SrcVersion: rest },
    ...(epoch !== undefined && { SrcEpoch: epoch }),
  };
  return {
    ...{ 'bom-ref': ref, type: 'library', name, version },
    purl: `${purl}/${name}@${encodeURIComponent(rest)}${qualifier}`,
    properties: Object.entries(system ? source : {}).map(([key, value]) => ({
      name: `aquasecurity:trivy:${key}`,
      value,
    })),
  };
}

function sbomOf(components: object[], system: [string, string] | undefined): object {
  const refs = components.map((each) => ('bom-ref' in each ? each['bom-ref'] : ''));
  const own = system && {
    ...{ 'bom-ref': 'os', type: 'operating-system', name: system[0], version: system[1] },
    properties: [
      { name: 'aquasecurity:trivy:Class', value: 'os-pkgs' },
      { name: 'aquasecurity:trivy:Type', value: system[0] },
    ],
  };
  return {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: { component: { 'bom-ref': 'image', type: 'container', name: 'image' } },
    components: [...(own ? [own] : []), ...components],
    dependencies: own
      ? [
          { ref: 'image', dependsOn: ['os'] },
          { ref: 'os', dependsOn: refs },
        ]
      : [{ ref: 'image', dependsOn: refs }],
  };
}
