import { readFileSync } from 'node:fs';
import { checkConfig } from '../../src/config/config';
import { defaultsInTables, defaultsOfSchema, nest, REQUIRED } from './settings';

const page = readFileSync('docs/settings.md', 'utf8');

test('docs/settings.md lists every setting of the schema with its default, and no other', () => {
  expect(Object.keys(defaultsOfSchema()).length).toBeGreaterThan(25);
  expect(defaultsInTables(page, 3)).toEqual(defaultsOfSchema());
});

test('a missing row, an unknown row and a wrong default are found', () => {
  const wrong = [
    page.replace(/^\| `scan\.parallel`.*\n/m, ''),
    page.replace('`scan.parallel`', '`scan.parallell`'),
    page.replace(/`15m`(?= +\|)/, '`16m`'),
    page.replace('`[CRITICAL, HIGH]`', '`[CRITICAL]`'),
  ];

  for (const text of wrong) {
    expect(defaultsInTables(text, 3)).not.toEqual(defaultsOfSchema());
  }
});

test.each(Object.keys(REQUIRED))('%s is required', (name) => {
  const others = Object.entries(REQUIRED).filter(([other]) => other !== name);

  expect(checkConfig(nest(Object.fromEntries(others)))).not.toEqual([]);
  expect(checkConfig(nest(REQUIRED))).toEqual([]);
});
