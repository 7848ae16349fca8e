import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, zip } from '../trivy-db/archive';
import {
  alpine,
  composer,
  imageOf,
  jar,
  nodePackage,
  type OsPackage,
  SERVICES,
} from '../trivy-db/services';

/*
 * Images of many kinds: the samples, systems of several families, and language packages. Where this machine has real lists of
 * packages (dpkg's, node_modules, a Python environment, Go programs) they are used.
 */

export interface TestImage {
  name: string;
  files: Entry[];
  /** Its SBOM must be judged differently, because it lacks what the image is judged by. */
  mustDiffer?: true;
}

export function testImages(goPrograms: string[]): TestImage[] {
  return [
    ...SERVICES.flatMap((service) =>
      ([1, 2] as const).map((build) => ({
        name: `sample-${service}-${build}`,
        files: imageOf(service, build).files,
      })),
    ),
    { name: 'debian', files: debian(realDebian()) },
    { name: 'debian-node', files: [...debian(BASE), ...realNode()] },
    { name: 'debian-python', files: [...debian(BASE), ...python()] },
    { name: 'debian-gems-and-dotnet', files: [...debian(BASE), ...gems(), dotnet()] },
    { name: 'distroless', files: distroless() },
    {
      name: 'debian-third-party',
      files: debian([...BASE, { ...DOCKER, maintainer: 'Docker <support@docker.com>' }]),
    },
    { name: 'ubuntu', files: ubuntu(false) },
    { name: 'ubuntu-esm', files: ubuntu(true), mustDiffer: true },
    { name: 'alpine', files: alpineWith('3.20.3', ['v3.20/main', 'v3.20/community']) },
    {
      name: 'alpine-edge',
      files: alpineWith('3.21.0_alpha20240923', ['edge/main']),
      mustDiffer: true,
    },
    {
      name: 'alpine-mixed',
      files: alpineWith('3.19.1', ['v3.19/main', 'edge/testing']),
      mustDiffer: true,
    },
    { name: 'wolfi', files: wolfi() },
    { name: 'azure-linux', files: azureLinux() },
    { name: 'alpine-java', files: [...alpineWith('3.20.3', ['v3.20/main']), ...java()] },
    {
      name: 'php-without-system',
      files: [composer([{ name: 'league/flysystem', version: '1.1.3' }])],
    },
    { name: 'node-without-system', files: nodePackage('minimist', '1.2.5') },
    { name: 'two-copies', files: twoCopies() },
    { name: 'nothing', files: [{ path: 'hello', content: 'world' }] },
    ...goPrograms.map((file, index) => ({
      name: `go-${index}`,
      files: [...debian(BASE), { path: 'usr/local/bin/program', content: readFileSync(file) }],
    })),
  ];
}

interface DebianPackage extends OsPackage {
  sourceVersion?: string;
  maintainer?: string;
}

const BASE: DebianPackage[] = [
  { name: 'bash', version: '5.2.15-2+b7', source: 'bash', sourceVersion: '5.2.15-2' },
  { name: 'libssl3', version: '3.0.11-1~deb12u2', source: 'openssl' },
  {
    name: 'login',
    version: '1:4.13+dfsg1-1+b1',
    source: 'shadow',
    sourceVersion: '1:4.13+dfsg1-1',
  },
  { name: 'libgcc-s1', version: '12.2.0-14', source: 'gcc-12' },
  { name: 'zlib1g', version: '1:1.2.13.dfsg-1', source: 'zlib' },
];
const DOCKER: DebianPackage = { name: 'docker-ce', version: '5:24.0.7-1', source: 'docker-ce' };

/** The packages of this machine, if it is a Debian. */
function realDebian(): DebianPackage[] | string {
  const file = '/var/lib/dpkg/status';
  return existsSync(file) ? readFileSync(file, 'utf8') : BASE;
}

