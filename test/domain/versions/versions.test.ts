import fc from 'fast-check';
import { createCompare } from '../../../src/adapters/versions/compare';
import {
  clears,
  isMajorJump,
  isPreRelease,
  readFixedVersions,
} from '../../../src/domain/versions/fixed-versions';
import { type Scheme, schemeOf } from '../../../src/domain/versions/scheme';
import { CHAINS } from './chains';

const compare = createCompare();

const SCHEMES: Scheme[] = ['apk', 'deb', 'gem', 'generic', 'maven', 'npm', 'pip', 'rpm'];

test.each(SCHEMES)('%s versions are in the order of the original program', (scheme) => {
  const links = CHAINS[scheme].trim().split(/\s+/);
  const ranked = links.flatMap((link, rank) =>
    link.split('=').map((version) => ({ version, rank })),
  );

  const wrong = ranked.flatMap((a) =>
    ranked.flatMap((b) => {
      const order = compare(scheme, a.version, b.version);
      const isRight = order !== undefined && Math.sign(order) === Math.sign(a.rank - b.rank);
      return isRight ? [] : [`${a.version} ${order} ${b.version}`];
    }),
  );

  expect(wrong).toEqual([]);
});

const anyText = fc.string({
  unit: fc.constantFrom(...'0123456789abrcz.-+~^:_v'),
  minLength: 1,
  maxLength: 10,
});

test.each(SCHEMES)('%s comparison is an order, or undefined in both directions', (scheme) => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (a, b, c) => {
      const [ab, ba, bc, ac] = [
        compare(scheme, a, b),
        compare(scheme, b, a),
        compare(scheme, b, c),
        compare(scheme, a, c),
      ];
      expect(ab === undefined).toBe(ba === undefined);
      if (ab === undefined || ba === undefined || bc === undefined || ac === undefined) return;
      expect(Math.sign(ab) + Math.sign(ba)).toBe(0);
      if (scheme !== 'rpm' && scheme !== 'maven' && ab <= 0 && bc <= 0) {
        expect(ac).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('what Trivy cannot read is not compared', () => {
  for (const [scheme, version] of [
    ['apk', '1.0bc'],
    ['apk', '23_foo'],
    ['deb', 'a:1.0'],
    ['deb', '2:-1ubuntu3.1'],
    ['deb', 'A7.4'],
    ['deb', '7.4.!052-1'],
    ['npm', 'v1.2.3'],
    ['npm', '1.2'],
    ['pip', 'french toast'],
    ['gem', 'junk'],
    ['generic', 'dev-master'],
    ['generic', '1.2.x y'],
  ] as const) {
    expect([version, compare(scheme, version, '1.0.0')]).toEqual([version, undefined]);
  }
});

test('each package type has the rules that Trivy uses for it', () => {
  for (const [type, scheme] of [
    ['debian', 'deb'],
    ['amazon', 'deb'],
    ['redhat', 'rpm'],
    ['suse linux enterprise server', 'rpm'],
    ['alpine', 'apk'],
    ['wolfi', 'apk'],
    ['jar', 'maven'],
    ['pnpm', 'npm'],
    ['gobinary', 'generic'],
    ['composer-vendor', 'generic'],
    ['poetry', 'pip'],
    ['bundler', 'gem'],
    ['cocoapods', 'gem'],
    ['conda-pkg', undefined],
    [undefined, undefined],
  ] as const) {
    expect([type, schemeOf(type)]).toEqual([type, scheme]);
  }
});

test.each([
  ['1.9.0, 0.1.10, 8.0.0', 'npm', ['0.1.10', '1.9.0', '8.0.0']],
  ['>=2.0.0', 'npm', ['2.0.0']],
  ['>= 3.1.0, >= 2.1.3, < 3.0.0', 'generic', ['2.1.3', '3.1.0']],
  ['~> 1.2, >= 1.2.5', 'gem', ['1.2.5']],
  ['~> 1.2.5, >= 1.3.1', 'gem', ['1.2.5', '1.3.1']],
  ['~> 5.2.4.3, ~> 6.0.3, >= 6.0.3.1', 'gem', ['5.2.4.3', '6.0.3.1']],
  ['2:9.0.1882-1.amzn2.0.1', 'deb', ['2:9.0.1882-1.amzn2.0.1']],
  ['1.0~rc1-1', 'deb', ['1.0~rc1-1']],
  ['> 1.2.3', 'npm', undefined],
  ['^1.2.3', 'npm', undefined],
  ['1.2.3, dev-master', 'generic', undefined],
  ['< 2.0.0', 'npm', undefined],
  ['', 'npm', undefined],
] as const)('the fixed versions in "%s" of %s are read', (text, scheme, versions) => {
  expect(readFixedVersions(text, scheme, compare)).toEqual(versions);
});

test.each([
  ['2.0.1', ['1.9.9', '2.3.1'], false],
  ['1.9.10', ['1.9.9', '2.3.1'], true],
  ['1.9.8', ['1.9.9', '2.3.1'], false],
  ['2.3.1', ['1.9.9', '2.3.1'], true],
  ['9.0.0', ['1.9.9', '2.3.1'], true],
  ['1.22.12', ['1.22.11', '1.23.5'], true],
  ['1.23.0', ['1.22.11', '1.23.5'], false],
  ['1.2.3', ['nothing'], undefined],
] as const)('that %s clears what is fixed in %j is %s', (target, fixed, expected) => {
  expect(clears(target, fixed, 'generic', compare)).toBe(expected);
});

test('pre-releases and major versions are told for libraries only', () => {
  expect(['1.24.0-rc.2', '1.24.0'].map((each) => isPreRelease(each, 'generic'))).toEqual([
    true,
    false,
  ]);
  expect(
    ['2.0-beta9', '2.15.0', '1.0.0.M2', '5.3.0.RELEASE', '9.4.51.v20230217'].map((each) =>
      isPreRelease(each, 'maven'),
    ),
  ).toEqual([true, false, true, false, false]);
  expect(['1.0rc1', '1.0.post1', '1.0.dev3'].map((each) => isPreRelease(each, 'pip'))).toEqual([
    true,
    false,
    true,
  ]);
  expect(isPreRelease('1.0~rc1-1', 'deb')).toBe(false);
  expect(isMajorJump('1.28', '2.0', 'maven')).toBe(true);
  expect(isMajorJump('v1.2.0', '1.9.0', 'generic')).toBe(false);
  expect(isMajorJump('1.0-1', '2.0-1', 'deb')).toBe(false);
});
