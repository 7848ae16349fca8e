import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../scanner/options';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { waysOf } from '../../scanner/sbom-ways';
import { createTrivy } from '../../scanner/trivy';
import { createSbomStore } from '../../src/adapters/archive/sboms';
import { Unavailable } from '../../src/domain/errors';
import type { ScanTarget } from '../../src/domain/scan';
import { DAY_MS } from '../../src/domain/timing';
import { NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeArchive } from '../fakes/archive';
import { collect } from '../fakes/collect';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { type Watch, watchedArchive } from '../fakes/watched-archive';
import { type FakeTrivy, fakeTrivy } from './fake-trivy';

/* The scanner from scan to scan, with an archive and a Trivy program. */

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

function aTarget(repository: string, more: Partial<ScanTarget> = {}): ScanTarget {
  const name = `${REGISTRY}/${repository}`;
  const digest = `sha256:${Buffer.from(repository).toString('hex').padEnd(64, '0')}`;
  const reference = `${name}@${digest}`;
  return { reference, name, repository, tag: '1', digest, services: [], ...more };
}

type Images = NonNullable<FakeTrivy['images']>;

/** A report of Trivy with these vulnerabilities. */
function reportOf(ids: string[], packages: object[] = [{ Name: 'openssl', Version: '1' }]) {
  return {
    Metadata: {
      OS: { Family: 'debian', Name: '12.4' },
      ImageConfig: {
        ...{ architecture: 'arm64', os: 'linux' },
        history: [{ created: '2026-01-02T00:00:00Z' }],
      },
    },
    Results: [
      {
        ...{ Target: 'x', Class: 'os-pkgs', Type: 'debian', Packages: packages },
        Vulnerabilities: ids.map((VulnerabilityID) => ({
          ...{ VulnerabilityID, PkgName: 'openssl', InstalledVersion: '1', Severity: 'HIGH' },
        })),
      },
    ],
  };
}

function aScanner(targets: ScanTarget[], watch: Watch = () => {}) {
  // What the archive in memory says of its objects is of the real time.
  const clock = createFakeClock(new Date());
  const hub = createFakeHub({ now: () => clock.at });
  const log = createFakeLog();
  const archive = watchedArchive(createFakeArchive(), watch);
  const store = createSbomStore(archive, log);
  const world = { targets, hub, log, clock, archive, store, scan, keys, printed: [''] };
  return world;

  /** One scan by a Trivy that behaves like this; the commands that it was given. */
  async function scan(trivy: FakeTrivy, args: string[] = [], without?: 'archive') {
    clock.at += 60_000;
    const { program, folder } = fakeTrivy(trivy);
    const signal = new AbortController().signal;
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    const settings = {
      ...{
        program,
        cacheDir,
        timeoutMs: 30_000,
        offline: true,
        env: { PATH: process.env['PATH'] },
      },
      ...{ databases: [], javaDatabases: [] },
    };
    world.printed = [];
    const base = { clock, log, signal, print: (line: string) => void world.printed.push(line) };
    const options = parseOptions(args, {});
    const own = createTrivy(settings, base);
    const deps: RunDeps = {
      ...{ ...base, allowed: [], trivy: own, store: hub.storeOf('scanner') },
      registry: {
        targets: async () => ({ targets: world.targets, failed: [] }),
        resolve: async () => ({ targets: [], failed: [] }),
      },
      events: { emit: async () => undefined },
      feeds: async () => NO_FEEDS,
      ...(without === undefined && {
        once: { ...base, trivy: own, store, isReadOnly: options.dryRun },
      }),
    };
    const request = { scanId: `scan-${clock.at}`, startedBy: 'schedule', followed: false };
    const run = { ...request, parallel: 1, options, reconcile: reconcileOptions() };
    const code = await runScan(deps, run);
    const commands = readFileSync(join(folder, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).args[0])
      .filter((command) => command !== 'version');
    return { code, commands };
  }

  async function keys(): Promise<string[]> {
    return (await collect(archive.list('sboms/'))).map(({ key }) => key);
  }
}

const web = (ids: string[], more: object = {}): { images: Images } => ({
  images: { web: { report: reportOf(ids), ...more } },
});

