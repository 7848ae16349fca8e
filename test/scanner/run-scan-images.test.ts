import type { Report } from '../../scanner/report';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { Refused } from '../../src/domain/errors';
import type { ScanEvent, ScanTarget } from '../../src/domain/scan';
import type { FailedReference } from '../../src/ports/images';
import { aDetection, anImage, reconcileOptions } from '../domain/builders';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';

/* What a scan of the configured images proves about images that it does not have. */

/** A scanner whose images each have a vulnerability of the same name. */
function aScanner() {
  const clock = createFakeClock(new Date('2026-11-24T03:00:00Z'));
  const hub = createFakeHub({ now: () => clock.at });
  const printed: string[] = [];
  const events: ScanEvent[] = [];
  const scan = async (
    images: string[],
    more: { failed?: FailedReference[]; broken?: string[]; wanted?: string[] } = {},
  ) => {
    clock.at += 60_000;
    const { failed = [], broken = [], wanted = [] } = more;
    const deps: RunDeps = {
      allowed: [],
      registry: {
        targets: async () => ({ targets: images.map(targetOf), failed }),
        resolve: async () => ({ targets: [], failed: [] }),
      },
      trivy: {
        prepare: async () => ({ version: '0.74.0' }),
        ask: async () => new Map(),
        scan: async ({ label }) => {
          const image = label.split('/').at(-1)?.split(':')[0] ?? '';
          if (broken.includes(image)) throw new Refused('trivy_failed', 'It failed.');
          return reportOf(image);
        },
      },
      store: hub.storeOf('scanner'),
      events: { emit: async (event) => void events.push(event) },
      clock,
      log: createFakeLog(),
      signal: new AbortController().signal,
      feeds: async () => ({ stale: [] }),
      print: (line) => void printed.push(line),
    };
    return runScan(deps, {
      scanId: 'scan-1',
      startedBy: 'schedule',
      followed: false,
      parallel: 1,
      options: {
        images: wanted,
        reports: [],
        archives: [],
        dryRun: false,
        acceptVanished: false,
        help: false,
      },
      reconcile: reconcileOptions(),
    });
  };
  const open = () =>
    hub
      .findings()
      .filter(({ recordState }) => recordState === 'ACTIVE')
      .map(({ vulnerabilityId }) => vulnerabilityId);
  return { hub, open, printed, events, scan };
}

function targetOf(repository: string): ScanTarget {
  const { name } = anImage(repository);
  return { reference: `${name}:latest`, name, repository, tag: 'latest', services: [] };
}

function reportOf(repository: string): Report {
  const image = anImage(repository);
  return {
    artifactName: image.name,
    image,
    detections: [aDetection(`CVE-${repository}`, image)],
    coversOs: true,
    coversAny: true,
    ignored: { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 },
  };
}

const down: FailedReference = { reference: 'shop', reason: 'AWS did not answer.' };
const denied = (repository: string): FailedReference => ({
  reference: repository,
  name: anImage(repository).name,
  reason: 'AWS refused.',
});

test('an image that is no longer configured leaves its findings, which are archived as no longer scanned', async () => {
  const { hub, open, printed, events, scan } = aScanner();
  await scan(['web', 'api']);

  expect(await scan(['web'])).toBe(0);

  expect(open()).toEqual(['CVE-web']);
  expect(hub.findings().find(({ vulnerabilityId }) => vulnerabilityId === 'CVE-api')).toMatchObject(
    {
      recordState: 'ARCHIVED',
      workflowStatus: 'RESOLVED',
      note: { text: 'No longer scanned: a scan of all images found no api.' },
    },
  );
  expect(printed.join('\n')).toContain('GONE  1 findings are in images that are no longer scanned');
  expect(printed.join('\n')).toContain('0 new, 0 reopened, 0 fixed, 1 unchanged');
  expect(events.at(-1)).toMatchObject({ counts: { fixed: 0, unscanned: 1 } });
});

test.each<
  [
    why: string,
    images: string[],
    more: Parameters<ReturnType<typeof aScanner>['scan']>[1],
    code: number,
  ]
>([
  ['only some images were requested', ['web'], { wanted: ['web'] }, 0],
  ['it could not be looked up', ['web'], { failed: [denied('api')] }, 2],
  ['it could not be scanned', ['web', 'api'], { broken: ['api'] }, 2],
  ['a cluster or registry could not be listed', ['web'], { failed: [down] }, 2],
  ['no image at all was found', [], {}, 0],
])('an image keeps its findings when %s', async (_why, images, more, code) => {
  const { open, scan } = aScanner();
  await scan(['web', 'api']);

  expect(await scan(images, more)).toBe(code);

  expect(open().sort()).toEqual(['CVE-api', 'CVE-web']);
});
