import { identityOf, identityText, reasonOf } from '../../src/domain/alert';
import type { Finding } from '../../src/domain/finding';
import type { DueAppearance } from '../../src/usecases/due-appearance';
import { findDigest, findShown } from '../../src/usecases/find-shown';
import { aFinding, NOW, world } from './kit';

const HOUR = 3_600_000;
const earlier = (ms: number) => new Date(NOW.getTime() - ms);

function due(changes: Partial<Finding> = {}, since = earlier(HOUR)): DueAppearance {
  const finding = aFinding(changes);
  const identity = identityOf(finding);
  const entry = {
    finding,
    generation: identity.generation,
    reason: reasonOf(finding, identity.generation),
  };
  return { entry, identity: identityText(identity), since, unsettledMs: 0 };
}

const scan = { id: 'scan-1', newFindings: 12 };
const ofScan = (id: string, changes: Partial<Finding> = {}) => due({ id, scan, ...changes });
/** Events of a finding that was posted, or at least looked for, before. */
const again = (id: string, since?: Date) =>
  due({ id, createdAt: earlier(HOUR).toISOString() }, since);

/** A channel that writes down where it was asked to look, and from when on. */
function asked(digests: { ts: string; of?: string }[] = []) {
  const all = world();
  const looks: { ids: string[]; since: Date; threadTs?: string }[] = [];
  const digestLooks: Date[] = [];
  const refs = digests.map(({ ts, of }) => ({ of, ref: { channel: 'C0', ts } }));
  const channel: typeof all.deps.channel = {
    ...all.deps.channel,
    find: async (identities, since, threadTs) => {
      const ids = identities.map(({ id }) => id);
      looks.push({ ids, since, ...(threadTs !== undefined && { threadTs }) });
      return all.deps.channel.find(identities, since, threadTs);
    },
    digestsSince: async (since) => {
      digestLooks.push(since);
      return refs.map(({ ref }) => ref);
    },
    findDigest: async (scanId, since) => {
      digestLooks.push(since);
      return refs.find(({ of }) => of === scanId)?.ref;
    },
  };
  return { ...all, deps: { ...all.deps, channel }, looks, digestLooks };
}

test('without findings due, Slack is not called', async () => {
  const { deps, looks, digestLooks } = asked();

  expect((await findShown(deps, [])).open.size).toBe(0);

  expect([looks, digestLooks]).toEqual([[], []]);
});

test('first appearances cost one search of the channel, from the earliest time they can have been posted', async () => {
  const { deps, looks, digestLooks } = asked([{ ts: '1.1' }]);

  await findShown(deps, [due({ id: 'a' }, earlier(HOUR)), due({ id: 'b' }, earlier(2 * HOUR))]);

  expect(looks).toEqual([{ ids: ['a', 'b'], since: earlier(2 * HOUR) }]);
  expect(digestLooks).toEqual([]);
});

test('a first appearance of a scan with a digest is searched for in its thread only', async () => {
  const { deps, looks } = asked([{ ts: '7.7', of: 'scan-1' }]);

  await findShown(deps, [ofScan('a'), ofScan('b')]);

  expect(looks).toEqual([{ ids: ['a', 'b'], since: earlier(HOUR), threadTs: '7.7' }]);
});

test('findings with and without a digest are each searched for in their own place', async () => {
  const { deps, looks } = asked([{ ts: '7.7', of: 'scan-1' }]);

  await findShown(deps, [due({ id: 'alone' }), ofScan('a')]);

  expect(looks.map(({ ids, threadTs }) => [ids, threadTs])).toEqual([
    [['alone'], undefined],
    [['a'], '7.7'],
  ]);
});

test('if a scan has no digest yet, no thread is searched', async () => {
  const { deps, looks } = asked();

  await findShown(deps, [ofScan('a')]);

  expect(looks).toEqual([]);
});

test('a later appearance is searched for in the channel and under each digest', async () => {
  const { deps, looks, digestLooks } = asked([{ ts: '7.7' }, { ts: '8.8' }]);

  await findShown(deps, [
    due({ id: 'first' }),
    again('a', earlier(3 * HOUR)),
    again('b', earlier(2 * HOUR)),
  ]);

  expect(looks.map(({ ids, threadTs }) => [ids, threadTs])).toEqual([
    [['first', 'a', 'b'], undefined],
    [['a', 'b'], '7.7'],
    [['a', 'b'], '8.8'],
  ]);
  expect(digestLooks).toEqual([earlier(3 * HOUR)]);
});

test('a found entry is either open or decided by somebody', async () => {
  const { deps, show } = asked();
  const [open, decided] = [due({ id: 'open' }), due({ id: 'decided' })];
  const resolved = aFinding({ id: 'decided', workflowStatus: 'RESOLVED' });
  const refs = [60, 30].map((ago) => ({ channel: 'C0', ts: `${NOW.getTime() / 1000 - ago}.1` }));
  const resolvedEntry = { ...decided.entry, finding: resolved };
  for (const [index, entry] of [open.entry, resolvedEntry].entries()) {
    const ref = refs[index];
    if (ref !== undefined) show(ref, { kind: 'alert', entry });
  }

  const shown = await findShown(deps, [open, decided, due({ id: 'nowhere' })]);

  expect([...shown.open]).toEqual([[open.identity, refs[0]]]);
  expect([...shown.decided.keys()]).toEqual([decided.identity]);
  expect(shown.decided.get(decided.identity)?.ref).toEqual(refs[1]);
});

describe('the digest of a scan', () => {
  const entries = (...updatedAt: Date[]) =>
    updatedAt.map((at) => due({ updatedAt: at.toISOString() }).entry);

  test('is searched for once, and cached', async () => {
    const { deps, digestLooks } = asked([{ ts: '7.7', of: 'scan-1' }]);

    const first = await findDigest(deps, 'scan-1', entries(NOW));
    const second = await findDigest(deps, 'scan-1', entries(NOW));

    expect([first?.ts, second?.ts]).toEqual(['7.7', '7.7']);
    expect(digestLooks).toHaveLength(1);
  });

  test('is searched for again as long as it is not found', async () => {
    const { deps, digestLooks } = asked();

    await findDigest(deps, 'scan-1', entries(NOW));
    expect(await findDigest(deps, 'scan-1', entries(NOW))).toBeUndefined();

    expect(digestLooks).toHaveLength(2);
  });

  test('is searched for from twelve hours before the earliest of its findings', async () => {
    const { deps, digestLooks } = asked();

    await findDigest(deps, 'scan-1', entries(NOW, earlier(HOUR)));

    expect(digestLooks).toEqual([earlier(13 * HOUR)]);
  });
});
