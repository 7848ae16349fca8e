import { isOsType } from '../src/domain/detection';
import { groupBy } from '../src/domain/group-by';
import { ecosystemOf } from '../src/domain/remedy-key';

/** A version of a package that Trivy is asked about. */
export interface AskedPackage {
  /** Names it in the answer. */
  ref: string;
  /** Trivy's package type. */
  type: string;
  /** The library, the binary package, or the source package where advisories are for that. */
  name: string;
  version: string;
  /** `AffectedImage.system` of an OS package. */
  system?: string;
}

/** Types of package URLs by ecosystem. Packages of other ecosystems are not asked about. */
const PURL_TYPES: Record<string, string> = {
  ...{ npm: 'npm', maven: 'maven', go: 'golang', pip: 'pypi', gem: 'gem', cargo: 'cargo' },
  ...{ composer: 'composer', nuget: 'nuget', hex: 'hex', pub: 'pub', swift: 'swift' },
};

/** Families that were tried (issue 15): with others it is not known whether Trivy finds in an SBOM what it finds in an image. */
const OS_PURL_TYPES: Record<string, string> = {
  ...{ debian: 'deb', ubuntu: 'deb', alpine: 'apk', amazon: 'rpm', photon: 'rpm' },
};

/** True for a package that Trivy can be asked about. */
export function isAskable({ type, system }: Pick<AskedPackage, 'type' | 'system'>): boolean {
  if (isOsType(type)) return system !== undefined && Object.hasOwn(OS_PURL_TYPES, type);
  return Object.hasOwn(PURL_TYPES, ecosystemOf(type));
}

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  version?: string;
  purl?: string;
  properties: { name: string; value: string }[];
}

/**
 * The packages as CycloneDX documents as Trivy itself writes them: one for each operating system, because Trivy reads
 * only one of a document. Libraries are in the first.
 */
export function sbomsOf(asked: AskedPackage[]): object[] {
  const bySystem = groupBy(asked.filter(isAskable), ({ type, system }) =>
    isOsType(type) ? system : '',
  );
  const libraries = (bySystem.get('') ?? []).map(libraryOf);
  bySystem.delete('');
  const systems = [...bySystem].map(([system, packages]) => documentOf(system, packages));
  const [first = [], ...others] = systems;
  const documents = [[...first, ...libraries], ...others].filter(({ length }) => length > 0);
  return documents.map(cycloneDx);
}

function documentOf(system: string, packages: AskedPackage[]): Component[] {
  const [family = '', version = ''] = system.split(/ (.*)/);
  return [
    {
      ...{ 'bom-ref': SYSTEM_REF, type: 'operating-system', name: family, version },
      properties: properties({ Class: 'os-pkgs', Type: family }),
    },
    ...packages.map((each) => osPackageOf(each, family)),
  ];
}

const SYSTEM_REF = 'operating-system';
const ROOT_REF = 'targets';

function cycloneDx(components: Component[]): object {
  const system = components.find((each) => each['bom-ref'] === SYSTEM_REF);
  const isOs = ({ purl = '' }: Component) => /^pkg:(deb|apk|rpm)\//.test(purl);
  const refsOf = (list: Component[]) => list.map((each) => each['bom-ref']);
  return {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: { component: { 'bom-ref': ROOT_REF, type: 'container', name: ROOT_REF } },
    components,
    dependencies: [
      { ref: ROOT_REF, dependsOn: refsOf(components.filter((each) => !isOs(each))) },
      ...(system === undefined
        ? []
        : [{ ref: SYSTEM_REF, dependsOn: refsOf(components.filter(isOs)) }]),
    ],
  };
}

function libraryOf({ ref, type, name, version }: AskedPackage): Component {
  const ecosystem = ecosystemOf(type);
  const path = ecosystem === 'maven' ? name.replace(':', '/') : name;
  const purl = `pkg:${PURL_TYPES[ecosystem]}/${path.split('/').map(encode).join('/')}@${encode(version)}`;
  const pkgType = properties({ PkgType: type });
  return { 'bom-ref': ref, type: 'library', name, version, purl, properties: pkgType };
}

/**
 * Trivy compares the source version of Debian, Ubuntu and Alpine, which is in the properties, and the version of the
 * package URL for RPM. There the epoch is a qualifier: inside the version it would be read as 0.
 */
function osPackageOf({ ref, type, name, version }: AskedPackage, family: string): Component {
  const [, epoch, rest = version] = /^(\d+):(.*)$/.exec(version) ?? [];
  const qualifier = epoch === undefined ? '' : `?epoch=${epoch}`;
  const purl = `pkg:${OS_PURL_TYPES[type]}/${family}/${encode(name)}@${encode(rest)}${qualifier}`;
  return {
    ...{ 'bom-ref': ref, type: 'library', name, version, purl },
    properties: properties({
      ...{ PkgType: type, SrcName: name, SrcVersion: rest },
      ...(epoch !== undefined && { SrcEpoch: epoch }),
    }),
  };
}

function properties(values: Record<string, string>): Component['properties'] {
  return Object.entries(values).map(([name, value]) => ({
    name: `aquasecurity:trivy:${name}`,
    value,
  }));
}

/** As package URLs are written: all but letters, digits and `.-_~`, and `:`. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
