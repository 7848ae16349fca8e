import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../scanner/options';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { Refused } from '../../src/domain/errors';
import type { ScanEvent, ScanTarget } from '../../src/domain/scan';
import type { FailedReference } from '../../src/ports/images';
import { anImage, NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { type Watch, watchedArchive } from '../fakes/watched-archive';
import { indexIn, scanOf, shortOf } from '../usecases/index-world';

const notUsed = async () => {
  throw new Error('a recorded report needs no registry and no Trivy');
};

/** A scanner with an archive, over images of a registry or recorded reports. */
function aScanner(watch: Watch = () => {}) {
  const clock = createFakeClock(new Date('2026-11-24T03:00:00Z'));
  const hub = createFakeHub({ now: () => clock.at });
  const log = createFakeLog();
  const events: ScanEvent[] = [];
  const printed: string[] = [];
  const world = indexIn(watchedArchive(createFakeArchive(), watch));
  const registry: { targets: ScanTarget[]; failed: FailedReference[] } = {
    targets: [],
    failed: [],
  };
  /** Images that Trivy cannot scan. */
  const broken = new Set<string>();
  const deps: RunDeps = {
    allowed: [],
    registry: { targets: async () => registry, resolve: notUsed },
    trivy: {
      prepare: async () => ({ version: '0.74.0', databaseAt: '2026-11-24T00:00:00.000Z' }),
      ask: async () => new Map(),
      scan: async ({ label }) => {
        if (broken.has(label))
          throw new Refused('registry_denied', `${label} was not scanned: no.`);
        const scan = scanOf('reported', [['CVE-2026-1', 'LOW'], 'CVE-2026-2']);
        const ignored = { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 };
        return { ...scan, artifactName: label, ignored };
      },
    },
    store: hub.storeOf('scanner'),
    events: { emit: async (event) => void events.push(event) },
    keep: world.deps,
    feeds: async () => NO_FEEDS,
    clock,
    log,
    signal: new AbortController().signal,
    print: (line) => void printed.push(line),
  };
  const scan = async (...args: string[]) => {
    clock.at += 60_000;
    return runScan(deps, {
      scanId: `scan-${clock.at}`,
      startedBy: 'schedule',
      followed: false,
      parallel: 1,
      options: parseOptions(args, {}),
      reconcile: reconcileOptions(),
    });
  };
  const images = (...names: string[]) => {
    registry.targets = names.map((repository) => {
      const { name, tag = '' } = anImage(repository);
      return { reference: `${name}:${tag}`, name, tag, repository, services: [] };
    });
  };
  const completed = () => events.filter((event) => event.type === 'Scan Completed').at(-1);
  return { ...world, hub, log, printed, registry, broken, deps, scan, images, completed };
}

test('a complete scan can be asked about every severity, also those that become no finding', async () => {
  const { scan, images, ask, hub, completed, index } = aScanner();
  images('api', 'web');

  expect(await scan()).toBe(0);

  expect(hub.findings().map(({ vulnerabilityId }) => vulnerabilityId)).toEqual(['CVE-2026-2']);
  expect(shortOf(await ask('CVE-2026-1'))).toEqual({
    at: '2026-11-24T03:01:00.000Z',
    found: ['api', 'web'],
    notFound: [],
    unjudged: {},
  });
  expect((await index.current())?.pointer).toMatchObject({
    databaseAt: '2026-11-24T00:00:00.000Z',
  });
  expect(completed()).not.toHaveProperty('notArchived');
});

test('a scan of one image keeps its detections and leaves the index as it is', async () => {
  const { scan, images, ask, keys } = aScanner();
  images('api', 'web');
  await scan();
  const before = await keys('index/');

  images('api', 'web', 'new');
  await scan('--image', 'new');

  expect(await keys('index/')).toEqual(before);
  expect(await keys('detections/')).toHaveLength(3);
  expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ found: ['api', 'web'] });
});

