import type { KnownFinding } from '../../src/domain/detection';
import type { Note, VulnerablePackage, WorkflowStatus } from '../../src/domain/finding';
import { CAUSES } from '../../src/domain/material-change';
import {
  backNote,
  fixedNote,
  type ReopenReason,
  reopenNote,
  reopenReason,
  resolvedAt,
} from '../../src/domain/reopen';
import { utf8Length } from '../../src/domain/text';
import { aDetection, aFinding, aNote, anImage, HOUR, NOW } from './builders';

const openssl: VulnerablePackage = { name: 'openssl', installedVersion: '3.0.1' };
const unfixed = { packages: [openssl] };
const fixedIn = (...versions: string[]) => ({
  packages: versions.map((fixedVersion) => ({ ...openssl, fixedVersion })),
});

const decided = (
  workflowStatus: WorkflowStatus,
  note: Note | undefined,
  more: Partial<KnownFinding> = {},
) => aFinding({ workflowStatus, ...(note && { note }), ...more });

describe('a finding that is still detected is reopened', () => {
  const why = (known: KnownFinding, now = NOW) =>
    reopenReason(known, known, { now, reopenAfter: 24 * HOUR, reask: CAUSES });

  it.each([
    ['not yet', 24 * HOUR - 1000, undefined],
    ['now', 24 * HOUR, { kind: 'still-there' }],
  ])('when the grace period after a resolve is over: %s', (_when, ago, reason) => {
    expect(why(decided('RESOLVED', aNote('resolve', ago)))).toEqual(reason);
  });

  it('counted from when the scanner first saw it resolved, if nobody clicked', () => {
    const seenAt = (ago: number) => ({
      resolvedSeenAt: new Date(NOW.getTime() - ago).toISOString(),
    });

    expect(why(decided('RESOLVED', undefined))).toBeUndefined();
    expect(why(decided('RESOLVED', undefined, seenAt(HOUR)))).toBeUndefined();
    expect(why(decided('RESOLVED', undefined, seenAt(24 * HOUR)))).toEqual({ kind: 'still-there' });
    // A note about something else than a resolve says nothing of when it was resolved.
    expect(why(decided('RESOLVED', aNote('reopen', 99 * HOUR)))).toBeUndefined();
  });

  it('when the day begins until which it was suppressed', () => {
    const known = decided('SUPPRESSED', aNote('suppress/until=2026-11-24'));

    expect(why(known, new Date('2026-11-23T23:59:59Z'))).toBeUndefined();
    expect(why(known, new Date('2026-11-24T00:00:00Z'))).toEqual({
      kind: 'date',
      date: '2026-11-24',
    });
  });

  it('when the fix it was waiting for is out', () => {
    const known = decided('SUPPRESSED', aNote('suppress/until=fix'));

    expect(why({ ...known, ...unfixed })).toBeUndefined();
    expect(why({ ...known, ...fixedIn('3.0.15') })).toEqual({
      kind: 'uncovered',
      changes: [{ cause: 'fix', fixes: ['openssl 3.0.15'] }],
    });
  });

  it('naming each fix once, and three at most', () => {
    const known = decided('SUPPRESSED', aNote('suppress/until=fix'));
    const packages = [openssl, ...fixedIn('1', '1', '2', '3', '4').packages];

    expect(why({ ...known, packages })).toEqual({
      kind: 'uncovered',
      changes: [{ cause: 'fix', fixes: ['openssl 1', 'openssl 2', 'openssl 3'] }],
    });
  });

  it.each([
    ['suppressed for good', decided('SUPPRESSED', aNote('suppress/until=ever', 999 * HOUR))],
    ['suppressed in the console', decided('SUPPRESSED', undefined)],
    ['not decided', decided('NOTIFIED', aNote('suppress/until=2026-11-01'))],
    ['new', decided('NEW', aNote('resolve', 99 * HOUR))],
  ])('but never when it is %s', (_state, known) => {
    expect(why(known)).toBeUndefined();
  });
});

test('a resolve has the time of its click, else of when the scanner first saw it', () => {
  const resolvedSeenAt = '2026-11-20T00:00:00.000Z';

  expect(resolvedAt(decided('RESOLVED', aNote('resolve', HOUR), { resolvedSeenAt }))).toBe(
    NOW.getTime() - HOUR,
  );
  expect(resolvedAt(decided('RESOLVED', undefined, { resolvedSeenAt }))).toBe(
    Date.parse(resolvedSeenAt),
  );
  expect(resolvedAt(decided('RESOLVED', undefined))).toBeUndefined();
});

describe('the note of the scanner', () => {
  const inWeb = aDetection('CVE-1', anImage('web'));
  const inImages = (...names: string[]) => ({
    ...inWeb,
    images: names.map((name) => anImage(name)),
  });

  it.each<[ReopenReason, string]>([
    [{ kind: 'still-there' }, 'still detected in web after it was resolved.'],
    [{ kind: 'date', date: '2026-11-24' }, 'suppressed until 2026-11-24, still detected in web.'],
    [
      { kind: 'uncovered', changes: [{ cause: 'fix', fixes: ['a 1', 'b 2'] }] },
      'a fixed version is out (a 1, b 2).',
    ],
  ])('says why it opened the finding again: %j', (reason, words) => {
    expect(reopenNote(aFinding(), inWeb, reason, NOW).text).toBe(
      `Reopened by the scanner: ${words}`,
    );
  });

  it('keeps the text of the decision before it', () => {
    const known = decided('RESOLVED', aNote('resolve'));

    expect(reopenNote(known, inWeb, { kind: 'still-there' }, NOW).text).toMatch(
      /\. Before: Decided by Ana: known$/,
    );
  });

  it('says where it is no longer detected, and where it is again', () => {
    expect(fixedNote(inWeb, NOW).text).toBe('Fixed: no longer detected in web.');
    expect(backNote(inWeb, NOW).text).toBe('Came back: detected again in web.');
  });

  it.each([
    [[], 'any image'],
    [['web', 'web'], 'web'],
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  ])('names three images at most: %j', (names, words) => {
    expect(fixedNote(inImages(...names), NOW).text).toBe(`Fixed: no longer detected in ${words}.`);
  });

  it('is signed by the scanner with the second and its action', () => {
    const now = new Date('2026-11-24T03:00:00.900Z');

    expect(reopenNote(aFinding(), inWeb, { kind: 'still-there' }, now).updatedBy).toBe(
      'vulnscan/scanner/1795489200/reopen',
    );
    expect(fixedNote(inWeb, now).updatedBy).toBe('vulnscan/scanner/1795489200/fixed');
    expect(backNote(inWeb, now).updatedBy).toBe('vulnscan/scanner/1795489200/back');
  });

  it('fits Security Hub’s limit, however long the previous note was', () => {
    const known = decided('RESOLVED', { ...aNote('resolve'), text: '漢'.repeat(170) });

    const { text } = reopenNote(known, inWeb, { kind: 'still-there' }, NOW);

    expect(utf8Length(text)).toBeLessThanOrEqual(512);
    expect(text).toMatch(/漢…$/);
  });
});
