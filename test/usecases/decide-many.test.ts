import { Refused, Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { BulkFilter } from '../../src/domain/job';
import { type DecideManyJob, decideMany, findCovered } from '../../src/usecases/decide-many';
import { aMember, createFakePeople, TEAM } from '../fakes/people';
import { PRODUCT } from '../fakes/security-hub';
import { aFinding, findings, world } from './kit';

const scan = { id: 'scan-1', newFindings: 12 };
const job = (changes: Partial<DecideManyJob> = {}): DecideManyJob => ({
  type: 'decide-many',
  filter: {},
  request: {
    decision: { kind: 'resolve' },
    actor: { userId: 'U1', teamId: TEAM, name: 'Ana' },
    actionTs: '1764000000.000100',
  },
  origin: { requestId: 'bulk', channel: 'C0' },
  ...changes,
});
const placed = (ts: string, threadTs?: string) => ({
  placement: { channel: 'C0', ts, generation: 0, ...(threadTs !== undefined && { threadTs }) },
});
const packages = (...names: string[]) => names.map((name) => ({ name, installedVersion: '1' }));
const images = (...names: string[]) =>
  names.map((name) => ({
    name: `registry/team/${name}`,
    repository: `team/${name}`,
    services: [],
  }));

describe('a bulk decision covers', () => {
  const covered = async (all: Partial<Finding>[], filter: BulkFilter, reopening = false) => {
    const seed = all.map((changes, index) => aFinding({ id: `${index}`, ...changes }));
    const found = await findCovered(world(seed).deps.store, { filter }, reopening);
    return found.map(({ id }) => Number(id));
  };
  const everyStatus: Partial<Finding>[] = [
    { workflowStatus: 'NEW' },
    { workflowStatus: 'NOTIFIED', scan },
    { workflowStatus: 'RESOLVED' },
    { workflowStatus: 'SUPPRESSED' },
    { workflowStatus: 'NEW', recordState: 'ARCHIVED' },
    { workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' },
  ];

  test('open findings, or decided ones for reopening; never archived ones', async () => {
    expect(await covered(everyStatus, {})).toEqual([0, 1]);
    expect(await covered(everyStatus, {}, true)).toEqual([2, 3]);
  });

  test.each<[string, BulkFilter, Partial<Finding>[], number[]]>([
    [
      'severities',
      { severities: ['CRITICAL', 'LOW'] },
      [{ severity: 'CRITICAL' }, { severity: 'HIGH' }, { severity: 'LOW' }],
      [0, 2],
    ],
    [
      'any of its packages, by a part of the name in any case',
      { packageName: 'LibC' },
      [{ packages: packages('zlib', 'LIBC6') }, { packages: packages('zlib') }, { packages: [] }],
      [0],
    ],
    [
      'any of its images, by repository',
      { image: 'team/api' },
      [{ images: images('web', 'api') }, { images: images('web') }, { images: [] }],
      [0],
    ],
    [
      'any of its images, by full name',
      { image: 'registry/team/api' },
      [{ images: images('api') }, { images: images('web') }],
      [0],
    ],
    [
      'the scan that found it',
      { scanId: 'scan-1' },
      [{ scan }, { scan: { ...scan, id: 'scan-2' } }, {}],
      [0],
    ],
    [
      'all of these at once',
      { scanId: 'scan-1', severities: ['HIGH'], packageName: 'zlib', image: 'team/api' },
      [
        { scan, packages: packages('zlib'), images: images('api') },
        { packages: packages('zlib'), images: images('api') },
        { scan, severity: 'LOW', packages: packages('zlib'), images: images('api') },
        { scan, packages: packages('curl'), images: images('api') },
        { scan, packages: packages('zlib'), images: images('web') },
      ],
      [0],
    ],
  ])('fewer findings, narrowed by %s', async (_what, filter, all, ids) => {
    expect(await covered(all, filter)).toEqual(ids);
  });

  test('the findings under the digest, even if a later scan stamped them', async () => {
    const later = { ...scan, id: 'scan-2' };
    const { deps } = world([
      aFinding({ id: 'under it', scan: later, ...placed('8.8', '7.7') }),
      aFinding({ id: 'under another', scan: later, ...placed('9.9', '6.6') }),
      aFinding({ id: 'on its own', scan: later, ...placed('9.9') }),
    ]);
    const filter = { scanId: 'scan-1' };

    const under = await findCovered(
      deps.store,
      { filter, message: { channel: 'C0', ts: '7.7' } },
      false,
    );
    const nowhere = await findCovered(deps.store, { filter }, false);

    expect([under, nowhere].map((found) => found.map(({ id }) => id))).toEqual([['under it'], []]);
  });
});

test('each message gets its own job, with its location and the findings it shows', async () => {
  const { deps, jobs } = world([
    aFinding({ id: 'a', ...placed('8.8', '7.7') }),
    aFinding({ id: 'b', ...placed('9.9') }),
    aFinding({ id: 'c', ...placed('8.8', '7.7') }),
    aFinding({ id: 'not shown' }),
  ]);

  await decideMany(deps, job());

  const { request } = job();
  const part = { type: 'decide', request, quiet: true };
  const key = (id: string) => ({ id, productArn: PRODUCT });
  const origin = (requestId: string) => ({ channel: 'C0', requestId });
  expect(jobs).toStrictEqual([
    {
      ...part,
      keys: [key('a'), key('c')],
      message: { channel: 'C0', ts: '8.8', threadTs: '7.7' },
      origin: origin('bulk/8.8/0'),
    },
    {
      ...part,
      keys: [key('b')],
      message: { channel: 'C0', ts: '9.9' },
      origin: origin('bulk/9.9/0'),
    },
    { ...part, keys: [key('not shown')], origin: origin('bulk//0') },
  ]);
});

test('a job has at most as many findings as Security Hub takes at once, and none is lost', async () => {
  const { deps, jobs } = world(findings(201));

  await decideMany(deps, job());

  const keys = jobs.map((each) => (each.type === 'decide' ? each.keys.map(({ id }) => id) : []));
  expect(keys.map((part) => part.length)).toEqual([100, 100, 1]);
  expect(new Set(keys.flat()).size).toBe(201);
  expect(jobs.map(({ origin }) => origin.requestId)).toEqual(['bulk//0', 'bulk//1', 'bulk//2']);
});

test('a bulk reopen covers decided findings', async () => {
  const { deps, replies } = world([
    aFinding({ id: 'a', workflowStatus: 'RESOLVED' }),
    aFinding({ id: 'b', workflowStatus: 'SUPPRESSED' }),
    aFinding(),
  ]);

  const { request } = job();
  await decideMany(deps, job({ request: { ...request, decision: { kind: 'reopen' } } }));

  expect(replies.map(({ notice }) => notice)).toEqual([
    { kind: 'deciding', decision: 'reopen', count: 2 },
  ]);
});

test('a bulk decision that matches nothing gets a reply', async () => {
  const { deps, replies } = world();

  await decideMany(deps, job());

  expect(replies).toMatchObject([{ to: { userId: 'U1' }, notice: { kind: 'not-found' } }]);
});

test('a person who may not decide gets a reply with whom to ask', async () => {
  const { deps, jobs, replies } = world([aFinding()]);
  const triage = { team: TEAM, users: ['U0KEN'], usergroups: ['S0SEC'] };
  const people = createFakePeople(aMember, { S0SEC: [] });

  await decideMany({ ...deps, triage, people }, job());

  expect(jobs).toEqual([]);
  expect(replies.map(({ notice }) => notice)).toEqual([
    { kind: 'not-allowed', ask: ['U0KEN', 'S0SEC'] },
  ]);
});

describe('when Slack cannot look up the person', () => {
  function failing(error: Error) {
    const all = world();
    const lookUp = () => Promise.reject(error);
    return { ...all, deps: { ...all.deps, people: { ...all.deps.people, lookUp } } };
  }

  test('for now, the job is retried without a reply', async () => {
    const { deps, replies } = failing(new Unavailable('throttled', 'later'));

    await expect(decideMany(deps, job())).rejects.toThrow('later');

    expect(replies).toEqual([]);
  });

  test('at all, the person gets a reply, and the job is done', async () => {
    const { deps, replies } = failing(new Refused('denied', 'the role lacks a permission'));

    expect(await decideMany(deps, job())).toEqual({ kind: 'done' });

    expect(replies.map(({ notice }) => notice)).toMatchObject([
      { kind: 'failed', what: 'resolve', code: 'denied', reference: 'bulk' },
    ]);
  });
});
