import { isOutdated, keepAfter } from '../../src/domain/keep-alive';
import { DAY_MS } from '../../src/domain/timing';
import type { Epss } from '../../src/domain/urgency';
import { aDetection, aFinding, anImage, NO_FEEDS } from './builders';
import { aCalmUrgency } from './urgencies';

const ids = Array.from({ length: 50_000 }, (_, index) => `vulnscan/CVE-2026-${index}`);

describe('the imports that keep findings from expiring', () => {
  it('are at most one in 30 days for each, and by half of the time that Security Hub keeps a finding', () => {
    const days = ids.map((id) => keepAfter(id) / DAY_MS);

    expect(Math.min(...days)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...days)).toBeLessThanOrEqual(45);
  });

  it('of 50,000 findings of one day are spread over 15 days, 3,333 on each', () => {
    const counts = new Map<number, number>();
    for (const id of ids) {
      const day = Math.floor(keepAfter(id) / DAY_MS);
      counts.set(day, (counts.get(day) ?? 0) + 1);
    }

    expect(counts.size).toBe(15);
    expect(Math.max(...counts.values())).toBeLessThan(3_700);
  });

  it('cost no more than 1.20 USD a month for 50,000 findings', () => {
    const aMonth = ids.reduce((sum, id) => sum + (30 * DAY_MS) / keepAfter(id), 0);

    expect((aMonth - 10_000) * 0.00003).toBeLessThan(1.2);
  });
});

describe('an unchanged finding', () => {
  const withEpss = (score: number | undefined) => {
    const epss: Epss | undefined = score === undefined ? undefined : { score, percentile: 0.5 };
    return epss === undefined ? aCalmUrgency() : { ...aCalmUrgency(), epss };
  };
  const isWritten = (before: number | undefined, now: number | undefined) =>
    isOutdated(
      aFinding({ urgency: withEpss(before) }),
      aDetection('CVE-1', anImage('web'), { urgency: withEpss(now) }),
      NO_FEEDS,
    );

  it.each<[number | undefined, number | undefined, boolean]>([
    [0.5, 0.59, false],
    [0.5, 0.61, true],
    [0.02, 0.041, true],
    [0.04, 0.019, true],
    [0.02, 0.03, false],
    [0.0001, 0.0009, false],
    [undefined, 0.3, true],
    [undefined, 0.0003, false],
    [0.3, undefined, false],
  ])('with an EPSS of %s that is %s now is imported again: %s', (before, now, expected) => {
    expect(isWritten(before, now)).toBe(expected);
  });

  it('that says that the catalogue of CISA could not be read is imported once it can be', () => {
    const scan = { id: 'scan-1', newFindings: 0, staleKev: {} };
    const known = aFinding({ scan });
    const stale = [{ feed: 'kev' as const, reason: 'No answer.', code: 'feed' }];

    expect(isOutdated(known, known, NO_FEEDS)).toBe(true);
    expect(isOutdated(known, known, { stale })).toBe(false);
    expect(isOutdated(aFinding(), aFinding(), NO_FEEDS)).toBe(false);
  });
});
