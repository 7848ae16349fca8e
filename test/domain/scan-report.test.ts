import fc from 'fast-check';
import type { FanOutEnd } from '../../src/domain/fan-out';
import type { ScanCompleted, ScanEvent, ScanReport, ScanTask } from '../../src/domain/scan';
import {
  needsAttention,
  queuedScan,
  withFanOutEnd,
  withScanEvent,
  withTask,
} from '../../src/domain/scan-report';

const task: ScanTask = {
  arn: 'arn:task/1',
  lastStatus: 'PROVISIONING',
  createdAt: '2026-11-24T10:00:00.000Z',
  environment: {},
};
const queued = queuedScan(task, ['api'], 'U0ANA');
const base = { scanId: 's1', at: '2026-11-24T10:01:00.000Z', taskArn: task.arn };
const started: Extract<ScanEvent, { type: 'Scan Started' }> = {
  ...base,
  type: 'Scan Started',
  images: ['api', 'web'],
  startedBy: 'x',
};
const progress = (done: number): ScanEvent => ({
  ...base,
  type: 'Scan Progress',
  done,
  total: 2,
  image: { image: 'api', findings: { HIGH: 1 } },
});
const completed: ScanCompleted = {
  ...base,
  type: 'Scan Completed',
  counts: { new: 1, reopened: 0, fixed: 0, unchanged: 3 },
  images: [{ image: 'api', findings: { HIGH: 1 } }],
  refused: 0,
  held: [],
  durationMs: 61_000,
};

test('a new scan shows who requested it and for which images', () => {
  expect(queuedScan(task, ['api'], 'U0ANA')).toEqual({
    images: ['api'],
    taskArn: 'arn:task/1',
    requestedBy: 'U0ANA',
    state: 'queued',
    startedAt: '2026-11-24T10:00:00.000Z',
  });
});

test('a scan nobody requested names nobody, and one without a date sorts as the oldest', () => {
  const report = queuedScan({ arn: 'arn:task/1', lastStatus: 'RUNNING', environment: {} }, []);

  expect(report).not.toHaveProperty('requestedBy');
  expect(report.startedAt).toBe('1970-01-01T00:00:00.000Z');
});

test('a scan is followed from queued to done', () => {
  const pulling = withTask(queued, { ...task, lastStatus: 'PENDING' });
  const scanning = withScanEvent(pulling, started);
  const half = withScanEvent(scanning, progress(1));
  const done = withScanEvent(half, completed);

  expect([pulling.state, scanning.state, half.state, done.state]).toEqual([
    'pulling',
    'scanning',
    'scanning',
    'done',
  ]);
  expect(scanning).toMatchObject({ done: 0, total: 2 });
  expect(half).toMatchObject({ done: 1, total: 2, current: 'api' });
  expect(done).not.toHaveProperty('current');
  expect(done.completed?.counts.new).toBe(1);
});

test.each([
  ['queued', 'PROVISIONING', 'queued'],
  ['queued', 'PENDING', 'pulling'],
  ['queued', 'RUNNING', 'scanning'],
  ['pulling', 'PENDING', 'pulling'],
  ['pulling', 'RUNNING', 'scanning'],
  ['scanning', 'PENDING', 'scanning'],
  ['scanning', 'RUNNING', 'scanning'],
  ['scanning', 'DEPROVISIONING', 'scanning'],
] as const)('a report that says %s says after %s: %s', (before, lastStatus, state) => {
  const report = { ...queued, state: before };

  expect(withTask(report, { ...task, lastStatus })).toEqual({ ...report, state });
});

