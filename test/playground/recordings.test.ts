import { basename } from 'node:path';
import { createRecordings, databaseSetting } from '../../playground/recordings';

const SAMPLES = 'playground/samples';

test('the shipped samples come in rounds: the images before and after an update', () => {
  const recordings = createRecordings([], SAMPLES);
  const first = recordings.files().map((file) => basename(file));

  expect(first).toEqual(['api-1.json', 'web-1.json', 'worker-1.json']);
  expect(recordings.next()).toBe(true);
  expect(recordings.files().map((file) => basename(file))).toEqual([
    'api-2.json',
    'web-2.json',
    'worker-2.json',
  ]);
  expect(recordings.next()).toBe(false);
});

test('reports of one’s own are one round', () => {
  const recordings = createRecordings(['a.json', 'b.json'], SAMPLES);

  expect(recordings.files()).toHaveLength(2);
  expect(recordings.next()).toBe(false);
});

test('the report of a further image is in this round and the next', () => {
  const recordings = createRecordings([], SAMPLES);
  recordings.add('shop.json');
  expect(recordings.files().at(-1)).toBe('shop.json');
  recordings.next();
  expect(recordings.files().at(-1)).toBe('shop.json');
});

test("a visitor's reports get no date of their database until the visitor makes it old or new", () => {
  expect(databaseSetting([], {})).toHaveProperty('SCAN_DATABASE_AT');
  expect(databaseSetting(['mine.json'], {})).toEqual({});
  expect(databaseSetting(['mine.json'], { isOld: true })).toHaveProperty('SCAN_DATABASE_AT');
  expect(databaseSetting(['mine.json'], { isOld: false })).toHaveProperty('SCAN_DATABASE_AT');
});
