import { Unavailable } from '../domain/errors';
import type { Job } from '../domain/job';
import type { ScanReport } from '../domain/scan';
import { vanishedImages } from '../domain/scan-attention';
import { scanCard } from '../domain/scan-report';
import { type AuthorizeDeps, authorize } from './authorize';
import { redrawSoon } from './redraw';
import { reasonOf } from './reply-to-person';
import { showCard } from './show-card';
import { launchScan, type StartScanDeps } from './start-scan';

export type AcceptDeps = StartScanDeps & AuthorizeDeps;

type AcceptJob = Extract<Job, { type: 'accept-vanished' }>;

/**
 * Accepts that findings which a scan held are gone, although their images did not change: a scan of these images looks
 * again and closes what it does not find. It closes findings, so only people who may decide can accept. Rejects with
 * `Unavailable` when it has to be tried again; the person is told of any other failure.
 */
export async function acceptVanished(deps: AcceptDeps, job: AcceptJob): Promise<void> {
  try {
    await accept(deps, job);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const reference = job.origin.requestId;
    deps.log.error('vanished findings could not be accepted', { reference, error });
    const to = { userId: job.actor.userId, ...job.origin };
    await deps.replies.tell(to, { kind: 'failed', what: 'scan', ...reasonOf(error), reference });
  }
}

async function accept(deps: AcceptDeps, { actor, origin, taskArn }: AcceptJob): Promise<void> {
  const to = { userId: actor.userId, ...origin };
  const permission = await authorize(deps, actor);
  if (!permission.allowed) {
    return deps.replies.tell(to, { kind: 'not-allowed', ask: permission.ask });
  }
  const key = scanCard(taskArn);
  const [card] = await deps.ledger.cards([key]);
  const report = card?.content.kind === 'scan' ? card.content.report : undefined;
  const images = report === undefined ? [] : vanishedImages(report);
  if (images.length === 0 || isAccepted(report, actor.userId)) {
    return deps.replies.tell(to, { kind: 'nothing-to-accept' });
  }
  await launchScan(deps, { images, actor, origin, acceptVanished: true });
  await showCard(
    deps,
    key,
    (shown) =>
      shown?.kind === 'scan' && shown.report.acceptedBy === undefined
        ? { ...shown, report: { ...shown.report, acceptedBy: actor.userId } }
        : undefined,
    () => card?.list,
  );
  if (card?.content.kind !== 'scan' || card.content.digest === undefined) return;
  await redrawSoon(deps, card.content.digest);
}

/** By somebody else: the same person's request may be delivered again. */
function isAccepted(report: ScanReport | undefined, userId: string): boolean {
  return report?.acceptedBy !== undefined && report.acceptedBy !== userId;
}
