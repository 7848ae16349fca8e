import type { ScanEvent, ScanReport, ScanTask } from '../domain/scan';
import { needsAttention, queuedScan, withScanEvent, withTask } from '../domain/scan-report';
import { CLOCK_SKEW_MS, LONGEST_SCAN_MS } from '../domain/timing';
import type { Channel, ShownScan } from '../ports/channel';
import type { Clock, Log } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import { imagesOf } from './start-scan';

export interface ReportScanDeps {
  channel: Pick<Channel, 'findScan' | 'post' | 'rewrite'>;
  tasks: Tasks;
  clock: Clock;
  log: Log;
}

export type ScanUpdate = { kind: 'task'; task: ScanTask } | { kind: 'event'; event: ScanEvent };

/**
 * Updates the message of a scan after an event of ECS or of the scanner. A scheduled scan has no message and gets one
 * only when somebody has to act.
 */
export async function reportScan(deps: ReportScanDeps, update: ScanUpdate): Promise<void> {
  const taskArn = update.kind === 'task' ? update.task.arn : update.event.taskArn;
  if (taskArn === undefined) return;
  const shown = await deps.channel.findScan(taskArn, since(deps, update));
  if (shown !== undefined) return rewrite(deps, shown, apply(shown.report, update));
  await showIfNeeded(deps, taskArn, update);
}

function since(deps: ReportScanDeps, update: ScanUpdate): Date {
  const created = update.kind === 'task' ? update.task.createdAt : undefined;
  if (created === undefined) return new Date(deps.clock.now().getTime() - LONGEST_SCAN_MS);
  return new Date(Date.parse(created) - CLOCK_SKEW_MS);
}

function apply(report: ScanReport, update: ScanUpdate): ScanReport {
  return update.kind === 'task'
    ? withTask(report, update.task)
    : withScanEvent(report, update.event);
}

async function rewrite(deps: ReportScanDeps, shown: ShownScan, report: ScanReport): Promise<void> {
  if (JSON.stringify(report) === JSON.stringify(shown.report)) return;
  await deps.channel.rewrite(shown.ref, { kind: 'scan', scan: report });
}

async function showIfNeeded(
  deps: ReportScanDeps,
  taskArn: string,
  update: ScanUpdate,
): Promise<void> {
  const task = update.kind === 'task' ? update.task : await deps.tasks.describe(taskArn);
  const known = task ?? { arn: taskArn, lastStatus: 'UNKNOWN', environment: {} };
  const report = apply(queuedScan(known, imagesOf(known)), update);
  if (!needsAttention(report)) return;
  deps.log.warn('scan needs attention', { task: taskArn, problem: report.problem });
  await deps.channel.post({ kind: 'scan', scan: report });
}
