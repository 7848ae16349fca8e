import { dueAfter } from '../../src/domain/due-after';
import type { Plan } from '../../src/domain/plan';
import { aDetection, aFinding, anImage, NOW } from './builders';
import { anUrgency } from './urgencies';

const web = anImage('web');
const api = anImage('api');

const due = (id: string, dueAt: string, image = web, more: Parameters<typeof aFinding>[0] = {}) =>
  aFinding({
    ...aDetection(id, image),
    id: `vulnscan/${id}`,
    workflowStatus: 'NOTIFIED',
    urgency: anUrgency({ dueAt }),
    ...more,
  });

const NOTHING: Plan = { steps: [], unchanged: 0, held: [] };
const known = [
  due('CVE-1', '2026-11-24T02:00:00.000Z', api),
  due('CVE-2', '2026-11-25T03:00:00.000Z'),
  due('CVE-3', '2026-11-26T03:00:00.000Z'),
  due('CVE-4', '2026-11-26T03:00:00.001Z'),
  due('CVE-5', '2026-11-20T03:00:00.000Z', web, { workflowStatus: 'SUPPRESSED' }),
  due('CVE-6', '2026-11-20T03:00:00.000Z', web, { recordState: 'ARCHIVED' }),
];

test('what is due after a scan is what nobody decided and is overdue, or due within two days', () => {
  expect(dueAfter({ plan: NOTHING, known, refused: [] }, NOW)).toEqual({
    overdue: 1,
    soon: 2,
    by: '2026-11-26T03:00:00.000Z',
    first: { vulnerabilityId: 'CVE-1', image: api.name, dueAt: '2026-11-24T02:00:00.000Z' },
  });
});

test('after a scan of some images it is that of these images', () => {
  const imported = { plan: NOTHING, known, refused: [] };

  expect(dueAfter(imported, NOW, new Set([web.name]))).toMatchObject({
    overdue: 0,
    soon: 2,
    first: { vulnerabilityId: 'CVE-2', image: web.name },
  });
  expect(dueAfter(imported, NOW, new Set(['elsewhere']))).toBeUndefined();
});

test('a finding without a due date, or one that is due later, is nothing to say', () => {
  const later = [known[3], aFinding()].flatMap((each) => each ?? []);

  expect(dueAfter({ plan: NOTHING, known: later, refused: [] }, NOW)).toBeUndefined();
});

test('what is overdue alone has no date by which the rest is due', () => {
  const [overdue] = known;
  const imported = { plan: NOTHING, known: overdue === undefined ? [] : [overdue], refused: [] };

  expect(dueAfter(imported, NOW)).not.toHaveProperty('by');
});
