import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confirmRemedies } from '../../scanner/confirm-remedies';
import { createTrivy } from '../../scanner/trivy';
import { createCompare } from '../../src/adapters/versions/compare';
import type { ImageScan } from '../../src/domain/detection';
import type { VulnerablePackage } from '../../src/domain/finding';
import { aDetection, anImage } from '../domain/builders';
import { factsIn } from '../domain/seen';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { type FakeTrivy, fakeTrivy } from './fake-trivy';

/** A scan of one image that shows these packages, each with one vulnerability. */
function seen(
  packages: [id: string, entry: Partial<VulnerablePackage>][],
  system?: string,
): ImageScan {
  const image = anImage('web', { ...(system !== undefined && { system }) });
  const detections = packages.map(([id, entry]) =>
    aDetection(id, image, {
      packages: [
        { name: 'p', installedVersion: '1.0.0', type: 'npm', image: image.name, ...entry },
      ],
    }),
  );
  return { image, detections, coversOs: true, coversAny: true };
}

async function confirm(scan: ImageScan, behaviour: FakeTrivy) {
  const { program, folder } = fakeTrivy(behaviour);
  const clock = createFakeClock(new Date('2026-11-24T03:00:00Z'));
  const log = createFakeLog();
  const settings = {
    ...{ program, cacheDir: mkdtempSync(join(tmpdir(), 'cache-')), timeoutMs: 60_000 },
    ...{ databases: [], javaDatabases: [], offline: true, env: {} },
  };
  const trivy = createTrivy(settings, { clock, log });
  const found = await confirmRemedies(
    { trivy, compare: createCompare(), clock, log },
    factsIn([scan]),
    [],
  );
  const file = join(folder, 'sboms.jsonl');
  const sboms: { components: { name: string; version: string; purl?: string }[] }[] = existsSync(
    file,
  )
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  return { remedies: scan.detections.map((each) => found.of(each)), sboms, log };
}

const MOMENT: [string, Partial<VulnerablePackage>] = [
  'CVE-2022-24785',
  { name: 'moment', installedVersion: '2.0.0', fixedVersion: '2.29.2' },
];
const KNOWN = { VulnerabilityID: 'CVE-2022-24785', FixedVersion: '2.29.2' };
const LATER = { VulnerabilityID: 'CVE-2022-31129', FixedVersion: '2.29.4' };

test('a target that has a vulnerability of its own is raised until Trivy finds nothing in it', async () => {
  const { remedies, sboms } = await confirm(seen([MOMENT]), {
    advisories: { 'moment 2.0.0': [KNOWN], 'moment 2.29.2': [LATER] },
  });

  expect(remedies[0]).toEqual([
    {
      key: 'npm|moment',
      name: 'moment',
      rows: [{ installed: '2.0.0', target: '2.29.4' }],
      isConfirmed: true,
    },
  ]);
  expect(sboms).toHaveLength(2);
});

test('a target whose vulnerability has no fix says that it leaves it', async () => {
  const { remedies } = await confirm(seen([MOMENT]), {
    advisories: {
      'moment 2.0.0': [KNOWN],
      'moment 2.29.2': [{ VulnerabilityID: 'CVE-2030-1' }],
    },
  });

  expect(remedies[0]?.[0]).toMatchObject({
    rows: [{ target: '2.29.2', leaves: ['CVE-2030-1'] }],
    isConfirmed: true,
  });
});

test('Trivy is asked three times at most, and a target that it was not asked about is not confirmed', async () => {
  const next = (version: number) => [
    { VulnerabilityID: `CVE-2030-${version}`, FixedVersion: `2.${version}.0` },
  ];
  const { remedies, sboms } = await confirm(
    seen([['CVE-2030-1', { name: 'p', installedVersion: '1.0.0', fixedVersion: '2.1.0' }]]),
    {
      advisories: {
        'p 1.0.0': next(1),
        ...Object.fromEntries([1, 2, 3, 4].map((each) => [`p 2.${each}.0`, next(each + 1)])),
      },
    },
  );

  expect(sboms).toHaveLength(3);
  expect(remedies[0]?.[0]).toMatchObject({ rows: [{ target: '2.4.0' }] });
  expect(remedies[0]?.[0]).not.toHaveProperty('isConfirmed');
});

test('an installed version that Trivy does not judge as in the image confirms nothing', async () => {
  const { remedies, log } = await confirm(seen([MOMENT]), { advisories: {} });

  expect(remedies[0]?.[0]).toMatchObject({ rows: [{ installed: '2.0.0', target: '2.29.2' }] });
  expect(remedies[0]?.[0]).not.toHaveProperty('isConfirmed');
  expect(log.messages).toContain('upgrades not confirmed');
});

test('without an answer the upgrades are said all the same, not confirmed, and it is logged', async () => {
  const { remedies, log } = await confirm(seen([MOMENT]), {
    sbom: '2026-11-24T03:00:00Z\tFATAL\tFatal error\tsbom scan error: broken',
  });

  expect(remedies[0]).toEqual([
    { key: 'npm|moment', name: 'moment', rows: [{ installed: '2.0.0', target: '2.29.2' }] },
  ]);
  expect(log.messages).toContain('upgrades not confirmed');
});

test('packages without a fix, and of systems that were not tried, are not asked about', async () => {
  const redhat = { type: 'redhat', installedVersion: '1-1', fixedVersion: '1-2' };
  const { sboms } = await confirm(
    seen(
      [
        ['CVE-1', { name: 'a' }],
        ['CVE-2', { name: 'b', ...redhat }],
      ],
      'redhat 9',
    ),
    {},
  );

  expect(sboms).toEqual([]);
});

test('a source package is asked about by its own name and version, with its epoch apart', async () => {
  const entry = {
    ...{ name: 'bsdutils', installedVersion: '1:2.41-5', fixedVersion: '2:2.41-6', type: 'debian' },
    source: { name: 'util-linux', version: '2.41-5' },
  };
  const { sboms, remedies } = await confirm(seen([['CVE-1', entry]], 'debian 13'), {
    advisories: { 'util-linux 2.41-5': [{ VulnerabilityID: 'CVE-1', FixedVersion: '2:2.41-6' }] },
  });

  expect(remedies[0]?.[0]).toMatchObject({ key: 'debian 13|util-linux', isConfirmed: true });
  expect(sboms[0]?.components.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
    'debian 13',
    'util-linux 2.41-5',
    'util-linux 2:2.41-6',
  ]);
  expect(JSON.stringify(sboms[0])).toContain(
    '{"name":"aquasecurity:trivy:SrcVersion","value":"2.41-6"},{"name":"aquasecurity:trivy:SrcEpoch","value":"2"}',
  );
  expect(JSON.stringify(sboms[0])).toContain('pkg:deb/debian/util-linux@2.41-6?epoch=2');
});
