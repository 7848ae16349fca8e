import fc from 'fast-check';
import type { ScanEvent, ScanReport, ScanTask } from '../../src/domain/scan';
import { needsAttention, queuedScan, withScanEvent, withTask } from '../../src/domain/scan-report';

const task: ScanTask = {
  arn: 'arn:task/1',
  lastStatus: 'PROVISIONING',
  createdAt: '2026-11-24T10:00:00.000Z',
  environment: {},
};
const queued = queuedScan(task, ['api'], 'U0ANA');
const base = { scanId: 's1', at: '2026-11-24T10:01:00.000Z', taskArn: task.arn };
const started: ScanEvent = {
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
const completed: ScanEvent = {
  ...base,
  type: 'Scan Completed',
  counts: { new: 1, reopened: 0, fixed: 0, unchanged: 3 },
  images: [{ image: 'api', findings: { HIGH: 1 } }],
  refused: 0,
  held: 0,
  durationMs: 61_000,
};

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
  expect(half).toMatchObject({ done: 1, total: 2, current: 'api' });
  expect(done.completed?.counts.new).toBe(1);
});

test.each([
  [{ exitCode: 137 }, /out of memory; raise scan\.memory/],
  [{ stoppedReason: 'CannotPullContainerError: 403' }, /image could not be pulled/],
  [{ stoppedReason: 'ResourceInitializationError: x' }, /could not start/],
  [{ exitCode: 1, stoppedReason: 'Essential container exited' }, /exit code 1 .*look at its log/],
])('a task that ended with %j says why and what to do', (end, problem) => {
  const report = withTask(queued, { ...task, lastStatus: 'STOPPED', ...end });

  expect(report.state).toBe('failed');
  expect(report.problem).toMatch(problem);
});

test('a scan that was stopped by a person is cancelled, whatever its task says later', () => {
  const stopped = {
    ...task,
    lastStatus: 'STOPPED',
    stopCode: 'UserInitiated',
    stoppedReason: 'by Ana',
  };

  const report = withTask(queued, stopped);

  expect(report).toMatchObject({ state: 'cancelled', problem: 'by Ana' });
  expect(withScanEvent(report, completed)).toEqual(report);
});

test('the scanner’s own last word counts more than an earlier failure that ECS told', () => {
  const failed = withTask(queued, { ...task, lastStatus: 'STOPPED', exitCode: 1 });

  expect(withScanEvent(failed, completed).state).toBe('done');
});

test('a clean exit is no news: the scanner tells the result itself', () => {
  expect(withTask(queued, { ...task, lastStatus: 'STOPPED', exitCode: 0 })).toEqual(queued);
});

test('doubled and reordered events never turn a report back', () => {
  const news = fc.constantFrom(
    (report: ScanReport) => withTask(report, { ...task, lastStatus: 'PENDING' }),
    (report: ScanReport) => withTask(report, { ...task, lastStatus: 'RUNNING' }),
    (report: ScanReport) => withScanEvent(report, started),
    (report: ScanReport) => withScanEvent(report, progress(1)),
    (report: ScanReport) => withScanEvent(report, progress(2)),
  );

  fc.assert(
    fc.property(fc.array(news), fc.array(news), (before, after) => {
      const done = withScanEvent(
        before.reduce((report, step) => step(report), queued),
        completed,
      );

      expect(after.reduce((report, step) => step(report), done)).toEqual(done);
    }),
  );
});

test('the count of images done only grows', () => {
  const two = withScanEvent(queued, progress(2));

  expect(withScanEvent(two, progress(1))).toEqual(two);
  expect(withScanEvent(two, started).done).toBe(2);
});

test('a scan nobody asked for is worth a message only when it failed or left an image out', () => {
  const done = withScanEvent(queued, completed);
  const left = withScanEvent(queued, {
    ...completed,
    images: [{ image: 'api', error: 'no access' }],
  });

  expect(needsAttention(done)).toBe(false);
  expect(needsAttention(left)).toBe(true);
  expect(needsAttention(withScanEvent(queued, { ...completed, error: 'x' }))).toBe(true);
});
