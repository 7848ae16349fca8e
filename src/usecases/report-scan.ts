import { newCard } from '../domain/card';
import { defined } from '../domain/defined';
import { type FanOutEnd, isStep } from '../domain/fan-out';
import type { Card, CardContent } from '../domain/ledger';
import type { ScanEvent, ScanReport, ScanTask } from '../domain/scan';
import { attentionKey, attentionOf } from '../domain/scan-attention';
import {
  needsAttention,
  QUIET_SCAN,
  queuedScan,
  scanCard,
  withFanOutEnd,
  withScanEvent,
  withTask,
} from '../domain/scan-report';
import { staleFeedKey } from '../domain/stale-feeds';
import { HEALTH_REMINDER_MS } from '../domain/timing';
import type { Log } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import { changeCard } from './change';
import { readScans } from './read-health';
import { imagesOf } from './running-scans';
import { digestFor, digestIn, keepForDigest, type ScanDigestDeps, showDigest } from './scan-digest';
import { showCard } from './show-card';

export interface ReportScanDeps extends ScanDigestDeps {
  tasks: Pick<Tasks, 'describe'>;
  log: Log;
}

export type ScanUpdate =
  | { kind: 'task'; task: ScanTask }
  | { kind: 'event'; event: ScanEvent }
  | { kind: 'fan-out'; end: FanOutEnd };

/** True for the end of a scan, or of its task, which ECS lists as running for some seconds more. */
export function isEnd(update: ScanUpdate): boolean {
  switch (update.kind) {
    case 'task':
      return update.task.lastStatus === 'STOPPED' && !isStep(update.task);
    case 'event':
      return update.event.type === 'Scan Completed';
    case 'fan-out':
      return true;
  }
}

/** The task whose message shows it. None for a task of a shard, or that reconciles: the scan itself says what became of them. */
function taskOf(update: ScanUpdate): string | undefined {
  switch (update.kind) {
    case 'task':
      return isStep(update.task) ? undefined : update.task.arn;
    case 'event':
      return update.event.taskArn;
    case 'fan-out':
      return update.end.run.taskArn;
  }
}

/**
 * Updates the card of a scan after an event of ECS, of Step Functions or of the scanner. A scheduled scan has no card and gets one only
 * when somebody has to act and was not told the same within a day; else its end is only remembered, for Home and
 * `status`. Where such a scan has a digest, the digest says it. What is due is said once a day.
 */
export async function reportScan(deps: ReportScanDeps, received: ScanUpdate): Promise<void> {
  const taskArn = taskOf(received);
  if (taskArn === undefined) return;
  const key = scanCard(taskArn);
  const [card] = await deps.ledger.cards([key]);
  const update = await withoutToldDue(deps, key, received, card);
  const first = card === undefined ? await firstReport(deps, taskArn, update) : undefined;
  if (card === undefined && first === undefined) return;
  const end = endOf(deps, update);
  if (received.kind === 'event') await keepForDigest(deps, received.event);
  const digest = first === undefined ? digestIn(card) : await digestFor(deps, first);
  if (first !== undefined && digest === undefined && !(await isNews(deps, first, end)))
    return remember(deps, first, end);
  if (first !== undefined) {
    deps.log.warn('scan needs attention', { task: taskArn, problem: first.problem });
  }
  await showCard(
    deps,
    key,
    (shown) => contentAfter(shown, first && { report: first, ...defined({ digest }) }, update),
    (content) => placeOf(content, end),
  );
  if (digest !== undefined && update.kind === 'event') await showDigest(deps, digest, update.event);
}

/** The report of a scan without a card; undefined until it has ended with a result or failed. */
async function firstReport(
  deps: ReportScanDeps,
  taskArn: string,
  update: ScanUpdate,
): Promise<ScanReport | undefined> {
  if (update.kind === 'fan-out' && (await isRemembered(deps, taskArn))) return undefined;
  const report = apply(await reportBefore(deps, taskArn, update), update);
  return report.state === 'failed' || report.completed !== undefined ? report : undefined;
}

/** ECS forgets a task an hour after it has stopped; the events say what it had been asked to do, or how long it took. */
async function reportBefore(
  { tasks }: ReportScanDeps,
  taskArn: string,
  update: ScanUpdate,
): Promise<ScanReport> {
  const base = { arn: taskArn, lastStatus: 'UNKNOWN', environment: {} };
  if (update.kind === 'fan-out') {
    const { images, startedAt } = update.end.run;
    return queuedScan({ ...base, createdAt: startedAt }, images);
  }
  const task = update.kind === 'task' ? update.task : await tasks.describe(taskArn);
  const known = task ?? { ...base, ...defined({ createdAt: startOf(update) }) };
  return queuedScan(known, imagesOf(known));
}

