import type { Job } from '../domain/job';
import type { Queue } from '../ports/queues';
import type { Log } from '../ports/runtime';

/** Draws Details again after a decision there, by the tasks function. */
export async function redrawDetails(
  { queue, log }: { queue: Pick<Queue, 'send'>; log: Log },
  { origin, request }: Pick<Extract<Job, { type: 'decide' | 'decide-card' }>, 'origin' | 'request'>,
): Promise<void> {
  const { details, ...place } = origin;
  if (details === undefined) return;
  const requestId = `${origin.requestId}/details`;
  try {
    await queue.send({
      type: 'ask',
      question: { about: 'details', ...details },
      actor: request.actor,
      origin: { ...place, requestId },
    });
  } catch (error) {
    log.warn('details are not drawn again', { user: request.actor.userId, error });
  }
}