function debian(packages: DebianPackage[] | string): Entry[] {
  return [
    { path: 'etc/debian_version', content: '12.4\n' },
    { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
    {
      path: 'var/lib/dpkg/status',
      content: typeof packages === 'string' ? packages : stanzas(packages),
    },
  ];
}

function stanzas(packages: DebianPackage[]): string {
  return packages.map(stanza).join('\n');
}

function stanza({ name, version, source, sourceVersion, maintainer }: DebianPackage): string {
  const origin = sourceVersion === undefined ? source : `${source} (${sourceVersion})`;
  return (
    `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\n` +
    `Maintainer: ${maintainer ?? 'Debian Team <team@lists.debian.org>'}\nVersion: ${version}\n` +
    `${origin === name ? '' : `Source: ${origin}\n`}Description: ${name}\n`
  );
}

/** Packages are in a file each. */
function distroless(): Entry[] {
  return [
    { path: 'etc/debian_version', content: '12.4\n' },
    {
      path: 'usr/lib/os-release',
      content: 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\n',
    },
    ...BASE.map((each) => ({ path: `var/lib/dpkg/status.d/${each.name}`, content: stanza(each) })),
  ];
}

function ubuntu(isExtended: boolean): Entry[] {
  const status = JSON.stringify({ services: [{ name: 'esm-infra', status: 'enabled' }] });
  return [
    {
      path: 'etc/lsb-release',
      content: 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=20.04\nDISTRIB_CODENAME=focal\n',
    },
    { path: 'etc/os-release', content: 'ID=ubuntu\nVERSION_ID="20.04"\n' },
    {
      path: 'var/lib/dpkg/status',
      content: stanzas([
        { name: 'libssl1.1', version: '1.1.1f-1ubuntu2.16', source: 'openssl' },
        { name: 'tar', version: '1.30+dfsg-7ubuntu0.20.04.2', source: 'tar' },
      ]),
    },
    ...(isExtended ? [{ path: 'var/lib/ubuntu-advantage/status.json', content: status }] : []),
  ];
}

function alpineWith(release: string, repositories: string[]): Entry[] {
  return [
    ...alpine(release, [
      { name: 'busybox', version: '1.36.1-r29', source: 'busybox' },
      { name: 'ssl_client', version: '1.36.1-r29', source: 'busybox' },
      { name: 'libcrypto3', version: '3.3.1-r3', source: 'openssl' },
      { name: 'openjdk17-jre-headless', version: '17.0.12_p7-r0', source: 'openjdk17' },
    ]),
    {
      path: 'etc/apk/repositories',
      content: repositories
        .map((each) => `https://dl-cdn.alpinelinux.org/alpine/${each}\n`)
        .join(''),
    },
  ];
}

function wolfi(): Entry[] {
  const files = alpine('x', [{ name: 'curl', version: '8.4.0-r0', source: 'curl' }]);
  return [
    ...files.filter(({ path }) => path.startsWith('lib/apk')),
    { path: 'etc/os-release', content: 'ID=wolfi\nNAME="Wolfi"\nVERSION_ID="20230201"\n' },
  ];
}

/** A distroless image of Azure Linux lists its RPM packages in a text. */
function azureLinux(): Entry[] {
  const line = (name: string, version: string, epoch: number, source: string) =>
    [name, version, 1, 1, 'Microsoft', '(none)', 1, 'x86_64', epoch, source].join('\t');
  return [
    { path: 'etc/azurelinux-release', content: 'AzureLinux 3.0.20240727\n' },
    { path: 'etc/os-release', content: 'ID=azurelinux\nVERSION_ID="3.0"\n' },
    {
      path: 'var/lib/rpmmanifest/container-manifest-2',
      content: `${[
        line('openssl-libs', '3.3.0-1.azl3', 0, 'openssl-3.3.0-1.azl3.src.rpm'),
        line('tzdata', '2024a-1.azl3', 2, 'tzdata-2024a-1.azl3.src.rpm'),
      ].join('\n')}\n`,
    },
  ];
}

/** The packages that this project is developed with. */
function realNode(): Entry[] {
  const root = join(__dirname, '../../../node_modules');
  const names = readdirSync(root).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(root, name)).map((each) => `${name}/${each}`) : [name],
  );
  return names.flatMap((name) => {
    const path = `app/node_modules/${name}/package.json`;
    const file = join(root, name, 'package.json');
    return existsSync(file) && path.length < 100 ? [{ path, content: readFileSync(file) }] : [];
  });
}

