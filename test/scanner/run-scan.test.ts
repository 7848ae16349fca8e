import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../scanner/options';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { Unavailable } from '../../src/domain/errors';
import type { ScanEvent } from '../../src/domain/scan';
import { reconcileOptions } from '../domain/builders';
import { createFakeLedger } from '../fakes/ledger';
import { createFakeIntakeQueue } from '../fakes/queues';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { corpusFile, testIf } from './corpus';

type FakeClock = ReturnType<typeof createFakeClock>;

const notUsed = async () => {
  throw new Error('a recorded report needs no registry and no Trivy');
};

const SAMPLE = 'playground/samples/web-1.json';

/** A scanner with a ledger, over recorded reports. */
function aScanner(
  comparison?: Partial<RunDeps['comparison']>,
  request: { taskArn?: string; followed?: boolean; onPrint?: (clock: FakeClock) => void } = {},
) {
  const clock = createFakeClock(new Date());
  const hub = createFakeHub({ now: () => clock.at });
  const log = createFakeLog();
  const queue = createFakeIntakeQueue();
  const events: ScanEvent[] = [];
  const printed: string[] = [];
  const deps: RunDeps = {
    allowed: [],
    registry: { targets: notUsed, resolve: notUsed },
    trivy: { prepare: notUsed, scan: notUsed, ask: notUsed },
    store: hub.storeOf('scanner'),
    events: { emit: async (event) => void events.push(event) },
    comparison: { ledger: createFakeLedger(), queue, ...comparison },
    clock,
    log,
    signal: new AbortController().signal,
    feeds: async () => ({ stale: [] }),
    print: (line) => {
      printed.push(line);
      request.onPrint?.(clock);
    },
  };
  const scanReports = async (files: string[], ...more: string[]) => {
    clock.at += 60_000;
    const reports = files.flatMap((file) => ['--report', file]);
    const options = parseOptions([...reports, ...more], {});
    return runScan(deps, {
      scanId: 'scan-1',
      startedBy: 'schedule',
      followed: request.followed ?? false,
      ...(request.taskArn !== undefined && { taskArn: request.taskArn }),
      parallel: 1,
      options,
      reconcile: reconcileOptions(),
    });
  };
  const completed = () => events.find((event) => event.type === 'Scan Completed');
  const scan = (...more: string[]) => scanReports([SAMPLE], ...more);
  return { hub, log, queue, events, printed, completed, scan, scanReports };
}

test('a scan hands intake the findings that the ledger does not have, as they were before it', async () => {
  const { hub, log, queue, scan } = aScanner();
  expect(await scan()).toBe(0);
  expect(queue.keys).toEqual([]);
  const known = hub.findings().map(({ id }) => id);

  expect(await scan()).toBe(0);

  expect(known.length).toBeGreaterThan(0);
  expect(queue.keys.map(({ id }) => id)).toEqual(known);
  expect(log.facts).toContainEqual({
    message: 'findings compared with the ledger',
    findings: known.length,
    different: known.length,
  });
});

test('a dry run compares nothing', async () => {
  const { queue, scan } = aScanner();
  await scan();

  expect(await scan('--dry-run')).toBe(0);

  expect(queue.keys).toEqual([]);
});

test('a ledger that does not answer is logged, and the scan goes on', async () => {
  const findings = async () => {
    throw new Unavailable('aws_unavailable', 'AWS did not answer.');
  };
  const { hub, log, events, scan } = aScanner({ ledger: { findings } });
  await scan();
  hub.remove(hub.findings()[0]?.id ?? '');
  const before = hub.findings().length;

  expect(await scan()).toBe(0);

  expect(hub.findings()).toHaveLength(before + 1);
  expect(log.messages).toContain('findings not compared with the ledger');
  expect(events.at(-1)).toMatchObject({ type: 'Scan Completed', counts: { new: 1 } });
});

test('a new image all of whose findings are known is in the result, once', async () => {
  const { events, scanReports } = aScanner();
  const sample = readFileSync(SAMPLE, 'utf8');
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'shop.json');
  writeFileSync(file, sample.replaceAll('/web:', '/shop:').replaceAll('/web@', '/shop@'));

  await scanReports([SAMPLE]);
  await scanReports([SAMPLE, file]);
  await scanReports([SAMPLE, file]);

  const ends = events.flatMap((event) => (event.type === 'Scan Completed' ? [event] : []));
  const count = ends[0]?.counts.new;
  expect(count).toBeGreaterThan(0);
  const image = expect.stringMatching(/\/shop$/);
  expect(ends.map(({ knownImages }) => knownImages)).toEqual([
    undefined,
    [{ image, findings: count }],
    undefined,
  ]);
});

/** A report of an image, in a file. */
function reportFile(name: string, report: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), `${name}.json`);
  writeFileSync(
    file,
    JSON.stringify({ SchemaVersion: 2, ArtifactName: `shop/${name}:1`, ...report }),
  );
  return file;
}

const DEBIAN = { Target: 'x', Class: 'os-pkgs', Type: 'debian' };

