import type { FanOutEnd } from '../../src/domain/fan-out';
import type { Card } from '../../src/domain/ledger';
import type { DueCount, ImageOutcome, ScanCompleted, ScanTask } from '../../src/domain/scan';
import { readScans } from '../../src/usecases/read-health';
import { isEnd, reportScan } from '../../src/usecases/report-scan';
import { startScan } from '../../src/usecases/start-scan';
import { job, world } from './task-world';
import { HOUR, NOW } from './tasks-kit';

const completed: ScanCompleted = {
  type: 'Scan Completed',
  scanId: 's',
  at: NOW.toISOString(),
  taskArn: 'arn:scheduled',
  counts: { new: 0, reopened: 0, fixed: 0, unchanged: 5 },
  images: [{ image: 'api', findings: {} }],
  refused: 0,
  held: [],
  durationMs: 1,
};
const dead: ScanTask = {
  arn: 'arn:scheduled',
  lastStatus: 'STOPPED',
  exitCode: 137,
  createdAt: '2026-11-24T09:00:00.000Z',
  environment: { SCAN_IMAGES: '["api"]' },
};

test('scanner events update the card of their task', async () => {
  const { deps, reports, woken } = await world();
  await startScan(deps, job);
  const taskArn = reports()[0]?.taskArn;

  await reportScan(deps, { kind: 'event', event: { ...completed, ...(taskArn && { taskArn }) } });

  expect(reports()).toMatchObject([{ state: 'done', images: ['api'], requestedBy: 'U0ANA' }]);
  expect(woken).toEqual([`task/${taskArn}`, `task/${taskArn}`]);
});

test('an event that is delivered again does not draw the card again', async () => {
  const { deps, ledger } = await world();
  const failed = { ...completed, error: 'the database is gone' };
  await reportScan(deps, { kind: 'event', event: failed });

  await reportScan(deps, { kind: 'event', event: failed });

  expect(ledger.allCards()).toMatchObject([{ dirty: 1 }]);
});

test('a scan outside ECS has no card, and none is read', async () => {
  const { deps, calls, reports } = await world();
  const { taskArn: _, ...local } = completed;

  await reportScan(deps, { kind: 'event', event: { ...local, error: 'the database is gone' } });

  expect([calls, reports()]).toEqual([[], []]);
});

describe('the list of scans', () => {
  const event = { ...completed, images: [{ image: 'web', error: 'no access' }] };

  test('has the newest end first', async () => {
    const { deps, ledger } = await world();
    const at = (day: string) => ({ at: `${day}T10:00:00.000Z`, taskArn: day });

    for (const day of ['2026-11-22', '2026-11-24', '2026-11-23'])
      await reportScan(deps, { kind: 'event', event: { ...event, ...at(day) } });

    expect(await ledger.cardKeys('scans', 2)).toEqual(['task/2026-11-24', 'task/2026-11-23']);
  });

  test('has a task that died by the time it stopped, or else by now', async () => {
    const { deps, ledger } = await world();
    const stopped = { ...dead, arn: 'b', stoppedAt: '2026-11-24T09:30:00.000Z' };

    await reportScan(deps, { kind: 'task', task: dead });
    await reportScan(deps, { kind: 'task', task: stopped });

    expect(ledger.allCards().map(({ list }) => list)).toEqual([
      { name: 'scans', rank: NOW.toISOString() },
      { name: 'scans', rank: '2026-11-24T09:30:00.000Z' },
    ]);
  });

  test('has no scan that runs or that a person stopped', async () => {
    const { deps, ledger, tasks } = await world();
    await startScan(deps, job);
    const [task] = tasks.values();
    if (task === undefined) throw new Error('no task');

    await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'RUNNING' } });
    expect(await ledger.cardKeys('scans', 9)).toEqual([]);
    const stopped = { ...task, lastStatus: 'STOPPED', stopCode: 'UserInitiated' };
    await reportScan(deps, { kind: 'task', task: stopped });
    expect(await ledger.cardKeys('scans', 9)).toEqual([]);
  });
});

