import { groupOf, HEALTH_GROUP, isDecision, type Job, type TaskJob } from '../../src/domain/job';

const origin = { requestId: 'r' };
const actor = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana' };
const key = { id: 'vulnscan/CVE-1', productArn: 'arn' };
const request = { decision: { kind: 'resolve' as const }, actor, actionTs: '1764000001.000100' };

const scan: TaskJob = { type: 'scan', images: ['api'], actor, origin };
const cancel: TaskJob = { type: 'cancel-scan', actor, origin };
const home: TaskJob = { type: 'home', userId: 'U0ANA', origin };

test('a scan and its cancellation run one after another', () => {
  expect(groupOf(cancel)).toBe(groupOf(scan));
});

test('the Home tabs of two people are drawn independently', () => {
  expect(groupOf(home)).not.toBe(groupOf({ ...home, userId: 'U0BEN' }));
});

test.each<[string, TaskJob]>([
  ['home/U0ANA', home],
  ['ask/U0ANA', { type: 'ask', question: { about: 'status' }, actor, origin }],
  ['scans', scan],
  [HEALTH_GROUP, { type: 'health-round', origin }],
])('the group %s', (group, job) => {
  expect(groupOf(job)).toBe(group);
});

test('a decision, of one finding or many, and an undo are decisions; tasks are not', () => {
  const decisions: Job[] = [
    { type: 'decide', key, base: 0, request, origin },
    { type: 'decide-many', filter: {}, request, origin },
    { type: 'undo-many', bulk: 'bulk/1', request, origin },
  ];

  expect(decisions.map(isDecision)).toEqual([true, true, true]);
  expect([scan, cancel, home].map(isDecision)).toEqual([false, false, false]);
});
