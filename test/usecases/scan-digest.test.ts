import type { Finding } from '../../src/domain/finding';
import type { DigestScan, Message } from '../../src/domain/message';
import type { ScanCompleted, ScanTask } from '../../src/domain/scan';
import { readScans } from '../../src/usecases/read-health';
import { reportScan } from '../../src/usecases/report-scan';
import { startScan } from '../../src/usecases/start-scan';
import { aLedgerContent } from '../domain/ledger-builders';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { createFakeTasks } from '../fakes/tasks';
import { alertWorld } from './alert-world';
import { job } from './task-world';

const OLD = { image: 'legacy', doubt: { reason: 'end-of-life', os: 'Debian 9' } } as const;
const PLACED = { findings: 2, cards: 6, urgent: 0 };
const COMPLETED: ScanCompleted = {
  type: 'Scan Completed',
  scanId: 's1',
  at: '2026-11-24T10:00:00.000Z',
  taskArn: 'arn:scheduled',
  counts: { new: 2, reopened: 0, fixed: 0, unchanged: 5 },
  placed: PLACED,
  images: [{ image: 'api', findings: {} }, OLD],
  refused: 0,
  held: [],
  durationMs: 1,
};

/** The findings of a scan, */
function found(pages = ['r1', 'r2']): Finding[] {
  return pages.map((name, index) =>
    aLedgerContent({
      vulnerabilityId: `CVE-2026-${index + 1}`,
      packages: [{ name: `package-${index}`, installedVersion: '1', fixedVersion: '2' }],
      scan: { id: 's1', newFindings: 2, newCards: 6, page: { name, size: 1 } },
    }),
  );
}

function world() {
  const all = alertWorld();
  const tasks = createFakeTasks(all.clock.now);
  const deps = { ...all.deps, tasks, fanOuts: createFakeFanOuts() };
  const end = (change: Partial<ScanCompleted> = {}) =>
    reportScan(deps, { kind: 'event', event: { ...COMPLETED, ...change } });
  const hear = async (findings = found()) => {
    for (const finding of findings) await all.hear(finding);
  };
  /** Kinds of the messages that are in the channel itself. */
  const inChannel = () =>
    all.channel.messages.flatMap(({ ref, message }) =>
      ref.threadTs === undefined ? [message.kind] : [],
    );
  return { ...all, tasks, deps, end, hear, inChannel };
}

function digestScan(messages: { message: Message }[]): DigestScan | undefined {
  const [digest] = messages.flatMap(({ message }) =>
    message.kind === 'digest' ? [message.digest] : [],
  );
  return digest?.scan;
}

describe('a scheduled scan that has a digest says in it what is wrong, and has no other message', () => {
  const says = { report: { completed: { images: COMPLETED.images } }, totals: { unjudged: 1 } };

  test('if the digest is posted before the end of the scan is known', async () => {
    const { hear, settle, end, inChannel, channel } = world();
    await hear();
    await settle();
    expect(digestScan(channel.messages)).toBeUndefined();

    await end();
    await settle();

    expect(inChannel()).toEqual(['digest']);
    expect(digestScan(channel.messages)).toMatchObject(says);
  });

  test('if the end of the scan is known before the first finding', async () => {
    const { hear, settle, end, inChannel, channel } = world();
    await end();
    await settle();
    expect(inChannel()).toEqual(['digest']);

    await hear();
    await settle();

    expect(inChannel()).toEqual(['digest']);
    expect(digestScan(channel.messages)).toMatchObject(says);
  });

  test('however often its end is delivered, and whatever ECS says later', async () => {
    const { hear, settle, end, inChannel, deps } = world();
    const task: ScanTask = {
      arn: 'arn:scheduled',
      lastStatus: 'STOPPED',
      exitCode: 2,
      environment: {},
    };
    await end();
    await hear();
    await settle();

    await end();
    await reportScan(deps, { kind: 'task', task });
    await settle();

    expect(inChannel()).toEqual(['digest']);
  });

  test('and Home and status know the scan', async () => {
    const { hear, settle, end, ledger } = world();
    await hear();
    await end();
    await settle();

    const scans = (await readScans(ledger)).map(({ content }) => content.report);
    expect(scans).toMatchObject([{ state: 'done', completed: { scanId: 's1' } }]);
  });

  test('what is due is not said again by a scan without a digest on the same day', async () => {
    const first = { vulnerabilityId: 'CVE-2026-1', image: 'api', dueAt: COMPLETED.at };
    const due = { overdue: 1, soon: 0, first };
    const { hear, settle, end, inChannel, deps } = world();
    await hear();
    await end({ due });
    await settle();

    const { placed: _, ...later } = COMPLETED;
    const counts = { ...COMPLETED.counts, new: 0 };
    const second = { scanId: 's2', taskArn: 'arn:second' };
    await reportScan(deps, { kind: 'event', event: { ...later, ...second, counts, due } });
    await settle();

    expect(inChannel()).toEqual(['digest']);
  });
});

describe('a scan has a message of its own', () => {
  test('if a person asked for it: that message is there from its start', async () => {
    const { hear, settle, end, inChannel, deps, tasks } = world();
    await startScan(deps, job);
    const [task] = tasks.tasks.values();
    if (task === undefined) throw new Error('no task');
    await hear();
    await end({ taskArn: task.arn });
    await settle();

    expect(inChannel().sort()).toEqual(['digest', 'scan']);
  });

  test('if all that is new is on the page of what is due soon, which is not in a thread', async () => {
    const { hear, settle, end, inChannel } = world();
    await end({ placed: { ...PLACED, urgent: 6 } });
    await hear(found(['u1', 'u1']));
    await settle();

    expect(inChannel().sort()).toEqual(['cards', 'scan']);
  });

  test('if somebody deleted its digest', async () => {
    const { hear, settle, end, inChannel, ledger } = world();
    await hear();
    await settle();
    const digest = ledger.allCards().find(({ key }) => key === 'scan/s1');
    if (digest === undefined) throw new Error('no digest');
    await ledger.putCard({ ...digest, gone: true });

    await end();
    await settle();

    expect(inChannel()).toContain('scan');
  });

  test('not if all is well', async () => {
    const { hear, settle, end, inChannel, channel } = world();
    await end({ images: [{ image: 'api', findings: {} }] });
    await settle();
    expect(inChannel()).toEqual([]);

    await hear();
    await settle();

    expect(inChannel()).toEqual(['digest']);
    expect(digestScan(channel.messages)).not.toHaveProperty('report');
  });
});