function python(): Entry[] {
  const packages = [
    ['Django', '3.2.5'],
    ['requests', '2.25.0'],
    ['ruamel.yaml', '0.17.21'],
    ['zope.interface', '5.4.0'],
    ['PyYAML', '5.3.1'],
  ];
  return packages.map(([name, version]) => ({
    path: `usr/lib/python3/dist-packages/${name}-${version}.dist-info/METADATA`,
    content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
  }));
}

function gems(): Entry[] {
  return [
    ['rack', '2.1.3'],
    ['rails-html-sanitizer', '1.4.2'],
  ].map(([name, version]) => ({
    path: `usr/lib/ruby/gems/2.7.0/specifications/${name}-${version}.gemspec`,
    content: `Gem::Specification.new do |s|\n  s.name = "${name}".freeze\n  s.version = "${version}"\nend\n`,
  }));
}

function dotnet(): Entry {
  const library = { type: 'package', serviceable: true, sha512: '' };
  const content = JSON.stringify({
    runtimeTarget: { name: '.NETCoreApp,Version=v6.0', signature: '' },
    targets: {
      '.NETCoreApp,Version=v6.0': { 'Newtonsoft.Json/9.0.1': { runtime: { 'a.dll': {} } } },
    },
    libraries: { 'Newtonsoft.Json/9.0.1': library },
  });
  return { path: 'app/service.deps.json', content };
}

/** A JAR in a JAR, and one that only its manifest names. */
function java(): Entry[] {
  const inner = jar('org.apache.commons', 'commons-text', '1.9');
  const outer = zip([
    { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
    {
      path: 'META-INF/maven/com.example/shop/pom.properties',
      content: 'groupId=com.example\nartifactId=shop\nversion=1.0.0\n',
    },
    { path: 'BOOT-INF/lib/commons-text-1.9.jar', content: inner.content },
  ]);
  const byManifest = zip([
    {
      path: 'META-INF/MANIFEST.MF',
      content:
        'Manifest-Version: 1.0\r\nImplementation-Title: guava\r\nImplementation-Version: 20.0\r\nImplementation-Vendor-Id: com.google.guava\r\n\r\n',
    },
  ]);
  return [
    { path: 'app/shop.jar', content: outer },
    { path: 'app/lib/guava-20.0.jar', content: byManifest },
    jar('org.apache.logging.log4j', 'log4j-core', '2.14.1'),
  ];
}

/** The same package twice: an SBOM must not make one of it. */
function twoCopies(): Entry[] {
  const [content] = nodePackage('minimist', '1.2.5');
  const copy = 'app/node_modules/a/node_modules/minimist/package.json';
  return [
    ...nodePackage('minimist', '1.2.5'),
    ...(content ? [{ path: copy, content: content.content }] : []),
    ...alpine('3.20.3', [{ name: 'busybox', version: '1.36.1-r29', source: 'busybox' }]),
  ];
}

/** A JAR that says nothing of itself: only the Java database knows it, by its checksum. */
export function unnamedJar(): { files: Entry[]; content: Buffer } {
  const content = zip([{ path: 'com/example/Shop.class', content: 'class' }]);
  const files = [...alpineWith('3.20.3', ['v3.20/main']), { path: 'app/lib/shop.jar', content }];
  return { files, content };
}
