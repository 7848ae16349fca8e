import type { Report } from '../../scanner/report';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import type { ScanEvent } from '../../src/domain/scan';
import { aDetection, anImage, HOUR, NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';

const web = anImage('web');

/** Scans of one image with one vulnerability, so many hours after the first one; what the last one's event says. */
async function scanAfter(...hours: number[]) {
  const start = new Date('2026-11-24T03:00:00Z');
  const clock = createFakeClock(start);
  const hub = createFakeHub({ now: () => clock.at });
  const events: ScanEvent[] = [];
  const report: Report = {
    artifactName: web.name,
    image: web,
    detections: [aDetection('CVE-1', web)],
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
    print: () => {},
    feeds: async () => NO_FEEDS,
  };
  const options = { images: [], reports: [], archives: [], dryRun: false, acceptVanished: false };
  for (const hour of [0, ...hours]) {
    clock.at = start.getTime() + hour * HOUR;
    await runScan(deps, {
      scanId: `scan-${hour}`,
      startedBy: 'schedule',
      followed: false,
      parallel: 1,
      options: { ...options, help: false },
      reconcile: reconcileOptions(),
    });
  }
  return events.at(-1);
}

test('a scan says what is due within two days, then what is overdue, and nothing before', async () => {
  const dueAt = '2026-11-27T03:00:00.000Z';
  const first = { vulnerabilityId: 'CVE-1', image: web.name, dueAt };

  expect(await scanAfter()).not.toHaveProperty('due');
  expect(await scanAfter(30)).toMatchObject({ due: { overdue: 0, soon: 1, by: dueAt, first } });
  expect(await scanAfter(30, 73)).toMatchObject({ due: { overdue: 1, soon: 0, first } });
});
