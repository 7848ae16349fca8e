import { createFleet, type Fate, type Fleet, type Guards, type Shown } from './fleet';

/*
 * Scans over several tasks with faults (issue 16): whatever happens to a shard or to the reconciliation, nothing is lost, doubled
 * or falsely gone. What has to be there is what one task says that scans all images; of lost shards, what it says when their
 * images cannot be scanned.
 */

/** Each image is on one of 20 bases and has one of 97 applications. */
const FIRST: Shown = (image) => [
  ...[1, 2].map((each) => `CVE-2026-${100 + (image % 20) * 10 + each}`),
  `GHSA-app-${image % 97}`,
];

/** A base was updated, an application was, and each image of another base has something new. */
const SECOND: Shown = (image) => {
  const ids = FIRST(image).filter((id) => !id.startsWith('CVE-2026-13') && id !== 'GHSA-app-7');
  return image % 20 === 5 ? [...ids, 'CVE-2026-999'] : ids;
};

const SMALL = { images: 120, tasks: 2, most: 100 };

const planned = new Map<number, Promise<{ fleet: Fleet; shards: string[] }>>();
const known = new Map<string, ReturnType<Fleet['state']>>();

/** A fleet whose first day was scanned by one task, and the shards of the second. */
async function aDayLater(guards: Partial<Guards> = {}, { images, ...fanOut } = SMALL) {
  const day = planned.get(images) ?? planDay(images, fanOut);
  planned.set(images, day);
  const { fleet, shards } = await day;
  return { fleet: await fleet.copy(guards), shards };
}

async function planDay(images: number, fanOut: { tasks: number; most: number }) {
  const fleet = createFleet(images);
  await fleet.scanAlone('day-1', FIRST);
  fleet.time.pass(86_400_000);
  return { fleet, shards: await fleet.plan('day-2', SECOND, fanOut) };
}

/** What one task leaves that scans all images on the second day; `lost` cannot be scanned. */
function expected(lost: number[] = [], size = SMALL): ReturnType<Fleet['state']> {
  const key = JSON.stringify([lost, size.images]);
  const state = known.get(key) ?? alone(lost, size);
  known.set(key, state);
  return state;
}

async function alone(lost: number[], size: typeof SMALL) {
  const { fleet } = await aDayLater({}, size);
  await fleet.scanAlone('day-2', SECOND, new Set(lost));
  return fleet.state();
}

async function scanShards(fleet: Fleet, shards: string[], fates: (Fate | undefined)[] = []) {
  for (const [number, shard] of shards.entries())
    await fleet.shard('day-2', shard, SECOND, fates[number]);
}

const activeOf = ({ findings }: Awaited<ReturnType<Fleet['state']>>) =>
  findings.filter(({ recordState }) => recordState === 'ACTIVE');

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** With FLEET=full every call is tried, and 10,000 digests in 40 shards; otherwise some calls, and 800 in 16. */
const isFull = process.env['FLEET'] === 'full';
const STEP = isFull ? 1 : 19;
jest.setTimeout(isFull ? 3_600_000 : 180_000);

const SHARDS = isFull ? 40 : 16;

describe(`a scan in ${SHARDS} shards`, () => {
  const LARGE = { images: isFull ? 10_000 : 800, tasks: isFull ? 10 : 16, most: 200 };
  const size = LARGE.images / SHARDS;

  test('leaves what one task leaves that scans them all; lost shards leave their images as they were', async () => {
    const { fleet, shards } = await aDayLater({}, LARGE);
    expect(shards).toHaveLength(SHARDS);
    const lost = new Set([3, 7, SHARDS - 1]);
    const kept = shards.filter((_, number) => !lost.has(number));

    await scanShards(fleet, kept);
    await scanShards(fleet, kept.slice(0, 2));
    const { code } = await fleet.reconcile('day-2');

    // Its state machine has not failed: the message names what is lost.
    expect(code).toBe(0);
    const images = [...lost].flatMap((number) => numbers(number * size, (number + 1) * size));
    expect(await fleet.state()).toEqual(await expected(images, LARGE));
    expect(fleet.events.at(-1)).toMatchObject({
      type: 'Scan Completed',
      lostShards: { lost: 3, of: SHARDS, images: 3 * size },
    });
  });
});

describe('a shard', () => {
  test('that was killed before or after any call leaves its images as they were, or is there', async () => {
    const whole = await expected();
    const without = await expected(numbers(60, 120));
    for (const what of ['killed before', 'killed after'] as const) {
      for (let call = 0; call < 70; call += STEP) {
        const { fleet, shards } = await aDayLater();
        await scanShards(fleet, shards, [undefined, { call, what }]);
        const isThere = await fleet.archive.get('runs/day-2/results/0001.ndjson.gz');
        await fleet.reconcile('day-2');

        expect([what, call, await fleet.state()]).toEqual([what, call, isThere ? whole : without]);
      }
    }
  });

  test('that is late is lost, and there when the reconciliation runs again', async () => {
    const { fleet, shards } = await aDayLater();
    await scanShards(fleet, shards.slice(0, 1));
    await fleet.reconcile('day-2');
    expect(await fleet.state()).toEqual(await expected(numbers(60, 120)));

    await scanShards(fleet, shards.slice(1));
    await fleet.reconcile('day-2');

    // In what is gone Security Hub keeps the images that it was last seen in.
    expect(activeOf(await fleet.state())).toEqual(activeOf(await expected()));
  });

  const doubled = async (guards: Partial<Guards>) => {
    const { fleet, shards } = await aDayLater(guards);
    await scanShards(fleet, shards);
    // The registry does not answer the second.
    await fleet.shard('day-2', shards[0] ?? '', SECOND, undefined, new Set(numbers(0, 60)));
    await fleet.reconcile('day-2');
    return fleet.state();
  };

  test('that runs twice has the result of the one that ended first', async () => {
    expect(await doubled({})).toEqual(await expected());
  });

  test('control: a second result in place of the first is found', async () => {
    expect(await doubled({ firstResultStays: false })).not.toEqual(await expected());
  });
});

