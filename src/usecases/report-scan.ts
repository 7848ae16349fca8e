import type { Card, CardContent } from '../domain/ledger';
import type { ScanEvent, ScanReport, ScanTask } from '../domain/scan';
import {
  needsAttention,
  queuedScan,
  scanCard,
  withScanEvent,
  withTask,
} from '../domain/scan-report';
import type { Log } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import { type ShowDeps, showCard } from './show-card';
import { imagesOf } from './start-scan';

export interface ReportScanDeps extends ShowDeps {
  tasks: Pick<Tasks, 'describe'>;
  log: Log;
}

export type ScanUpdate = { kind: 'task'; task: ScanTask } | { kind: 'event'; event: ScanEvent };

/**
 * Updates the card of a scan after an event of ECS or of the scanner. A scheduled scan has no card and gets one only
 * when somebody has to act.
 */
export async function reportScan(deps: ReportScanDeps, update: ScanUpdate): Promise<void> {
  const taskArn = update.kind === 'task' ? update.task.arn : update.event.taskArn;
  if (taskArn === undefined) return;
  const key = scanCard(taskArn);
  const [card] = await deps.ledger.cards([key]);
  const first = card === undefined ? await firstReport(deps, taskArn, update) : undefined;
  if (card === undefined && first === undefined) return;
  await showCard(
    deps,
    key,
    (shown) => contentAfter(shown, first, update),
    (content) => placeOf(content, endOf(deps, update)),
  );
}

/** The report of a scan without a card; undefined while nobody has to act. */
async function firstReport(
  { tasks, log }: ReportScanDeps,
  taskArn: string,
  update: ScanUpdate,
): Promise<ScanReport | undefined> {
  const task = update.kind === 'task' ? update.task : await tasks.describe(taskArn);
  const known = task ?? { arn: taskArn, lastStatus: 'UNKNOWN', environment: {} };
  const report = apply(queuedScan(known, imagesOf(known)), update);
  if (!needsAttention(report)) return undefined;
  log.warn('scan needs attention', { task: taskArn, problem: report.problem });
  return report;
}

/** Undefined where the update changes nothing. */
function contentAfter(
  shown: CardContent | undefined,
  first: ScanReport | undefined,
  update: ScanUpdate,
): CardContent | undefined {
  if (shown === undefined) return first && { kind: 'scan', report: first };
  if (shown.kind !== 'scan') return undefined;
  const report = apply(shown.report, update);
  const isSame = JSON.stringify(report) === JSON.stringify(shown.report);
  return isSame ? undefined : { kind: 'scan', report };
}

function apply(report: ScanReport, update: ScanUpdate): ScanReport {
  return update.kind === 'task'
    ? withTask(report, update.task)
    : withScanEvent(report, update.event);
}

/** Scans that ended by themselves are listed, the newest first. */
function placeOf(content: CardContent, end: string): Card['list'] {
  if (content.kind !== 'scan') return undefined;
  const { state, completed } = content.report;
  if (state !== 'done' && state !== 'failed') return undefined;
  return { name: 'scans', rank: completed?.at ?? end };
}

/** When the scan ended, if this update is its end. */
function endOf({ clock }: ReportScanDeps, update: ScanUpdate): string {
  if (update.kind === 'event') return update.event.at;
  return update.task.stoppedAt ?? clock.now().toISOString();
}
