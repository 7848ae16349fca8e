import { createProcessCache, remember } from '../../src/usecases/process-cache';

const REF = { channel: 'C0', ts: '1.1' };

test('a full cache drops its oldest entry', () => {
  const memory = remember<number>(2);
  memory.set('a', 1);
  memory.set('b', 2);
  memory.set('a', 3);
  memory.set('c', 4);

  expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([3, undefined, 4]);
});

test('a process caches twenty thousand entries of each kind', () => {
  const memory = createProcessCache();
  for (let entry = 0; entry <= 20_000; entry += 1) memory.replied.set(String(entry), true);

  expect([memory.replied.get('0'), memory.replied.get('1')]).toEqual([undefined, true]);
  memory.posted.set('1', REF);
  expect([memory.digests.get('1'), memory.repaired.get('1')]).toEqual([undefined, undefined]);
});
