import { createHash } from 'node:crypto';
import type { FleetPackage, Part } from './catalogue';
import type { Build } from './images';

/*
 * What Trivy writes about a build. The image's own values are blanks, which the fleet's Trivy fills in: @IMAGE@ is
 * registry/repository:tag, @NAME@ registry/repository, @DIGEST@ the digest, @INPUT@ the file of an SBOM.
 */

/** The version that the fleet's Trivy says it is. */
export const TRIVY_VERSION = '0.74.0';

const OS_TYPES = new Set<Part['type']>(['debian', 'alpine']);
const ROOT = 'image';
const CREATED = '2026-11-23T03:00:12Z';

/** The report of `trivy image`. */
export function imageReport(build: Build): string {
  const [os] = build.parts;
  return lines({
    ...header('@IMAGE@', 'container_image'),
    Metadata: {
      OS: osOf(os),
      ImageID: idOf(build.name),
      RepoTags: ['@IMAGE@'],
      RepoDigests: ['@NAME@@@DIGEST@'],
      ImageConfig: {
        architecture: 'amd64',
        os: 'linux',
        created: CREATED,
        history: [{ created: CREATED }],
      },
    },
    Results: resultsOf(build, '@IMAGE@'),
  });
}

/** The report of `trivy sbom`: an SBOM does not have the image's configuration. */
export function sbomReport(build: Build): string {
  const [os] = build.parts;
  return lines({
    ...header('@INPUT@', 'cyclonedx'),
    Metadata: { OS: osOf(os), ImageID: idOf(build.name), RepoDigests: ['@NAME@@@DIGEST@'] },
    Results: resultsOf(build, '@INPUT@'),
  });
}

/** The SBOM that `trivy convert` makes of the image's report. */
export function sbom({ name, parts }: Build): string {
  const [os] = parts;
  const packages = parts.flatMap((part) => part.packages.map((each) => component(part, each)));
  return lines({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: {
      component: {
        ...{ 'bom-ref': ROOT, type: 'container', name: '@IMAGE@' },
        properties: properties({
          ImageID: idOf(name),
          RepoDigest: '@NAME@@@DIGEST@',
          RepoTag: '@IMAGE@',
        }),
      },
    },
    components: [
      {
        ...{ 'bom-ref': 'os', type: 'operating-system', name: os?.type, version: os?.release },
        properties: properties({ Class: 'os-pkgs', Type: os?.type ?? '' }),
      },
      ...packages,
    ],
  });
}

function header(name: string, type: string) {
  return {
    SchemaVersion: 2,
    Trivy: { Version: TRIVY_VERSION },
    CreatedAt: CREATED,
    ArtifactName: name,
    ArtifactType: type,
  };
}

/** One line for each member, so that a program without JSON finds what it needs. */
function lines(document: object): string {
  const members = Object.entries(document).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(',\n')}\n}\n`;
}

function osOf(part: Part | undefined) {
  return { Family: part?.type, Name: part?.release };
}

function resultsOf({ parts }: Build, target: string) {
  return parts.map((part) => {
    const isOs = OS_TYPES.has(part.type);
    return {
      Target: isOs ? `${target} (${part.type} ${part.release})` : targetOf(part.type),
      Class: isOs ? 'os-pkgs' : 'lang-pkgs',
      Type: part.type,
      Packages: part.packages.map((each) => packageOf(part, each)),
      Vulnerabilities: part.packages.flatMap((each) => vulnerabilitiesOf(part, each)),
    };
  });
}

const TARGETS: Partial<Record<Part['type'], string>> = {
  'node-pkg': 'Node.js',
  'python-pkg': 'Python',
  jar: 'Java',
};

function targetOf(type: Part['type']): string {
  return TARGETS[type] ?? 'usr/local/bin/service';
}

function packageOf(part: Part, { name, version, source }: FleetPackage) {
  return {
    ID: `${name}@${version}`,
    Name: name,
    Identifier: identifier(part, name, version),
    Version: version,
    ...(source !== undefined && { SrcName: source, SrcVersion: version }),
  };
}

function vulnerabilitiesOf(part: Part, { name, version, vulnerabilities = [] }: FleetPackage) {
  return vulnerabilities.map(({ id, severity, vector, score, title, fixed }) => ({
    VulnerabilityID: id,
    PkgID: `${name}@${version}`,
    PkgName: name,
    PkgIdentifier: identifier(part, name, version),
    InstalledVersion: version,
    ...(fixed === undefined ? { Status: 'affected' } : { FixedVersion: fixed, Status: 'fixed' }),
    Severity: severity,
    SeveritySource: 'nvd',
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    Title: title,
    CVSS: { nvd: { V3Vector: vector, V3Score: score } },
  }));
}

function component(part: Part, { name, version, source }: FleetPackage) {
  return {
    'bom-ref': purl(part, name, version),
    ...{ type: 'library', name, version, purl: purl(part, name, version) },
    properties: properties({
      PkgType: part.type,
      ...(source !== undefined && { SrcName: source, SrcVersion: version }),
    }),
  };
}

function identifier(part: Part, name: string, version: string) {
  const PURL = purl(part, name, version);
  return { PURL, UID: createHash('sha256').update(PURL).digest('hex').slice(0, 15) };
}

const PURL_TYPES: Record<Part['type'], string> = {
  ...{ debian: 'deb/debian', alpine: 'apk/alpine', 'node-pkg': 'npm', 'python-pkg': 'pypi' },
  ...{ jar: 'maven', gobinary: 'golang' },
};

function purl({ type }: Part, name: string, version: string): string {
  const path = type === 'jar' ? name.replace(':', '/') : name;
  return `pkg:${PURL_TYPES[type]}/${path}@${encodeURIComponent(version)}`;
}

function properties(values: Record<string, string>) {
  return Object.entries(values).map(([name, value]) => ({
    name: `aquasecurity:trivy:${name}`,
    value,
  }));
}

function idOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