test('a scheduled scan stays silent unless somebody has to act', async () => {
  const { deps, reports, woken } = await world();

  await reportScan(deps, { kind: 'event', event: completed });
  expect(woken).toEqual([]);

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });
  expect(reports().at(-1)).toMatchObject({ state: 'failed', problem: 'the database is gone' });
});

describe('scheduled scans that cannot judge an image', () => {
  const old: ImageOutcome = { image: 'api', doubt: { reason: 'end-of-life', os: 'Debian 9' } };
  const empty: ImageOutcome = { image: 'web', doubt: { reason: 'nothing-scanned' } };
  const nightly = (at: string, ...images: ImageOutcome[]): ScanCompleted => ({
    ...completed,
    at,
    taskArn: `arn:${at}`,
    images,
  });
  const shownAt = async (...events: ScanCompleted[]) => {
    const { deps, ledger } = await world();
    for (const event of events) await reportScan(deps, { kind: 'event', event });
    const cards = ledger.allCards();
    return {
      ledger,
      messages: cards.filter(({ work }) => work !== undefined).map(({ key }) => key),
    };
  };

  test('are shown', async () => {
    const { messages } = await shownAt(nightly('2026-11-24T03:00:00Z', old));

    expect(messages).toEqual(['task/arn:2026-11-24T03:00:00Z']);
  });

  test('are shown once a day for the same images and reasons', async () => {
    const { messages } = await shownAt(
      nightly('2026-11-24T03:00:00Z', old),
      nightly('2026-11-24T09:00:00Z', old),
      nightly('2026-11-25T02:55:00Z', old),
    );

    expect(messages).toEqual(['task/arn:2026-11-24T03:00:00Z', 'task/arn:2026-11-25T02:55:00Z']);
  });

  test('are shown at once for another image or reason, and not for a part of what was told', async () => {
    const { messages } = await shownAt(
      nightly('2026-11-24T03:00:00Z', old),
      nightly('2026-11-24T04:00:00Z', old, empty),
      nightly('2026-11-24T05:00:00Z', empty),
      nightly('2026-11-24T06:00:00Z', { image: 'api', doubt: { reason: 'nothing-scanned' } }),
    );

    expect(messages.map((key) => key.slice(-9, -4))).toEqual(['03:00', '04:00', '06:00']);
  });

  test('are remembered without a message, for Home and status', async () => {
    const { ledger } = await shownAt(
      nightly('2026-11-24T03:00:00Z', old),
      nightly('2026-11-24T09:00:00Z', old),
    );

    const [newest] = await readScans(ledger);
    expect(newest?.content.report.completed).toMatchObject({
      at: '2026-11-24T09:00:00Z',
      images: [old],
    });
    expect(newest).not.toHaveProperty('work');
  });

  test('in an event that comes late do not replace the newest scan', async () => {
    const { ledger } = await shownAt(
      nightly('2026-11-24T09:00:00Z'),
      nightly('2026-11-24T03:00:00Z'),
    );

    const [newest] = await readScans(ledger);
    expect(newest?.content.report.completed?.at).toBe('2026-11-24T09:00:00Z');
  });

  test('are shown once a day if Security Hub refused findings, too', async () => {
    const refused = { refused: 1 };
    const { messages } = await shownAt(
      { ...nightly('2026-11-24T03:00:00Z', old), ...refused },
      { ...nightly('2026-11-24T04:00:00Z', old), ...refused },
      { ...nightly('2026-11-25T04:00:00Z', old), ...refused },
    );

    expect(messages).toHaveLength(2);
  });

  test('that found a new image are shown if all of its findings are known', async () => {
    const { messages } = await shownAt({
      ...nightly('2026-11-24T03:00:00Z'),
      knownImages: [{ image: 'shop', findings: 12 }],
    });

    expect(messages).toEqual(['task/arn:2026-11-24T03:00:00Z']);
  });
});

