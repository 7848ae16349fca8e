import { type AbsorbRules, absorb } from '../../src/domain/absorb';
import { decided } from '../../src/domain/decide';
import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { Decision } from '../../src/domain/workflow';
import { FINDING_RULES } from './builders';
import { aLedgerContent, aLedgerFinding } from './ledger-builders';

const RULES: AbsorbRules = FINDING_RULES;
const NOW = { now: new Date('2026-11-24T10:00:00.000Z'), token: () => 'token' };
const TIME = NOW.now.getTime() / 1000;
const LATER = '2026-11-24T09:00:00.000Z';
const EVERYWHERE = {
  text: 'Suppressed by Ana for good everywhere.',
  updatedBy: 'vulnscan/U0ANA/1/suppress/until=ever/place=everywhere/as=MEDIUM,x1,e0,f1',
};

const named = (...names: string[]) =>
  names.map((name) => ({ name, repository: name, services: [] }));
const take = (item: LedgerFinding | undefined, changes: Partial<Finding>, time = TIME) => {
  const finding = aLedgerContent(changes);
  return absorb(item, { finding, time }, RULES, NOW) ?? item;
};
const shown = (content: Partial<Finding> = {}) =>
  aLedgerFinding(
    { workflowStatus: 'NOTIFIED', images: named('api'), ...content },
    { seq: 1, at: TIME - 500 },
  );
const click = (item: LedgerFinding, decision: Decision) =>
  decided(
    item,
    {
      request: {
        decision,
        actor: { userId: 'U0ANA', teamId: 'T', name: 'Ana' },
        actionTs: String(TIME - 60),
      },
      requestId: 'r1',
      on: { base: 0 },
    },
    NOW,
  );

describe('a click', () => {
  it('holds in the images that the ledger knows, under what is so then', () => {
    const basis = { place: 'here', images: ['api'], severity: 'HIGH', fixable: false };

    expect(click(shown(), { kind: 'resolve' }).basis).toEqual(basis);
    expect(click(shown(), { kind: 'suppress', until: { kind: 'ever' } }).basis).toEqual(basis);
  });

  it('holds everywhere if the person says so', () => {
    const suppressed = click(shown(), {
      kind: 'suppress',
      until: { kind: 'ever' },
      place: 'everywhere',
    });

    expect(suppressed.basis?.place).toBe('everywhere');
    expect(suppressed.finding.note).toMatchObject({
      text: 'Suppressed by Ana for good everywhere.',
      updatedBy: expect.stringContaining('/place=everywhere/as=HIGH,f0'),
    });
  });

  it('that reopens leaves no basis', () => {
    const item = click(shown(), { kind: 'resolve' });

    expect(click({ ...item, at: 0 }, { kind: 'reopen' }).basis).toBeUndefined();
  });

  it('is written into the audit with its reason', () => {
    const decision = {
      kind: 'suppress',
      until: { kind: 'ever' },
      justification: 'not-reachable',
      reason: 'no LDAP',
    } as const;

    expect(click(shown(), decision).log.at(-1)).toMatchObject({
      action: 'suppress',
      reason: 'not reachable: no LDAP',
    });
  });
});

describe('a decision made elsewhere', () => {
  it('covers the images that were known before, not one that comes with the same event', () => {
    const item = take(shown(), {
      workflowStatus: 'SUPPRESSED',
      mark: { seq: 1, status: 'NOTIFIED' },
      images: named('api', 'checkout-public'),
      severity: 'CRITICAL',
      updatedAt: LATER,
    });

    expect(item?.finding.images).toHaveLength(2);
    expect(item?.basis).toMatchObject({ place: 'here', images: ['api'], severity: 'HIGH' });
  });

  it('takes nothing from a note that was there before', () => {
    const item = take(shown(), {
      workflowStatus: 'SUPPRESSED',
      mark: { seq: 1, status: 'NOTIFIED' },
      note: EVERYWHERE,
    });

    expect(item?.basis).toMatchObject({ place: 'here', severity: 'HIGH', fixable: false });
  });

  it('is forgotten when the finding is open again', () => {
    const item = click(shown(), { kind: 'resolve' });

    const reopened = take(item, { workflowStatus: 'NEW', mark: { seq: 2, status: 'RESOLVED' } });

    expect(reopened?.finding.workflowStatus).toBe('NEW');
    expect(reopened?.basis).toBeUndefined();
  });
});

test('a lost ledger learns from the note where our decision holds, and under what', () => {
  const item = take(undefined, {
    workflowStatus: 'SUPPRESSED',
    mark: { seq: 4, status: 'SUPPRESSED' },
    note: EVERYWHERE,
    images: named('api', 'web'),
  });

  expect(item?.basis).toEqual({
    place: 'everywhere',
    images: ['api', 'web'],
    severity: 'MEDIUM',
    exploited: true,
    exposed: false,
    fixable: true,
  });
});

test('a finding that is open has no basis', () => {
  expect(take(undefined, {})?.basis).toBeUndefined();
});

test('a suppression that Security Hub forgot holds where it did', () => {
  const item = click(shown(), { kind: 'suppress', until: { kind: 'ever' } });

  const restored = take(item, {
    createdAt: '2026-12-30T00:00:00.000Z',
    updatedAt: '2026-12-30T00:00:00.000Z',
    images: named('checkout-public'),
  });

  expect(restored?.finding.workflowStatus).toBe('SUPPRESSED');
  expect(restored?.basis?.images).toEqual(['api']);
});

test('a decision that is taken over from a former id holds where the new one is', () => {
  const note = { ...EVERYWHERE, text: `Renamed from GHSA-1: ${EVERYWHERE.text}` };
  const item = take(undefined, {
    images: named('web'),
    scan: { id: 's1', newFindings: 1, inherited: { status: 'SUPPRESSED', note } },
  });

  expect(item?.basis).toMatchObject({ place: 'everywhere', images: ['web'], severity: 'MEDIUM' });
});
