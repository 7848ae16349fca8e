/*
 * What the images of a fleet are made of: packages as distributions and registries have them, and vulnerabilities that were
 * published for these versions. Ids, versions and scores are real, titles are our own words.
 */

interface FleetVulnerability {
  id: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  /** CVSS 3.1. */
  vector: string;
  score: number;
  title: string;
  /** Absent where there is no fix. */
  fixed?: string;
}

export interface FleetPackage {
  name: string;
  version: string;
  /** Source package of a package of an operating system. */
  source?: string;
  /** The one that is fixed last comes last. */
  vulnerabilities?: FleetVulnerability[];
}

export interface Part {
  /** Trivy's type of the packages: of an operating system, or of a language. */
  type: 'debian' | 'alpine' | 'node-pkg' | 'python-pkg' | 'jar' | 'gobinary';
  /** Version of the operating system. */
  release?: string;
  packages: FleetPackage[];
}

const NETWORK = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N';
const ALL = `${NETWORK}/S:U/C:H/I:H/A:H`;
const CRASH = `${NETWORK}/S:U/C:N/I:N/A:H`;
const READ = `${NETWORK}/S:U/C:H/I:N/A:N`;

function vulnerability(
  id: string,
  vector: string,
  score: number,
  title: string,
  fixed?: string,
): FleetVulnerability {
  const severity = score >= 9 ? 'CRITICAL' : score >= 7 ? 'HIGH' : score >= 4 ? 'MEDIUM' : 'LOW';
  return { id, severity, vector, score, title, ...(fixed !== undefined && { fixed }) };
}

const LIBC = vulnerability(
  'CVE-2024-2961',
  `${NETWORK}/S:U/C:L/I:L/A:H`,
  8.8,
  'glibc: out-of-bounds write in iconv',
  '2.36-9+deb12u6',
);
const OPENSSL_3 = vulnerability(
  'CVE-2024-6119',
  CRASH,
  7.5,
  'openssl: invalid memory read in checks of X.509 names',
  '3.0.14-1~deb12u2',
);

export const DEBIAN: Part = {
  type: 'debian',
  release: '12.4',
  packages: [
    { name: 'libc6', source: 'glibc', version: '2.36-9+deb12u3', vulnerabilities: [LIBC] },
    { name: 'libc-bin', source: 'glibc', version: '2.36-9+deb12u3', vulnerabilities: [LIBC] },
    {
      name: 'libssl3',
      source: 'openssl',
      version: '3.0.11-1~deb12u2',
      vulnerabilities: [OPENSSL_3],
    },
    {
      name: 'openssl',
      source: 'openssl',
      version: '3.0.11-1~deb12u2',
      vulnerabilities: [OPENSSL_3],
    },
    {
      name: 'zlib1g',
      source: 'zlib',
      version: '1:1.2.13.dfsg-1',
      vulnerabilities: [
        vulnerability(
          'CVE-2023-45853',
          ALL,
          9.8,
          'zlib: integer overflow in zipOpenNewFileInZip4_6',
        ),
      ],
    },
    {
      name: 'libgnutls30',
      source: 'gnutls28',
      version: '3.7.9-2+deb12u1',
      vulnerabilities: [
        vulnerability(
          'CVE-2024-0553',
          READ,
          7.5,
          'gnutls: timing side channel in RSA-PSK',
          '3.7.9-2+deb12u2',
        ),
      ],
    },
    {
      name: 'libexpat1',
      source: 'expat',
      version: '2.5.0-1',
      vulnerabilities: [
        vulnerability(
          'CVE-2024-45491',
          ALL,
          9.8,
          'libexpat: integer overflow in dtdCopy',
          '2.5.0-1+deb12u1',
        ),
      ],
    },
    { name: 'apt', source: 'apt', version: '2.6.1' },
    { name: 'bash', source: 'bash', version: '5.2.15-2+b2' },
    { name: 'coreutils', source: 'coreutils', version: '9.1-1' },
    { name: 'dpkg', source: 'dpkg', version: '1.21.22' },
    { name: 'tzdata', source: 'tzdata', version: '2023c-5+deb12u1' },
  ],
};

const ALPINE_SSL = vulnerability(
  'CVE-2024-6119',
  CRASH,
  7.5,
  'openssl: invalid memory read in checks of X.509 names',
  '3.1.7-r0',
);

export const ALPINE: Part = {
  type: 'alpine',
  release: '3.19.0',
  packages: [
    { name: 'libcrypto3', source: 'openssl', version: '3.1.4-r2', vulnerabilities: [ALPINE_SSL] },
    { name: 'libssl3', source: 'openssl', version: '3.1.4-r2', vulnerabilities: [ALPINE_SSL] },
    {
      name: 'libexpat',
      source: 'expat',
      version: '2.5.0-r2',
      vulnerabilities: [
        vulnerability(
          'CVE-2023-52425',
          CRASH,
          7.5,
          'expat: very slow for large tokens',
          '2.6.0-r0',
        ),
      ],
    },
    {
      name: 'busybox',
      source: 'busybox',
      version: '1.36.1-r15',
      vulnerabilities: [
        vulnerability(
          'CVE-2023-42363',
          'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H',
          5.5,
          'busybox: use after free in awk',
          '1.36.1-r17',
        ),
      ],
    },
    { name: 'alpine-baselayout', source: 'alpine-baselayout', version: '3.4.3-r2' },
    { name: 'musl', source: 'musl', version: '1.2.4_git20230717-r4' },
    { name: 'zlib', source: 'zlib', version: '1.3.1-r0' },
  ],
};

