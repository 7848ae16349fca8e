import { defined } from './defined';
import type { FanOutEnd } from './fan-out';
import type { ScanCompleted, ScanEvent, ScanReport, ScanTask } from './scan';
import { attentionOf } from './scan-attention';

const RANK: Record<ScanReport['state'], number> = {
  queued: 0,
  pulling: 1,
  scanning: 2,
  cancelled: 3,
  failed: 3,
  done: 3,
};

/** The key of the card that shows a scan. */
export function scanCard(taskArn: string): string {
  return `task/${taskArn}`;
}

/** The key of the item that keeps the newest scan without a message. */
export const QUIET_SCAN = 'scan-without-message';

/** The same of the newest scan outside ECS. */
export const OTHER_SCAN = 'scan-outside-ecs';

/** The key of the item that keeps the report of a scan for its digest. */
export function reportCard(scanId: string): string {
  return `scan-report/${scanId}`;
}

/** The report of a scan whose task was just requested. */
export function queuedScan(task: ScanTask, images: string[], requestedBy?: string): ScanReport {
  const startedAt = task.createdAt ?? new Date(0).toISOString();
  return { images, taskArn: task.arn, state: 'queued', startedAt, ...defined({ requestedBy }) };
}

/**
 * The report after an event of the scanner. Events may arrive twice and out of order, so a finished report stays
 * finished, and progress never decreases.
 */
export function withScanEvent(report: ScanReport, event: ScanEvent): ScanReport {
  if (event.type === 'Scan Completed') return completed(report, event);
  if (isOfFanOut(event)) return fannedOut(report, event);
  if (RANK[report.state] > RANK.scanning) return report;
  if (event.type === 'Scan Started') {
    return {
      ...report,
      state: 'scanning',
      done: report.done ?? 0,
      total: event.total ?? event.images.length,
    };
  }
  if (event.done <= (report.done ?? -1)) return report;
  return {
    ...report,
    state: 'scanning',
    done: event.done,
    total: event.total,
    current: event.image.image,
  };
}

type RunningEvent = Exclude<ScanEvent, ScanCompleted>;

function isOfFanOut(event: RunningEvent): boolean {
  return event.type === 'Scan Started' ? event.shards !== undefined : event.shard !== undefined;
}

/**
 * The report after an event of a scan over several tasks, whose shards each count their own images. If the end of the planning
 * task arrived before, the report seemed to have ended without a result.
 */
function fannedOut(report: ScanReport, event: RunningEvent): ScanReport {
  if (report.state === 'cancelled' || isEnded(report)) return report;
  const isStart = event.type === 'Scan Started';
  const shard = isStart ? 'none' : String(event.shard);
  const before = report.doneByShard ?? {};
  const isNew = (event.done ?? 0) > (before[shard] ?? -1);
  const doneByShard = isNew ? { ...before, [shard]: event.done ?? 0 } : before;
  const { problem: _, problemCode: __, ...rest } = report;
  return {
    ...rest,
    state: 'scanning',
    done: Object.values(doneByShard).reduce((sum, done) => sum + done, 0),
    total: event.total ?? report.total ?? 0,
    doneByShard,
    ...(isStart ? defined({ shards: event.shards }) : isNew && { current: event.image.image }),
  };
}

/** The scan said so itself, or its state machine did, whatever became of the task that planned it. */
function isEnded({ state, completed, problemCode }: ScanReport): boolean {
  if (RANK[state] <= RANK.scanning) return false;
  // A task that is stopped says so, before the state machine says why.
  if (completed?.errorCode === 'scan_stopped') return false;
  return completed !== undefined || FAN_OUT_CODES.includes(problemCode ?? '');
}

/** The report after the end of a state machine that did not succeed. What the scan said itself takes precedence. */
export function withFanOutEnd(report: ScanReport, { status, cause }: FanOutEnd): ScanReport {
  if (report.state === 'cancelled' || isEnded(report)) return report;
  const { current: _, ...rest } = report;
  if (status === 'ABORTED') {
    const problem = cause ?? 'the execution was stopped';
    return { ...rest, state: 'cancelled', problem, problemCode: 'task_cancelled' };
  }
  return { ...rest, state: 'failed', ...FAN_OUT_PROBLEMS[status] };
}

const FAN_OUT_PROBLEMS = {
  FAILED: {
    problem:
      "the scan's tasks ended without a result; look at its execution in Step Functions and at the scanner's log, then scan again",
    problemCode: 'fan_out_failed',
  },
  TIMED_OUT: {
    problem:
      'the scan took longer than 48 hours; raise scan.tasks in vulnscan.yml and deploy again',
    problemCode: 'fan_out_timeout',
  },
};
const FAN_OUT_CODES = Object.values(FAN_OUT_PROBLEMS).map(({ problemCode }) => problemCode);

