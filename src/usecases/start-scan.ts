import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import type { Job } from '../domain/job';
import type { ScanTask } from '../domain/scan';
import { queuedScan, scanCard } from '../domain/scan-report';
import type { Replies } from '../ports/people';
import type { Log } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import { type AuthorizeDeps, authorize } from './authorize';
import { reasonOf } from './reply-to-person';
import { type ShowDeps, showCard } from './show-card';

export interface StartScanDeps extends AuthorizeDeps, ShowDeps {
  tasks: Tasks;
  replies: Replies;
  log: Log;
}

type ScanJob = Extract<Job, { type: 'scan' }>;

/**
 * Starts one task per request, however often the request is delivered, and shows it in the channel. If a scan of the
 * same images is running, the reply names it instead. A scan costs money: every member of the home workspace may start
 * one, guests and outsiders may not.
 */
export async function startScan(deps: StartScanDeps, job: ScanJob): Promise<void> {
  if (!(await mayScan(deps, job))) return;
  const token = tokenOf(job);
  const running = await deps.tasks.running();
  const same = running.find((task) => covers(task, job.images));
  if (same !== undefined && same.environment['SCAN_REQUEST'] !== token) {
    return tellRunning(deps, job, same);
  }
  const task = await deps.tasks.start(job.images, {
    token,
    startedBy: `slack/${job.actor.userId}`,
    environment: { SCAN_REQUEST: token },
  });
  deps.log.info('scan started', { task: task.arn, images: job.images, by: job.actor.userId });
  await showOnce(deps, task, job);
}

/** Replies to a person who may not. Fails closed: a person who can't be looked up may not either. */
async function mayScan(deps: StartScanDeps, { actor, origin }: ScanJob): Promise<boolean> {
  const to = { userId: actor.userId, ...origin };
  const anyMember = { ...deps.triage, users: [], usergroups: [] };
  try {
    const { allowed } = await authorize({ ...deps, triage: anyMember }, actor);
    if (!allowed) await deps.replies.tell(to, { kind: 'may-not-scan' });
    return allowed;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const reference = origin.requestId;
    deps.log.error('the requester of a scan could not be looked up', { reference, error });
    await deps.replies.tell(to, { kind: 'failed', what: 'scan', ...reasonOf(error), reference });
    return false;
  }
}

/** ECS takes at most 64 characters and keeps a token for 24 hours. */
function tokenOf(job: ScanJob): string {
  return job.origin.requestId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(-64);
}

function covers(task: ScanTask, images: string[]): boolean {
  const scanned = imagesOf(task);
  if (scanned.length === 0) return true;
  return images.length > 0 && images.every((image) => scanned.includes(image));
}

/** The images that a task scans; none means all. */
export function imagesOf(task: ScanTask): string[] {
  const text = task.environment['SCAN_IMAGES'] ?? '[]';
  try {
    const images: unknown = JSON.parse(text);
    return Array.isArray(images) ? images.filter((image) => typeof image === 'string') : [];
  } catch {
    return [];
  }
}

async function tellRunning(deps: StartScanDeps, job: ScanJob, task: ScanTask): Promise<void> {
  await deps.replies.tell(
    { userId: job.actor.userId, ...job.origin },
    {
      kind: 'scan-running',
      images: imagesOf(task),
      ...defined({ startedAt: task.createdAt }),
    },
  );
}

/** A card that exists is of the same request, delivered before, and may show more by now. */
async function showOnce(deps: StartScanDeps, task: ScanTask, job: ScanJob): Promise<void> {
  const report = queuedScan(task, job.images, job.actor.userId);
  await showCard(deps, scanCard(task.arn), (shown) =>
    shown === undefined ? { kind: 'scan', report } : undefined,
  );
}
