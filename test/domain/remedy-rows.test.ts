import { createCompare } from '../../src/adapters/versions/compare';
import type { KnownFinding } from '../../src/domain/detection';
import { remediesOf } from '../../src/domain/remedies-of';
import { remediesOfScan } from '../../src/domain/remedies-of-scan';
import {
  hasTarget,
  imagesOfRemedy,
  mergedRemedy,
  otherRemedies,
  placedRows,
} from '../../src/domain/remedy-rows';
import { aFinding, anImage } from './builders';
import { scanOf } from './remedy-builders';
import { factsIn, mergedIn } from './seen';

const list = '5.7.2, 6.3.1';
const web = scanOf('web', [
  ['CVE-1', 'semver', '5.7.1', list],
  ['CVE-1', 'ip', '1.0.0', '1.0.1'],
  ['CVE-2', 'semver', '5.7.1', list],
]);
const api = scanOf('api', [['CVE-1', 'semver', '6.3.0', list]]);

function findings(): KnownFinding[] {
  const remedies = remediesOfScan(factsIn([web, api]), { compare: createCompare(), known: [] });
  return mergedIn([web, api]).map((detection) =>
    aFinding({ ...detection, remedies: remedies.of(detection) }),
  );
}

const names = (images: { repository: string }[]) => images.map(({ repository }) => repository);

test('the rows of all findings make one upgrade, each row with its own images', () => {
  const remedy = mergedRemedy(findings(), 'npm|semver');

  expect(remedy).toEqual({
    key: 'npm|semver',
    name: 'semver',
    rows: [
      { installed: '5.7.1', target: '5.7.2' },
      { installed: '6.3.0', target: '6.3.1' },
    ],
  });
  const rows = remedy && placedRows(findings(), remedy);
  expect(rows?.map(({ images }) => names(images))).toEqual([['web'], ['api']]);
  expect(rows?.[0]?.packages).toHaveLength(1);
  expect(names(imagesOfRemedy(findings(), 'npm|semver'))).toEqual(['api', 'web']);
});

test('findings that are not on the card leave no rows', () => {
  const [, second] = findings();
  const remedy = second && mergedRemedy([second], 'npm|semver');
  expect(remedy?.rows.map(({ installed }) => installed)).toEqual(['5.7.1']);
  expect(mergedRemedy(findings(), 'npm|nothing')).toBeUndefined();
});

test('an installed version has one target: that of the newest import, in whichever form its time is', () => {
  const row = (target: string) => [
    { key: 'npm|a', name: 'a', rows: [{ installed: '1', target }], isConfirmed: true as const },
  ];
  const older = aFinding({ updatedAt: '2026-11-24T03:00:00Z', remedies: row('1.1') });
  const newer = aFinding({ updatedAt: '2026-11-24T03:00:00.500Z', remedies: row('1.2') });

  expect(mergedRemedy([older, newer], 'npm|a')?.rows).toEqual([{ installed: '1', target: '1.2' }]);
  expect(mergedRemedy([newer, older], 'npm|a')?.isConfirmed).toBe(true);
});

test('an upgrade is confirmed only if every row is', () => {
  const part = (installed: string, isConfirmed: boolean) =>
    aFinding({
      remedies: [
        {
          ...{ key: 'npm|a', name: 'a', rows: [{ installed, target: '2' }] },
          ...(isConfirmed && { isConfirmed }),
        },
      ],
    });
  expect(mergedRemedy([part('1', true), part('1.1', false)], 'npm|a')?.isConfirmed).toBeUndefined();
});

test('what a finding needs besides its card is named, with its images', () => {
  const others = otherRemedies(findings(), 'npm|semver');

  expect(
    others.map(({ remedy, images, vulnerabilityIds }) => [
      remedy.key,
      names(images),
      vulnerabilityIds,
    ]),
  ).toEqual([['npm|ip', ['web'], ['CVE-1']]]);
});

describe('a finding without remedies', () => {
  test('has one for each package, as it was reported', () => {
    const finding = aFinding({
      images: [anImage('web', { system: 'alpine 3.15' })],
      packages: [
        {
          name: 'a',
          installedVersion: '1',
          fixedVersion: '2',
          type: 'alpine',
          image: anImage('web').name,
        },
        { name: 'b', installedVersion: '1', fixedVersion: '2, 3', type: 'npm' },
        { name: 'c', installedVersion: '1' },
      ],
    });

    expect(remediesOf(finding)).toEqual([
      { key: 'alpine 3.15|a', name: 'a', rows: [{ installed: '1', target: '2' }] },
      { key: 'npm|b', name: 'b', rows: [{ installed: '1', reported: '2, 3' }] },
      { key: 'package|c|no fix', name: 'c', rows: [{ installed: '1' }] },
    ]);
    expect(remediesOf(finding).map(hasTarget)).toEqual([true, false, false]);
    expect(names(imagesOfRemedy([finding], 'npm|b'))).toEqual(['web']);
  });

  test.each([
    ['3.0.14-1~deb12u1', { target: '3.0.14-1~deb12u1' }],
    ['1.2^git20240101-1.fc40', { target: '1.2^git20240101-1.fc40' }],
    ['~> 1.2', { reported: '~> 1.2' }],
    ['~1.2', { reported: '~1.2' }],
    ['^1.2', { reported: '^1.2' }],
    ['>=1.2', { reported: '>=1.2' }],
    ['1.2||2.0', { reported: '1.2||2.0' }],
  ])('suggests the fixed version %s only where it is one version', (fixedVersion, row) => {
    const packages = [{ name: 'a', installedVersion: '1', fixedVersion }];
    const [{ rows }] = remediesOf(aFinding({ packages }));
    expect(rows).toEqual([{ installed: '1', ...row }]);
  });

  test('has one by its id where it names no package', () => {
    expect(remediesOf(aFinding({ packages: [] }))).toEqual([
      { key: 'id|CVE-1', name: 'CVE-1', rows: [] },
    ]);
  });
});