function startOf(update: ScanUpdate): string | undefined {
  if (update.kind !== 'event' || update.event.type !== 'Scan Completed') return undefined;
  return new Date(Date.parse(update.event.at) - update.event.durationMs).toISOString();
}

/** The scan said itself how it ended, and nobody had to be told. */
async function isRemembered({ ledger }: ReportScanDeps, taskArn: string): Promise<boolean> {
  const [card] = await ledger.cards([QUIET_SCAN]);
  return card?.content.kind === 'scan' && card.content.report.taskArn === taskArn;
}

/**
 * The update without what is due, where another scan has said so within a day. What a scan of some images says is only of
 * those, so a scan of everything says it again.
 */
async function withoutToldDue(
  deps: ReportScanDeps,
  own: string,
  update: ScanUpdate,
  card: Card | undefined,
): Promise<ScanUpdate> {
  if (update.kind !== 'event' || update.event.type !== 'Scan Completed') return update;
  const { due, ...event } = update.event;
  if (due === undefined) return update;
  // A scheduled scan has no card yet and is of everything.
  const isOfAll = card?.content.kind !== 'scan' || card.content.report.images.length === 0;
  const told = (await shownScans(deps, event.at)).some(
    ({ key, content: { report } }) =>
      key !== own &&
      report.completed?.due !== undefined &&
      (report.images.length === 0 || !isOfAll),
  );
  return told ? { kind: 'event', event } : update;
}

/** Scans that are shown in the channel and ended within a day of this time. */
async function shownScans({ ledger }: ReportScanDeps, end: string) {
  const cards = await readScans(ledger);
  return cards.filter(({ key, content }) => key !== QUIET_SCAN && isWithinDay(content.report, end));
}

/** True when somebody has to act and no message of the last day says the same of the same images. */
async function isNews(deps: ReportScanDeps, report: ScanReport, end: string): Promise<boolean> {
  const { completed, state } = report;
  if (!needsAttention(report)) return false;
  // What is due is left out where it was told.
  if (completed === undefined || state === 'failed' || completed.due !== undefined) return true;
  const cards = await shownScans(deps, end);
  const told = new Set(cards.flatMap(({ content }) => keysOf(content.report)));
  return keysOf(report).some((key) => !told.has(key));
}

function keysOf({ completed }: ScanReport): string[] {
  if (completed === undefined) return [];
  return [
    ...attentionOf(completed).map(attentionKey),
    ...(completed.refused > 0 ? ['refused'] : []),
    ...(completed.knownImages ?? []).map(({ image }) => `known/${image}`),
    ...(completed.staleFeeds ?? []).map(staleFeedKey),
    ...(completed.notArchived === undefined ? [] : ['not-archived']),
  ];
}

/** Events may arrive out of order, so the other scan may be the later one. */
function isWithinDay({ completed }: ScanReport, end: string): boolean {
  if (completed === undefined) return false;
  return Math.abs(Date.parse(end) - Date.parse(completed.at)) < HEALTH_REMINDER_MS;
}

/** Keeps the newest scan that is not shown in one item, which is never drawn. */
async function remember(deps: ReportScanDeps, report: ScanReport, end: string): Promise<void> {
  const content: CardContent = { kind: 'scan', report };
  await changeCard(deps.ledger, QUIET_SCAN, (present) => {
    if (present?.list !== undefined && present.list.rank >= end) return undefined;
    const card = present ?? newCard(QUIET_SCAN, deps.channel, content);
    return { ...card, content, list: { name: 'scans', rank: end } };
  });
}

type ScanContent = Extract<CardContent, { kind: 'scan' }>;

/** Undefined where the update changes nothing. */
function contentAfter(
  shown: CardContent | undefined,
  first: Omit<ScanContent, 'kind'> | undefined,
  update: ScanUpdate,
): CardContent | undefined {
  if (shown === undefined) return first && { kind: 'scan', ...first };
  if (shown.kind !== 'scan') return undefined;
  const report = apply(shown.report, update);
  const isSame = JSON.stringify(report) === JSON.stringify(shown.report);
  return isSame ? undefined : { ...shown, report };
}

function apply(report: ScanReport, update: ScanUpdate): ScanReport {
  switch (update.kind) {
    case 'task':
      return withTask(report, update.task);
    case 'event':
      return withScanEvent(report, update.event);
    case 'fan-out':
      return withFanOutEnd(report, update.end);
  }
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
  if (update.kind === 'fan-out') return update.end.at;
  return update.task.stoppedAt ?? clock.now().toISOString();
}
