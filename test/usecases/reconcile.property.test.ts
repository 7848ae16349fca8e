import fc from 'fast-check';
import type { ImageScan } from '../../src/domain/detection';
import { hasFix } from '../../src/domain/finding';
import { findingId, type Scope } from '../../src/domain/finding-id';
import type { Until } from '../../src/domain/workflow';
import { aDetection, anImage, HOUR } from '../domain/builders';
import { runs } from '../runs';
import { createScanWorld } from './scan-world';

const IMAGES = ['web', 'api', 'worker'];
const IDS = ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'];

/** How one image fares in one scan. Every build has a digest of its own, so nothing vanishes from an unchanged one. */
interface Fate {
  image: string;
  result: 'ok' | 'failed' | 'left out' | 'empty';
  ids: string[];
  fixable: boolean;
}

type Event =
  | { do: 'scan'; fates: Fate[]; hoursBefore: number }
  | {
      do: 'decide';
      id: string;
      image: string;
      what: 'resolve' | 'suppress' | 'reopen';
      until: Until;
    };

const fate = (image: string): fc.Arbitrary<Fate> =>
  fc.record({
    image: fc.constant(image),
    result: fc.constantFrom('ok', 'ok', 'ok', 'failed', 'left out', 'empty'),
    ids: fc.subarray(IDS),
    fixable: fc.boolean(),
  });

const until: fc.Arbitrary<Until> = fc.constantFrom<Until>(
  { kind: 'ever' },
  { kind: 'fix' },
  { kind: 'date', date: '2026-11-26' },
);

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('scan' as const),
      fates: fc.tuple(...IMAGES.map(fate)),
      hoursBefore: fc.integer({ min: 1, max: 50 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      id: fc.constantFrom(...IDS),
      image: fc.constantFrom(...IMAGES),
      what: fc.constantFrom('resolve' as const, 'suppress' as const, 'reopen' as const),
      until,
    }),
  },
);

let builds = 0;

function scansOf(fates: Fate[]): ImageScan[] {
  return fates.flatMap(({ image, result, ids, fixable }) => {
    if (result === 'failed' || result === 'left out') return [];
    builds += 1;
    const digest = `sha256:${builds.toString(16).padStart(64, '0')}`;
    const built = anImage(image, { digest });
    if (result === 'empty') {
      return { image: built, detections: [], coversOs: false, coversAny: false };
    }
    const packages = [
      {
        name: 'openssl',
        installedVersion: '3.0.1',
        type: 'alpine',
        image: built.name,
        ...(fixable && { fixedVersion: '3.0.15' }),
      },
    ];
    const detections = ids.map((id) => aDetection(id, built, { packages }));
    return { image: built, detections, coversOs: true, coversAny: true };
  });
}

/** What is known to be in each image: an image that was not scanned well holds what it held. */
function createBelief() {
  const held = new Map<string, Set<string>>();
  return {
    learn(fates: Fate[]) {
      for (const { image, result, ids } of fates) {
        if (result === 'ok') held.set(image, new Set(ids));
      }
    },
    holders: (id: string) => IMAGES.filter((image) => held.get(image)?.has(id)),
  };
}

function idsOf(scope: Scope, id: string): { id: string; image?: string }[] {
  if (scope === 'vulnerability') return [{ id: findingId(id) }];
  return IMAGES.map((image) => ({ id: findingId(id, anImage(image).name), image }));
}

