import { createLeaseStore } from '../../src/adapters/archive/lease-store';
import { Unavailable } from '../../src/domain/errors';
import { LEASE_MS, LEASE_WAIT_MS } from '../../src/domain/timing';
import { takeLease } from '../../src/usecases/lease';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { watchedArchive } from '../fakes/watched-archive';

const free = () => {};

function aLease() {
  const clock = createFakeClock(new Date('2026-11-27T03:00:00Z'));
  const log = createFakeLog();
  const plain = createFakeArchive();
  let isDown: boolean | 'unavailable' = false;
  const archive = watchedArchive(plain, () => {
    if (isDown === 'unavailable') throw new Unavailable('archive', 'It does not answer.');
    if (isDown) throw new Error('the archive does not answer');
  });
  const repeats: (() => void)[] = [];
  const deps = {
    store: createLeaseStore(archive, log),
    clock,
    log,
    repeat: (_: number, act: () => void) => {
      repeats.push(act);
      return free;
    },
  };
  const take = (holder: string, stopped = free) => takeLease(deps, holder, stopped);
  return {
    clock,
    log,
    archive: plain,
    repeats,
    take,
    down(is: typeof isDown) {
      isDown = is;
    },
  };
}

test('who comes second waits until the first has released it', async () => {
  const { clock, take } = aLease();
  const first = await take('a');
  let polls = 0;

  const second = await take('b', () => {
    polls += 1;
    if (polls === 3) void first.release();
  });

  await second.check();
  expect(polls).toBeGreaterThanOrEqual(3);
  expect(clock.at - Date.parse('2026-11-27T03:00:00Z')).toBeLessThan(LEASE_MS);
});

test('a scan that was killed keeps the next one waiting for five minutes', async () => {
  const { clock, take } = aLease();
  await take('a');
  const from = clock.at;

  await take('b');

  expect(clock.at - from).toBe(LEASE_MS);
});

test('who is renewed holds it, and who waits for too long fails with a sentence', async () => {
  const { clock, take, repeats } = aLease();
  const first = await take('a');
  const from = clock.at;

  await expect(
    take('b', () => {
      // The first goes on working.
      for (const renew of repeats) renew();
    }),
  ).rejects.toMatchObject({ code: 'lease_held', name: 'Unavailable' });

  expect(clock.at - from).toBeGreaterThanOrEqual(LEASE_WAIT_MS);
  await first.check();
});

test('who was held up for too long and lost it may write no more', async () => {
  const { clock, take } = aLease();
  const first = await take('a');
  clock.at += LEASE_MS;
  await take('b');

  await expect(first.check()).rejects.toMatchObject({ code: 'lease_lost' });
  await expect(first.check()).rejects.toMatchObject({ code: 'lease_lost' });
});

test('who was held up while nobody else came goes on', async () => {
  const { clock, take } = aLease();
  const first = await take('a');
  clock.at += 3 * LEASE_MS;

  await first.check();
});

test('an archive that does not answer for a moment stops nobody, one that does not answer at all does', async () => {
  const { clock, take, down } = aLease();
  const first = await take('a');
  down(true);
  clock.at += 2 * 60_000;
  await first.check();
  clock.at += 2 * 60_000;

  await expect(first.check()).rejects.toMatchObject({ code: 'lease_lost' });
});

test('an archive that does not answer for a moment lets nobody in beside who holds it', async () => {
  const { clock, take, down, repeats } = aLease();
  await take('a');
  const from = clock.at;
  down('unavailable');

  const second = take('b', () => {
    if (clock.at - from >= 60_000) down(false);
    for (const renew of repeats.slice(0, 1)) if (clock.at - from < LEASE_MS) renew();
  });

  await (await second).check();
  expect(clock.at - from).toBeGreaterThanOrEqual(LEASE_MS);
});

test('an archive that does not answer for as long as a lease is in force is said', async () => {
  const { clock, take, down } = aLease();
  const from = clock.at;
  down('unavailable');

  await expect(take('a')).rejects.toMatchObject({ code: 'archive' });
  expect(clock.at - from).toBe(LEASE_MS);
});

test('a lease that cannot be read, or of a clock that was wrong, keeps nobody waiting', async () => {
  const { clock, take, archive } = aLease();
  const from = clock.at;
  for (const body of ['{', '{"holder":"a","until":"2036-01-01T00:00:00Z"}']) {
    await archive.put('runs/lease', new TextEncoder().encode(body));
    await take('b').then((lease) => lease.release());
  }

  expect(clock.at).toBe(from);
});

test('of several that come at once one has it', async () => {
  const { take } = aLease();
  const held: string[] = [];

  await Promise.all(
    ['a', 'b', 'c'].map(async (holder) => {
      const lease = await take(holder);
      held.push(holder);
      expect(held).toHaveLength(1);
      held.pop();
      await lease.release();
    }),
  );
});

test('a clock that is set back does not make a lease seem to be held for longer', async () => {
  const { clock, take, archive } = aLease();
  const first = await take('a');
  clock.at -= 60 * 60_000;
  const body = JSON.stringify({ holder: 'b', until: new Date(clock.at + LEASE_MS).toISOString() });
  await archive.put('runs/lease', new TextEncoder().encode(body));

  await expect(first.check()).rejects.toMatchObject({ code: 'lease_lost' });
});

test('who still has it after its clock was set back goes on', async () => {
  const { clock, take } = aLease();
  const first = await take('a');
  clock.at -= 60 * 60_000;

  await first.check();
  await first.check();
});
