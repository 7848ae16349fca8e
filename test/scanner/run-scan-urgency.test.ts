import type { Report } from '../../scanner/report';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import type { Feeds } from '../../src/domain/feeds';
import type { Severity } from '../../src/domain/finding';
import type { ScanEvent } from '../../src/domain/scan';
import { aDetection, anImage, NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';

const web = anImage('web');
const LISTED = 'CVE-2021-44228';

const listing: Feeds = {
  stale: [],
  exploited: new Map([[LISTED, { since: '2021-12-10', ransomware: false }]]),
  epssOf: (ids) => new Map([...ids].map((id) => [id, { score: 0.5, percentile: 0.9 }])),
};

/** One image with these vulnerabilities, scanned once. */
async function scan(found: [string, Severity][], feeds: Feeds) {
  const clock = createFakeClock(new Date('2026-11-24T03:00:00Z'));
  const hub = createFakeHub({ now: () => clock.at });
  const printed: string[] = [];
  const events: ScanEvent[] = [];
  const report: Report = {
    artifactName: web.name,
    image: web,
    detections: found.map(([id, severity]) => aDetection(id, web, { severity })),
    coversOs: true,
    coversAny: true,
    ignored: { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 },
  };
  const target = { reference: web.name, name: web.name, repository: 'web', services: [] };
  const deps: RunDeps = {
    allowed: [],
    registry: {
      targets: async () => ({ targets: [target], failed: [] }),
      resolve: async () => ({ targets: [], failed: [] }),
    },
    trivy: {
      prepare: async () => ({ version: '0.74.0' }),
      scan: async () => report,
      ask: async () => new Map(),
    },
    store: hub.storeOf('scanner'),
    events: { emit: async (event) => void events.push(event) },
    clock,
    log: createFakeLog(),
    signal: new AbortController().signal,
    print: (line) => void printed.push(line),
    feeds: async () => feeds,
  };
  const options = { images: [], reports: [], archives: [], dryRun: false, acceptVanished: false };
  await runScan(deps, {
    scanId: 'scan-1',
    startedBy: 'schedule',
    followed: false,
    parallel: 1,
    options: { ...options, help: false },
    reconcile: reconcileOptions(),
  });
  return { findings: hub.findings(), printed: printed.join('\n'), completed: events.at(-1) };
}

test('a vulnerability of low severity that CISA lists is imported, counted and printed', async () => {
  const { findings, printed, completed } = await scan(
    [
      [LISTED, 'LOW'],
      ['CVE-2026-1', 'LOW'],
      ['CVE-2026-2', 'HIGH'],
    ],
    listing,
  );

  expect(findings.map(({ vulnerabilityId }) => vulnerabilityId).sort()).toEqual([
    LISTED,
    'CVE-2026-2',
  ]);
  expect(findings.find(({ severity }) => severity === 'LOW')?.urgency).toMatchObject({
    exploitedSince: '2021-12-10',
    epss: { score: 0.5, percentile: 0.9 },
    outcome: '3DF',
    dueAt: '2026-11-27T03:00:00.000Z',
  });
  expect(completed).toMatchObject({
    counts: { new: 2 },
    images: [{ findings: { LOW: 1, HIGH: 1 } }],
    open: { total: 2 },
  });
  expect(printed).toMatch(/^IMAGE +CRITICAL +HIGH +LOW +RESULT$/m);
});

test('without feeds a scan goes on, and nothing is said to be exploited', async () => {
  const { findings } = await scan([[LISTED, 'CRITICAL']], NO_FEEDS);

  expect(findings[0]?.urgency).toMatchObject({ outcome: '3D', exposed: 'unknown' });
  expect(findings[0]?.urgency).not.toHaveProperty('exploitedSince');
});

test('findings say of when the catalogue is, where the newest could not be read', async () => {
  const copyOf = '2026-11-20T00:00:00.000Z';
  const kev = { feed: 'kev', code: 'feed_slow', reason: 'CISA did not answer.', copyOf } as const;
  const { findings } = await scan([['CVE-2026-2', 'HIGH']], { ...listing, stale: [kev] });
  const { findings: others } = await scan([['CVE-2026-2', 'HIGH']], listing);

  expect(findings[0]?.scan?.staleKev).toEqual({ copyOf });
  expect(others[0]?.scan).not.toHaveProperty('staleKev');
});