async function live(scope: Scope, events: Event[]): Promise<void> {
  const world = createScanWorld({ scope });
  const belief = createBelief();
  for (const each of events) {
    if (each.do === 'decide') {
      const id = findingId(each.id, scope === 'image' ? anImage(each.image).name : undefined);
      if (world.hub.finding(id) === undefined) continue;
      const { what } = each;
      const decision =
        what === 'suppress' ? { kind: what, reason: 'known', until: each.until } : { kind: what };
      await world.decide(id, decision);
      continue;
    }
    world.pass(each.hoursBefore * HOUR);
    const scans = scansOf(each.fates);
    const before = world.hub.findings();
    const complete = each.fates.every(({ result }) => result !== 'left out');

    await world.scan(scans, { complete });

    belief.learn(each.fates);
    expect((await world.plan(scans, { complete })).steps).toEqual([]);
    for (const id of IDS) {
      for (const entry of idsOf(scope, id)) {
        const holders = belief
          .holders(id)
          .filter((image) => entry.image === undefined || image === entry.image);
        const finding = world.hub.finding(entry.id);
        expect(finding?.recordState === 'ACTIVE').toBe(holders.length > 0);
        if (holders.length > 0) {
          expect(finding?.images.map((image) => image.repository).sort()).toEqual(holders.sort());
        } else if (finding !== undefined) {
          expect(['RESOLVED', 'SUPPRESSED']).toContain(finding.workflowStatus);
        }
      }
    }
    for (const old of before) {
      if (old.workflowStatus !== 'SUPPRESSED') continue;
      const now = world.finding(old.id);
      if (now.workflowStatus === 'SUPPRESSED') continue;
      expect(now.workflowStatus).toBe('NEW');
      expect(now.note?.updatedBy).toMatch(/^vulnscan\/scanner\/\d+\/reopen$/);
      const isExpired = /until=(fix|2026-11-26)$/.test(old.note?.updatedBy ?? '');
      const before = old.images.map(({ name }) => name);
      const isElsewhere = now.images.some(({ name }) => !before.includes(name));
      const isFixed = hasFix(now) && !hasFix(old);
      expect(isExpired || isElsewhere || isFixed).toBe(true);
    }
    world.notifyAll();
  }
}

describe.each(['vulnerability', 'image'] as const)('any history, scope %s', (scope) => {
  it('gives the right state in Security Hub, plans nothing twice, and keeps people’s decisions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), (events) =>
        live(scope, events),
      ),
      { numRuns: runs(60) },
    );
  });

  it('ends the same when a scan is interrupted anywhere and run again', async () => {
    const scanEvent = event.filter((each) => each.do === 'scan');
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 6 }),
        scanEvent,
        fc.nat({ max: 12 }),
        async (events, last, writes) => {
          if (last.do !== 'scan') return;
          const whole = await endOf(scope, events, last, undefined);
          const cut = await endOf(scope, events, last, writes);
          expect(cut).toEqual(whole);
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

/** Statuses after a history whose last scan died after some writes and was run again. */
async function endOf(
  scope: Scope,
  events: Event[],
  last: Extract<Event, { do: 'scan' }>,
  writes: number | undefined,
): Promise<Record<string, string>> {
  builds = 0;
  const world = createScanWorld({ scope });
  for (const each of events) {
    if (each.do === 'scan') {
      world.pass(each.hoursBefore * HOUR);
      await world.scan(scansOf(each.fates), { complete: true });
      world.notifyAll();
    } else if (each.what === 'suppress') {
      const id = findingId(each.id, scope === 'image' ? anImage(each.image).name : undefined);
      if (world.hub.finding(id) !== undefined)
        await world.decide(id, { kind: 'suppress', reason: 'known', until: each.until });
    }
  }
  world.pass(last.hoursBefore * HOUR);
  const scans = scansOf(last.fates);
  if (writes !== undefined) {
    world.hub.writesLeft = writes;
    await world.scan(scans, { complete: true }).catch(() => undefined);
    world.hub.writesLeft = Number.POSITIVE_INFINITY;
  }
  await world.scan(scans, { complete: true });
  return Object.fromEntries(
    world.hub
      .findings()
      .map(({ id, recordState, workflowStatus, images }) => [
        id,
        `${recordState} ${workflowStatus} ${images.map((image) => image.repository)}`,
      ]),
  );
}
