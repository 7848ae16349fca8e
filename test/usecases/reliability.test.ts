import type { Finding } from '../../src/domain/finding';
import { aLedgerContent } from '../domain/ledger-builders';
import { alertWorld, request, shownIn } from './alert-world';

const DAY = 86_400_000;

/** The new findings of one scan as the scanner imports them: an upgrade for each ten. */
function scanned(scanId: string, count: number, at: number): Finding[] {
  return Array.from({ length: count }, (_, index) => {
    const page = Math.floor(index / 10);
    const time = new Date(at).toISOString();
    return aLedgerContent({
      vulnerabilityId: `CVE-${scanId}-${index}`,
      remedies: [{ key: `debian 12|p${scanId}-${page}`, name: `p${scanId}-${page}`, rows: [] }],
      scan: {
        id: scanId,
        newFindings: count,
        // Above `digestAbove`, however few they are here.
        newCards: count,
        page: { name: `r${page + 1}`, size: Math.min(10, count - page * 10) },
      },
      createdAt: time,
      updatedAt: time,
    });
  });
}

test('a finding that is reopened after 50 digests of a week is posted, and no history is read', async () => {
  const world = alertWorld();
  const { clock, channel, calls } = world;
  const [first] = scanned('0', 6, clock.at);
  if (first === undefined) throw new Error('no finding');
  for (let scan = 0; scan < 50; scan += 1) {
    for (const finding of scanned(String(scan), 6, clock.at)) await world.hear(finding);
    await world.settle();
    clock.at += (7 * DAY) / 50;
  }
  const { base } = world.itemOf(first);
  await world.run({ type: 'decide', key: first, base, ...request(clock.at) });
  await world.settle();
  clock.at += DAY;
  const digests = channel.messages.filter(({ message }) => message.kind === 'digest');
  expect(digests).toHaveLength(50);

  const { seq, finding } = world.itemOf(first);
  const mark = { seq, status: finding.workflowStatus };
  const updatedAt = clock.now().toISOString();
  await world.hear({ ...first, mark, updatedAt, workflowStatus: 'NEW' });
  await world.settle();

  const again = channel.messages.at(-1);
  expect(again && shownIn(again.message)).toContain(first.id);
  expect(again?.ref.threadTs).toBeUndefined();
  expect(world.itemOf(first).finding.workflowStatus).toBe('NOTIFIED');
  expect(calls).not.toContain('search');
});

test('a digest that is deleted while its scan is posted is followed by a new one, with the rest in its thread', async () => {
  const world = alertWorld();
  const { channel, clock } = world;
  const all = scanned('1', 30, clock.at);
  const [first] = all;
  if (first === undefined) throw new Error('no finding');
  for (const finding of all.slice(0, 10)) await world.hear(finding);
  await world.settle();
  const digest = channel.messages.find(({ message }) => message.kind === 'digest');
  if (digest === undefined) throw new Error('no digest');

  channel.remove(digest.ref);
  for (const finding of all.slice(10)) await world.hear(finding);
  await world.settle();

  const shown = channel.messages.flatMap(({ message }) => shownIn(message));
  expect(shown.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  const digests = channel.messages.filter(({ message }) => message.kind === 'digest');
  expect(digests).toHaveLength(2);
  const rest = channel.messages.filter(({ message }) =>
    shownIn(message).includes(all[29]?.id ?? ''),
  );
  expect(rest[0]?.ref.threadTs).toBe(digests[1]?.ref.ts);
});

test('with 3,000 findings the fifth click on the Home tab is recorded at once; drawing the tab is another queue’s', async () => {
  const world = alertWorld();
  const { ledger, clock, queue } = world;
  for (const finding of scanned('1', 3_000, clock.at)) await world.hear(finding);
  const clicked = ledger.allFindings().slice(0, 5);
  const before = clock.at;

  for (const [index, { finding, base }] of clicked.entries()) {
    const { request: click } = request(clock.at);
    // Clicks on the Home tab have no channel.
    const origin = { requestId: `home-${index}` };
    await world.run({ type: 'decide', key: finding, base, request: click, origin });
    expect(world.itemOf(finding).finding.workflowStatus).toBe('RESOLVED');
  }

  expect(clock.at).toBe(before);
  expect(queue.jobs.map(({ type }) => type)).toEqual(Array(5).fill('home'));
});

test('a bulk job that is delivered twice decides every finding once and is told once in the channel', async () => {
  const world = alertWorld();
  const { clock, channel, ledger, written } = world;
  const all = scanned('1', 25, clock.at);
  for (const finding of all) await world.hear(finding);
  await world.settle();
  const job = { type: 'decide-many' as const, filter: { scanId: '1' }, ...request(clock.at) };

  await world.run(job);
  await drain(world, 1);
  clock.at += 240_000;
  await world.run(job);
  await drain(world);
  await world.settle();

  const isDecided = ({ change }: (typeof written)[number]) => change.workflowStatus === 'RESOLVED';
  const decided = written.filter(isDecided).map(({ id }) => id);
  expect(decided.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  for (const { hash } of ledger.allFindings()) {
    expect(ledger.audits(hash).filter(({ action }) => action === 'resolve')).toHaveLength(1);
  }
  const told = channel.messages.filter(({ message }) => message.kind === 'bulk');
  expect(told.map(({ message }) => message)).toMatchObject([{ count: 25, bulk: { total: 25 } }]);
});

/** Runs decisions that are queued. */
async function drain(
  { queue, run }: ReturnType<typeof alertWorld>,
  most = queue.jobs.length,
): Promise<void> {
  for (const job of queue.jobs.splice(0, most)) {
    if (job.type === 'decide') await run(job);
  }
}
