import { defined } from '../domain/defined';
import type { Job } from '../domain/job';
import type { ScanTask } from '../domain/scan';
import { queuedScan, scanCard } from '../domain/scan-report';
import type { Tasks } from '../ports/tasks';
import { type AdmitDeps, isAdmitted } from './admit';
import { type ActiveScan, activeScans, type RunningDeps } from './running-scans';
import { type ShowDeps, showCard } from './show-card';

export interface StartScanDeps extends AdmitDeps, ShowDeps, RunningDeps {
  tasks: Tasks;
}

type ScanJob = Extract<Job, { type: 'scan' }>;

/** What a scan is asked to do. */
export interface ScanRequest extends Pick<ScanJob, 'actor' | 'origin'> {
  /** Image names or references; none means all that are configured. */
  images: string[];
  /** Findings of unchanged images that the scan does not show are closed, however many they are. */
  acceptVanished?: true;
}

/**
 * Starts one task per request, however often the request is delivered, and shows it in the channel. If a scan of the
 * same images is running, the reply names it instead. A scan costs money: every member of the home workspace may start
 * one, guests and outsiders may not.
 */
export async function startScan(deps: StartScanDeps, job: ScanJob): Promise<void> {
  if (await isAdmitted(deps, job, 'scan')) await launchScan(deps, job);
}

/** Starts the task of a request by somebody who may, unless one that does the same is running. */
export async function launchScan(deps: StartScanDeps, request: ScanRequest): Promise<void> {
  const { images, actor, acceptVanished } = request;
  const token = tokenOf(request);
  const running = await activeScans(deps);
  const same = running.find((scan) => doesTheSame(scan, request));
  if (same !== undefined && same.request !== token) return tellRunning(deps, request, same);
  const startedBy = `slack/${actor.userId}`;
  const task = await deps.tasks.start(images, {
    token,
    startedBy,
    environment: {
      SCAN_REQUEST: token,
      // The task's own `startedBy` is not known to the task.
      SCAN_STARTED_BY: startedBy,
      ...(acceptVanished && ACCEPT),
    },
  });
  deps.log.info('scan started', { task: task.arn, images, by: actor.userId });
  await showOnce(deps, task, request);
}

/** ECS takes at most 64 characters and keeps a token for 24 hours. */
function tokenOf({ origin }: ScanRequest): string {
  return origin.requestId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(-64);
}

/** The setting of a task that accepts vanished findings, as scanner/options.ts reads it. */
const ACCEPT = { SCAN_ACCEPT_VANISHED: '1' };

function doesTheSame(scan: ActiveScan, { images, acceptVanished }: ScanRequest): boolean {
  if (acceptVanished && !scan.acceptVanished) return false;
  if (scan.images.length === 0) return true;
  return images.length > 0 && images.every((image) => scan.images.includes(image));
}

async function tellRunning(
  deps: StartScanDeps,
  job: ScanRequest,
  { images, startedAt }: ActiveScan,
): Promise<void> {
  await deps.replies.tell(
    { userId: job.actor.userId, ...job.origin },
    {
      kind: 'scan-running',
      images,
      ...defined({ startedAt }),
    },
  );
}

/** A card that exists is of the same request, delivered before, and may show more by now. */
async function showOnce(deps: StartScanDeps, task: ScanTask, job: ScanRequest): Promise<void> {
  const report = queuedScan(task, job.images, job.actor.userId);
  await showCard(deps, scanCard(task.arn), (shown) =>
    shown === undefined ? { kind: 'scan', report } : undefined,
  );
}
