import type { Card } from '../../src/domain/ledger';
import { DIGEST_DELAY_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import { refreshDigest } from '../../src/usecases/refresh-digest';
import { aCard } from '../domain/ledger-builders';
import { createFakeLedger } from '../fakes/ledger';
import { createFakeClock } from '../fakes/runtime';

const NOW = new Date('2026-11-24T10:00:00Z');
const CONTENT = { kind: 'digest', scanId: 's1', total: 13 } as const;

async function refreshed(cards: Card[]) {
  const clock = createFakeClock(NOW);
  const ledger = createFakeLedger({ now: () => clock.at });
  for (const card of cards) await ledger.putCard(card);
  await refreshDigest({ ledger, clock, token: () => 't' }, 's1');
  return ledger.allCards();
}

function dueIn({ work }: Card): number | undefined {
  return work && dueTime(work) - NOW.getTime();
}

test('a posted digest is drawn again when the index has all findings of the scan', async () => {
  const [digest] = await refreshed([aCard('scan/s1', { content: CONTENT, ts: '1.000001' })]);

  expect(digest && dueIn(digest)).toBe(DIGEST_DELAY_MS);
  expect(digest?.work?.priority).toBe(2);
  expect(digest?.dirty).toBe(1);
});

test('a digest that is not posted yet keeps its earlier time, because its pages wait for it', async () => {
  const work = { due: `${NOW.toISOString()}#t`, priority: 1 } as const;
  const [digest] = await refreshed([aCard('scan/s1', { content: CONTENT, work })]);

  expect(digest?.work).toEqual(work);
});

test('the digest that followed a deleted one is drawn again', async () => {
  const cards = await refreshed([
    aCard('scan/s1', { content: CONTENT, ts: '1.000001', gone: true }),
    aCard('scan/s1~', { content: CONTENT, ts: '2.000002' }),
  ]);

  const dueOf = (key: string) => cards.filter((card) => card.key === key).map(dueIn);
  expect(dueOf('scan/s1')).toEqual([undefined]);
  expect(dueOf('scan/s1~')).toEqual([DIGEST_DELAY_MS]);
});

test('a scan without a digest gets none', async () => {
  expect(await refreshed([])).toEqual([]);
});
