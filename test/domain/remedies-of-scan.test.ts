import { createCompare } from '../../src/adapters/versions/compare';
import type { ImageScan } from '../../src/domain/detection';
import {
  type Remedies,
  type RemedyOptions,
  remediesOfScan,
} from '../../src/domain/remedies-of-scan';
import type { Remedy } from '../../src/domain/remedy';
import { aFinding } from './builders';
import { type Hit, scanOf } from './remedy-builders';
import { factsIn } from './seen';

const compare = createCompare();

function work(scans: ImageScan[], more: Partial<RemedyOptions> = {}): Remedies {
  return remediesOfScan(factsIn(scans), { compare, known: [], ...more });
}

function remediesIn(scan: ImageScan, more: Partial<RemedyOptions> = {}): Remedy[] {
  const remedies = work([scan], more);
  return scan.detections.flatMap((detection) => remedies.of(detection).slice(0, 1));
}

/** Rows of the first detection's first remedy. */
function rowsIn(hits: Hit[], more: Partial<RemedyOptions> = {}) {
  return remediesIn(scanOf('web', hits), more)[0]?.rows;
}

describe('the target', () => {
  test('clears everything known of the package', () => {
    expect(
      rowsIn([
        ['CVE-1', 'log4j', '2.14.1', '2.15.0'],
        ['CVE-2', 'log4j', '2.14.1', '2.16.0, 2.12.2'],
        ['CVE-3', 'log4j', '2.14.1', '2.3.1, 2.12.3, 2.17.0'],
      ]),
    ).toEqual([{ installed: '2.14.1', target: '2.17.0' }]);
  });

  test('counts what other images and lower severities show', () => {
    const web = scanOf('web', [['CVE-1', 'moment', '2.0.0', '2.29.2']]);
    const api = scanOf('api', [['CVE-2', 'Moment', '2.24.0', '2.29.4']]);
    const low = {
      ...api,
      detections: api.detections.map((each) => ({ ...each, severity: 'LOW' as const })),
    };
    const [detection] = web.detections;

    const remedy = detection && work([web, low]).of(detection)[0];

    expect(remedy?.rows).toEqual([{ installed: '2.0.0', target: '2.29.4' }]);
  });

  test('stays on the installed branch where that has a fix', () => {
    expect(
      rowsIn([
        ['CVE-1', 'ws', '6.1.4', '6.2.2, 7.4.6, 5.2.3'],
        ['CVE-2', 'ws', '6.1.4', '8.17.1, 7.5.10, 6.2.3, 5.2.4'],
      ]),
    ).toEqual([{ installed: '6.1.4', target: '6.2.3' }]);
  });

  test('of another major version is said to be one', () => {
    expect(rowsIn([['CVE-1', 'braces', '2.3.2', '3.0.3']])).toEqual([
      { installed: '2.3.2', target: '3.0.3', isMajor: true },
    ]);
  });

  test('is one for each installed version', () => {
    const list = '5.7.2, 6.3.1, 7.5.2';
    expect(
      rowsIn([
        ['CVE-1', 'semver', '7.3.2', list],
        ['CVE-1', 'semver', '5.7.1', list],
        ['CVE-1', 'semver', '6.3.0', list],
      ]),
    ).toEqual([
      { installed: '5.7.1', target: '5.7.2' },
      { installed: '6.3.0', target: '6.3.1' },
      { installed: '7.3.2', target: '7.5.2' },
    ]);
  });

  test('is a pre-release only where nothing else clears it, or one is installed', () => {
    const go = { type: 'gobinary' };
    expect(rowsIn([['CVE-1', 'stdlib', '1.23.1', '1.22.11, 1.24.0-rc.2', go]])).toEqual([
      { installed: '1.23.1', target: '1.24.0-rc.2' },
    ]);
    expect(rowsIn([['CVE-1', 'stdlib', '1.22.1', '1.24.0-rc.2, 1.24.0', go]])).toEqual([
      { installed: '1.22.1', target: '1.24.0' },
    ]);
    expect(rowsIn([['CVE-1', 'stdlib', '1.24.0-rc.1', '1.24.0-rc.2, 1.24.0', go]])).toEqual([
      { installed: '1.24.0-rc.1', target: '1.24.0-rc.2' },
    ]);
  });

  test('is compared with the source version on Debian', () => {
    const debian = {
      type: 'debian',
      source: { name: 'util-linux', version: '2.41-5' },
    };
    const scan = scanOf(
      'web',
      [
        ['CVE-1', 'bsdutils', '1:2.41-5', '2.41-6', debian],
        ['CVE-1', 'mount', '2.41-5', '2.41-6', debian],
      ],
      { system: 'debian 13' },
    );
    expect(remediesIn(scan)).toEqual([
      {
        key: 'debian 13|util-linux',
        name: 'util-linux',
        rows: [{ installed: '2.41-5', target: '2.41-6' }],
      },
    ]);
  });

  test('counts only the own binary package where binaries are fixed apart', () => {
    const perl = { type: 'redhat', source: { name: 'perl', version: '5.26.3-420' } };
    expect(
      rowsIn([
        ['CVE-1', 'perl-libs', '4:5.26.3-420', '4:5.26.3-421', perl],
        ['CVE-1', 'perl-Errno', '1.28-420', '1.28-422', perl],
      ]),
    ).toEqual([
      { installed: '1.28-420', target: '1.28-422' },
      { installed: '4:5.26.3-420', target: '4:5.26.3-421' },
    ]);
  });
});

