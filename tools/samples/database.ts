import { ADVISORIES, type Advisory } from './advisories';

/** One value in Trivy's vulnerability database: nested buckets, key, JSON value. */
export interface DatabaseEntry {
  path: string[];
  key: string;
  value: unknown;
}

interface Source {
  id: string;
  name: string;
  url: string;
}

const ALPINE = 'alpine 3.15';
const DEBIAN = 'debian 11';
const NPM = 'npm::GitHub Security Advisory npm';
const COMPOSER = 'composer::GitHub Security Advisory Composer';
const MAVEN = 'maven::GitHub Security Advisory Maven';

const SOURCES: Record<string, Source> = {
  [ALPINE]: { id: 'alpine', name: 'Alpine Secdb', url: 'https://secdb.alpinelinux.org/' },
  [DEBIAN]: {
    id: 'debian',
    name: 'Debian Security Tracker',
    url: 'https://salsa.debian.org/security-tracker-team/security-tracker',
  },
  [NPM]: github('npm'),
  [COMPOSER]: github('Composer'),
  [MAVEN]: github('Maven'),
};

function github(ecosystem: string): Source {
  const query = `type%3Areviewed+ecosystem%3A${ecosystem.toLowerCase()}`;
  return {
    id: 'ghsa',
    name: `GitHub Security Advisory ${ecosystem}`,
    url: `https://github.com/advisories?query=${query}`,
  };
}

/** Trivy's number for "will not fix" (trivy-db, pkg/types/status.go). */
const WILL_NOT_FIX = 5;

const ADVISED: [bucket: string, name: string, id: string, value: object][] = [
  [ALPINE, 'openssl', 'CVE-2022-0778', { FixedVersion: '1.1.1n-r0' }],
  [ALPINE, 'zlib', 'CVE-2018-25032', { FixedVersion: '1.2.12-r0' }],
  [ALPINE, 'zlib', 'CVE-2022-37434', { FixedVersion: '1.2.12-r2' }],
  [ALPINE, 'busybox', 'CVE-2022-28391', { FixedVersion: '1.34.1-r5' }],
  [DEBIAN, 'openssl', 'CVE-2022-0778', { FixedVersion: '1.1.1k-1+deb11u2' }],
  [DEBIAN, 'apt', 'CVE-2011-3374', { Severity: 1 }],
  [DEBIAN, 'db5.3', 'CVE-2019-8457', { Status: WILL_NOT_FIX }],
  [NPM, 'lodash', 'CVE-2021-23337', versions(['<4.17.21'], ['4.17.21'])],
  [NPM, 'lodash', 'CVE-2020-28500', versions(['<4.17.21'], ['4.17.21'])],
  [NPM, 'minimist', 'CVE-2021-44906', versions(['>=1.0.0, <1.2.6', '<0.2.4'], ['1.2.6', '0.2.4'])],
  [NPM, 'qs', 'CVE-2022-24999', versions(['>=6.5.0, <6.5.3'], ['6.10.3', '6.5.3'])],
  [COMPOSER, 'facade/ignition', 'CVE-2021-3129', versions(['>=2.5.0, <2.5.2'], ['2.5.2'])],
  [COMPOSER, 'guzzlehttp/guzzle', 'CVE-2022-29248', versions(['>=7.0.0, <7.4.3'], ['7.4.3'])],
  [COMPOSER, 'league/flysystem', 'CVE-2021-32708', versions(['<1.1.4'], ['1.1.4'])],
  [
    MAVEN,
    'org.apache.logging.log4j:log4j-core',
    'CVE-2021-44228',
    versions(['>=2.13.0, <2.15.0'], ['2.15.0']),
  ],
  [
    MAVEN,
    'org.apache.logging.log4j:log4j-core',
    'CVE-2021-45046',
    versions(['>=2.13.0, <2.16.0'], ['2.16.0']),
  ],
  [
    MAVEN,
    'org.springframework:spring-beans',
    'CVE-2022-22965',
    versions(['>=5.3.0, <5.3.18', '<5.2.20.RELEASE'], ['5.3.18', '5.2.20.RELEASE']),
  ],
  [
    MAVEN,
    'org.apache.commons:commons-text',
    'CVE-2022-42889',
    versions(['>=1.5, <1.10.0'], ['1.10.0']),
  ],
];

function versions(vulnerable: string[], patched: string[]) {
  return { VulnerableVersions: vulnerable, PatchedVersions: patched };
}

/** A database of a few real advisories, in the layout of Trivy's own (schema 2). */
export function databaseEntries(): DatabaseEntry[] {
  return [
    ...Object.entries(SOURCES).map(([bucket, { id, name, url }]) => ({
      path: ['data-source'],
      key: bucket,
      value: { ID: id, Name: name, URL: url },
    })),
    ...Object.entries(ADVISORIES).map(([id, advisory]) => ({
      path: ['vulnerability'],
      key: id,
      value: detailOf(id, advisory),
    })),
    ...ADVISED.map(([bucket, name, id, value]) => ({ path: [bucket, name], key: id, value })),
  ];
}

const NUMBER = { LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 };

function detailOf(id: string, advisory: Advisory) {
  const cvss = Object.entries(advisory.v3).map(([source, [V3Vector, V3Score]]) => {
    const [V2Vector, V2Score] = advisory.v2 ?? [];
    const v2 = source === 'nvd' && V2Vector !== undefined ? { V2Vector, V2Score } : {};
    return [source, { V3Vector, V3Score, ...v2 }];
  });
  return {
    Title: advisory.title,
    Description: advisory.description,
    Severity: advisory.severity,
    VendorSeverity: Object.fromEntries(
      Object.keys(advisory.v3).map((source) => [source, NUMBER[advisory.severity]]),
    ),
    CVSS: Object.fromEntries(cvss),
    CweIDs: advisory.cwes,
    References: [`https://nvd.nist.gov/vuln/detail/${id}`],
    PublishedDate: advisory.published,
    LastModifiedDate: advisory.published,
  };
}