export const NODE: Part = {
  type: 'node-pkg',
  packages: [
    library('lodash', '4.17.20', [
      'CVE-2021-23337',
      'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
      7.2,
      'lodash: command injection by template',
      '4.17.21',
    ]),
    library('minimist', '1.2.5', [
      'CVE-2021-44906',
      ALL,
      9.8,
      'minimist: prototype pollution',
      '1.2.6',
    ]),
    library('qs', '6.5.2', [
      'CVE-2022-24999',
      CRASH,
      7.5,
      'qs: prototype poisoning hangs the process',
      '6.5.3',
    ]),
    library('ws', '8.16.0', [
      'CVE-2024-37890',
      CRASH,
      7.5,
      'ws: crash by many request headers',
      '8.17.1',
    ]),
    library('cross-spawn', '7.0.3', [
      'CVE-2024-21538',
      CRASH,
      7.5,
      'cross-spawn: slow regular expression',
      '7.0.5',
    ]),
    library('semver', '7.3.7', [
      'CVE-2022-25883',
      CRASH,
      7.5,
      'semver: slow regular expression',
      '7.5.2',
    ]),
    library('path-to-regexp', '0.1.7', [
      'CVE-2024-45296',
      CRASH,
      7.5,
      'path-to-regexp: slow regular expression',
      '0.1.10',
    ]),
    ...safe(['debug', '4.3.4'], ['ms', '2.1.3'], ['undici-types', '5.26.5'], ['yallist', '4.0.0']),
  ],
};

export const PYTHON: Part = {
  type: 'python-pkg',
  packages: [
    library('aiohttp', '3.9.1', [
      'CVE-2024-23334',
      READ,
      7.5,
      'aiohttp: reads files outside of static folders',
      '3.9.2',
    ]),
    library('Django', '4.2.10', [
      'CVE-2024-42005',
      ALL,
      9.8,
      'django: SQL injection in QuerySet.values',
      '4.2.15',
    ]),
    library('gunicorn', '20.1.0', [
      'CVE-2024-1135',
      `${NETWORK}/S:U/C:N/I:H/A:N`,
      7.5,
      'gunicorn: HTTP request smuggling',
      '22.0.0',
    ]),
    library('setuptools', '65.5.0', [
      'CVE-2024-6345',
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H',
      8.8,
      'setuptools: remote code execution in package_index',
      '70.0.0',
    ]),
    library('cryptography', '41.0.3', [
      'CVE-2023-50782',
      READ,
      7.5,
      'cryptography: Bleichenbacher timing oracle',
      '42.0.0',
    ]),
    ...safe(['asgiref', '3.7.2'], ['pytz', '2023.3'], ['sqlparse', '0.5.0'], ['yarl', '1.9.4']),
  ],
};

export const JAVA: Part = {
  type: 'jar',
  packages: [
    {
      name: 'org.apache.logging.log4j:log4j-core',
      version: '2.14.1',
      vulnerabilities: [
        vulnerability(
          'CVE-2021-44228',
          `${NETWORK}/S:C/C:H/I:H/A:H`,
          10,
          'log4j-core: remote code execution by JNDI',
          '2.15.0',
        ),
        vulnerability(
          'CVE-2021-45046',
          'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H',
          9,
          'log4j-core: incomplete fix of CVE-2021-44228',
          '2.16.0',
        ),
      ],
    },
    library('org.apache.commons:commons-text', '1.9', [
      'CVE-2022-42889',
      ALL,
      9.8,
      'commons-text: code execution by interpolation',
      '1.10.0',
    ]),
    library('org.yaml:snakeyaml', '1.30', [
      'CVE-2022-1471',
      ALL,
      9.8,
      'snakeyaml: constructor makes any object',
      '2.0',
    ]),
    library('io.netty:netty-codec-http2', '4.1.86.Final', [
      'CVE-2023-44487',
      CRASH,
      7.5,
      'HTTP/2: rapid reset attack',
      '4.1.100.Final',
    ]),
    library('com.fasterxml.jackson.core:jackson-databind', '2.13.2', [
      'CVE-2022-42003',
      CRASH,
      7.5,
      'jackson-databind: deep nesting of arrays',
      '2.13.4.2',
    ]),
    ...safe(
      ['org.slf4j:slf4j-api', '2.0.9'],
      ['com.google.code.gson:gson', '2.10.1'],
      ['org.springframework:spring-core', '6.2.11'],
    ),
  ],
};

export const GO: Part = {
  type: 'gobinary',
  packages: [
    library('golang.org/x/net', 'v0.10.0', [
      'CVE-2023-39325',
      CRASH,
      7.5,
      'golang.org/x/net: rapid reset of HTTP/2 streams',
      '0.17.0',
    ]),
    library('golang.org/x/crypto', 'v0.14.0', [
      'CVE-2024-45337',
      `${NETWORK}/S:U/C:H/I:H/A:N`,
      9.1,
      'golang.org/x/crypto/ssh: wrong use of PublicKeyCallback',
      '0.31.0',
    ]),
    library('stdlib', 'v1.20.5', [
      'CVE-2024-24790',
      ALL,
      9.8,
      'net/netip: IPv4-mapped IPv6 addresses',
      '1.21.11',
    ]),
    ...safe(['github.com/google/uuid', 'v1.6.0'], ['go.uber.org/zap', 'v1.27.0']),
  ],
};

function library(
  name: string,
  version: string,
  known: Parameters<typeof vulnerability>,
): FleetPackage {
  return { name, version, vulnerabilities: [vulnerability(...known)] };
}

function safe(...list: [name: string, version: string][]): FleetPackage[] {
  return list.map(([name, version]) => ({ name, version }));
}