test('images that could not be scanned or looked up keep what was known, and are named', async () => {
  const { scan, images, ask, registry, broken } = aScanner();
  images('api', 'web', 'job');
  await scan();
  images('web', 'job');
  const { name } = anImage('api');
  registry.failed = [
    { reference: 'api:latest', name, code: 'lookup_unavailable', reason: 'Later.' },
  ];
  broken.add(`${anImage('web').name}:latest`);

  expect(await scan()).toBe(2);

  expect(shortOf(await ask('CVE-2026-1'))).toEqual({
    at: '2026-11-24T03:02:00.000Z',
    found: ['api', 'job', 'web'],
    earlier: { api: '2026-11-24T03:01:00.000Z', web: '2026-11-24T03:01:00.000Z' },
    notFound: [],
    unjudged: {},
  });
  expect(shortOf(await ask('CVE-2026-9'))).toMatchObject({
    notFound: ['job'],
    unjudged: { api: 'lookup_unavailable', web: 'registry_denied' },
  });
});

test('a dry run writes nothing', async () => {
  const { scan, images, keys } = aScanner();
  images('api');

  await scan('--dry-run');

  expect(await keys()).toEqual([]);
});

test('where no image is configured the index says nothing about any', async () => {
  const { scan, ask } = aScanner();

  await scan();

  expect(await ask('CVE-2026-1')).toBeUndefined();
});

describe('an archive that does not take it', () => {
  const denied = (call: string) => {
    if (call.startsWith('put'))
      throw new Refused('archive_denied', 'S3 denied access; deploy again.');
  };

  test('fails no scan; the scan says so in its log, its printout and its event', async () => {
    const { scan, images, hub, log, printed, completed } = aScanner(denied);
    images('api');

    expect(await scan()).toBe(0);

    expect(hub.findings()).toHaveLength(1);
    expect(log.messages).toContain('detections not archived');
    expect(printed.join('\n')).toMatch(/NOT ARCHIVED .*S3 denied access; deploy again\./);
    expect(completed()).toMatchObject({
      counts: { new: 1 },
      notArchived: { code: 'archive_denied', reason: 'S3 denied access; deploy again.' },
    });
  });

  test('is not asked before the findings are imported', async () => {
    const imported: number[] = [];
    const { scan, images, hub } = aScanner((call) => {
      if (call.startsWith('put')) imported.push(hub.findings().length);
    });
    images('api');

    await scan();

    expect(imported.length).toBeGreaterThan(16);
    expect(Math.min(...imported)).toBe(1);
  });
});

test('a scanner without an archive says nothing about it', async () => {
  const { scan, images, deps, printed, completed } = aScanner();
  images('api');
  delete deps.keep;

  expect(await scan()).toBe(0);

  expect(completed()).not.toHaveProperty('notArchived');
  expect(printed.join('\n')).not.toContain('ARCHIVED');
});

test('an image whose findings are gone at once is not said to be without them', async () => {
  const { scan, ask } = aScanner();
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'web.json');
  const report = (...ids: string[]) =>
    writeFileSync(
      file,
      JSON.stringify({
        SchemaVersion: 2,
        ArtifactName: 'shop/web:1',
        Metadata: { RepoDigests: [`shop/web@sha256:${'a'.repeat(64)}`] },
        Results: [
          {
            ...{ Target: 'x', Class: 'os-pkgs', Type: 'debian' },
            Vulnerabilities: ids.map((VulnerabilityID) => ({
              ...{ VulnerabilityID, PkgName: 'p', Severity: 'HIGH' },
            })),
          },
        ],
      }),
    );
  report('CVE-1', 'CVE-2', 'CVE-3');
  await scan('--report', file);
  report();
  await scan('--report', file);

  expect(shortOf(await ask('CVE-1'))).toMatchObject({
    unjudged: { 'shop/web:1': 'mass-vanishing' },
  });
});
