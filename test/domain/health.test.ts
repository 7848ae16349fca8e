import { type HealthProblem, healthKey, isTooNew, noticeOf } from '../../src/domain/health';
import { HOUR, NOW } from './builders';

const at = '2026-11-24T02:00:00.000Z';

test.each<[string, HealthProblem]>([
  ['no-scan', { kind: 'no-scan' }],
  ['old-database', { kind: 'old-database', databaseAt: at }],
  ['token-refused', { kind: 'token-refused' }],
  ['dead-letters/alerts-dead', { kind: 'dead-letters', queue: 'alerts-dead' }],
  ['alarm/errors-slack', { kind: 'alarm', name: 'errors-slack', description: 'Look at the log.' }],
])('a problem is identified as %s, independent of its other fields', (key, problem) => {
  expect(healthKey(problem)).toBe(key);
});

test.each<[string, HealthProblem]>([
  ['no-scan', { kind: 'no-scan' }],
  ['token-refused', { kind: 'token-refused' }],
  ['dead-letters-alerts-dead', { kind: 'dead-letters', queue: 'alerts-dead' }],
  ['errors-slack', { kind: 'alarm', name: 'errors-slack', description: 'Look at the log.' }],
  [
    'no-dead-letters-x',
    { kind: 'alarm', name: 'no-dead-letters-x', description: 'Look at the log.' },
  ],
  ['dead-letters-', { kind: 'alarm', name: 'dead-letters-', description: 'Look at the log.' }],
])('the alarm %s is reported as the problem it means', (name, problem) => {
  expect(noticeOf({ name, description: 'Look at the log.', over: false, at })).toEqual({
    problem,
    since: at,
    over: false,
  });
});

test('the end of an alarm is reported as an end', () => {
  expect(noticeOf({ name: 'no-scan', description: '', over: true, at }).over).toBe(true);
});

describe('the alarm for missing scans', () => {
  const isYoung = (name: string, ageMs: number) => {
    const madeAt = new Date(NOW.getTime() - ageMs).toISOString();
    return isTooNew({ name, description: '', over: false, at, madeAt }, NOW);
  };

  it('is not reported in the first 26 hours', () => {
    expect(isYoung('no-scan', 26 * HOUR - 1)).toBe(true);
    expect(isYoung('no-scan', 26 * HOUR)).toBe(false);
  });

  it('is the only one that is delayed', () => {
    expect(isYoung('token-refused', 0)).toBe(false);
  });
});
