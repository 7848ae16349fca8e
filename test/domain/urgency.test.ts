import fc from 'fast-check';
import type { CvssScore } from '../../src/domain/cvss';
import { DAY_MS } from '../../src/domain/timing';
import {
  exposureOf,
  factsOfVector,
  type Impact,
  isOverdue,
  knownOutcome,
  type Outcome,
  outcomeOf,
  periodOf,
  restarted,
  type Urgency,
  type UrgencyFacts,
  urgencyOf,
} from '../../src/domain/urgency';

const START = new Date('2026-11-24T03:00:00.000Z');
const day = (count: number) => new Date(START.getTime() + count * DAY_MS);
const iso = (count: number) => day(count).toISOString();

/** Not exposed, not exploited, not automatable, partial impact: due at the next rebuild. */
const CALM: UrgencyFacts = {
  exposed: 'no',
  automatable: false,
  impact: 'partial',
  vectorSource: 'cvss',
};

describe('the decision table of BOD 26-04', () => {
  /** As in CERT/CC's table 1.0.0: exploited, exposed, automatable, technical impact. */
  test.each<[boolean, boolean, boolean, Impact, Outcome]>([
    [false, false, false, 'partial', 'FSU'],
    [true, false, false, 'partial', '14D'],
    [false, true, false, 'partial', '60D'],
    [false, false, true, 'partial', '60D'],
    [false, false, false, 'total', 'FSU'],
    [true, true, false, 'partial', '14D'],
    [true, false, true, 'partial', '14D'],
    [false, true, true, 'partial', '14D'],
    [true, false, false, 'total', '14D'],
    [false, true, false, 'total', '14D'],
    [false, false, true, 'total', '60D'],
    [true, true, true, 'partial', '3D'],
    [true, true, false, 'total', '3DF'],
    [true, false, true, 'total', '3DF'],
    [false, true, true, 'total', '3D'],
    [true, true, true, 'total', '3DF'],
  ])(
    'exploited %s, exposed %s, automatable %s, impact %s: %s',
    (exploited, exposed, automatable, impact, expected) => {
      expect(outcomeOf({ exploited, exposed, automatable, impact })).toBe(expected);
    },
  );

  test('an exposure that is not known counts as exposed, and is nothing that is known', () => {
    const facts = { ...CALM, exposed: 'unknown' as const, impact: 'total' as const };

    expect(urgencyOf(facts, undefined, START).outcome).toBe('14D');
    expect(knownOutcome(facts)).toBe('FSU');
    expect(knownOutcome({ ...facts, exposed: 'yes' })).toBe('14D');
  });
});

describe('the due date', () => {
  const exposed: UrgencyFacts = { ...CALM, exposed: 'yes' };
  const total: UrgencyFacts = { ...exposed, impact: 'total' };
  const listed = { ...exposed, automatable: true, exploitedSince: '2026-12-01' };

  test('counts from the first time, and the next rebuild has none', () => {
    expect(urgencyOf(exposed, undefined, START)).toEqual({
      ...exposed,
      outcome: '60D',
      since: iso(0),
      dueAt: iso(60),
    });
    expect(urgencyOf(CALM, undefined, START)).toEqual({ ...CALM, outcome: 'FSU', since: iso(0) });
  });

  test('stays where it is while nothing changes but EPSS', () => {
    const first = urgencyOf(exposed, undefined, START);
    const epss = { score: 0.9, percentile: 0.99 };

    expect(urgencyOf({ ...exposed, epss }, first, day(30))).toEqual({ ...first, epss });
  });

  test('counts from the day on which a more urgent outcome applies', () => {
    const first = urgencyOf(exposed, undefined, START);

    expect(urgencyOf(listed, first, day(7))).toMatchObject({
      outcome: '3D',
      since: iso(7),
      dueAt: iso(10),
    });
  });

  test('is not put off by a more urgent outcome, on that day or on a later one', () => {
    const first = urgencyOf(exposed, undefined, START);
    const worse = urgencyOf(total, first, day(59));

    expect(worse).toMatchObject({ outcome: '14D', since: iso(59), dueAt: iso(60) });
    expect(urgencyOf(total, worse, day(61))).toEqual(worse);
  });

  test('is the one from before once the cause is gone, however often it comes and goes', () => {
    let urgency = urgencyOf(exposed, undefined, START);
    for (const [count, facts] of [total, exposed, listed, exposed].entries()) {
      urgency = urgencyOf(facts, urgency, day(count + 1));
    }

    expect(urgency).toEqual(urgencyOf(exposed, undefined, START));
  });

  test('is the same after 3D became 3DF, which is as soon', () => {
    const facts = { ...listed, impact: 'partial' as const };
    const first = urgencyOf(facts, undefined, START);

    expect(urgencyOf({ ...facts, impact: 'total' }, first, day(2))).toMatchObject({
      outcome: '3DF',
      since: iso(0),
      dueAt: iso(3),
    });
  });

  test('counts from the start when the finding comes back', () => {
    const first = urgencyOf(total, urgencyOf(exposed, undefined, START), day(10));

    expect(restarted(first, day(20))).toEqual(urgencyOf(total, undefined, day(20)));
  });

  test('is over at its very moment', () => {
    expect(isOverdue({ dueAt: iso(3) }, new Date(day(3).getTime() - 1))).toBe(false);
    expect(isOverdue({ dueAt: iso(3) }, day(3))).toBe(true);
    expect(isOverdue({}, day(999))).toBe(false);
  });
});

