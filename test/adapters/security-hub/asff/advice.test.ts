import { adviceOf } from '../../../../src/adapters/security-hub/asff/advice';
import type { VulnerablePackage } from '../../../../src/domain/finding';
import { type UrgencyFacts, urgencyOf } from '../../../../src/domain/urgency';
import { aDetection, anImage, NOW } from '../../../domain/builders';

const web = anImage('web');
const bash: VulnerablePackage = { name: 'bash', installedVersion: '5.0', image: web.name };
const advice = (...packages: VulnerablePackage[]) =>
  adviceOf(aDetection('CVE-1', web, { packages }));

test.each([
  ['will_not_fix', 'The vendor will not fix it: bash.'],
  ['fix_deferred', 'The vendor has deferred a fix: bash.'],
  ['end_of_life', 'The release is past its end of life and gets no fix: bash.'],
  [undefined, 'No fixed version is published yet.'],
] as const)('the remediation of a package with the status %s is "%s"', (status, text) => {
  expect(advice({ ...bash, ...(status && { status }) })).toBe(text);
});

test('upgrades come first, each once, then what gets no fix', () => {
  const openssl = { name: 'openssl', installedVersion: '1', fixedVersion: '2' };

  expect(advice({ ...bash, status: 'will_not_fix' }, openssl, { ...openssl, path: 'x' })).toBe(
    'Upgrade openssl to 2. The vendor will not fix it: bash.',
  );
});

test('where images have different fixes, each is named with its own', () => {
  const api = anImage('api');
  const openssl = { name: 'openssl', installedVersion: '1' };

  expect(
    advice(
      { ...openssl, fixedVersion: '3.0.14-1~deb12u1', image: web.name },
      { ...openssl, fixedVersion: '3.0.8-1.amzn2023', image: api.name },
    ),
  ).toBe('Upgrade openssl to 3.0.14-1~deb12u1 in web; openssl to 3.0.8-1.amzn2023 in api.');
});

test('where one image has a fix and another has none, the one with a fix is named', () => {
  const api = anImage('api');
  const unfixed = { ...bash, image: api.name };

  expect(advice({ ...bash, fixedVersion: '5.2-amzn' }, unfixed)).toBe(
    'Upgrade bash to 5.2-amzn in web.',
  );
});

test('a long remediation is cut with a mark', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    name: `package-${index}`,
    installedVersion: '1',
    fixedVersion: '2',
  }));

  expect(Buffer.byteLength(advice(...many))).toBeLessThanOrEqual(512);
  expect(advice(...many)).toMatch(/…$/);
});

const FACTS = { exposed: 'no', automatable: true, impact: 'total', vectorSource: 'cvss' } as const;

test.each<[Partial<UrgencyFacts>, string]>([
  [
    { exploitedSince: '2021-12-10', exposed: 'yes' },
    'Due 27 Nov 2026: known to be exploited, exposed to the internet. Check for signs of compromise.',
  ],
  [{ exposed: 'unknown' }, 'Due 27 Nov 2026: exposure not known, treated as exposed.'],
  [{ exploitedSince: '2021-12-10', automatable: false }, 'Due 8 Dec 2026: known to be exploited.'],
  [{}, 'Due 23 Jan 2027.'],
  [{ automatable: false }, 'Due at the next rebuild.'],
])('the due date and its reasons come first: %j', (more, sentence) => {
  const urgency = urgencyOf({ ...FACTS, ...more }, undefined, NOW);
  const packages = [{ ...bash, fixedVersion: '5.2' }];

  expect(adviceOf(aDetection('CVE-1', web, { packages, urgency }))).toBe(
    `${sentence} Upgrade bash to 5.2.`,
  );
});
