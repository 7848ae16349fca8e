import type { JsonObject } from '../../../emulators/aws/json';

/** An event like those of Security Hub, with every kind of value in it. */
export const EVENT: JsonObject = {
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

/** Pattern, and whether event-ruler's rules make the event match it. AWS's engine is asked in test/real. */
export const PATTERNS: readonly [JsonObject, boolean][] = [
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
  [{ source: [{ prefix: 'aws.' }] }, true],
  [{ source: [{ prefix: 'AWS.' }] }, false],
  [{ missing: [{ exists: false }] }, true],
  [{ source: [{ exists: false }] }, false],
  [{ source: [{ exists: true }] }, true],
  [{ detail: [{ exists: true }] }, false],
  [{ detail: { empty: [{ exists: false }] } }, true],
  [{ detail: { findings: { Id: [{ exists: false }] } } }, false],
  [{ source: { deeper: [{ exists: false }] } }, true],
];

/** Patterns that are refused: malformed, or with an operator that no rule here uses. */
export const NO_PATTERNS: readonly [JsonObject][] = [
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
];
