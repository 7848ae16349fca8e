import { parseOptions } from '../../scanner/options';

test('recorded reports have the date of their database, if it is known', () => {
  const at = '2026-11-21T06:00:00Z';

  expect(parseOptions([], { SCAN_DATABASE_AT: at }).databaseAt).toBe(at);
  expect(parseOptions([], {})).not.toHaveProperty('databaseAt');
});