test('a kernel with hundreds of fixed versions in many images takes few comparisons', () => {
  const [fixes, images] = [150, 8];
  const scans = Array.from({ length: images }, (_, image) =>
    scanOf(
      `image-${image}`,
      Array.from({ length: fixes }, (_, fix): Hit => {
        return [`CVE-${fix}`, 'linux', `5.10.1-${image}`, `5.10.${fix + 2}-1`, { type: 'debian' }];
      }),
    ),
  );
  let comparisons = 0;
  const counted: typeof compare = (...versions) => {
    comparisons += 1;
    return compare(...versions);
  };
  const [first] = scans[0]?.detections ?? [];

  const remedies = work(scans, { compare: counted });

  expect(comparisons).toBeLessThan(20 * fixes * images);
  expect(first && remedies.of(first)[0]?.rows).toEqual([
    { installed: '5.10.1-0', target: '5.10.151-1' },
  ]);
});

describe('what cannot be compared', () => {
  test('is said as it is reported, without a target', () => {
    const composer = { type: 'composer' };
    expect(rowsIn([['CVE-1', 'a/b', 'dev-master', '1.2.0, 2.0.1', composer]])).toEqual([
      { installed: 'dev-master', reported: '1.2.0, 2.0.1' },
    ]);
    expect(rowsIn([['CVE-1', 'a', '1.0', '> 1.2']])).toEqual([
      { installed: '1.0', reported: '> 1.2' },
    ]);
    expect(rowsIn([['CVE-1', 'a', '1.0', '1.2', { type: 'conda-pkg' }]])).toEqual([
      { installed: '1.0', reported: '1.2' },
    ]);
  });

  test('is not said to be cleared by the target of others', () => {
    expect(
      rowsIn([
        ['CVE-1', 'a', '1.0.0', '1.2.0'],
        ['CVE-2', 'a', '1.0.0', '> 1.3.0'],
      ]),
    ).toEqual([{ installed: '1.0.0', target: '1.2.0', leaves: ['CVE-2'] }]);
  });

  test('has no target where every fixed version is older than the installed one', () => {
    expect(rowsIn([['CVE-1', 'a', '3.0.0', '1.9.9']])).toEqual([
      { installed: '3.0.0', reported: '1.9.9' },
    ]);
  });
});

describe('the card of a finding', () => {
  const web = scanOf('web', [
    ['CVE-1', 'a', '1.0.0', '1.0.1'],
    ['CVE-1', 'b', '1.0.0', '1.0.1'],
    ['CVE-2', 'b', '1.0.0', '1.0.1'],
  ]);
  const [first] = web.detections;
  const keysOf = (scans: ImageScan[], before?: Remedy[]) =>
    first &&
    work(scans)
      .of(first, before)
      .map(({ key }) => key);

  test('is that of the upgrade which clears most, and names the others', () => {
    expect(keysOf([web])).toEqual(['npm|b', 'npm|a']);
  });

  test('stays while its upgrade is needed', () => {
    expect(keysOf([web], [{ key: 'npm|a', name: 'a', rows: [] }])).toEqual(['npm|a', 'npm|b']);
    expect(keysOf([web], [{ key: 'npm|gone', name: 'gone', rows: [] }])).toEqual([
      'npm|b',
      'npm|a',
    ]);
  });

  test('is that of an upgrade rather than of what has no fix', () => {
    const scan = scanOf('web', [
      ['CVE-1', 'a', '1.0.0', '1.0.1'],
      ['CVE-1', 'b', '1.0.0'],
      ['CVE-2', 'b', '1.0.0'],
    ]);
    expect(remediesIn(scan).map(({ key }) => key)).toEqual(['npm|a', 'npm|b|no fix']);
  });

  test('has rows of what is installed although no fix is known', () => {
    expect(remediesIn(scanOf('web', [['CVE-1', 'ip', '1.1.5']]))).toEqual([
      { key: 'npm|ip|no fix', name: 'ip', rows: [{ installed: '1.1.5' }] },
    ]);
  });
});

