import { compilePattern } from '../../../playground/aws/events/pattern';

const imported = {
  source: 'aws.securityhub',
  'detail-type': 'Security Hub Findings - Imported',
  account: '111122223333',
  resources: ['arn:one', 'arn:two'],
  detail: {
    count: 5,
    nothing: null,
    flag: true,
    empty: [],
    inner: { name: 'Ünder.Score' },
    findings: [
      { Severity: { Label: 'HIGH' }, Workflow: { Status: 'NEW' }, Id: 'a/b/c' },
      { Severity: { Label: 'LOW' }, Workflow: { Status: 'RESOLVED' } },
    ],
  },
};

/** Pattern, and whether event-ruler's rules make the event above match it. */
it.each([
  [{ source: ['aws.securityhub'] }, true],
  [{ source: ['aws.ecs', 'aws.securityhub'] }, true],
  [{ source: ['aws.ecs'] }, false],
  [{ missing: ['x'] }, false],
  [{ resources: ['arn:two'] }, true],
  [{ detail: { count: [5] } }, true],
  [{ detail: { count: ['5'] } }, false],
  [{ detail: { nothing: [null] } }, true],
  [{ detail: { flag: [true] } }, true],
  [{ detail: { flag: [false] } }, false],
  [{ detail: { findings: { Severity: { Label: ['HIGH'] } } } }, true],
  [
    { detail: { findings: { Severity: { Label: ['HIGH'] }, Workflow: { Status: ['NEW'] } } } },
    true,
  ],
  [
    { detail: { findings: { Severity: { Label: ['HIGH'] }, Workflow: { Status: ['RESOLVED'] } } } },
    false,
  ],
  [{ detail: { findings: { Severity: { Label: [{ 'anything-but': 'HIGH' }] } } } }, true],
  [{ source: [{ prefix: 'aws.' }] }, true],
  [{ source: [{ prefix: 'AWS.' }] }, false],
  [{ source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
  [{ source: [{ suffix: 'hub' }] }, true],
  [{ source: [{ 'equals-ignore-case': 'AWS.SecurityHub' }] }, true],
  [{ source: [{ 'anything-but': ['aws.ecs', 'aws.s3'] }] }, true],
  [{ source: [{ 'anything-but': 'aws.securityhub' }] }, false],
  [{ source: [{ 'anything-but': { prefix: 'aws' } }] }, false],
  [{ source: [{ 'anything-but': { prefix: ['x', 'y'] } }] }, true],
  [{ source: [{ 'anything-but': { suffix: 'hub' } }] }, false],
  [{ missing: [{ 'anything-but': 'x' }] }, false],
  [{ detail: { count: [{ numeric: ['>', 4, '<=', 5] }] } }, true],
  [{ detail: { count: [{ numeric: ['<', 5] }] } }, false],
  [{ detail: { count: [{ numeric: ['=', 5] }] } }, true],
  [{ detail: { inner: { name: [{ numeric: ['>', 0] }] } } }, false],
  [{ missing: [{ exists: false }] }, true],
  [{ source: [{ exists: false }] }, false],
  [{ source: [{ exists: true }] }, true],
  [{ detail: [{ exists: true }] }, false],
  [{ detail: { empty: [{ exists: false }] } }, true],
  [{ detail: { findings: { Id: [{ exists: false }] } } }, false],
  [{ source: { deeper: [{ exists: false }] } }, true],
  [{ detail: { findings: { Id: [{ wildcard: 'a/*/c' }] } } }, true],
  [{ detail: { findings: { Id: [{ wildcard: '*' }] } } }, true],
  [{ detail: { findings: { Id: [{ wildcard: 'a*x' }] } } }, false],
  [{ detail: { inner: { name: [{ wildcard: 'Ünder.S*' }] } } }, true],
  [{ detail: { inner: { name: [{ wildcard: 'ÜnderxS*' }] } } }, false],
  [{ $or: [{ source: ['x'] }, { account: ['111122223333'] }] }, true],
  [{ $or: [{ source: ['x'] }, { account: ['x'] }] }, false],
  [{ source: ['x'], $or: [{ account: ['111122223333'] }, { account: ['y'] }] }, false],
  [{ detail: { findings: { $or: [{ Id: ['no'] }, { Severity: { Label: ['LOW'] } }] } } }, true],
])('%j', (pattern, expected) => {
  expect(compilePattern(pattern)(imported)).toBe(expected);
});

it('reads an escaped star as a star', () => {
  const matches = compilePattern({ a: [{ wildcard: '1\\*2' }] });

  expect(matches({ a: '1*2' })).toBe(true);
  expect(matches({ a: '1x2' })).toBe(false);
});

it.each([
  [{}],
  [{ source: [] }],
  [{ source: 'aws.ecs' }],
  [{ detail: {} }],
  [{ source: [['x']] }],
  [{ source: [{ contains: 'x' }] }],
  [{ source: [{ cidr: '10.0.0.0/8' }] }],
  [{ source: [{ prefix: 'x', suffix: 'y' }] }],
  [{ source: [{}] }],
  [{ source: [{ prefix: 1 }] }],
  [{ source: [{ exists: 'yes' }] }],
  [{ source: [{ numeric: ['>'] }] }],
  [{ source: [{ numeric: ['~', 1] }] }],
  [{ source: [{ numeric: ['<', 1, '>', 0] }] }],
  [{ source: [{ numeric: ['>', '1'] }] }],
  [{ source: [{ 'anything-but': [] }] }],
  [{ source: [{ 'anything-but': ['x', 1] }] }],
  [{ source: [{ 'anything-but': { numeric: ['>', 1] } }] }],
  [{ source: [{ wildcard: 'a**' }] }],
  [{ source: [{ wildcard: 'a\\b' }] }],
  [{ $or: [{ source: ['x'] }] }],
  [{ source: [{ constructor: 'x' }] }],
])('refuses %j', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow('Event pattern is not valid');
});
