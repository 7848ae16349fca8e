import { changesBetween, MOST_KEPT } from '../../src/domain/changes-between';
import type { AffectedImage, Finding } from '../../src/domain/finding';
import type { MaterialChange } from '../../src/domain/material-change';
import type { Exposure, Urgency } from '../../src/domain/urgency';
import { aLedgerContent } from './ledger-builders';

const CALM: Urgency = {
  exposed: 'no',
  automatable: false,
  impact: 'partial',
  vectorSource: 'cvss',
  outcome: 'FSU',
  since: '2026-11-24T03:00:00.000Z',
};

const named = (name: string, exposed?: Exposure['exposed']): AffectedImage => ({
  name: `r.example/${name}`,
  repository: name,
  services: [],
  ...(exposed !== undefined && {
    exposure: exposed === 'unknown' ? { exposed } : { exposed, source: 'configured' },
  }),
});
const openssl = (image: string, fixedVersion?: string) => ({
  name: 'openssl',
  installedVersion: '3.0.1',
  image: `r.example/${image}`,
  ...(fixedVersion !== undefined && { fixedVersion }),
});

const BEFORE = aLedgerContent({
  urgency: CALM,
  images: [named('web', 'no')],
  packages: [openssl('web')],
});
const since = (change: Partial<Finding>) => changesBetween(BEFORE, { ...BEFORE, ...change });

test('the same content, imported again, is no change', () => {
  expect(since({ updatedAt: '2026-11-25T03:00:00.000Z', title: 'another' })).toEqual([]);
});

test('a vulnerability that CISA has listed since is told with the day', () => {
  const urgency: Urgency = { ...CALM, exploitedSince: '2026-11-26' };
  expect(since({ urgency })).toEqual([{ cause: 'exploited', since: '2026-11-26' }]);
  expect(changesBetween({ ...BEFORE, urgency }, { ...BEFORE, urgency })).toEqual([]);
});

test('a higher severity is told, a lower one is not', () => {
  expect(since({ severity: 'CRITICAL' })).toEqual([
    { cause: 'severity', from: 'HIGH', to: 'CRITICAL' },
  ]);
  expect(since({ severity: 'LOW' })).toEqual([]);
});

describe('images', () => {
  test('further ones are told, those that the internet can reach by themselves', () => {
    const images = [named('api'), named('shop', 'yes'), named('web', 'no'), named('worker', 'no')];
    expect(since({ images })).toEqual([
      { cause: 'image', images: ['r.example/shop'], isExposed: true },
      { cause: 'image', images: ['r.example/api', 'r.example/worker'], isExposed: false },
    ]);
  });

  test('another tag of the same image, and fewer images, are no change', () => {
    expect(since({ images: [{ ...named('web', 'no'), tag: 'v2' }] })).toEqual([]);
    expect(since({ images: [] })).toEqual([]);
  });

  test('nothing seems new where the ledger has only the first of a long list', () => {
    const all = Array.from({ length: MOST_KEPT + 20 }, (_, index) => named(`image-${index}`));
    const before = { ...BEFORE, images: all.slice(0, MOST_KEPT) };
    expect(changesBetween(before, { ...BEFORE, images: all })).toEqual([]);
  });
});

describe('exposure', () => {
  test.each<[Exposure['exposed'], MaterialChange[]]>([
    ['no', [{ cause: 'exposed', images: ['r.example/web'] }]],
    // It counted as exposed already.
    ['unknown', []],
  ])('an image that is exposed now, and was so before: %s', (exposed, told) => {
    const before = { ...BEFORE, images: [named('web', exposed)] };
    expect(changesBetween(before, { ...BEFORE, images: [named('web', 'yes')] })).toEqual(told);
  });

  test('an image of which nothing was known tells nothing, unless the finding was not exposed', () => {
    const before = { ...BEFORE, images: [named('web')] };
    const images = [named('web', 'yes')];
    expect(changesBetween(before, { ...BEFORE, images })).toEqual([]);
    expect(
      changesBetween(before, { ...BEFORE, images, urgency: { ...CALM, exposed: 'yes' } }),
    ).toEqual([{ cause: 'exposed', images: [] }]);
  });

  test('of two tags of an image that differ, nothing is told while nothing changes', () => {
    const tags = [
      { ...named('web', 'yes'), tag: 'prod' },
      { ...named('web', 'no'), tag: 'staging' },
    ];
    const before = { ...BEFORE, images: tags, urgency: { ...CALM, exposed: 'yes' as const } };
    expect(changesBetween(before, before)).toEqual([]);
  });

  test('a finding that is exposed by a new image is told once, with the image', () => {
    const images = [named('shop', 'yes'), named('web', 'no')];
    expect(since({ images, urgency: { ...CALM, exposed: 'yes' } })).toEqual([
      { cause: 'image', images: ['r.example/shop'], isExposed: true },
    ]);
  });

  test('an exposure that becomes unknown is no news', () => {
    expect(since({ images: [named('web', 'unknown')] })).toEqual([]);
    expect(since({ urgency: { ...CALM, exposed: 'unknown' } })).toEqual([]);
  });
});

describe('a fix', () => {
  test('the first fixed version in an image is told', () => {
    expect(since({ packages: [openssl('web', '3.0.15')] })).toEqual([
      { cause: 'fix', fixes: ['openssl 3.0.15'] },
    ]);
  });

  test('another version, and one of an image that had a fix, is no change', () => {
    const before = {
      ...BEFORE,
      packages: [openssl('web', '3.0.15'), { ...openssl('web'), name: 'libssl3' }],
    };
    const packages = [openssl('web', '3.0.16'), { ...openssl('web', '3.0.16'), name: 'libssl3' }];
    expect(changesBetween(before, { ...before, packages })).toEqual([]);
  });

  test('the fixed version of a new image, or of a package that was not listed, is none', () => {
    const more = { ...openssl('web', '1.1'), name: 'zlib' };
    expect(since({ packages: [openssl('web'), openssl('api', '3.0.15'), more] })).toEqual([]);
  });

  test('nothing is said where the list of packages was cut', () => {
    const packages = Array.from({ length: MOST_KEPT }, () => openssl('web'));
    const before = { ...BEFORE, packages };
    expect(changesBetween(before, { ...before, packages: [openssl('web', '3.0.15')] })).toEqual([]);
  });
});

test('a finding without an urgency, as of an earlier version, tells nothing', () => {
  const { urgency: _, ...old } = BEFORE;
  const now: Finding = {
    ...BEFORE,
    severity: 'CRITICAL',
    urgency: { ...CALM, exploitedSince: '2026-11-26' },
    images: [named('shop', 'yes')],
  };
  expect(changesBetween(old, now)).toEqual([]);
  expect(changesBetween(BEFORE, { ...old, severity: 'CRITICAL' })).toEqual([]);
});
