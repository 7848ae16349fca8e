import { parseOptions } from '../../scanner/options';
import { exposureLines } from '../../scanner/print-exposure';
import { readReport } from '../../scanner/report';
import { runScan } from '../../scanner/run-scan';
import { scanImages } from '../../scanner/scan-images';
import { findJobs, type JobDeps } from '../../scanner/scan-jobs';
import { UNCLEAR, type Unclear } from '../../src/domain/reach';
import type { ScanTarget } from '../../src/domain/scan';
import type { ResolvedImages, UnclearExposure } from '../../src/ports/images';
import { anImage, NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { quiet } from './hub';

/* Whether the internet reaches an image: from the target or from vulnscan.yml to the finding, and to what is printed. */

const SAMPLE = 'playground/samples/web-1.json';

function jobDeps(resolved: ResolvedImages = { targets: [], failed: [] }): JobDeps {
  return {
    allowed: [],
    registry: { targets: async () => resolved, resolve: async () => resolved },
    trivy: {
      prepare: async () => ({ version: '0.74.0' }),
      scan: () => readReport(SAMPLE),
      ask: async () => new Map(),
    },
  };
}

function aTarget(repository: string, more: Partial<ScanTarget> = {}): ScanTarget {
  const { name } = anImage(repository);
  return { reference: name, name, repository, services: [], ...more };
}

/** The exposure of the image in a scan with these arguments. */
async function exposureOf(args: string[], targets: ScanTarget[] = [], exposed?: string[]) {
  const { jobs } = await findJobs(jobDeps({ targets, failed: [] }), parseOptions(args, {}));
  const { seen } = await scanImages(
    {
      log: quiet,
      countedOf: async ({ detections }) => detections,
      parallel: 1,
      signal: new AbortController().signal,
      onDone: async () => undefined,
      ...(exposed !== undefined && { exposed }),
    },
    jobs,
  );
  const scan = seen.scan(0);
  expect(scan.detections[0]?.images[0]?.exposure).toEqual(scan.image.exposure);
  return scan.image.exposure;
}

/** What a scan of recorded reports or of these targets prints about exposure. */
async function printedBy(args: string[], exposed: string[] | undefined, resolved?: ResolvedImages) {
  const clock = createFakeClock(new Date());
  const printed: string[] = [];
  await runScan(
    {
      ...jobDeps(resolved),
      store: createFakeHub({ now: () => clock.at }).storeOf('scanner'),
      events: { emit: async () => undefined },
      feeds: async () => NO_FEEDS,
      clock,
      log: createFakeLog(),
      signal: new AbortController().signal,
      print: (line) => void printed.push(line),
    },
    {
      scanId: 'scan-1',
      startedBy: 'schedule',
      followed: false,
      parallel: 1,
      options: parseOptions(args, {}),
      ...(exposed !== undefined && { exposed }),
      reconcile: reconcileOptions(),
    },
  );
  return printed.filter((line) => line.startsWith('EXPOSURE'));
}

const yes = { exposed: 'yes', source: 'configured' };
const no = { exposed: 'no', source: 'configured' };

describe('the exposure of an image', () => {
  test('that was derived is the target’s', async () => {
    const exposure = { exposed: 'no' as const, source: 'derived' as const };

    expect(await exposureOf([], [aTarget('web', { exposure })], ['web'])).toEqual(exposure);
  });

  test.each<[string[] | undefined, object]>([
    [['web'], yes],
    [['api'], no],
    [[], no],
    [undefined, { exposed: 'unknown' }],
  ])('of a list or registry with exposed: %j is %j', async (exposed, expected) => {
    expect(await exposureOf([], [aTarget('team/web')], exposed)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['a recorded report', ['--report', SAMPLE]],
    ['an archive', ['--image-tar', 'web:1=web.tar']],
    ['an archive without a name', ['--image-tar', 'web.tar']],
  ])('of %s is what vulnscan.yml says', async (_, args) => {
    expect(await exposureOf(args, [], ['*web*'])).toEqual(yes);
    expect(await exposureOf(args, [], ['other'])).toEqual(no);
    expect(await exposureOf(args)).toEqual({ exposed: 'unknown' });
  });
});

describe('a scan says', () => {
  test('how many images count as exposed because vulnscan.yml has no list', async () => {
    expect(await printedBy(['--report', SAMPLE], undefined)).toEqual([
      'EXPOSURE NOT KNOWN  1 image counts as exposed; list what the internet reaches under exposed in vulnscan.yml.',
    ]);
  });

  test('which names of the list are no image, once it has seen all images', async () => {
    const targets = [aTarget('web')];
    const misspelt =
      'EXPOSURE  "wbe" under exposed in vulnscan.yml is no image and no service; check its spelling.';
    const failed = [{ reference: 'wbe', reason: 'It is not there.', name: 'wbe' }];

    expect(await printedBy([], ['web', 'wbe'], { targets, failed: [] })).toEqual([misspelt]);
    expect(await printedBy([], ['web', 'wbe'], { targets, failed })).toEqual([]);
    expect(await printedBy(['--image', 'web'], ['wbe'], { targets, failed: [] })).toEqual([]);
  });

  test('of which services it is not known, and why', async () => {
    const targets = [aTarget('web', { exposure: { exposed: 'unknown' } })];
    const unclear = [{ name: 'prod/web', why: 'internal_balancer' as const }];

    expect(await printedBy([], undefined, { targets, failed: [], unclear })).toEqual([
      expect.stringMatching(
        /^EXPOSURE NOT KNOWN {2}prod\/web \(internal_balancer\): .*CloudFront.* Counts as exposed; list .*vulnscan\.yml\.$/,
      ),
    ]);
  });

  test('one line for each reason, with at most ten names', () => {
    const many = (why: Unclear): UnclearExposure[] =>
      Array.from({ length: 12 }, (_, index) => ({ name: `prod/${index + 10}`, why }));

    const lines = exposureLines({
      images: [],
      isEverything: false,
      unclear: UNCLEAR.flatMap(many),
      names: undefined,
    });

    expect(lines).toHaveLength(UNCLEAR.length);
    expect(lines[0]).toMatch(/prod\/10, .*prod\/19 and 2 more \(not_read\): /);
  });
});
