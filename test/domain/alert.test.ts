import {
  type AlertReason,
  digestSince,
  identityOf,
  identityText,
  isFirstAppearance,
  postedSince,
  reasonOf,
} from '../../src/domain/alert';
import type { Placement } from '../../src/domain/finding';
import { PRODUCT } from '../fakes/security-hub';
import { aFinding, NOW } from '../usecases/kit';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();
const shownAt = (ms: number, generation = 0): Placement => ({
  channel: 'C0',
  ts: `${(NOW.getTime() - ms) / 1000}`,
  generation,
});

describe('the appearance that a NEW finding is due for', () => {
  it('is the first if it was never shown, else the one after the last', () => {
    const id = 'vulnscan/CVE-1';

    expect(identityOf({ id, productArn: PRODUCT })).toEqual({
      id,
      productArn: PRODUCT,
      generation: 0,
    });
    expect(identityOf({ id, productArn: PRODUCT, placement: shownAt(0, 1) }).generation).toBe(2);
  });

  it('is identified by product, finding and generation', () => {
    const one = { id: 'a', productArn: PRODUCT, generation: 0 };
    const others = [
      { ...one, id: 'b' },
      { ...one, productArn: 'other' },
      { ...one, generation: 1 },
      { ...one, id: 'a|1' },
    ];

    expect(new Set([one, ...others].map(identityText)).size).toBe(5);
  });
});

describe('a finding is shown', () => {
  const note = (updatedBy: string) => ({ note: { text: 'why', updatedBy } });

  it.each<[AlertReason, string, number, Parameters<typeof reasonOf>[0]]>([
    ['new', 'the first time, whatever its note', 0, note('vulnscan/scanner/1/reopen')],
    ['reopened', 'when the scanner opened it again', 1, note('vulnscan/scanner/1/reopen')],
    ['back', 'when the scanner saw it come back', 1, note('vulnscan/scanner/1/back')],
    ['back', 'when a person opened it again', 1, note('vulnscan/U0ANA/1/reopen')],
    ['back', 'when nobody says why', 1, {}],
    ['back', 'when another tool left the note', 1, note('some-rule')],
  ])('as %s %s', (reason, _, generation, finding) => {
    expect(reasonOf(finding, generation)).toBe(reason);
  });
});

describe('the history is read', () => {
  const since = (createdAt: string, eventTime: string, placement?: Placement) =>
    postedSince({ createdAt, ...(placement && { placement }) }, eventTime, NOW).toISOString();

  it.each([
    ['the finding was made', ago(2 * HOUR), ago(HOUR)],
    ['the event was sent', ago(HOUR), ago(2 * HOUR)],
  ])('from %s, whichever was first, less five minutes for clock skew', (_, made, sent) => {
    expect(since(made, sent)).toBe(ago(2 * HOUR + 5 * MINUTE));
  });

  it('from five minutes ago if no time can be read', () => {
    expect(since('yesterday', '')).toBe(ago(5 * MINUTE));
  });

  it('from its last appearance if it was shown before', () => {
    expect(since(ago(DAY), ago(DAY), shownAt(HOUR))).toBe(ago(HOUR));
  });

  it('for a week at most', () => {
    expect(since(ago(8 * DAY), ago(8 * DAY))).toBe(ago(7 * DAY));
    expect(since(ago(DAY), ago(DAY), shownAt(8 * DAY))).toBe(ago(7 * DAY));
  });

  it.each([
    ['from twelve hours before the last import', ago(HOUR), ago(13 * HOUR)],
    ['for a week at most', ago(8 * DAY), ago(7 * DAY)],
    ['from twelve hours ago where no time can be read', '', ago(12 * HOUR)],
  ])('for the digest of a scan %s', (_, updatedAt, expected) => {
    expect(digestSince({ updatedAt }, NOW).toISOString()).toBe(expected);
  });
});

describe('the first appearance of a finding', () => {
  it('is due for an untouched finding', () => {
    expect(isFirstAppearance(aFinding())).toBe(true);
  });

  it.each([
    ['has a note', { note: { text: '', updatedBy: '' } }],
    ['was shown', { placement: shownAt(0) }],
    ['was imported again', { updatedAt: ago(-1) }],
  ])('is not due for a finding that %s', (_, changes) => {
    expect(isFirstAppearance(aFinding(changes))).toBe(false);
  });
});
