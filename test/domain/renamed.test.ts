import type { KnownFinding, ScoredDetection } from '../../src/domain/detection';
import { findingId } from '../../src/domain/finding-id';
import { readRenamed, searchRenames } from '../../src/domain/renamed';
import { aDetection, anImage, anImported } from './builders';

const web = anImage('web');
const api = anImage('api');
const GHSA = 'GHSA-xvch-5gv4-984h';
const lodash = {
  name: 'lodash',
  installedVersion: '4.17.1',
  fixedVersion: '4.17.21',
  type: 'npm',
  image: web.name,
};

const known = (vulnerabilityId: string, more: Partial<KnownFinding> = {}) =>
  anImported({ vulnerabilityId, id: findingId(vulnerabilityId), packages: [lodash], ...more });

function renamedTo(olds: KnownFinding[], ...fresh: (ScoredDetection | string)[]) {
  const seen = fresh.map((each) =>
    typeof each === 'string' ? aDetection(each, web, { packages: [lodash] }) : each,
  );
  const search = searchRenames(olds);
  for (const each of seen) search.see(findingId(each.vulnerabilityId), each);
  const { from, to } = search.found();
  expect([...from].map(([, old]) => old.id).sort()).toEqual([...to.keys()].sort());
  return Object.fromEntries(to);
}

test.each([GHSA, 'TEMP-0841856-B18BAF'])('%s becomes the CVE of the same package', (id) => {
  expect(renamedTo([known(id)], 'CVE-2026-1')).toEqual({ [findingId(id)]: 'CVE-2026-1' });
});

test.each<[string, KnownFinding, ScoredDetection | string]>([
  ['another id of the same kind', known('CVE-2025-1'), 'CVE-2026-1'],
  ['an id that is still reported', known(GHSA), 'GHSA-aaaa-bbbb-cccc'],
  ['an archived finding', known(GHSA, { recordState: 'ARCHIVED' }), 'CVE-2026-1'],
  [
    'another version',
    known(GHSA),
    aDetection('CVE-2026-1', web, { packages: [{ ...lodash, installedVersion: '4.17.2' }] }),
  ],
  [
    'another fix',
    known(GHSA),
    aDetection('CVE-2026-1', web, { packages: [{ ...lodash, fixedVersion: '5.0.0' }] }),
  ],
  [
    'another image',
    known(GHSA),
    aDetection('CVE-2026-1', api, { packages: [{ ...lodash, image: api.name }] }),
  ],
  [
    'a part of its packages',
    known(GHSA, { packages: [lodash, { ...lodash, name: 'lodash-es' }] }),
    'CVE-2026-1',
  ],
])('%s is no rename', (_name, old, detection) => {
  expect(renamedTo([old], detection)).toEqual({});
});

test('a finding that is still detected was not renamed', () => {
  expect(renamedTo([known(GHSA)], GHSA, 'CVE-2026-1')).toEqual({});
});

test('a CVE that was known before is no new name', () => {
  expect(renamedTo([known(GHSA), known('CVE-2026-1')], 'CVE-2026-1')).toEqual({});
});

test('where two new ids would fit, none is taken, unless the title tells', () => {
  const titled = (id: string, title: string) => aDetection(id, web, { packages: [lodash], title });
  const old = known(GHSA, { title: 'prototype pollution' });

  expect(renamedTo([old], 'CVE-2026-1', 'CVE-2026-2')).toEqual({});
  expect(
    renamedTo([old], titled('CVE-2026-1', 'denial'), titled('CVE-2026-2', 'prototype pollution')),
  ).toEqual({ [old.id]: 'CVE-2026-2' });
});

test('where two former ids would fit, none is taken', () => {
  expect(renamedTo([known(GHSA), known('GHSA-aaaa-bbbb-cccc')], 'CVE-2026-1')).toEqual({});
});

test.each([
  ['Renamed to CVE-2026-1.', { text: '', to: 'CVE-2026-1' }],
  ['Renamed to CVE-2026-1: Resolved by Ana.', { text: 'Resolved by Ana.', to: 'CVE-2026-1' }],
  ['Renamed from GHSA-1: Resolved by Ana.', { text: 'Resolved by Ana.' }],
  ['Resolved by Ana: Renamed to x.', { text: 'Resolved by Ana: Renamed to x.' }],
])('the note "%s" is read back', (text, read) => {
  expect(readRenamed(text)).toEqual(read);
});
