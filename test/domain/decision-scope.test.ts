import { NAME_HASH, withMostImportant } from '../../src/domain/unnamed-images';
import type { Basis } from '../../src/domain/basis';
import { defined } from '../../src/domain/defined';
import { basisOf, coveredNames, uncovered } from '../../src/domain/decision-scope';
import type { KnownFinding } from '../../src/domain/detection';
import type { Detection } from '../../src/domain/finding';
import { CAUSES, type Cause } from '../../src/domain/material-change';
import type { Exposure, Urgency } from '../../src/domain/urgency';
import { aDetection, aFinding, aNote, anImage, HOUR, NOW } from './builders';

const unfixed = [{ name: 'openssl', installedVersion: '3.0.1' }];
const fixed = [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.15' }];
const YES: Exposure = { exposed: 'yes', source: 'configured' };
const NO: Exposure = { exposed: 'no', source: 'configured' };
const [api, web] = [anImage('api'), anImage('web')];
const shop = anImage('checkout-public');
const open = { ...shop, exposure: YES };

function urgency(more: Partial<Urgency> = {}): Urgency {
  return {
    exposed: 'no',
    automatable: false,
    impact: 'partial',
    vectorSource: 'cvss',
    outcome: 'FSU',
    since: NOW.toISOString(),
    ...more,
  };
}

const BASIS: Basis = {
  place: 'here',
  images: [api.name, web.name],
  severity: 'HIGH',
  exploited: false,
  exposed: false,
  fixable: false,
};

/** Suppressed for good in api and web, an hour ago. */
function suppressed(basis: Partial<Basis> = {}, more: Partial<KnownFinding> = {}): KnownFinding {
  return aFinding({
    workflowStatus: 'SUPPRESSED',
    note: aNote('suppress/until=ever', HOUR),
    images: [api, web],
    packages: unfixed,
    urgency: urgency(),
    basis: { ...BASIS, ...basis },
    ...more,
  });
}

const now = (more: Partial<Detection> = {}): Detection => ({
  ...aDetection('CVE-1', api),
  images: [api, web],
  packages: unfixed,
  urgency: urgency(),
  ...more,
});

const asked = (
  known: KnownFinding,
  detection: Partial<Detection>,
  reask: readonly Cause[] = CAUSES,
) => uncovered(known, now(detection), reask).map(({ cause }) => cause);

const exploited = { urgency: urgency({ exploitedSince: '2026-11-24' }) };
const CHANGES: [Cause, Partial<Detection>, Partial<Basis>][] = [
  ['exploited', exploited, { exploited: true }],
  ['exposed', { images: [{ ...api, exposure: YES }, web] }, { exposed: true }],
  ['severity', { severity: 'CRITICAL' }, { severity: 'CRITICAL' }],
  ['image', { images: [api, web, shop] }, { images: [api.name, web.name, shop.name] }],
  ['fix', { packages: fixed }, { fixable: true }],
];

describe.each(CHANGES)('%s', (cause, change, soAlready) => {
  it('is asked again', () => {
    expect(asked(suppressed(), change)).toEqual([cause]);
  });

  it('is not asked where it was so when it was decided', () => {
    expect(asked(suppressed(soAlready), change)).toEqual([]);
  });

  it('is not asked where findings.reask leaves it out', () => {
    const others = CAUSES.filter((each) => each !== cause && each !== 'exposed');

    expect(asked(suppressed(), change, others)).toEqual([]);
  });

  it(`is ${cause === 'image' ? 'not ' : ''}asked of a decision that holds everywhere`, () => {
    expect(asked(suppressed({ place: 'everywhere' }), change, [cause])).toEqual(
      cause === 'image' ? [] : [cause],
    );
  });

  it(`is ${cause === 'image' ? '' : 'not '}asked of what was resolved`, () => {
    const known = suppressed({}, { workflowStatus: 'RESOLVED', note: aNote('resolve', HOUR) });

    expect(asked(known, change)).toEqual(cause === 'image' ? ['image'] : []);
  });

  it('is asked once of a decision that has no basis, by what the last import found', () => {
    const { basis: _, ...known } = suppressed();
    const known2 = { ...known, images: [{ ...api, exposure: NO }, web] };

    expect(asked(known2, change)).toEqual([cause]);
    expect(asked({ ...known2, ...now(change) }, change)).toEqual([]);
  });
});

test('nothing is asked while nothing changes, whatever package has it besides', () => {
  const packages = [...unfixed, { name: 'libssl', installedVersion: '3.0.1' }];

  expect(asked(suppressed(), { packages, severity: 'LOW', images: [api] })).toEqual([]);
});

test('what is new is said, most urgent first', () => {
  const images = [{ ...api, exposure: YES }, web, open];

  expect(
    uncovered(suppressed(), now({ ...exploited, severity: 'CRITICAL', images, packages: fixed }), [
      ...CAUSES,
    ]),
  ).toEqual([
    { cause: 'exploited', since: '2026-11-24' },
    { cause: 'exposed', images: ['api'] },
    { cause: 'severity', from: 'HIGH', to: 'CRITICAL' },
    { cause: 'image', images: ['checkout-public'], isExposed: true },
    { cause: 'fix', fixes: ['openssl 3.0.15'] },
  ]);
});

test('a decision made while the exposure was not known holds when it becomes known', () => {
  const known = suppressed(
    basisOf({ ...suppressed(), urgency: urgency({ exposed: 'unknown' }) }, 'here'),
  );
  expect(asked(known, { images: [{ ...api, exposure: YES }, web] })).toEqual([]);
});

test('an exposed image outside the scope is a new image, and no exposure of those inside', () => {
  expect(asked(suppressed(), { images: [api, open] })).toEqual(['image']);
  expect(asked(suppressed(), { images: [api, open] }, ['exposed'])).toEqual(['exposed']);
});

test('an upgrade of vulnscan asks nothing of decisions that did not know what is known now', () => {
  const { basis: _, urgency: __, ...old } = suppressed();
  const images = [{ ...api, exposure: YES }, web];

  expect(asked(old, { images })).toEqual([]);
  const listed = (since: string) => ({ images, urgency: urgency({ exploitedSince: since }) });
  expect(asked(old, listed('2021-12-10'))).toEqual([]);
  expect(asked({ ...old, urgency: urgency({ exposed: 'yes' }) }, listed('2021-12-10'))).toEqual([]);
});

test('a decision that did not know of exploitation is asked if CISA listed it since', () => {
  const { basis: _, urgency: __, ...old } = suppressed();

  expect(asked({ ...old, note: aNote('suppress/until=ever', 72 * HOUR) }, exploited)).toEqual([
    'exploited',
  ]);
});

test('a suppression until a fix exists ends with the fix, whatever is asked again besides', () => {
  const known = suppressed({ fixable: true }, { note: aNote('suppress/until=fix', HOUR) });

  expect(asked(known, { packages: fixed }, [])).toEqual(['fix']);
  expect(asked(known, {}, [])).toEqual([]);
});

test('a severity that somebody lowered in Security Hub is not asked again at each scan', () => {
  const lowered = aFinding({ severity: 'LOW', providerSeverity: 'HIGH', images: [api, web] });

  const basis = basisOf(lowered, 'here');

  expect(asked(suppressed({ ...basis, exposed: false }), { packages: fixed })).toEqual([]);
  expect(asked(suppressed(basis), { severity: 'CRITICAL' })).toEqual(['severity']);
});

describe('a finding in more images than it names', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => anImage(`i${index}`));
  const imported = (count: number): Partial<KnownFinding> => {
    const { images, unnamed } = withMostImportant(aFinding({ images: many(count) }));
    return { images, ...defined({ unnamed }), packages: fixed };
  };
  const decided = (count: number) => {
    const known = suppressed({}, imported(count));
    return { ...known, basis: basisOf(known, 'here') };
  };

  it('keeps with a decision the images that it names, and a hash of each other name', () => {
    const { images, unnamed } = decided(40).basis;

    expect([images?.length, unnamed?.length]).toEqual([32, 8 * NAME_HASH]);
  });

  it.each([33, 100, 2_000])('in %d images is asked for a further one, and for none that it had', (count) => {
    const known = decided(count);

    expect(asked(known, { images: many(count), packages: fixed }, ['image'])).toEqual([]);
    expect(asked(known, { images: many(count + 1), packages: fixed }, ['image'])).toEqual(['image']);
  });

  it('covers what the last import found, where the decision of an earlier version names no images', () => {
    const { images: _, ...basis } = basisOf(aFinding(), 'here');
    const known = { ...suppressed({}, imported(120)), basis };

    expect(asked(known, { images: many(120), packages: fixed }, ['image'])).toEqual([]);
    expect(asked(known, { images: many(121), packages: fixed }, ['image'])).toEqual(['image']);
  });

  it('keeps no list where the ledger of an earlier version may have cut it', () => {
    expect(basisOf(aFinding({ images: many(100) }), 'here').images).toBeUndefined();
  });

  it('is asked of no new one where not all of its images are known', () => {
    const known = suppressed({}, { images: many(32), unnamed: { count: 9 } });
    const { images: _, ...basis } = known.basis ?? { severity: 'HIGH', place: 'here' };

    expect(asked({ ...known, basis }, { images: many(50) }, ['image'])).toEqual([]);
  });

  it('says how many images a decision covers', () => {
    expect(coveredNames(decided(40))).toEqual({ names: expect.any(Array), more: 8 });
  });
});

test('the images that a decision covers have names for people', () => {
  const images = [api.name, 'ghcr.io/acme/gone', 'worker'];

  expect(coveredNames(suppressed({ images })).names).toEqual(['api', 'acme/gone', 'worker']);
  const { basis: _, ...old } = suppressed();
  expect(coveredNames(old)).toEqual({ names: ['api', 'web'], more: 0 });
});

test('of the registry, only a host is left out of a name', () => {
  expect(coveredNames(suppressed({ images: ['team/worker'] })).names).toEqual(['team/worker']);
});
