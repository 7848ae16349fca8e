import type { Basis } from '../../src/domain/basis';
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

describe('a finding in very many images', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => anImage(`i${index}`));

  it('keeps no list, so that the images of the last import are covered', () => {
    const basis = basisOf(aFinding({ images: many(100) }), 'here');
    const known = suppressed({}, { images: many(100), basis });

    expect(basis.images).toBeUndefined();
    expect(asked(known, { images: many(100), packages: fixed }, ['image'])).toEqual([]);
    expect(asked(known, { images: many(101) }, ['image'])).toEqual(['image']);
  });

  it('keeps no list where tags of the same images may have cut it', () => {
    const images = many(50).flatMap((image) => [image, { ...image, tag: 'next' }]);

    expect(basisOf(aFinding({ images }), 'here').images).toBeUndefined();
  });

  it('is asked of no new one where Security Hub may not hold them all', () => {
    const known = suppressed({}, { images: many(250), basis: { ...BASIS, images: [] } });

    expect(asked(known, { images: many(251) })).toEqual([]);
  });
});

test('the images that a decision covers have names for people', () => {
  const images = [api.name, 'ghcr.io/acme/gone', 'worker'];

  expect(coveredNames(suppressed({ images }))).toEqual(['api', 'acme/gone', 'worker']);
  const { basis: _, ...old } = suppressed();
  expect(coveredNames(old)).toEqual(['api', 'web']);
});

test('of the registry, only a host is left out of a name', () => {
  expect(coveredNames(suppressed({ images: ['team/worker'] }))).toEqual(['team/worker']);
});
