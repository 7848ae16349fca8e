import { parseOptions, parseStep } from '../../scanner/options';

test('recorded reports have the date of their database, if it is known', () => {
  const at = '2026-11-21T06:00:00Z';

  expect(parseOptions([], { SCAN_DATABASE_AT: at }).databaseAt).toBe(at);
  expect(parseOptions([], {})).not.toHaveProperty('databaseAt');
});

test('vanished findings are accepted by a flag, or by the setting of a task that Slack started', () => {
  expect(parseOptions([], {}).acceptVanished).toBe(false);
  expect(parseOptions(['--accept-vanished'], {}).acceptVanished).toBe(true);
  expect(parseOptions([], { SCAN_ACCEPT_VANISHED: '1' }).acceptVanished).toBe(true);
});

describe('the step of a scan over several tasks', () => {
  const SHARD = {
    SCAN_STEP: 'shard',
    SCAN_RUN: 'scan-1',
    SCAN_SHARD: 'runs/scan-1/shards/0000.json',
  };

  test('is in the environment, and a task without one scans', () => {
    expect(parseStep(SHARD)).toEqual({
      step: 'shard',
      run: 'scan-1',
      shard: 'runs/scan-1/shards/0000.json',
    });
    expect(parseStep({ SCAN_STEP: 'reconcile', SCAN_RUN: 'scan-1' })).toEqual({
      step: 'reconcile',
      run: 'scan-1',
    });
    expect(parseStep({})).toBeUndefined();
    expect(parseStep({ SCAN_STEP: '', SCAN_RUN: 'scan-1' })).toBeUndefined();
  });

  test.each([
    [{ SCAN_STEP: 'plan', SCAN_RUN: 'scan-1' }, 'SCAN_STEP must be shard or reconcile'],
    [{ ...SHARD, SCAN_RUN: '' }, 'Set SCAN_RUN for the step shard.'],
    [{ ...SHARD, SCAN_SHARD: undefined }, 'Set SCAN_SHARD for the step shard.'],
    [{ SCAN_STEP: 'reconcile' }, 'Set SCAN_RUN for the step reconcile.'],
  ])('that %j gives is refused with what is missing', (env, sentence) => {
    expect(() => parseStep(env)).toThrow(sentence);
  });
});
