import { readRecord } from '../../src/adapters/read-record';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { InvalidInput } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import { anImport } from '../contracts/finding-store.contract';
import { aDecision, aTask } from '../contracts/queues.contract';

const KEY = { id: 'vulnscan/CVE-1', productArn: 'arn' };
const { request, origin } = aDecision(1);
const { actor } = request;

const envelope = (more: object) => ({
  id: 'e',
  source: 'aws.securityhub',
  'detail-type': 'Security Hub Findings - Imported',
  time: '2026-11-24T10:00:00Z',
  detail: {},
  ...more,
});
const read = (content: unknown) => readRecord(JSON.stringify(content));

test('an event of findings has its time and every finding, with our mark', () => {
  const { content, stamp, target } = anImport('CVE-1');
  const asff = toAsff(content, stamp, target);
  const findings = [{ ...asff, UserDefinedFields: { vulnscan: '4 RESOLVED' } }, asff];

  const event = read(envelope({ time: '2026-11-24T11:00:00+01:00', detail: { findings } }));

  expect(event).toMatchObject({
    kind: 'findings',
    time: '2026-11-24T10:00:00.000Z',
    findings: [
      { id: content.id, mark: { seq: 4, status: 'RESOLVED' } },
      { id: content.id, mark: { seq: 0, status: 'NEW' } },
    ],
  });
});

test('an event that is of no kind that we know is passed on as it is', () => {
  const event = envelope({ source: 'aws.health', detail: { any: 'thing' } });

  expect(read(event)).toEqual({ kind: 'other', event });
});