test('an image is pulled once; later scans find in its SBOM what today’s database knows', async () => {
  const { scan, hub, keys, ...world } = aScanner([aTarget('web', { platform: 'linux/arm64' })]);

  const first = await scan(web(['CVE-1']));
  expect(first.commands).toEqual(['image', 'convert', 'sbom']);
  expect(world.log.messages).not.toContain('an SBOM was not judged');
  const [found] = hub.findings();

  const second = await scan(web(['CVE-1', 'CVE-2']));

  expect(second).toEqual({ code: 0, commands: ['sbom'] });
  expect(hub.findings().map(({ vulnerabilityId }) => vulnerabilityId)).toEqual(['CVE-1', 'CVE-2']);
  const [again, added] = hub.findings();
  expect(again?.images).toEqual(found?.images);
  expect(added?.images).toEqual(found?.images);
  expect(found?.images).toMatchObject([
    { repository: 'web', tag: '1', digest: aTarget('web').digest, platform: 'linux/arm64' },
  ]);
  expect(await keys()).toEqual([
    `sboms/${aTarget('web').digest?.replace(':', '-')}/linux-arm64.cdx.json.gz`,
    `sboms/${aTarget('web').digest?.replace(':', '-')}/linux-arm64.json`,
  ]);
});

test('a scan says how many images were judged by their SBOM, and how many were pulled and why', async () => {
  const world = aScanner([aTarget('web'), aTarget('web', { tag: '2' })]);
  await world.scan(web([]));
  expect(world.printed).toContain('SCANNED  0 by their SBOM, 1 pulled: 1 new.');

  world.targets.push(aTarget('api'), aTarget('old', { reference: 'old' }));
  delete world.targets[3]?.digest;
  await world.scan(web([]));

  expect(world.printed).toContain(
    'SCANNED  1 by their SBOM, 2 pulled: 1 new, 1 of which nothing is kept.',
  );
  expect(world.log.facts).toContainEqual({
    message: 'images judged by their SBOM, and pulled',
    ...{ sbom: 1, new: 1, 'not-kept': 1 },
  });
});

describe('an image whose SBOM is judged differently', () => {
  const differs = web(['CVE-1'], { bySbom: reportOf([]) });

  test('is pulled by every scan, and says so and why once', async () => {
    const world = aScanner([aTarget('web')]);
    const said = 'detections: 1 only in the image (CVE-1)';

    await world.scan(differs);
    expect(world.printed).toContainEqual(
      expect.stringMatching(/^PULLED {2}\S+\/web@sha256:\S+ at each scan, because .*\(CVE-1\)$/),
    );
    const second = await world.scan(differs);

    expect(second.commands).toEqual(['image']);
    expect(world.printed.join()).not.toContain('PULLED');
    expect(world.log.facts.filter(({ differs: why }) => why === said)).toHaveLength(1);
    expect(world.hub.findings()).toMatchObject([
      { vulnerabilityId: 'CVE-1', recordState: 'ACTIVE' },
    ]);
  });

  test.each<[string, Partial<Images[string]>]>([
    [
      'in a package without any vulnerability today',
      {
        report: reportOf([]),
        bySbom: reportOf([], [{ Name: 'openssl', Version: '1', Release: '2' }]),
      },
    ],
    [
      'in the release whose advisories count',
      {
        stderr:
          'INFO\t[alpine] Detecting vulnerabilities...\tos_version="3.21" repository="edge" pkg_num=5\n',
      },
    ],
    [
      'in the source of a package',
      {
        report: reportOf([], [{ Name: 'a', Version: '1', SrcName: 'b', SrcVersion: '1' }]),
        bySbom: reportOf([], [{ Name: 'a', Version: '1', SrcName: 'a', SrcVersion: '1' }]),
      },
    ],
    [
      'in a package that it has twice',
      {
        report: reportOf(
          [],
          [
            { Name: 'a', Version: '1' },
            { Name: 'a', Version: '1' },
          ],
        ),
        bySbom: reportOf([], [{ Name: 'a', Version: '1' }]),
      },
    ],
    [
      'in the fixed version',
      {
        report: reportOf(['CVE-1']),
        bySbom: {
          ...reportOf([]),
          Results: reportOf(['CVE-1']).Results.map((each) => ({
            ...each,
            Vulnerabilities: each.Vulnerabilities.map((one) => ({ ...one, FixedVersion: '2' })),
          })),
        },
      },
    ],
  ])('%s is pulled', async (_, image) => {
    const { scan } = aScanner([aTarget('web')]);

    await scan({ images: { web: { report: reportOf([]), ...image } } });

    expect((await scan({ images: { web: { report: reportOf([]), ...image } } })).commands).toEqual([
      'image',
    ]);
  });
});

