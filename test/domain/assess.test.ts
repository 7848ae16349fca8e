import { createAssess } from '../../src/domain/assess';
import type { Feeds } from '../../src/domain/feeds';
import { aDetection, anImage, NO_FEEDS, NOW } from './builders';

const CVE = 'CVE-2021-44228';
const EPSS = { score: 0.97, percentile: 0.999 };

const listing = (...ids: string[]): Feeds => ({
  stale: [],
  exploited: new Map(ids.map((id) => [id, { since: '2021-12-10', ransomware: true }])),
});

function assessed(feeds: Feeds, id = CVE, before = feeds, more = {}) {
  const ids = new Set([id]);
  const detection = aDetection(id, anImage('web'), more);
  const earlier = createAssess(before, ids, NOW)(detection, undefined);
  return createAssess(feeds, ids, NOW)(detection, earlier.urgency).urgency;
}

test('what the catalogue lists is exploited since the day on which it was listed', () => {
  expect(assessed(listing(CVE))?.exploitedSince).toBe('2021-12-10');
  expect(assessed(listing('CVE-2026-1'))?.exploitedSince).toBeUndefined();
});

test('what has been exploited stays exploited while the catalogue cannot be read', () => {
  expect(assessed(NO_FEEDS, CVE, listing(CVE))?.exploitedSince).toBe('2021-12-10');
});

test('what a catalogue that was read no longer lists is no longer exploited', () => {
  expect(assessed(listing(), CVE, listing(CVE))?.exploitedSince).toBeUndefined();
});

test('an id that is not of CVE is not taken for another', () => {
  expect(assessed(listing(CVE), 'GHSA-jfh8-c2jp-5v3q')?.exploitedSince).toBeUndefined();
});

test('EPSS is kept while it cannot be read, and makes nothing exploited', () => {
  const scored: Feeds = { stale: [], epssOf: () => new Map([[CVE, EPSS]]) };

  expect(assessed(scored)).toMatchObject({ epss: EPSS });
  expect(assessed(scored)?.exploitedSince).toBeUndefined();
  expect(assessed(NO_FEEDS, CVE, scored)?.epss).toEqual(EPSS);
  expect(assessed({ stale: [], epssOf: () => new Map() }, CVE, scored)?.epss).toBeUndefined();
});

test('the images say whether it is exposed, and the vector the rest', () => {
  const exposure = { exposed: 'yes', source: 'configured' } as const;
  const cvss = [
    { version: '3.1', score: 5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H' },
  ];
  const more = { images: [anImage('web', { exposure }), anImage('api')], cvss };

  expect(assessed(NO_FEEDS, CVE, NO_FEEDS, more)).toEqual({
    exposed: 'yes',
    automatable: false,
    impact: 'total',
    vectorSource: 'cvss',
    outcome: '14D',
    since: NOW.toISOString(),
    dueAt: '2026-12-08T03:00:00.000Z',
  });
});
