import { type AskedPackage, sbomsOf } from '../../../scanner/targets-sbom';
import type { ImageScan } from '../../../src/domain/detection';
import { scanOf } from '../../domain/remedy-builders';
import type { Advisory } from './database';
import type { Ask } from './proof';

const LOG4J = 'org.apache.logging.log4j:log4j-core';
const JACKSON = 'com.fasterxml.jackson.core:jackson-databind';

/** Ranges of the GitHub Advisory Database (CC-BY 4.0), the Go vulnerability database and RubySec. */
export const REAL_ADVISORIES: Advisory[] = [
  library('maven', LOG4J, 'CVE-2021-44228', [
    ['>=2.13.0, <2.15.0', '2.15.0'],
    ['>=2.4, <2.12.2', '2.12.2'],
    ['>=2.0-beta9, <2.3.1', '2.3.1'],
  ]),
  library('maven', LOG4J, 'CVE-2021-45046', [
    ['>=2.13.0, <2.16.0', '2.16.0'],
    ['>=2.4, <2.12.2', '2.12.2'],
    ['>=2.0-beta9, <2.3.1', '2.3.1'],
  ]),
  library('maven', LOG4J, 'CVE-2021-45105', [
    ['>=2.13.0, <2.17.0', '2.17.0'],
    ['>=2.4, <2.12.3', '2.12.3'],
    ['>=2.0-beta9, <2.3.1', '2.3.1'],
  ]),
  library('maven', LOG4J, 'CVE-2021-44832', [
    ['>=2.13.0, <2.17.1', '2.17.1'],
    ['>=2.4, <2.12.4', '2.12.4'],
    ['>=2.0-beta7, <2.3.2', '2.3.2'],
  ]),
  library('maven', JACKSON, 'CVE-2020-36518', [
    ['>=2.13.0, <2.13.2.1', '2.13.2.1'],
    ['<2.12.6.1', '2.12.6.1'],
  ]),
  library('maven', JACKSON, 'CVE-2022-42003', [
    ['>=2.13.0, <2.13.4.2', '2.13.4.2'],
    ['>=2.4.0-rc1, <2.12.7.1', '2.12.7.1'],
  ]),
  library('maven', JACKSON, 'CVE-2022-42004', [
    ['>=2.13.0, <2.13.4', '2.13.4'],
    ['<2.12.7.1', '2.12.7.1'],
  ]),
  library('npm', 'moment', 'CVE-2022-24785', [['<2.29.2', '2.29.2']]),
  library('npm', 'moment', 'CVE-2022-31129', [['>=2.18.0, <2.29.4', '2.29.4']]),
  library('npm', 'semver', 'CVE-2022-25883', [
    ['>=7.0.0, <7.5.2', '7.5.2'],
    ['<5.7.2', '5.7.2'],
    ['>=6.0.0, <6.3.1', '6.3.1'],
  ]),
  library('npm', 'minimist', 'CVE-2021-44906', [
    ['>=1.0.0, <1.2.6', '1.2.6'],
    ['<0.2.4', '0.2.4'],
  ]),
  library('go', 'stdlib', 'CVE-2024-24790', [
    ['<1.21.11', '1.21.11'],
    ['>=1.22.0-0, <1.22.4', '1.22.4'],
  ]),
  library('go', 'stdlib', 'CVE-2024-34156', [
    ['<1.22.7', '1.22.7'],
    ['>=1.23.0-0, <1.23.1', '1.23.1'],
  ]),
  library('pip', 'django', 'CVE-2022-28346', [
    ['>=2.2, <2.2.28', '2.2.28'],
    ['>=3.2, <3.2.13', '3.2.13'],
    ['>=4.0, <4.0.4', '4.0.4'],
  ]),
  {
    ...{ bucket: 'rubygems', name: 'rack', id: 'CVE-2022-30123' },
    value: { PatchedVersions: ['~> 2.0.9, >= 2.0.9.1', '~> 2.1.4, >= 2.1.4.1', '>= 2.2.3.1'] },
  },
];

function library(bucket: string, name: string, id: string, ranges: [string, string][]): Advisory {
  return {
    ...{ bucket, name, id },
    value: {
      VulnerableVersions: ranges.map(([range]) => range),
      PatchedVersions: ranges.map(([, patched]) => patched),
    },
  };
}

interface Upgrade {
  type: string;
  name: string;
  installed: string;
  /** In which Trivy finds nothing, and what the report alone would suggest, where that differs. */
  target: string;
  raised?: string;
}

export const REAL_UPGRADES: Upgrade[] = [
  { type: 'jar', name: LOG4J, installed: '2.14.1', target: '2.17.1' },
  { type: 'jar', name: LOG4J, installed: '2.15.0', target: '2.17.1' },
  { type: 'jar', name: LOG4J, installed: '2.12.1', target: '2.12.4' },
  { type: 'jar', name: LOG4J, installed: '2.3', target: '2.3.2' },
  { type: 'jar', name: JACKSON, installed: '2.13.1', target: '2.13.4.2' },
  { type: 'jar', name: JACKSON, installed: '2.9.8', target: '2.12.7.1' },
  { type: 'node-pkg', name: 'moment', installed: '2.0.0', target: '2.29.4', raised: '2.29.2' },
  { type: 'node-pkg', name: 'moment', installed: '2.24.0', target: '2.29.4' },
  { type: 'node-pkg', name: 'semver', installed: '5.7.1', target: '5.7.2' },
  { type: 'node-pkg', name: 'semver', installed: '6.3.0', target: '6.3.1' },
  { type: 'node-pkg', name: 'minimist', installed: '0.0.10', target: '0.2.4' },
  { type: 'gobinary', name: 'stdlib', installed: '1.21.4', target: '1.22.7' },
  { type: 'gobinary', name: 'stdlib', installed: '1.23.0', target: '1.23.1' },
  { type: 'python-pkg', name: 'Django', installed: '3.2.5', target: '3.2.13' },
  { type: 'gemspec', name: 'rack', installed: '2.1.3', target: '2.1.4.1' },
];

/** What Trivy finds in one library, as a scan of an image that has it. */
export async function scanWith(
  ask: Ask,
  { type, name, version }: Pick<AskedPackage, 'type' | 'name' | 'version'>,
): Promise<ImageScan> {
  const [sbom = {}] = sbomsOf([{ ref: 'one', type, name, version }]);
  const found = (await ask(sbom)).get('one') ?? [];
  return scanOf(
    'web',
    found.map(({ vulnerabilityId, fixedVersion }) => [
      ...([vulnerabilityId, name, version] as const),
      fixedVersion,
      { type },
    ]),
  );
}
