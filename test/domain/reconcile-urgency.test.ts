import { seenIn } from '../../src/domain/collected-scans';
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

async function planned(
  before: KnownFinding[],
  scans: ImageScan[],
  more: Partial<ReconcileOptions> = {},
) {
  const { steps } = await reconcile(before, seenIn(scans), reconcileOptions(more));
  return steps.map(({ kind, content }) => ({ kind, ...content.detection.urgency }));
}

describe('a finding that is new', () => {
  it('is due counted from now', async () => {
    expect(await planned([], [seen()])).toMatchObject([
      { kind: 'new', outcome: '60D', dueAt: inDays(60) },
    ]);
  });

  it('is one that is known to be exploited, whatever its severity', async () => {
    expect(await planned([], [seen(web, 'LOW')])).toEqual([]);
    expect(await planned([], [seen(web, 'LOW')], { feeds: listed })).toMatchObject([
      { kind: 'new', outcome: '14D', exploitedSince: '2026-11-23' },
    ]);
  });

  it('is one that is due within 14 days where it is known to be exposed, not where that is assumed', async () => {
    const open = anImage('web', { exposure: EXPOSED });
    const unknown = anImage('web', { exposure: { exposed: 'unknown' } });

    expect(await planned([], [seen(open, 'LOW')])).toMatchObject([{ kind: 'new', outcome: '14D' }]);
    expect(await planned([], [seen(unknown, 'LOW')])).toEqual([]);
    expect(await planned([], [seen(open, 'LOW')], { dueWithin: 3 * DAY_MS })).toEqual([]);
  });

  it('is none without a fix where only fixable ones are wanted', async () => {
    const packages = [{ name: 'openssl', installedVersion: '3.0.1', image: web.name }];
    const scan = { ...aScan(web, []), detections: [aDetection(CVE, web, { packages })] };

    expect(await planned([], [scan])).toHaveLength(1);
    expect(await planned([], [scan], { onlyFixable: true })).toEqual([]);
  });
});

describe('a finding of which one image is not in the run', () => {
  it('keeps the rating of that image, so that nothing changes', async () => {
    const before = known({ images: [api, web], severity: 'CRITICAL' });

    expect(await planned([before], [seen(web, 'LOW')])).toEqual([]);
  });

  it('is not exposed because Security Hub names that image without details', async () => {
    const bare = anImage('api');
    const before = { ...known({ images: [web, bare] }), urgency: TEN_DAYS_OLD };

    expect(await planned([before], [seen(web)])).toMatchObject([
      { exposed: 'no', outcome: '60D', dueAt: TEN_DAYS_OLD.dueAt },
    ]);
  });
});

describe('a finding that is still detected', () => {
  it('keeps its due date, and is not imported again for it', async () => {
    expect(await planned([known()], [seen()])).toEqual([]);
  });

  it('is imported again for an EPSS score that matters, not for a small one', async () => {
    const feeds = (score: number) => ({
      feeds: { ...NO_FEEDS, epssOf: () => new Map([[CVE, { score, percentile: 0.5 }]]) },
    });

    expect(await planned([known()], [seen()], feeds(0.009))).toEqual([]);
    expect(await planned([known()], [seen()], feeds(0.1))).toMatchObject([
      { kind: 'update', epss: { score: 0.1 }, dueAt: inDays(50) },
    ]);
  });

  it('is due sooner, counted from now, once it is known to be exploited', async () => {
    expect(await planned([known()], [seen()], { feeds: listed })).toMatchObject([
      { kind: 'update', outcome: '14D', dueAt: inDays(14), exploitedSince: '2026-11-23' },
    ]);
  });

  it('is due as before once that was withdrawn, and not while the catalogue cannot be read', async () => {
    const exploited = urgencyOf({ ...FACTS, exploitedSince: '2026-11-23' }, TEN_DAYS_OLD, BEFORE);
    const before = [known({ urgency: exploited })];

    expect(await planned(before, [seen()])).toEqual([]);
    expect(
      await planned(before, [seen()], { feeds: { stale: [], exploited: new Map() } }),
    ).toMatchObject([{ kind: 'update', outcome: '60D', dueAt: inDays(50) }]);
  });

  it('that an earlier version imported is due counted from now', async () => {
    const { urgency: _, ...earlier } = known({ createdAt: BEFORE.toISOString() });

    expect(await planned([earlier], [seen()])).toMatchObject([
      { kind: 'update', since: NOW.toISOString(), dueAt: inDays(60) },
    ]);
  });

  it('stays exposed while an image is that this run has no result for', async () => {
    const open = anImage('api', { exposure: EXPOSED });
    const both = known({ images: [open, web] });

    expect(both.urgency).toMatchObject({ exposed: 'yes', outcome: '14D' });
    expect(await planned([both], [seen()], { complete: false })).toEqual([]);
    expect(await planned([both], [seen()], { present: new Set([web.name]) })).toMatchObject([
      { exposed: 'no', dueAt: inDays(50) },
    ]);
  });

  it('stays a finding once it is no longer wanted', async () => {
    expect(await planned([known()], [seen(web, 'LOW')])).toMatchObject([{ kind: 'update' }]);
  });
});

describe('a finding whose images were not scanned', () => {
  it('keeps its urgency', async () => {
    expect(
      await planned([known({ images: [api, web] })], [aScan(api, [])], { complete: false }),
    ).toMatchObject([{ kind: 'update', ...TEN_DAYS_OLD }]);
    expect(await planned([known()], [aScan(api, [])], { complete: false })).toEqual([]);
  });
});

describe('a finding that appears again', () => {
  it('after it was gone is due counted from now', async () => {
    const gone = known({ recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' });

    expect(await planned([gone], [seen()])).toMatchObject([{ kind: 'back', dueAt: inDays(60) }]);
  });

  it('after its suppression ended is due counted from now', async () => {
    const note = aNote('suppress/until=2026-11-24', 10 * DAY_MS);
    const ended = known({ workflowStatus: 'SUPPRESSED', note });

    expect(await planned([ended], [seen()])).toMatchObject([{ kind: 'reopen', dueAt: inDays(60) }]);
  });

  it('after it was resolved and did not go away is due counted from now', async () => {
    const resolved = known({ workflowStatus: 'RESOLVED', note: aNote('resolve', 9 * DAY_MS) });

    expect(await planned([resolved], [seen()])).toMatchObject([
      { kind: 'reopen', dueAt: inDays(60) },
    ]);
  });

  it('while it is suppressed keeps its due date', async () => {
    const note = aNote('suppress/until=ever');
    const gone = known({ recordState: 'ARCHIVED', workflowStatus: 'SUPPRESSED', note });

    expect(await planned([gone], [seen()])).toMatchObject([{ kind: 'update', ...TEN_DAYS_OLD }]);
  });

  it('under another id is due as under the former one', async () => {
    const former = known({
      ...aDetection('GHSA-1', web, { cvss, title: 'openssl: trouble' }),
      vulnerabilityId: 'GHSA-1',
      id: findingId('GHSA-1'),
      urgency: TEN_DAYS_OLD,
    });

    expect(await planned([former], [seen()])).toMatchObject([
      { kind: 'renamed' },
      { kind: 'new', dueAt: inDays(50) },
    ]);
  });
});