describe('an image that could not be judged is named with the reason', () => {
  test.each<[string, object, object]>([
    [
      'nothing to look at',
      { Metadata: { OS: { Family: 'debian', Name: '12.8' } }, Results: null },
      { reason: 'nothing-scanned', os: 'Debian 12.8' },
    ],
    ['no Results at all', {}, { reason: 'nothing-scanned' }],
    [
      'an operating system past its end of life',
      { Metadata: { OS: { Family: 'debian', Name: '9.13', EOSL: true } }, Results: [DEBIAN] },
      { reason: 'end-of-life', os: 'Debian 9.13' },
    ],
    [
      'an operating system without advisories',
      {
        Metadata: { OS: { Family: 'fedora', Name: '41' } },
        Results: [{ Target: 'app.jar', Class: 'lang-pkgs', Type: 'jar' }],
      },
      { reason: 'os-not-covered', os: 'Fedora 41' },
    ],
  ])('with %s, on its first scan and at every scan', async (_what, report, doubt) => {
    const { scanReports, events, printed } = aScanner();
    const file = reportFile('odd', report);

    expect([await scanReports([file]), await scanReports([file])]).toEqual([0, 0]);

    const ends = events.filter((event) => event.type === 'Scan Completed');
    expect(ends.map(({ images }) => images)).toMatchObject([
      [{ image: 'shop/odd', doubt }],
      [{ image: 'shop/odd', doubt }],
    ]);
    expect(printed.join('\n')).toContain('NOT JUDGED');
  });

  for (const [name, doubt] of [
    ['results-null', { reason: 'nothing-scanned' }],
    ['eol-clean', { reason: 'end-of-life', os: 'Debian 9.13' }],
  ] as const) {
    const file = corpusFile(`cases/${name}.json`);
    testIf(existsSync(file))(`in the case ${name}`, async () => {
      const { scanReports, completed } = aScanner();

      await scanReports([file]);

      expect(completed()?.images).toMatchObject([{ doubt }]);
    });
  }

  test('while an image that was judged has no reason', async () => {
    const { scanReports, completed } = aScanner();
    const os = { Family: 'debian', Name: '13.1' };

    await scanReports([reportFile('new', { Metadata: { OS: os }, Results: [DEBIAN] })]);

    expect(completed()?.images).toEqual([{ image: 'shop/new', findings: {} }]);
  });
});

test('held findings are named by image, reason and number', async () => {
  const { scanReports, events } = aScanner();
  const metadata = { RepoDigests: [`shop/web@sha256:${'a'.repeat(64)}`] };
  const vulnerabilities = ['CVE-1', 'CVE-2', 'CVE-3'].map((VulnerabilityID) => ({
    VulnerabilityID,
    PkgName: 'p',
    Severity: 'HIGH',
  }));
  const before = { ...DEBIAN, Vulnerabilities: vulnerabilities };
  await scanReports([reportFile('web', { Metadata: metadata, Results: [before] })]);

  await scanReports([reportFile('web', { Metadata: metadata, Results: [DEBIAN] })]);

  expect(events.at(-1)).toMatchObject({
    held: [{ image: 'shop/web', reason: 'mass-vanishing', findings: 3 }],
    open: { total: 3, critical: 0 },
  });
});

describe('the progress of a scan', () => {
  const seconds = (count: number) => (clock: FakeClock) => {
    clock.at += count * 1_000;
  };
  const progressOf = (events: ScanEvent[]) =>
    events.flatMap((event) => (event.type === 'Scan Progress' ? [event.done] : []));
  const files = Array.from({ length: 12 }, () => SAMPLE);

  test('is reported at most once in five seconds', async () => {
    const followed = { taskArn: 'arn:task', followed: true, onPrint: seconds(2) };
    const { scanReports, events } = aScanner(undefined, followed);

    await scanReports(files);

    expect(progressOf(events)).toEqual([1, 4, 7, 10]);
  });

  test('is not reported where nobody follows', async () => {
    const { scanReports, events } = aScanner(undefined, {
      taskArn: 'arn:task',
      onPrint: seconds(9),
    });

    await scanReports(files);

    expect(events.map(({ type }) => type)).toEqual(['Scan Started', 'Scan Completed']);
    expect(events[0]).toMatchObject({ total: 12 });
  });
});

test('what is no vulnerability is counted over all images and said once', async () => {
  const { scanReports, completed, printed, log } = aScanner();
  const report = {
    Results: [
      { ...DEBIAN, Vulnerabilities: [{ PkgName: 'x' }] },
      { Target: '.env', Class: 'secret', Secrets: [{}, {}] },
      { Target: 'Dockerfile', Class: 'config', Misconfigurations: [{}] },
      { Target: 'OS Packages', Class: 'license', Licenses: [{}, {}, {}] },
    ],
  };

  await scanReports([reportFile('a', report), reportFile('b', report)]);

  const leftOut = { secrets: 4, misconfigurations: 2, licenses: 6, withoutId: 2 };
  expect(completed()).toMatchObject({ leftOut });
  expect(printed.filter((line) => line.startsWith('LEFT OUT'))).toHaveLength(1);
  const said = log.facts.filter(({ message }) => String(message).includes('left out'));
  expect(said).toEqual([{ message: expect.any(String), ...leftOut }]);
});

describe('the date of the database of recorded reports', () => {
  const server = (UpdatedAt: string) => ({
    Trivy: { Version: '0.74.0', Server: { VulnerabilityDB: { UpdatedAt } } },
    Results: [DEBIAN],
  });

  test('is unknown if one of them does not say it', async () => {
    const { scanReports, completed } = aScanner();

    await scanReports([SAMPLE, reportFile('a', server('2026-11-20T06:00:00Z'))]);

    expect(completed()).not.toHaveProperty('databaseAt');
  });

  test('is the oldest that they say', async () => {
    const { scanReports, completed } = aScanner();

    await scanReports([
      reportFile('a', server('2026-11-20T06:00:00Z')),
      reportFile('b', server('2026-11-18T06:00:00.123456Z')),
    ]);

    expect(completed()?.databaseAt).toBe('2026-11-18T06:00:00.123Z');
  });
});
