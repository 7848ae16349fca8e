import {
  type HealthNotice,
  type HealthProblem,
  healthCard,
  healthKey,
  isTooNew,
  noticeOf,
  troublesIn,
} from '../../src/domain/health';

const NOW = new Date('2026-11-24T03:00:00.000Z');
const HOUR = 3_600_000;

const at = '2026-11-24T02:00:00.000Z';

test.each<[string, HealthProblem]>([
  ['no-scan', { kind: 'no-scan' }],
  ['old-database', { kind: 'old-database', databaseAt: at }],
  ['token-refused', { kind: 'token-refused' }],
  ['alarm/errors-slack', { kind: 'alarm', name: 'errors-slack', description: 'Look at the log.' }],
])('a problem is identified as %s, independent of its other fields', (key, problem) => {
  expect(healthKey(problem)).toBe(key);
});

test.each<[string, HealthProblem]>([
  ['no-scan', { kind: 'no-scan' }],
  ['token-refused', { kind: 'token-refused' }],
  ['errors-slack', { kind: 'alarm', name: 'errors-slack', description: 'Look at the log.' }],
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

describe('findings that are set aside', () => {
  const aside = (...findings: string[]): HealthProblem => ({
    kind: 'set-aside',
    findings,
    reason: 'invalid_blocks',
  });

  it('are one problem in any order, whatever the reason', () => {
    const other = { ...aside('b', 'a'), reason: 'msg_too_long' };

    expect(healthKey(aside('a', 'b'))).toMatch(/^set-aside\/[0-9a-z]+$/);
    expect(healthKey(other)).toBe(healthKey(aside('a', 'b')));
  });

  it('are another problem than other findings', () => {
    expect(healthKey(aside('a'))).not.toBe(healthKey(aside('b')));
  });
});

describe('the card of a problem', () => {
  const notice: HealthNotice = { problem: { kind: 'no-scan' }, since: at, over: false };

  it('is the same for an event and for the state of the alarm, which has milliseconds', () => {
    expect(healthCard(notice)).toBe('health/no-scan/2026-11-24T02:00:00.000Z');
    expect(healthCard({ ...notice, since: '2026-11-24T02:00:00.999Z' })).toBe(healthCard(notice));
  });

  it('is another one for each reminder', () => {
    expect(healthCard(notice, 2)).toBe('health/no-scan/2026-11-24T02:00:00.000Z+2');
  });
});

test('troubles are the newest notice of each problem', () => {
  const notice: HealthNotice = { problem: { kind: 'no-scan' }, since: at, over: false };
  const other: HealthNotice = { ...notice, problem: { kind: 'token-refused' } };
  const again = { ...notice, again: true };
  const open = [
    { card: 'b', notice: again, postedAt: '2026-11-25T02:00:00.000Z' },
    { card: 'a', notice, postedAt: at },
    { card: 'c', notice: other, postedAt: at },
  ];

  expect(troublesIn(open)).toEqual([again, other]);
});
