import fc from 'fast-check';
import type { ScanCompleted, ScanEvent, ScanReport, ScanTask } from '../../src/domain/scan';
import { needsAttention, queuedScan, withScanEvent, withTask } from '../../src/domain/scan-report';

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