describe('the reconciliation', () => {
  test('that was killed before or after any call and runs again ends right', async () => {
    const whole = await expected();
    for (const what of ['killed before', 'killed after'] as const) {
      for (let call = 0; ; call += STEP) {
        const { fleet, shards } = await aDayLater();
        await scanShards(fleet, shards);
        const { calls } = await fleet.reconcile('day-2', { call, what });
        if (calls <= call) break;
        await fleet.reconcile('day-2');

        expect([what, call, await fleet.state()]).toEqual([what, call, whole]);
      }
    }
  });

  test('that runs twice at once ends right', async () => {
    const { fleet, shards } = await aDayLater();
    await scanShards(fleet, shards);

    await Promise.all([fleet.reconcile('day-2'), fleet.reconcile('day-2')]);

    expect(await fleet.state()).toEqual(await expected());
  });

  const withLost = async (guards: Partial<Guards>) => {
    const { fleet, shards } = await aDayLater(guards);
    await scanShards(fleet, shards.slice(0, 1));
    await fleet.reconcile('day-2');
    return fleet.state();
  };

  test('without a shard keeps the rows of its images in the index', async () => {
    expect(await withLost({})).toEqual(await expected(numbers(60, 120)));
  });

  test('control: images of lost shards that do not count as failed are found', async () => {
    expect(await withLost({ lostImagesFail: false })).not.toEqual(await expected(numbers(60, 120)));
  });

  test('of a cancelled run writes nothing', async () => {
    const { fleet, shards } = await aDayLater();
    const before = await fleet.state();
    await scanShards(fleet, shards.slice(0, 1));
    await fleet.archive.put('runs/day-2/cancelled', new Uint8Array());

    await scanShards(fleet, shards.slice(1));
    const { code } = await fleet.reconcile('day-2');

    expect(code).toBe(1);
    expect(await fleet.state()).toEqual(before);
    expect(await fleet.archive.get('runs/day-2/results/0001.ndjson.gz')).toBeUndefined();
  });
});

describe('two runs', () => {
  /** The third day: all that was new on the second is gone again. */
  const twoRuns = async (guards: Partial<Guards>, fate?: Fate) => {
    const { fleet, shards } = await aDayLater(guards);
    await scanShards(fleet, shards);
    fleet.time.pass(3_600_000);
    const later = await fleet.plan('day-3', FIRST, SMALL);
    for (const shard of later) await fleet.shard('day-3', shard, FIRST);
    const ends = [() => fleet.reconcile('day-2', fate), () => fleet.reconcile('day-3')];
    return { fleet, ends };
  };
  const ids = async (fleet: Fleet) => {
    const { findings, index } = await fleet.state();
    return { active: activeOf({ findings, index }).map(({ id, images }) => [id, images]), index };
  };
  const third = async () => {
    const fleet = createFleet(SMALL.images);
    await fleet.scanAlone('day-1', FIRST);
    return ids(fleet);
  };
  let last: ReturnType<typeof third> | undefined;
  const wanted = () => {
    last ??= third();
    return last;
  };

  test('that reconcile at once leave what the later one says', async () => {
    const { fleet, ends } = await twoRuns({});

    await Promise.all(ends.map((end) => end()));

    expect(await ids(fleet)).toEqual(await wanted());
  });

  test('of which the earlier one reconciles last leave what the later one says', async () => {
    const { fleet, ends } = await twoRuns({});
    for (const end of ends.toReversed()) await end();

    expect(await ids(fleet)).toEqual(await wanted());
  });

  test('control: an earlier run that reconciles last is found', async () => {
    const { fleet, ends } = await twoRuns({ laterScanStays: false });
    for (const end of ends.toReversed()) await end();

    expect(await ids(fleet)).not.toEqual(await wanted());
  });

  /** The earlier one is held up at a call until the later one has ended. The first call at which that ends wrong. */
  const suspended = async (guards: Partial<Guards>) => {
    for (let call = 0; call < 60; call += isFull ? 1 : 11) {
      const { fleet, ends } = await twoRuns(guards, { call, what: 'suspended' });
      await Promise.all(ends.map((end) => end()));
      if (JSON.stringify(await ids(fleet)) !== JSON.stringify(await wanted())) return call;
    }
    return undefined;
  };

  test('of which one is held up while it writes leave what the other says', async () => {
    expect(await suspended({})).toBeUndefined();
  });

  test('control: two that write at once are found', async () => {
    expect(await suspended({ lease: false })).toBeDefined();
  });
});
