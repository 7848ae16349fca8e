import { type Entry, type ImageContent, zip } from './archive';

/*
 * Three small services as images hold them, in two builds each. In an image Trivy looks at what is installed, not at
 * lock files: Node packages by their package.json, Composer's by installed.json, JARs by their pom.properties.
 */

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

export type Build = 1 | 2;

export const SERVICES = ['web', 'api', 'worker'] as const;
export type Service = (typeof SERVICES)[number];

function referenceOf(service: Service): string {
  return `${REGISTRY}/${service}:latest`;
}

/** The second build fixes OpenSSL, minimist and Log4Shell, and brings in two vulnerable libraries. */
export function imageOf(service: Service, build: Build): ImageContent {
  const files = { web: webFiles, api: apiFiles, worker: workerFiles }[service](build);
  return { reference: referenceOf(service), architecture: 'amd64', files };
}

function webFiles(build: Build): Entry[] {
  const openssl = build === 1 ? '1.1.1l-r7' : '1.1.1n-r0';
  return [
    ...alpine('3.15.0', [
      { name: 'busybox', version: '1.34.1-r3', source: 'busybox' },
      { name: 'ssl_client', version: '1.34.1-r3', source: 'busybox' },
      { name: 'libcrypto1.1', version: openssl, source: 'openssl' },
      { name: 'libssl1.1', version: openssl, source: 'openssl' },
      { name: 'zlib', version: '1.2.11-r3', source: 'zlib' },
    ]),
    ...nodePackage('lodash', '4.17.20'),
    ...nodePackage('minimist', build === 1 ? '1.2.5' : '1.2.6'),
    ...(build === 2 ? nodePackage('qs', '6.5.2') : []),
  ];
}

function apiFiles(build: Build): Entry[] {
  return [
    ...debian([
      { name: 'apt', version: '2.2.4', source: 'apt' },
      { name: 'libdb5.3', version: '5.3.28+dfsg1-0.8', source: 'db5.3' },
      ...opensslOnDebian(build, ['libssl1.1', 'openssl']),
    ]),
    composer([
      { name: 'facade/ignition', version: '2.5.1' },
      { name: 'guzzlehttp/guzzle', version: '7.4.1' },
      { name: 'league/flysystem', version: '1.1.3' },
    ]),
  ];
}

function workerFiles(build: Build): Entry[] {
  return [
    ...debian([
      { name: 'apt', version: '2.2.4', source: 'apt' },
      ...opensslOnDebian(build, ['libssl1.1']),
    ]),
    jar('org.apache.logging.log4j', 'log4j-core', build === 1 ? '2.14.1' : '2.15.0'),
    jar('org.springframework', 'spring-beans', '5.3.17'),
    ...(build === 2 ? [jar('org.apache.commons', 'commons-text', '1.9')] : []),
  ];
}

export interface OsPackage {
  name: string;
  version: string;
  source: string;
}

function opensslOnDebian(build: Build, names: string[]): OsPackage[] {
  const version = build === 1 ? '1.1.1k-1+deb11u1' : '1.1.1n-0+deb11u1';
  return names.map((name) => ({ name, version, source: 'openssl' }));
}

export function alpine(release: string, packages: OsPackage[]): Entry[] {
  const installed = packages.map(
    ({ name, version, source }) => `P:${name}\nV:${version}\nA:x86_64\no:${source}\nL:MIT\n`,
  );
  return [
    { path: 'etc/alpine-release', content: `${release}\n` },
    { path: 'etc/os-release', content: `ID=alpine\nVERSION_ID=${release}\n` },
    { path: 'lib/apk/db/installed', content: installed.join('\n') },
  ];
}

function debian(packages: OsPackage[]): Entry[] {
  const status = packages.map(
    ({ name, version, source }) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Debian\n` +
      `Version: ${version}\n${source === name ? '' : `Source: ${source}\n`}Description: ${name}\n`,
  );
  return [
    { path: 'etc/debian_version', content: '11.2\n' },
    { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="11"\n' },
    { path: 'var/lib/dpkg/status', content: status.join('\n') },
  ];
}

export function nodePackage(name: string, version: string): Entry[] {
  const content = JSON.stringify({ name, version, license: 'MIT' });
  return [{ path: `app/node_modules/${name}/package.json`, content }];
}

export function composer(packages: { name: string; version: string }[]): Entry {
  const content = JSON.stringify({ packages, dev: false, 'dev-package-names': [] });
  return { path: 'app/vendor/composer/installed.json', content };
}

export function jar(group: string, artifact: string, version: string): Entry {
  const properties = `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`;
  const content = zip([
    { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
    { path: `META-INF/maven/${group}/${artifact}/pom.properties`, content: properties },
  ]);
  return { path: `app/lib/${artifact}-${version}.jar`, content };
}