test.each([
  [{ exitCode: 137 }, 'task_memory', /out of memory; raise scan\.memory/],
  [{ exitCode: 134 }, 'task_memory', /raise scan\.memory/],
  [{ exitCode: 139 }, 'task_memory', /raise scan\.memory/],
  [{ stoppedReason: 'OutOfMemoryError: x' }, 'task_memory', /raise scan\.memory/],
  [
    { stoppedReason: 'CannotPullContainerError: 403' },
    'task_image',
    /could not be pulled \(CannotPullContainerError: 403\); check its network/,
  ],
  [
    { stoppedReason: 'ResourceInitializationError: x' },
    'task_start',
    /could not start \(ResourceInitializationError: x\); check the execution role/,
  ],
  [
    { exitCode: 1, stoppedReason: 'Essential container exited' },
    'task_stopped',
    /with exit code 1 \(Essential container exited\); look at its log/,
  ],
  [{}, 'task_stopped', /^the scanner stopped \(ECS gave no reason\); look at its log/],
])('a task that ended with %j says why and what to do', (end, problemCode, problem) => {
  const report = withTask(queued, { ...task, lastStatus: 'STOPPED', ...end });

  expect(report).toMatchObject({ state: 'failed', problemCode });
  expect(report.problem).toMatch(problem);
});

test('a task that stops in the middle of a scan ends the scan', () => {
  const half = withScanEvent(queued, progress(1));

  expect(withTask(half, { ...task, lastStatus: 'STOPPED', exitCode: 137 })).toMatchObject({
    state: 'failed',
    problemCode: 'task_memory',
    done: 1,
  });
});

test('a scan that a person stopped stays cancelled, whatever its task reports later', () => {
  const stopped = {
    ...task,
    lastStatus: 'STOPPED',
    stopCode: 'UserInitiated',
    stoppedReason: 'by Ana',
  };

  const report = withTask(queued, stopped);

  expect(report).toMatchObject({
    state: 'cancelled',
    problem: 'by Ana',
    problemCode: 'task_cancelled',
  });
  expect(withScanEvent(report, completed)).toEqual(report);
});

test('the scanner’s completion event takes precedence over an earlier failure from ECS', () => {
  const failed = withTask(queued, { ...task, lastStatus: 'STOPPED', exitCode: 1 });

  expect(withScanEvent(failed, completed).state).toBe('done');
});

test('a scan stopped without a reason is cancelled without one', () => {
  const report = withTask(queued, { ...task, lastStatus: 'STOPPED', stopCode: 'UserInitiated' });

  expect(report).toEqual({ ...queued, state: 'cancelled' });
});

test('a failed scan shows the scanner’s error and no progress', () => {
  const failed = { ...completed, error: 'the database is broken; scan again' };
  const half = withScanEvent(queued, progress(1));

  expect(withScanEvent(half, { ...failed, errorCode: 'trivy_database' })).toEqual({
    ...queued,
    state: 'failed',
    done: 1,
    total: 2,
    completed: { ...failed, errorCode: 'trivy_database' },
    problem: 'the database is broken; scan again',
    problemCode: 'trivy_database',
  });
  const stopped = withTask(half, { ...task, lastStatus: 'STOPPED', exitCode: 1 });
  expect(withScanEvent(stopped, failed)).not.toHaveProperty('problemCode');
  expect(withScanEvent(stopped, completed)).not.toHaveProperty('problem');
});

test('a result stays when a second run of the same scan fails', () => {
  const done = withScanEvent(queued, completed);
  const superseded = {
    ...completed,
    error: 'a later scan has ended',
    errorCode: 'scan_superseded',
  };

  expect(withScanEvent(done, superseded)).toEqual(done);
  expect(withScanEvent(withScanEvent(queued, superseded), completed).state).toBe('done');
});

test.each([0, 2])(
  'after exit code %d a scan is over, even if its result never arrives; the result replaces this',
  (exitCode) => {
    const ended = withTask(queued, { ...task, lastStatus: 'STOPPED', exitCode });

    expect(ended).toMatchObject({ state: 'done', problemCode: 'task_no_result' });
    expect(needsAttention(ended)).toBe(false);
    expect(withScanEvent(ended, completed)).toEqual({ ...queued, state: 'done', completed });
  },
);