describe('Trivy asked about the targets', () => {
  const web = scanOf('web', [['CVE-1', 'moment', '2.0.0', '2.29.2']]);
  const [detection] = web.detections;

  test('raises a target that is vulnerable itself', () => {
    const first = work([web]);
    expect(first.targets).toEqual([
      {
        packageKey: 'npm|moment',
        version: '2.29.2',
        packages: [expect.objectContaining({ name: 'moment', installedVersion: '2.0.0' })],
      },
    ]);

    const found = scanOf('targets', [['CVE-9', 'moment', '2.29.2', '2.29.4']]).detections;
    const second = work([web], { checked: { asked: first.targets, found } });

    expect(detection && second.of(detection)).toEqual([
      { key: 'npm|moment', name: 'moment', rows: [{ installed: '2.0.0', target: '2.29.4' }] },
    ]);
    expect(second.targets.map(({ version }) => version)).toEqual(['2.29.4']);
  });

  test('confirms a target in which it finds nothing', () => {
    const { targets } = work([web]);
    const checked = { asked: targets, found: [] };
    expect(detection && work([web], { checked }).of(detection)[0]).toMatchObject({
      rows: [{ target: '2.29.2' }],
      isConfirmed: true,
    });
  });

  test('adds what the target has and has no fix for', () => {
    const { targets } = work([web]);
    const found = scanOf('targets', [['CVE-9', 'moment', '2.29.2']]).detections;
    const remedy =
      detection && work([web], { checked: { asked: targets, found } }).of(detection)[0];
    expect(remedy).toMatchObject({
      rows: [{ target: '2.29.2', leaves: ['CVE-9'] }],
      isConfirmed: true,
    });
  });

  test('does not repeat what the installed version has without a fix as well', () => {
    const both = scanOf('web', [
      ['CVE-1', 'moment', '2.0.0', '2.29.2'],
      ['CVE-9', 'moment', '2.0.0'],
    ]);
    const { targets } = work([both]);
    const found = scanOf('targets', [['CVE-9', 'moment', '2.29.2']]).detections;
    expect(remediesIn(both, { checked: { asked: targets, found } })[0]?.rows).toEqual([
      { installed: '2.0.0', target: '2.29.2' },
    ]);
  });
});

describe('a scan of some images', () => {
  const api = scanOf('api', [
    ['CVE-1', 'vim', '1.0.0', '1.2.0'],
    ['CVE-2', 'vim', '1.0.0', '1.5.0'],
  ]);
  const web = scanOf('web', [['CVE-1', 'vim', '1.0.0', '1.2.0']]);
  const complete = work([api, web]);
  const known = api.detections.map((each) =>
    aFinding({
      ...each,
      images: [...each.images, ...(each.vulnerabilityId === 'CVE-1' ? [web.image] : [])],
      remedies: complete.of(each),
    }),
  );
  const targetOf = (scans: ImageScan[], findings: typeof known) =>
    web.detections[0] && work(scans, { known: findings }).of(web.detections[0])[0]?.rows;

  test('suggests no less than the findings of the others say', () => {
    expect(targetOf([web], known)).toEqual([{ installed: '1.0.0', target: '1.5.0' }]);
  });

  test('suggests no less than it did, although a lower severity asked for it', () => {
    const [one] = known;
    expect(one && targetOf([web], [one])).toEqual([{ installed: '1.0.0', target: '1.5.0' }]);
  });

  test('does not count what an archived finding says', () => {
    const archived = known.map((each) => ({ ...each, recordState: 'ARCHIVED' as const }));
    expect(targetOf([web], archived)).toEqual([{ installed: '1.0.0', target: '1.2.0' }]);
  });
});