const someFacts: fc.Arbitrary<UrgencyFacts> = fc
  .record({
    exposed: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    isListed: fc.boolean(),
    automatable: fc.boolean(),
    impact: fc.constantFrom('partial' as const, 'total' as const),
  })
  .map(({ isListed, ...facts }) => ({
    ...facts,
    vectorSource: 'cvss' as const,
    ...(isListed && { exploitedSince: '2026-11-01' }),
  }));

/** Facts of one finding, scan by scan, with the days between. */
const someHistory = fc.array(fc.tuple(someFacts, fc.integer({ min: 1, max: 40 })), {
  minLength: 2,
  maxLength: 12,
});

function live(history: [UrgencyFacts, number][]): { at: Date; urgency: Urgency }[] {
  let now = 0;
  let urgency: Urgency | undefined;
  return history.map(([facts, days]) => {
    now += days;
    urgency = urgencyOf(facts, urgency, day(now));
    return { at: day(now), urgency };
  });
}

describe('whatever changes from scan to scan', () => {
  const time = ({ dueAt }: Urgency) =>
    dueAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(dueAt);
  const pairs = (history: [UrgencyFacts, number][]) => {
    const lived = live(history);
    return lived.flatMap((later, index) => {
      const earlier = lived[index - 1];
      return earlier === undefined ? [] : [{ earlier, later }];
    });
  };

  test('a more urgent outcome is never due later, and a calmer one never sooner', () => {
    fc.assert(
      fc.property(someHistory, (history) => {
        for (const { earlier, later } of pairs(history)) {
          const [before, now] = [earlier.urgency, later.urgency].map(({ outcome }) =>
            periodOf(outcome),
          ) as [number, number];
          if (now <= before) expect(time(later.urgency)).toBeLessThanOrEqual(time(earlier.urgency));
          if (now >= before)
            expect(time(later.urgency)).toBeGreaterThanOrEqual(time(earlier.urgency));
        }
      }),
    );
  });

  test('the outcome gives at most its time from now, and its facts are those of the last scan', () => {
    fc.assert(
      fc.property(someHistory, (history) => {
        for (const [index, { at, urgency }] of live(history).entries()) {
          expect(time(urgency)).toBeLessThanOrEqual(at.getTime() + periodOf(urgency.outcome));
          expect(urgency).toMatchObject(history[index]?.[0] ?? {});
          expect(Date.parse(urgency.since)).toBeLessThanOrEqual(at.getTime());
        }
      }),
    );
  });

  test('the due date lies within the time of the outcome since a scan at which it became true', () => {
    fc.assert(
      fc.property(someHistory, (history) => {
        const lived = live(history);
        const scans = lived.map(({ at }) => at.getTime());
        for (const { urgency } of lived) {
          if (urgency.dueAt === undefined) continue;
          const starts = [3, 14, 60].map((days) => time(urgency) - days * DAY_MS);
          expect(starts.some((start) => scans.includes(start))).toBe(true);
        }
      }),
    );
  });

  test('the same facts again change nothing', () => {
    fc.assert(
      fc.property(someHistory, (history) => {
        const last = live(history).at(-1)?.urgency;
        const facts = history.at(-1)?.[0];
        if (last === undefined || facts === undefined) throw new Error('no history');

        expect(urgencyOf(facts, last, day(9999))).toEqual(last);
      }),
    );
  });

  test('whether it is exposed, exploited, automatable or total makes nothing calmer', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const outcome = (more: Partial<UrgencyFacts>) =>
          periodOf(urgencyOf({ ...facts, ...more }, undefined, START).outcome);
        const now = outcome({});

        expect(outcome({ exposed: 'yes' })).toBeLessThanOrEqual(now);
        expect(outcome({ exposed: 'unknown' })).toBe(outcome({ exposed: 'yes' }));
        expect(outcome({ exploitedSince: '2026-11-01' })).toBeLessThanOrEqual(now);
        expect(outcome({ automatable: true })).toBeLessThanOrEqual(now);
        expect(outcome({ impact: 'total' })).toBeLessThanOrEqual(now);
      }),
    );
  });
});