test.each(['done', 'failed', 'cancelled'] as const)(
  'nothing changes a report that is %s',
  (state) => {
    const ended = { ...queued, state };

    expect(withScanEvent(ended, started)).toEqual(ended);
    expect(withScanEvent(ended, progress(1))).toEqual(ended);
    expect(withTask(ended, { ...task, lastStatus: 'RUNNING' })).toEqual(ended);
    expect(withTask(ended, { ...task, lastStatus: 'STOPPED', exitCode: 1 })).toEqual(ended);
  },
);

test('duplicate and reordered events never set a report back', () => {
  const event = fc.constantFrom(
    (report: ScanReport) => withTask(report, { ...task, lastStatus: 'PENDING' }),
    (report: ScanReport) => withTask(report, { ...task, lastStatus: 'RUNNING' }),
    (report: ScanReport) => withScanEvent(report, started),
    (report: ScanReport) => withScanEvent(report, progress(1)),
    (report: ScanReport) => withScanEvent(report, progress(2)),
  );

  fc.assert(
    fc.property(fc.array(event), fc.array(event), (before, after) => {
      const done = withScanEvent(
        before.reduce((report, step) => step(report), queued),
        completed,
      );

      expect(after.reduce((report, step) => step(report), done)).toEqual(done);
    }),
  );
});

test('the count of scanned images only grows', () => {
  const two = withScanEvent(queued, progress(2));

  expect(withScanEvent(two, progress(1))).toEqual(two);
  expect(withScanEvent(two, { ...progress(2), at: '2026-11-24T10:09:00.000Z' })).toBe(two);
  expect(withScanEvent(two, started).done).toBe(2);
});

test('the number of images is the true one where their list is cut', () => {
  expect(withScanEvent(queued, { ...started, total: 10_000 }).total).toBe(10_000);
  expect(withScanEvent(queued, started).total).toBe(2);
});

test('somebody has to act after a scan that failed, refused findings, or could not judge an image', () => {
  const done = withScanEvent(queued, completed);
  const left = withScanEvent(queued, {
    ...completed,
    images: [{ image: 'web' }, { image: 'api', error: 'no access' }],
  });

  expect(needsAttention(queued)).toBe(false);
  expect(needsAttention(done)).toBe(false);
  expect(needsAttention(left)).toBe(true);
  expect(needsAttention(withScanEvent(queued, { ...completed, error: 'x' }))).toBe(true);
  expect(needsAttention(withScanEvent(queued, { ...completed, refused: 1 }))).toBe(true);
  const doubted = [{ image: 'api', doubt: { reason: 'nothing-scanned' as const } }];
  expect(needsAttention(withScanEvent(queued, { ...completed, images: doubted }))).toBe(true);
  const held = [{ image: 'api', reason: 'mass-vanishing' as const, findings: 2 }];
  expect(needsAttention(withScanEvent(queued, { ...completed, held }))).toBe(true);
});

