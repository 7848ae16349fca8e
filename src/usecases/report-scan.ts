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
 * Brings the message of a scan up to what ECS or the scanner says. A scan without a message (a scheduled one) gets
 * one only when somebody has to act.
 */
export async function reportScan(deps: ReportScanDeps, news: ScanUpdate): Promise<void> {
  const taskArn = news.kind === 'task' ? news.task.arn : news.event.taskArn;
  if (taskArn === undefined) return;
  const shown = await deps.channel.findScan(taskArn, since(deps, news));
  if (shown !== undefined) return rewrite(deps, shown, apply(shown.report, news));
  await showIfNeeded(deps, taskArn, news);
}

function since(deps: ReportScanDeps, news: ScanUpdate): Date {
  const created = news.kind === 'task' ? news.task.createdAt : undefined;
  if (created === undefined) return new Date(deps.clock.now().getTime() - LONGEST_SCAN_MS);
  return new Date(Date.parse(created) - CLOCK_SKEW_MS);
}

function apply(report: ScanReport, news: ScanUpdate): ScanReport {
  return news.kind === 'task' ? withTask(report, news.task) : withScanEvent(report, news.event);
}

async function rewrite(deps: ReportScanDeps, shown: ShownScan, report: ScanReport): Promise<void> {
  if (JSON.stringify(report) === JSON.stringify(shown.report)) return;
  await deps.channel.rewrite(shown.ref, { kind: 'scan', scan: report });
}

async function showIfNeeded(
  deps: ReportScanDeps,
  taskArn: string,
  news: ScanUpdate,
): Promise<void> {
  const task = news.kind === 'task' ? news.task : await deps.tasks.describe(taskArn);
  const known = task ?? { arn: taskArn, lastStatus: 'UNKNOWN', environment: {} };
  const report = apply(queuedScan(known, imagesOf(known)), news);
  if (!needsAttention(report)) return;
  deps.log.warn('scan needs attention', { task: taskArn, problem: report.problem });
  await deps.channel.post({ kind: 'scan', scan: report });
}
