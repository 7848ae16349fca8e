import { parseOptions } from '../../scanner/options';

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