/** A result stays: what fails after it is of a task that ran a second time. */
function completed(report: ScanReport, event: ScanCompleted): ScanReport {
  if (report.state === 'cancelled') return report;
  if (event.error !== undefined && hasResult(report)) return report;
  const { problem: _, problemCode: __, current: ___, ...rest } = report;
  const { error, errorCode } = event;
  if (error !== undefined) {
    const problem = { problem: error, ...defined({ problemCode: errorCode }) };
    return { ...rest, state: 'failed', completed: event, ...problem };
  }
  return { ...rest, state: 'done', completed: event };
}

function hasResult({ completed }: ScanReport): boolean {
  return completed !== undefined && completed.error === undefined;
}

/** The report after a task event of ECS. The scanner's own completion event takes precedence. */
export function withTask(report: ScanReport, task: ScanTask): ScanReport {
  if (RANK[report.state] > RANK.scanning) return report;
  if (task.lastStatus === 'STOPPED') return isFannedOut(report) ? report : stopped(report, task);
  if (report.state === 'queued' && task.lastStatus === 'PENDING')
    return { ...report, state: 'pulling' };
  if (task.lastStatus === 'RUNNING' && report.state !== 'scanning')
    return { ...report, state: 'scanning' };
  return report;
}

/** Only the task that planned it has stopped: the state machine says when the scan has ended. */
function isFannedOut({ shards, doneByShard }: ScanReport): boolean {
  return shards !== undefined || doneByShard !== undefined;
}

/**
 * A stopped task. After a clean exit the scanner's own completion event may still come, and then replaces this; an event
 * that is lost leaves no scan that seems to run for ever.
 */
function stopped(report: ScanReport, task: ScanTask): ScanReport {
  if (task.stopCode === 'UserInitiated') {
    return {
      ...report,
      state: 'cancelled',
      ...(task.stoppedReason && {
        problem: task.stoppedReason,
        problemCode: 'task_cancelled',
      }),
    };
  }
  if (task.exitCode === 0 || task.exitCode === 2) return { ...report, state: 'done', ...NO_RESULT };
  return { ...report, state: 'failed', ...problemOf(task) };
}

const NO_RESULT = {
  problem: "the scanner ended, but its result did not arrive; look at the scanner's log",
  problemCode: 'task_no_result',
};
/**
 * Exit codes of a process without memory: killed by the kernel (137); ended by Node at its heap limit, which is SIGABRT
 * (134), or SIGSEGV (139) where Node is the container's first process, which ignores its own SIGABRT.
 */
const MEMORY_CODES = [134, 137, 139];

/** Why a task stopped without a completion event, and what to do. */
function problemOf(task: ScanTask): Required<Pick<ScanReport, 'problem' | 'problemCode'>> {
  const reason = task.stoppedReason ?? 'ECS gave no reason';
  if (MEMORY_CODES.includes(task.exitCode ?? 0) || /OutOfMemory/i.test(reason)) {
    return {
      problem: 'the scanner ran out of memory; raise scan.memory in vulnscan.yml and deploy again',
      problemCode: 'task_memory',
    };
  }
  if (/CannotPullContainer/i.test(reason)) {
    return {
      problem: `the scanner's own image could not be pulled (${reason}); check its network and deploy again`,
      problemCode: 'task_image',
    };
  }
  if (/ResourceInitialization/i.test(reason)) {
    return {
      problem: `the task could not start (${reason}); check the execution role and the subnets' way out`,
      problemCode: 'task_start',
    };
  }
  const code = task.exitCode === undefined ? '' : ` with exit code ${task.exitCode}`;
  return {
    problem: `the scanner stopped${code} (${reason}); look at its log`,
    problemCode: 'task_stopped',
  };
}

/**
 * True when there is something to say: the scan failed, refused findings, could not say all about an image, used an old
 * copy of a feed, found a new image of which nothing else tells, or something is due.
 */
export function needsAttention({ state, completed }: ScanReport): boolean {
  if (state === 'failed') return true;
  if (completed === undefined) return false;
  const { refused, staleFeeds = [], knownImages = [], due } = completed;
  if (due !== undefined || completed.notArchived !== undefined) return true;
  const news = [...attentionOf(completed), ...staleFeeds, ...knownImages];
  return refused > 0 || news.length > 0;
}
