import type { Severity, VulnerablePackage } from '../../src/domain/finding';
import { type UrgencyFacts, urgencyOf } from '../../src/domain/urgency';
import { isWanted } from '../../src/domain/wanted';
import { FINDING_RULES, NOW } from './builders';

const fixed: VulnerablePackage[] = [{ name: 'openssl', installedVersion: '1', fixedVersion: '2' }];
const unfixed = [{ name: 'openssl', installedVersion: '1' }];

const DANGEROUS: UrgencyFacts = {
  exposed: 'yes',
  automatable: true,
  impact: 'total',
  vectorSource: 'cvss',
};

const found = (severity: Severity, facts?: Partial<UrgencyFacts>, packages = fixed) => ({
  severity,
  packages,
  ...(facts && { urgency: urgencyOf({ ...DANGEROUS, ...facts }, undefined, NOW) }),
});

test.each([
  ['it has a configured severity', found('HIGH'), true],
  ['its severity is not configured', found('MEDIUM'), false],
  ['it is not rated', found('INFORMATIONAL'), false],
  [
    'it is known to be exploited',
    found('LOW', { exposed: 'no', exploitedSince: '2026-01-01' }),
    true,
  ],
  [
    'it is not rated, and known to be exploited',
    found('INFORMATIONAL', { exploitedSince: '2026-01-01' }),
    true,
  ],
  ['it is due within 14 days since it is exposed', found('LOW', { impact: 'partial' }), true],
  [
    'it is exposed and due within 60 days',
    found('LOW', { impact: 'partial', automatable: false }),
    false,
  ],
  [
    'it would be due within 3 days if it were exposed, which is not known',
    found('MEDIUM', { exposed: 'unknown' }),
    false,
  ],
  ['it is not exposed', found('MEDIUM', { exposed: 'no' }), false],
])('where %s, a vulnerability becomes a finding: %#', (_, detection, expected) => {
  expect(isWanted(detection, FINDING_RULES)).toBe(expected);
});

test('the time within which it has to be due can be set', () => {
  const detection = found('LOW', { impact: 'partial', automatable: false });
  const within = (days: number) => ({ ...FINDING_RULES, dueWithin: days * 86_400_000 });

  expect(isWanted(detection, within(60))).toBe(true);
  expect(isWanted(detection, within(59))).toBe(false);
  expect(isWanted(found('LOW', { exposed: 'no', automatable: false }), within(9999))).toBe(false);
});

test('unrated vulnerabilities become findings where UNKNOWN is configured', () => {
  const severities = ['CRITICAL', 'INFORMATIONAL'] as const;

  expect(isWanted(found('INFORMATIONAL'), { ...FINDING_RULES, severities })).toBe(true);
});

test('where only fixable ones are wanted, nothing without a fix becomes a finding', () => {
  const rules = { ...FINDING_RULES, onlyFixable: true };

  expect(isWanted(found('CRITICAL', {}, fixed), rules)).toBe(true);
  expect(isWanted(found('CRITICAL', { exploitedSince: '2026-01-01' }, unfixed), rules)).toBe(false);
  expect(isWanted(found('CRITICAL', {}, unfixed), FINDING_RULES)).toBe(true);
});