const JOBS: Job[] = [
  { ...aDecision(1), base: 12, bulk: 'bulk/1', undoes: 'request-0' },
  {
    type: 'decide-many',
    filter: { scanId: 's', severities: ['HIGH'], packageName: 'openssl', image: 'api' },
    request: {
      ...request,
      decision: { kind: 'suppress', reason: 'known', until: { kind: 'date', date: '2026-12-24' } },
    },
    message: { channel: 'C0', ts: '1.2', threadTs: '1.1' },
    origin: { ...origin, channel: 'C0', responseUrl: 'https://hooks.slack.com/x' },
  },
  { type: 'decide-many', filter: {}, request, origin },
  { type: 'undo-many', bulk: 'bulk/1', request, origin },
  aTask('api'),
  { type: 'cancel-scan', taskArn: 'arn', actor, origin },
  { type: 'cancel-scan', actor, origin },
  { type: 'ask', question: { about: 'status' }, actor, origin },
  { type: 'ask', question: { about: 'open', severities: ['HIGH'], page: 3 }, actor, origin },
  { type: 'ask', question: { about: 'open', due: 'overdue', page: 1 }, actor, origin },
  { type: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-1' }, actor, origin },
  {
    type: 'ask',
    question: { about: 'coverage', filter: { image: 'api' }, form: { viewId: 'V', state: 's' } },
    actor,
    origin,
  },
  { type: 'home', userId: 'U1', origin },
  { type: 'health-round', origin },
];

test.each(JOBS.map((job) => [job.type, job] as const))(
  'a job of type %s is read as it was sent',
  (_type, job) => {
    expect(read(job)).toEqual({ kind: 'job', job });
  },
);

test('a read names its findings', () => {
  expect(read({ type: 'read', keys: [KEY] })).toEqual({ kind: 'read', keys: [KEY] });
});

test('a wake-up names findings, cards or neither', () => {
  expect(read({ type: 'wake', hashes: ['a'] })).toEqual({ kind: 'wake', hashes: ['a'], keys: [] });
  expect(read({ type: 'wake', keys: ['b'] })).toEqual({ kind: 'wake', hashes: [], keys: ['b'] });
  expect(read({ type: 'wake', at: '2026-11-24T10:00:00Z' })).toEqual({
    kind: 'wake',
    hashes: [],
    keys: [],
  });
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

test.each<[string, unknown]>([
  ['a job of an unknown type', { type: 'sync', key: KEY, origin }],
  ['a decision without an appearance', { ...aDecision(1), base: undefined }],
  ['a decision on a negative appearance', { ...aDecision(1), base: -1 }],
  ['a decision on half an appearance', { ...aDecision(1), base: 0.5 }],
  ['a decision on a finding without an id', { ...aDecision(1), key: { ...KEY, id: '' } }],
  ['a decision on a finding without a product', { ...aDecision(1), key: { id: 'x' } }],
  ['a decision of an empty bulk', { ...aDecision(1), bulk: '' }],
  ['a decision at no time', { ...aDecision(1), request: { ...request, actionTs: 'now' } }],
  ['an unknown decision', { ...aDecision(1), request: { ...request, decision: { kind: 'drop' } } }],
  ['an undo of nothing', { type: 'undo-many', request, origin }],
  ['a job without a request', { type: 'home', userId: 'U1' }],
  ['a read of nothing', { type: 'read', keys: [] }],
  ['a read of texts', { type: 'read', keys: ['x'] }],
  ['a read of 101 findings', { type: 'read', keys: many(101).map((id) => ({ ...KEY, id })) }],
  ['a wake-up with 101 findings', { type: 'wake', hashes: many(101) }],
  ['a wake-up with 101 cards', { type: 'wake', keys: many(101) }],
  ['a wake-up with an empty name', { type: 'wake', hashes: [''] }],
  ['a wake-up with numbers', { type: 'wake', keys: [7] }],
  ['an event without findings', envelope({ detail: { findings: [] } })],
  ['an event at no time', envelope({ time: 'noon', detail: { findings: [{}] } })],
  ['an event without a source', { ...envelope({}), source: undefined }],
  ['a finding without an id', envelope({ detail: { findings: [{ ProductArn: 'arn' }] } })],
  ['a number', 7],
  ['nothing', null],
  ['a list', [aDecision(1)]],
])('%s is refused', (_what, content) => {
  expect(() => read(content)).toThrow(InvalidInput);
});

test('what is not JSON is refused, and the reason holds none of its values', () => {
  expect(() => readRecord('{"token":"secret')).toThrow(/it is not JSON/);
  const job = { ...aDecision(1), base: 'secret' };
  expect(() => read(job)).toThrow(/wrong at base \(invalid_type\)/);
  expect(() => read(job)).not.toThrow(/secret/);
});

describe('an execution of the state machine that did not succeed', () => {
  const detail = {
    executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:vulnscan-scan:0a1b',
    stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:vulnscan-scan',
    name: '0a1b',
    status: 'ABORTED',
    startDate: 1_764_212_400_000,
    stopDate: 1_764_216_000_000,
    output: null,
    cause: 'Cancelled by Ana',
  };
  const read = (change: object) =>
    readRecord(
      JSON.stringify({
        id: 'e',
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        time: '2026-11-27T04:00:00Z',
        detail: { ...detail, ...change },
      }),
    );
  const run = {
    scanId: '0a1b',
    taskArn: 'arn:task/0a1b',
    images: ['api'],
    startedBy: 'schedule',
    startedAt: '2026-11-27T03:00:00.000Z',
  };

  test('is read with the scan that it was started for', () => {
    expect(read({ input: JSON.stringify(run) })).toEqual({
      kind: 'fan-out',
      end: { run, status: 'ABORTED', at: '2025-11-27T04:00:00.000Z', cause: 'Cancelled by Ana' },
    });
  });

  test.each([null, undefined, 'no JSON', '{"scanId":7}'])(
    'is read without its input: %j',
    (input) => {
      expect(read({ input, cause: null })).toMatchObject({
        kind: 'fan-out',
        end: { run: { scanId: '0a1b', images: [] }, status: 'ABORTED' },
      });
    },
  );

  test.each([{ status: 'SUCCEEDED' }, { startDate: 1e300 }, { name: 7 }])(
    'is refused with %j',
    (change) => {
      expect(() => read(change)).toThrow(/can't be read/);
    },
  );
});
