import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { isPlaygroundFeeds, shippedEntries } from '../../playground/feeds';
import { parseScores } from '../../src/adapters/feeds/epss';
import { parseCatalogue } from '../../src/adapters/feeds/kev';
import { faultsOf } from '../../src/domain/feed-faults';
import { CONFIG } from '../system';

/** Ids of CISA's catalogue that occur in the samples. */
const LISTED = ['CVE-2021-3129', 'CVE-2021-44228', 'CVE-2021-45046', 'CVE-2022-22965'];

test('the scanner of the playground reads what the playground publishes', () => {
  expect(isPlaygroundFeeds(CONFIG.feeds)).toBe(true);
});

test('the shipped catalogue and scores are in the form of the real ones', () => {
  const fault = faultsOf('kev', 'the playground');
  const kev = parseCatalogue(readFileSync('playground/feeds/kev.json'), fault, new Date());
  const csv = gzipSync(readFileSync('playground/feeds/epss.csv'));
  const epss = parseScores(csv, fault, new Date());

  expect([...kev.exploited.keys()]).toEqual(expect.arrayContaining(LISTED));
  expect(shippedEntries()).toHaveLength(kev.size);
  expect(epss.scoresOf(new Set(LISTED)).size).toBe(LISTED.length);
});