describe('a scan over several tasks', () => {
  const planned: ScanEvent = { ...started, images: [], total: 400, done: 2, shards: 3 };
  const shard = (number: number, done: number): ScanEvent => ({
    ...base,
    type: 'Scan Progress',
    done,
    total: 400,
    shard: number,
    image: { image: `image-${number}-${done}` },
  });
  const planner = (end: Partial<ScanTask>) => ({ ...task, lastStatus: 'STOPPED', ...end });
  const end = (status: FanOutEnd['status'], cause?: string): FanOutEnd => ({
    run: { scanId: 's1', images: [], startedBy: 'schedule', startedAt: base.at },
    status,
    at: base.at,
    ...(cause !== undefined && { cause }),
  });
  const all = (events: ScanEvent[], from = queued) => events.reduce(withScanEvent, from);

  test('shows the images of all shards together, and those that could not be looked up', () => {
    const report = all([planned, shard(0, 10), shard(2, 5), shard(0, 40)]);

    expect(report).toMatchObject({
      state: 'scanning',
      shards: 3,
      done: 47,
      total: 400,
      current: 'image-0-40',
    });
  });

  test('shows the same however often and in which order progress arrives, and never less than before', () => {
    const events = [planned, shard(0, 10), shard(0, 40), shard(1, 1), shard(2, 99)];
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 10 }), (order) => {
        let before = queued;
        for (const event of order) {
          const after = withScanEvent(before, event);
          expect(after.done).toBeGreaterThanOrEqual(before.done ?? 0);
          before = after;
        }
        expect(before).toMatchObject({ state: 'scanning', shards: 3, done: 142, total: 400 });
      }),
    );
  });

  test.each([{ exitCode: 0 }, { exitCode: 137 }, {}])(
    'goes on when the task that planned it ends with %j',
    (how) => {
      const report = withTask(all([planned]), planner(how));

      expect(report).toMatchObject({ state: 'scanning', total: 400 });
      expect(withTask(all([shard(1, 1)]), planner(how)).state).toBe('scanning');
    },
  );

  test.each([{ exitCode: 0 }, { exitCode: 137 }])(
    'goes on if the end of that task, %j, is heard of before anything else',
    (how) => {
      const stopped = withTask(queued, planner(how));

      for (const event of [planned, shard(1, 1)]) {
        const report = withScanEvent(stopped, event);
        expect(report.state).toBe('scanning');
        expect(report).not.toHaveProperty('problem');
        expect(report).not.toHaveProperty('problemCode');
      }
    },
  );

  test('that was cancelled while it was planned stays cancelled', () => {
    const cancelled = withTask(queued, planner({ stopCode: 'UserInitiated' }));

    expect(all([planned, shard(0, 1)], cancelled)).toEqual(cancelled);
    expect(withFanOutEnd(cancelled, end('FAILED'))).toEqual(cancelled);
  });

  test.each([
    ['FAILED', 'fan_out_failed', /look at its execution in Step Functions/],
    ['TIMED_OUT', 'fan_out_timeout', /longer than 48 hours; raise scan\.tasks/],
  ] as const)('fails when its state machine ends as %s', (status, problemCode, problem) => {
    const report = withFanOutEnd(all([planned, shard(0, 10)]), end(status, 'States.TaskFailed'));

    expect(report).toMatchObject({ state: 'failed', problemCode });
    expect(report.problem).toMatch(problem);
    expect(report).not.toHaveProperty('current');
    expect(withScanEvent(report, shard(1, 1))).toEqual(report);
    expect(withScanEvent(report, completed).state).toBe('done');
  });

  test('is cancelled when a person stops its state machine, and says who', () => {
    const report = withFanOutEnd(all([planned]), end('ABORTED', 'Cancelled by Ana'));

    expect(report).toMatchObject({
      state: 'cancelled',
      problem: 'Cancelled by Ana',
      problemCode: 'task_cancelled',
    });
    expect(all([shard(0, 3), completed], report)).toEqual(report);
    expect(withFanOutEnd(all([planned]), end('ABORTED')).problem).toBe('the execution was stopped');
  });

  test('is cancelled, too, if the stopped task was faster to say that it was stopped', () => {
    const stopped: ScanEvent = { ...completed, error: 'stopped', errorCode: 'scan_stopped' };
    const report = all([planned, stopped]);

    expect(report.state).toBe('failed');
    expect(withFanOutEnd(report, end('ABORTED', 'Cancelled by Ana')).state).toBe('cancelled');
  });

  test('that said itself how it ended is not changed by its state machine', () => {
    const done = all([planned, completed]);
    const failed = all([planned, { ...completed, error: 'no lease', errorCode: 'lease' }]);

    for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      expect(withFanOutEnd(done, end(status))).toEqual(done);
      expect(withFanOutEnd(failed, end(status))).toEqual(failed);
    }
  });
});