test('a package of a third party that Trivy does not judge makes no difference', async () => {
  const docker = {
    ID: 'docker@5',
    Name: 'docker',
    Version: '5',
    Repository: { Class: 'third-party' },
  };
  const { scan } = aScanner([aTarget('web')]);
  const image = { report: reportOf([], [docker]), bySbom: reportOf([], []) };

  await scan({ images: { web: image } });

  expect((await scan({ images: { web: image } })).commands).toEqual(['sbom']);
});

test.each([
  [
    'missing',
    async (archive: ReturnType<typeof createFakeArchive>, key: string) => archive.delete([key]),
  ],
  [
    'damaged',
    async (archive: ReturnType<typeof createFakeArchive>, key: string) =>
      void (await archive.put(key, Buffer.from('{}'))),
  ],
])('an SBOM that is %s means that the image is pulled and kept again', async (_, harm) => {
  const { scan, archive, keys, ...world } = aScanner([aTarget('web')]);
  await scan(web(['CVE-1']));
  const [sbom = ''] = await keys();
  await harm(archive, sbom);

  const second = await scan(web(['CVE-1']));

  expect(second).toEqual({ code: 0, commands: ['image', 'convert', 'sbom'] });
  expect(world.hub.findings()).toHaveLength(1);
  expect((await scan(web(['CVE-1']))).commands).toEqual(['sbom']);
});

test('an SBOM that Trivy cannot judge means that the image is pulled', async () => {
  const { scan } = aScanner([aTarget('web')]);
  await scan(web(['CVE-1']));

  const second = await scan({ ...web(['CVE-1']), sbom: 'FATAL\tFatal error\tno' });

  expect(second.code).toBe(0);
  expect(second.commands.slice(0, 2)).toEqual(['sbom', 'image']);
});

test('a Trivy that runs out of memory over an SBOM marks nothing: the next scan compares again', async () => {
  const { scan, keys } = aScanner([aTarget('web')]);

  await scan({ ...web(['CVE-1']), sbom: 'runtime: out of memory' });

  expect(await keys()).toEqual([]);
  await scan(web(['CVE-1']));
  expect((await scan(web(['CVE-1']))).commands).toEqual(['sbom']);
});

test('another Trivy compares again, and what differs no more is judged by its SBOM', async () => {
  const { scan, clock } = aScanner([aTarget('web')]);
  await scan({ version: '0.74.0', ...web(['CVE-1'], { bySbom: reportOf([]) }) });
  const pulled: string[][] = [];
  for (let day = 0; day < 14; day += 1) {
    clock.at += DAY_MS;
    pulled.push((await scan({ version: '0.75.0', ...web(['CVE-1']) })).commands);
  }

  expect(pulled.filter((commands) => commands.length === 3)).toHaveLength(1);
  expect(pulled.at(-1)).toEqual(['sbom']);
});

test('a JAR that the Java database learns about is found when the image has its turn', async () => {
  const { scan, clock, hub } = aScanner([aTarget('web')]);
  const Results = [{ Target: 'Java', Class: 'lang-pkgs', Type: 'jar' }];
  await scan({ images: { web: { report: { ...reportOf([]), Results } } } });
  const pulled: boolean[] = [];
  for (let day = 0; day < 14; day += 1) {
    clock.at += DAY_MS;
    const learned = { report: reportOf(['CVE-1']), bySbom: 'as made' } as const;
    pulled.push((await scan({ images: { web: learned } })).commands.includes('image'));
  }

  expect(pulled).toContain(true);
  expect(pulled).toContain(false);
  expect(hub.findings()).toMatchObject([{ vulnerabilityId: 'CVE-1', recordState: 'ACTIVE' }]);
});

test('an image that cannot be pulled when it has its turn is judged by its SBOM', async () => {
  const { scan, clock, hub } = aScanner([aTarget('web')]);
  await scan({ version: '0.74.0', ...web(['CVE-1']) });
  const refused = { exit: 1, stderr: 'FATAL: the registry does not answer' };
  const images = { web: { report: reportOf(['CVE-1']), ...refused } };
  let end = { code: 0, commands: [''] };
  for (let day = 0; day < 14 && !end.commands.includes('image'); day += 1) {
    clock.at += DAY_MS;
    end = await scan({ version: '0.75.0', images });
  }

  expect(end).toEqual({ code: 0, commands: ['image', 'sbom'] });
  expect(hub.findings()).toMatchObject([{ vulnerabilityId: 'CVE-1', recordState: 'ACTIVE' }]);
});

