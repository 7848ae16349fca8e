import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import type { Feeds } from '../../src/domain/feeds';
import { findingId } from '../../src/domain/finding-id';
import type { ReconcileOptions } from '../../src/domain/plan';
import { reconcile } from '../../src/domain/reconcile';
import { DAY_MS } from '../../src/domain/timing';
import { type Exposure, type UrgencyFacts, urgencyOf } from '../../src/domain/urgency';
import {
  aDetection,
  aNote,
  anImage,
  anImported,
  aScan,
  NO_FEEDS,
  NOW,
  reconcileOptions,
} from './builders';

const EXPOSED: Exposure = { exposed: 'yes', source: 'configured' };
const HIDDEN: Exposure = { exposed: 'no', source: 'configured' };
const CVE = 'CVE-2026-1';
const BEFORE = new Date(NOW.getTime() - 10 * DAY_MS);
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS).toISOString();

/** Over the network, without a user's help, only availability: 60 days hidden, 14 exposed. */
const cvss = [{ version: '3.1', score: 5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }];
const FACTS: UrgencyFacts = {
  exposed: 'no',
  automatable: true,
  impact: 'partial',
  vectorSource: 'cvss',
};
const TEN_DAYS_OLD = urgencyOf(FACTS, undefined, BEFORE);

const listed: Feeds = {
  stale: [],
  exploited: new Map([[CVE, { since: '2026-11-23', ransomware: false }]]),
};

const api = anImage('api', { exposure: HIDDEN });
const web = anImage('web', { exposure: HIDDEN });

const seen = (image = web, severity: 'HIGH' | 'LOW' = 'HIGH'): ImageScan => ({
  ...aScan(image, []),
  detections: [aDetection(CVE, image, { cvss, severity })],
});

/** Found ten days ago. */
const known = (more: Partial<KnownFinding> = {}) =>
  anImported({
    ...aDetection(CVE, web, { cvss }),
    vulnerabilityId: CVE,
    urgency: TEN_DAYS_OLD,
    ...more,
  });

function planned(before: KnownFinding[], scans: ImageScan[], more: Partial<ReconcileOptions> = {}) {
  const { steps } = reconcile(before, scans, reconcileOptions(more));
  return steps.map(({ kind, content }) => ({ kind, ...content.detection.urgency }));
}

describe('a finding that is new', () => {
  it('is due counted from now', () => {
    expect(planned([], [seen()])).toMatchObject([
      { kind: 'new', outcome: '60D', dueAt: inDays(60) },
    ]);
  });

  it('is one that is known to be exploited, whatever its severity', () => {
    expect(planned([], [seen(web, 'LOW')])).toEqual([]);
    expect(planned([], [seen(web, 'LOW')], { feeds: listed })).toMatchObject([
      { kind: 'new', outcome: '14D', exploitedSince: '2026-11-23' },
    ]);
  });

  it('is one that is due within 14 days where it is known to be exposed, not where that is assumed', () => {
    const open = anImage('web', { exposure: EXPOSED });
    const unknown = anImage('web', { exposure: { exposed: 'unknown' } });

    expect(planned([], [seen(open, 'LOW')])).toMatchObject([{ kind: 'new', outcome: '14D' }]);
    expect(planned([], [seen(unknown, 'LOW')])).toEqual([]);
    expect(planned([], [seen(open, 'LOW')], { dueWithin: 3 * DAY_MS })).toEqual([]);
  });

  it('is none without a fix where only fixable ones are wanted', () => {
    const packages = [{ name: 'openssl', installedVersion: '3.0.1', image: web.name }];
    const scan = { ...aScan(web, []), detections: [aDetection(CVE, web, { packages })] };

    expect(planned([], [scan])).toHaveLength(1);
    expect(planned([], [scan], { onlyFixable: true })).toEqual([]);
  });
});

describe('a finding of which one image is not in the run', () => {
  it('keeps the rating of that image, so that nothing changes', () => {
    const before = known({ images: [api, web], severity: 'CRITICAL' });

    expect(planned([before], [seen(web, 'LOW')])).toEqual([]);
  });

  it('is not exposed because Security Hub names that image without details', () => {
    const bare = anImage('api');
    const before = { ...known({ images: [web, bare] }), urgency: TEN_DAYS_OLD };

    expect(planned([before], [seen(web)])).toMatchObject([
      { exposed: 'no', outcome: '60D', dueAt: TEN_DAYS_OLD.dueAt },
    ]);
  });
});

