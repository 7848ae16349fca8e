import { groupOf, HEALTH_GROUP, type Job } from '../../src/domain/job';

const origin = { requestId: 'r' };
const actor = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana' };
const message = { channel: 'C0', ts: '1764000000.000100' };
const key = { id: 'vulnscan/CVE-1', productArn: 'arn' };
const request = { decision: { kind: 'resolve' as const }, actor, actionTs: '1764000001.000100' };

const click: Job = { type: 'decide', keys: [key], request, message, origin };
const redraw: Job = { type: 'sync', key, ref: message, eventTime: '2026-11-24T10:00:00Z', origin };
const scan: Job = { type: 'scan', images: ['api'], actor, origin };
const cancel: Job = { type: 'cancel-scan', actor, origin };

test('a click on a message and a change of it run one after another', () => {
  expect(groupOf(click)).toBe('message/C0/1764000000.000100');
  expect(groupOf(redraw)).toBe(groupOf(click));
});

test('clicks on two messages run independently', () => {
  const elsewhere = { ...click, message: { ...message, channel: 'C1' } };
  const later = { ...click, message: { ...message, ts: '1764000009.000100' } };

  expect(new Set([click, elsewhere, later].map(groupOf)).size).toBe(3);
});

test('a scan and its cancellation run one after another', () => {
  expect(groupOf(cancel)).toBe(groupOf(scan));
});

test.each<[string, Job]>([
  ['decide', { type: 'decide', keys: [key], request, origin }],
  ['decide-many', { type: 'decide-many', filter: {}, request, message, origin }],
  ['home/U0ANA', { type: 'home', userId: 'U0ANA', origin }],
  ['ask/U0ANA', { type: 'ask', question: { about: 'status' }, actor, origin }],
  ['scans', scan],
  [HEALTH_GROUP, { type: 'health-round', origin }],
])('the group %s', (group, job) => {
  expect(groupOf(job)).toBe(group);
});