describe('what is due', () => {
  const due: DueCount = {
    overdue: 1,
    soon: 0,
    first: { vulnerabilityId: 'CVE-1', image: 'api', dueAt: '2026-11-23T03:00:00.000Z' },
  };
  const ends = (at: string, more: Partial<ScanCompleted> = {}) => ({
    kind: 'event' as const,
    event: { ...completed, at, taskArn: `arn:${at}`, due, ...more },
  });
  /** Ends of the scans whose messages say what is due. */
  const saidBy = (ledger: { allCards(): Card[] }) =>
    ledger.allCards().flatMap(({ work, content }) => {
      const shown = content.kind === 'scan' ? content.report.completed : undefined;
      return work !== undefined && shown?.due !== undefined ? [shown.at] : [];
    });

  test('is said once a day by scheduled scans that have nothing else to say', async () => {
    const { deps, ledger, woken } = await world();

    for (let hour = 0; hour < 48; hour += 1)
      await reportScan(deps, ends(new Date(NOW.getTime() + hour * HOUR).toISOString()));

    expect(saidBy(ledger)).toEqual(['2026-11-24T10:00:00.000Z', '2026-11-25T10:00:00.000Z']);
    expect(woken).toHaveLength(2);
  });

  test('is left out of the message of a scan that says something else on the same day', async () => {
    const { deps, ledger, reports } = await world();
    await reportScan(deps, ends('2026-11-24T03:00:00.000Z'));

    await reportScan(deps, ends('2026-11-24T04:00:00.000Z', { refused: 1 }));

    expect(saidBy(ledger)).toEqual(['2026-11-24T03:00:00.000Z']);
    expect(reports()).toHaveLength(2);
    expect(reports()[1]?.completed).toMatchObject({ refused: 1 });
  });

  test('is not said again by a scan that a person requests on the same day', async () => {
    const { deps, ledger, reports } = await world();
    await reportScan(deps, ends('2026-11-24T03:00:00.000Z'));
    await startScan(deps, job);
    const taskArn = reports().at(-1)?.taskArn ?? '';

    await reportScan(deps, ends('2026-11-24T09:00:00.000Z', { taskArn }));

    expect(reports().at(-1)).toMatchObject({ state: 'done' });
    expect(saidBy(ledger)).toEqual(['2026-11-24T03:00:00.000Z']);
  });

  test('is said by a scan of everything after one of some images, which knows less', async () => {
    const { deps, ledger, reports } = await world();
    await startScan(deps, job);
    const taskArn = reports()[0]?.taskArn ?? '';
    await reportScan(deps, ends('2026-11-24T02:00:00.000Z', { taskArn }));

    await reportScan(deps, ends('2026-11-24T03:00:00.000Z'));

    expect(saidBy(ledger)).toEqual(['2026-11-24T02:00:00.000Z', '2026-11-24T03:00:00.000Z']);
  });

  test('stays in the message when its event is delivered again', async () => {
    const { deps, ledger } = await world();
    await reportScan(deps, ends('2026-11-24T03:00:00.000Z'));

    await reportScan(deps, ends('2026-11-24T03:00:00.000Z'));

    expect(saidBy(ledger)).toEqual(['2026-11-24T03:00:00.000Z']);
    expect(ledger.allCards()).toMatchObject([{ dirty: 1 }]);
  });
});

test('a scheduled scan whose detections are not archived is shown, once a day', async () => {
  const { deps, ledger } = await world();
  const notArchived = { code: 'archive_denied', reason: 'S3 denied access; deploy again.' };
  for (const at of ['2026-11-24T03:00:00Z', '2026-11-24T04:00:00Z', '2026-11-25T04:00:00Z']) {
    const event = { ...completed, at, taskArn: `arn:${at}`, notArchived };
    await reportScan(deps, { kind: 'event', event });
  }

  const shown = ledger.allCards().filter(({ work }) => work !== undefined);
  expect(shown.map(({ key }) => key)).toEqual([
    'task/arn:2026-11-24T03:00:00Z',
    'task/arn:2026-11-25T04:00:00Z',
  ]);
});