describe('exposure of several images', () => {
  const yes = { exposure: { exposed: 'yes', source: 'configured' } } as const;
  const no = { exposure: { exposed: 'no', source: 'derived' } } as const;
  const unknown = { exposure: { exposed: 'unknown' } } as const;

  test.each([
    ['one is exposed', [no, yes, unknown], 'yes'],
    ['none is', [no, no], 'no'],
    ['it is not known of one', [no, unknown], 'unknown'],
    ['nothing is said of one', [no, {}], 'unknown'],
    ['there is none', [], 'unknown'],
  ] as const)('%s', (_, images, expected) => {
    expect(exposureOf([...images])).toBe(expected);
  });
});

describe('automatable and impact from a CVSS vector', () => {
  const rated = (vector: string, version = '3.1'): CvssScore => ({ version, score: 5, vector });

  test.each<[string, CvssScore[], boolean, Impact]>([
    ['Log4Shell', [rated('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H')], true, 'total'],
    [
      'HTTP/2 rapid reset',
      [rated('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H')],
      true,
      'partial',
    ],
    ['it needs a user', [rated('CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H')], false, 'total'],
    [
      'it needs an account',
      [rated('CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:H')],
      false,
      'partial',
    ],
    ['it is hard to do', [rated('CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H')], false, 'total'],
    [
      'only from the network beside',
      [rated('CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H')],
      false,
      'partial',
    ],
    [
      'version 4',
      [rated('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0')],
      true,
      'total',
    ],
    [
      'version 4 with attack requirements',
      [rated('CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:H/SC:N/SI:N/SA:N', '4.0')],
      false,
      'partial',
    ],
    [
      'version 4 that only a user can trigger',
      [rated('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0')],
      false,
      'partial',
    ],
    ['version 2', [rated('AV:N/AC:L/Au:N/C:P/I:C/A:C', '2.0')], true, 'total'],
    [
      'version 2 of medium complexity',
      [rated('AV:N/AC:M/Au:N/C:N/I:P/A:C', '2.0')],
      false,
      'partial',
    ],
  ])('%s', (_, ratings, automatable, impact) => {
    expect(factsOfVector(ratings)).toEqual({ automatable, impact, vectorSource: 'cvss' });
  });

  test('version 3 counts before version 2, and the first source before the others', () => {
    const ratings = [
      rated('AV:N/AC:L/Au:N/C:C/I:C/A:C', '2.0'),
      rated('CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H'),
      rated('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'),
    ];

    expect(factsOfVector(ratings)).toMatchObject({ automatable: false, impact: 'total' });
  });

  test.each<[string, CvssScore[]]>([
    ['there is none', []],
    ['there is only a score', [{ version: '3.1', score: 9.8 }]],
    ['it is cut off', [rated('CVSS:3.1/AV:N/AC:L/PR:N')]],
    [
      'it is of a version that nobody knows',
      [rated('CVSS:9.0/AV:N/AC:L/PR:N/UI:N/C:N/I:N', '9.0')],
    ],
    ['it is no vector', [rated('high')]],
  ])(
    'counts as automatable with total impact, and says that it is assumed, where %s',
    (_, ratings) => {
      expect(factsOfVector(ratings)).toEqual({
        automatable: true,
        impact: 'total',
        vectorSource: 'assumed',
      });
    },
  );
});