test('a dry run reads SBOMs and writes nothing', async () => {
  const writes: string[] = [];
  const { scan } = aScanner([aTarget('web')], (call) => {
    if (!/^(get|list)/.test(call)) writes.push(call);
  });
  expect((await scan(web(['CVE-1']), ['--dry-run'])).commands).toEqual(['image']);
  expect(writes).toEqual([]);
  await scan(web(['CVE-1']));
  const before = writes.length;

  expect((await scan(web(['CVE-1']), ['--dry-run'])).commands).toEqual(['sbom']);

  expect(writes).toHaveLength(before);
});

test('without an archive every image is pulled, and nothing is said about it', async () => {
  const { scan, ...world } = aScanner([aTarget('web')]);
  await scan(web([]), [], 'archive');

  expect((await scan(web([]), [], 'archive')).commands).toEqual(['image']);
  expect(world.printed.join()).not.toContain('SBOM');
});

test('an archive that does not answer fails no image', async () => {
  const { scan, hub, ...world } = aScanner([aTarget('web')], () => {
    throw new Unavailable('archive_unavailable', 'S3 does not answer; try again later.');
  });

  expect(await scan(web(['CVE-1']))).toMatchObject({ code: 0, commands: ['image'] });

  expect(hub.findings()).toHaveLength(1);
  expect(world.log.messages).toContain('what is known of an image was not read');
});

test('an archive that takes nothing fails no image', async () => {
  const { scan, hub, ...world } = aScanner([aTarget('web')], (call) => {
    if (call.startsWith('put')) throw new Unavailable('archive_unavailable', 'Slow down.');
  });

  expect((await scan(web(['CVE-1']))).code).toBe(0);

  expect(hub.findings()).toHaveLength(1);
  expect(world.log.messages).toContain('what is in an image was not kept');
});

describe('what no image has any more', () => {
  async function scanned() {
    const world = aScanner([aTarget('web'), aTarget('api')]);
    await world.scan(web([]));
    expect(await world.keys()).toHaveLength(4);
    return world;
  }

  test('is dropped after 30 days by a complete scan', async () => {
    const world = await scanned();
    world.targets.pop();
    world.clock.at += 29 * DAY_MS;
    await world.scan(web([]));
    expect(await world.keys()).toHaveLength(4);
    world.clock.at += 2 * DAY_MS;

    await world.scan(web([]));

    const keys = await world.keys();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toContain(aTarget('web').digest?.replace(':', '-'));
  });

  test('stays where a scan was not of all images', async () => {
    const world = await scanned();
    world.targets.pop();
    world.clock.at += 60 * DAY_MS;

    await world.scan(web([]), ['--image', 'web']);

    expect(await world.keys()).toHaveLength(4);
  });

  test('is not what a scan comes to after a long time without scans, or cannot scan', async () => {
    const world = await scanned();
    world.clock.at += 100 * DAY_MS;

    const { commands } = await world.scan({
      ...{ sbom: 'runtime: out of memory', images: { api: { exit: 1 } } },
    });

    expect(commands).toContain('image');
    expect(await world.keys()).toHaveLength(4);
    expect((await world.scan(web([]))).commands).toContain('sbom');
  });

  test('is nothing where the registry names no image at all', async () => {
    const world = await scanned();
    world.targets.splice(0);
    world.clock.at += 100 * DAY_MS;

    await world.scan(web([]));

    expect(await world.keys()).toHaveLength(4);
  });
});

test('which images will be pulled is known before the scan, and is what the scan does', async () => {
  const world = aScanner([aTarget('web'), aTarget('api')]);
  const differs = { ...web(['CVE-1'], { bySbom: reportOf([]) }) };
  await world.scan(differs);
  world.targets.push(aTarget('new'));

  const ways = await waysOf(
    { sboms: world.store, trivyVersion: '0.74.0', now: world.clock.now() },
    world.targets,
  );

  expect(ways).toMatchObject([
    { by: 'pull', why: 'differs' },
    { by: 'sbom' },
    { by: 'pull', why: 'new' },
  ]);
  await world.scan(differs);
  expect(world.printed).toContain(
    'SCANNED  1 by their SBOM, 2 pulled: 1 new, 1 whose SBOM is judged differently.',
  );
});