test('a scheduled scan whose result is lost is not shown as failed', async () => {
  const { deps, ledger } = await world();

  await reportScan(deps, { kind: 'task', task: { ...dead, lastStatus: 'STOPPED', exitCode: 0 } });

  expect(ledger.allCards()).toEqual([]);
});

test('a scheduled scan that fails is shown with what to do and its images, and logged', async () => {
  const { deps, reports, facts } = await world();

  await reportScan(deps, { kind: 'task', task: dead });

  const problem = expect.stringContaining('raise scan.memory');
  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'failed', images: ['api'], problem },
  ]);
  expect(facts).toEqual([{ message: 'scan needs attention', task: 'arn:scheduled', problem }]);
});

test('a scheduled scan that misses an image is shown with the images of its task', async () => {
  const { deps, reports } = await world();
  const describe = async (arn: string) => (arn === dead.arn ? dead : undefined);
  const event = { ...completed, images: [{ image: 'api', error: 'there is no such image' }] };

  await reportScan({ ...deps, tasks: { ...deps.tasks, describe } }, { kind: 'event', event });

  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'done', images: ['api'], startedAt: dead.createdAt },
  ]);
});

test("a scan's problem is shown although ECS no longer knows its task", async () => {
  const { deps, reports } = await world();

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });

  expect(reports()).toMatchObject([{ taskArn: 'arn:scheduled', state: 'failed', images: [] }]);
});

describe('a scan over several tasks', () => {
  const end: FanOutEnd = {
    run: {
      scanId: 's',
      taskArn: 'arn:scheduled',
      images: [],
      startedBy: 'schedule',
      startedAt: '2026-11-24T03:00:00.000Z',
    },
    status: 'FAILED',
    at: NOW.toISOString(),
  };
  const step = (name: string): ScanTask => ({
    ...dead,
    arn: `arn:${name}`,
    environment: { SCAN_STEP: name, SCAN_RUN: 's' },
  });

  test.each(['shard', 'reconcile'])(
    'a task that failed with its %s has no message and no card',
    async (name) => {
      const { deps, ledger } = await world();

      await reportScan(deps, { kind: 'task', task: step(name) });

      expect(ledger.allCards()).toEqual([]);
      expect(isEnd({ kind: 'task', task: step(name) })).toBe(false);
    },
  );

  test('that was scheduled and failed has a message, which says since when it ran', async () => {
    const { deps, reports } = await world();

    await reportScan(deps, { kind: 'fan-out', end });

    expect(reports()).toMatchObject([
      { state: 'failed', problemCode: 'fan_out_failed', startedAt: '2026-11-24T03:00:00.000Z' },
    ]);
    expect(isEnd({ kind: 'fan-out', end })).toBe(true);
  });

  test('that was scheduled and stopped by a person has none', async () => {
    const { deps, ledger } = await world();

    await reportScan(deps, { kind: 'fan-out', end: { ...end, status: 'ABORTED' } });

    expect(ledger.allCards()).toEqual([]);
  });

  test('that ended without news is not reported as failed when only its last task did', async () => {
    const { deps, ledger } = await world();
    await reportScan(deps, { kind: 'event', event: completed });

    await reportScan(deps, { kind: 'fan-out', end });

    expect(ledger.allCards().map(({ key }) => key)).toEqual(['scan-without-message']);
  });

  test('whose first task ECS has forgotten is shown since it began', async () => {
    const { deps, reports } = await world();
    const images = [{ image: 'api', error: 'no access' }];

    await reportScan(deps, {
      kind: 'event',
      event: { ...completed, images, durationMs: 2 * HOUR },
    });

    expect(reports()).toMatchObject([
      { state: 'done', startedAt: new Date(NOW.getTime() - 2 * HOUR).toISOString() },
    ]);
  });

  test('that was started by hand, whose task nobody knows, changes nothing', async () => {
    const { deps, calls } = await world();
    const { taskArn: _, ...run } = end.run;

    await reportScan(deps, { kind: 'fan-out', end: { ...end, run } });

    expect(calls).toEqual([]);
  });
});