describe('a finding that is still detected', () => {
  it('keeps its due date, and is not imported again for it', () => {
    expect(planned([known()], [seen()])).toEqual([]);
  });

  it('is not imported again for a new EPSS score', () => {
    const epssOf = () => new Map([[CVE, { score: 0.1, percentile: 0.5 }]]);

    expect(planned([known()], [seen()], { feeds: { ...NO_FEEDS, epssOf } })).toEqual([]);
  });

  it('is due sooner, counted from now, once it is known to be exploited', () => {
    expect(planned([known()], [seen()], { feeds: listed })).toMatchObject([
      { kind: 'update', outcome: '14D', dueAt: inDays(14), exploitedSince: '2026-11-23' },
    ]);
  });

  it('is due as before once that was withdrawn, and not while the catalogue cannot be read', () => {
    const exploited = urgencyOf({ ...FACTS, exploitedSince: '2026-11-23' }, TEN_DAYS_OLD, BEFORE);
    const before = [known({ urgency: exploited })];

    expect(planned(before, [seen()])).toEqual([]);
    expect(planned(before, [seen()], { feeds: { stale: [], exploited: new Map() } })).toMatchObject(
      [{ kind: 'update', outcome: '60D', dueAt: inDays(50) }],
    );
  });

  it('that an earlier version imported is due counted from now', () => {
    const { urgency: _, ...earlier } = known({ createdAt: BEFORE.toISOString() });

    expect(planned([earlier], [seen()])).toMatchObject([
      { kind: 'update', since: NOW.toISOString(), dueAt: inDays(60) },
    ]);
  });

  it('stays exposed while an image is that this run has no result for', () => {
    const open = anImage('api', { exposure: EXPOSED });
    const both = known({ images: [open, web] });

    expect(both.urgency).toMatchObject({ exposed: 'yes', outcome: '14D' });
    expect(planned([both], [seen()], { complete: false })).toEqual([]);
    expect(planned([both], [seen()], { present: new Set([web.name]) })).toMatchObject([
      { exposed: 'no', dueAt: inDays(50) },
    ]);
  });

  it('stays a finding once it is no longer wanted', () => {
    expect(planned([known()], [seen(web, 'LOW')])).toMatchObject([{ kind: 'update' }]);
  });
});

describe('a finding whose images were not scanned', () => {
  it('keeps its urgency', () => {
    expect(
      planned([known({ images: [api, web] })], [aScan(api, [])], { complete: false }),
    ).toMatchObject([{ kind: 'update', ...TEN_DAYS_OLD }]);
    expect(planned([known()], [aScan(api, [])], { complete: false })).toEqual([]);
  });
});

describe('a finding that appears again', () => {
  it('after it was gone is due counted from now', () => {
    const gone = known({ recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' });

    expect(planned([gone], [seen()])).toMatchObject([{ kind: 'back', dueAt: inDays(60) }]);
  });

  it('after its suppression ended is due counted from now', () => {
    const note = aNote('suppress/until=2026-11-24', 10 * DAY_MS);
    const ended = known({ workflowStatus: 'SUPPRESSED', note });

    expect(planned([ended], [seen()])).toMatchObject([{ kind: 'reopen', dueAt: inDays(60) }]);
  });

  it('after it was resolved and did not go away is due counted from now', () => {
    const resolved = known({ workflowStatus: 'RESOLVED', note: aNote('resolve', 9 * DAY_MS) });

    expect(planned([resolved], [seen()])).toMatchObject([{ kind: 'reopen', dueAt: inDays(60) }]);
  });

  it('while it is suppressed keeps its due date', () => {
    const note = aNote('suppress/until=ever');
    const gone = known({ recordState: 'ARCHIVED', workflowStatus: 'SUPPRESSED', note });

    expect(planned([gone], [seen()])).toMatchObject([{ kind: 'update', ...TEN_DAYS_OLD }]);
  });

  it('under another id is due as under the former one', () => {
    const former = known({
      ...aDetection('GHSA-1', web, { cvss, title: 'openssl: trouble' }),
      vulnerabilityId: 'GHSA-1',
      id: findingId('GHSA-1'),
      urgency: TEN_DAYS_OLD,
    });

    expect(planned([former], [seen()])).toMatchObject([
      { kind: 'renamed' },
      { kind: 'new', dueAt: inDays(50) },
    ]);
  });
});
