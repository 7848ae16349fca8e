import {
  compareSeverity,
  hasFix,
  isDecided,
  keyText,
  SEVERITIES,
  type WorkflowStatus,
} from '../../src/domain/finding';

const fixable = { name: 'openssl', installedVersion: '1', fixedVersion: '2' };
const stuck = { name: 'zlib', installedVersion: '1' };

test('the worst severity comes first, and equal ones keep their order', () => {
  expect([...SEVERITIES].reverse().sort(compareSeverity)).toEqual([
    'CRITICAL',
    'HIGH',
    'MEDIUM',
    'LOW',
    'INFORMATIONAL',
  ]);
  expect(compareSeverity('HIGH', 'HIGH')).toBe(0);
});

test.each([
  ['one of two packages can be upgraded', [stuck, fixable], true],
  ['no package can be upgraded', [stuck], false],
  ['no package is known', [], false],
])('where %s, it counts as having a fix: %#', (_, packages, expected) => {
  expect(hasFix({ packages })).toBe(expected);
});

test.each<[WorkflowStatus, boolean]>([
  ['NEW', false],
  ['NOTIFIED', false],
  ['RESOLVED', true],
  ['SUPPRESSED', true],
])('a finding that is %s is decided: %s', (workflowStatus, decided) => {
  expect(isDecided({ workflowStatus })).toBe(decided);
});

test('findings with the same id in two products, or different ids in one, have different keys', () => {
  const keys = ['aqua', 'default'].flatMap((productArn) =>
    ['CVE-1', 'CVE-2'].map((id) => keyText({ id, productArn })),
  );

  expect(new Set(keys).size).toBe(4);
});
