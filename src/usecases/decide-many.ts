import { newCard } from '../domain/card';
import { defined } from '../domain/defined';
import { chunksOf } from '../domain/group-by';
import type { Job } from '../domain/job';
import type { BulkSummary, Row } from '../domain/ledger';
import { changeCard } from './change';
import { authorized, type DecideDeps, type DecideJob } from './decide';
import { findCovered } from './find-covered';
import type { Outcome } from './record-outcome';
import { tell } from './reply-to-person';
import { showCard } from './show-card';

export interface DecideManyDeps extends DecideDeps {
  /** Channel id. */
  channel: string;
}

export type DecideManyJob = Extract<Job, { type: 'decide-many' }>;
export type UndoManyJob = Extract<Job, { type: 'undo-many' }>;

/** Findings of one card: an item of the ledger has at most 400 KB. */
const MOST_MEMBERS = 5_000;

/**
 * Splits a bulk decision into one job for each finding. Each is checked when it is applied, so that delivering this job
 * again changes nothing, and what was decided is counted by the card in the thread.
 */
export function decideMany(
  deps: DecideManyDeps,
  job: DecideManyJob,
  receives = 1,
): Promise<Outcome> {
  return authorized(deps, job, receives, async (request) => {
    const reopening = request.decision.kind === 'reopen';
    const rows = await findCovered(deps.ledger, job.filter, reopening);
    const parts = chunksOf(rows, MOST_MEMBERS);
    let total = await earlierTotal(deps, job, parts.length);
    for (const [index, part] of parts.entries()) {
      const bulk = cardKey(job, index);
      total += await openCard(deps, bulk, { ...job, request }, part.length);
      await deps.queue.sendAll(part.map((row) => jobOf(row, bulk, { ...job, request })));
    }
    await tell(deps, job, answerOf(request.decision.kind, total));
  });
}

function cardKey({ origin }: DecideManyJob, index: number): string {
  return `bulk/${origin.requestId}/${index}`;
}

/** Findings of cards that an earlier delivery of this job opened and that have none left to decide, from `index` on. */
async function earlierTotal(
  deps: DecideManyDeps,
  job: DecideManyJob,
  index: number,
): Promise<number> {
  const [card] = await deps.ledger.cards([cardKey(job, index)]);
  if (card?.content.kind !== 'bulk') return 0;
  return card.content.bulk.total + (await earlierTotal(deps, job, index + 1));
}

/** The number of findings that the decision was first made for: fewer are left when the job is delivered again. */
async function openCard(
  { ledger, channel }: DecideManyDeps,
  key: string,
  { request, origin, message }: DecideManyJob,
  total: number,
): Promise<number> {
  const { userId, name } = request.actor;
  const bulk: BulkSummary = {
    requestId: origin.requestId,
    decision: request.decision,
    by: { userId, name },
    total,
    ...defined({ threadTs: message?.ts }),
  };
  const card = await changeCard(ledger, key, (present) =>
    present === undefined ? newCard(key, channel, { kind: 'bulk', bulk }) : undefined,
  );
  return card?.content.kind === 'bulk' ? card.content.bulk.total : total;
}

function jobOf({ key, base }: Row, bulk: string, { request, origin }: DecideManyJob): DecideJob {
  return { type: 'decide', key, base, request, bulk, origin };
}

function answerOf(decision: DecideManyJob['request']['decision']['kind'], count: number) {
  if (count === 0) return { kind: 'not-found' } as const;
  return { kind: 'deciding', decision, count } as const;
}

/**
 * Reopens the findings whose decision by this bulk decision still stands. The card is marked first: what the decision
 * reaches after that is not decided any more, or reopened by the projector.
 */
export function undoMany(deps: DecideManyDeps, job: UndoManyJob, receives = 1): Promise<Outcome> {
  return authorized(deps, job, receives, async (request) => {
    await markUndone(deps, { ...job, request });
    const [card] = await deps.ledger.cards([job.bulk]);
    if (card?.content.kind !== 'bulk') return tell(deps, job, { kind: 'not-found' });
    const { requestId } = card.content.bulk;
    const members = await deps.ledger.findings(card.members);
    const standing = members.filter((item) => item.request === requestId);
    await keepReopened(deps, job.bulk, standing.length);
    const { origin } = job;
    await deps.queue.sendAll(
      standing.map(({ finding: { id, productArn }, base }): DecideJob => {
        const key = { id, productArn };
        return { type: 'decide', key, base, request, undoes: requestId, bulk: job.bulk, origin };
      }),
    );
    await tell(deps, job, { kind: 'undoing', count: standing.length });
  });
}

/** How many are open again, for the message. Delivered again, the job finds fewer, so that the first number holds. */
function keepReopened(deps: DecideManyDeps, key: string, reopened: number): Promise<void> {
  return showCard(deps, key, (content) => {
    if (content?.kind !== 'bulk' || content.bulk.reopened !== undefined) return undefined;
    return { kind: 'bulk', bulk: { ...content.bulk, reopened } };
  });
}

/** The first undo holds. */
function markUndone(
  deps: DecideManyDeps,
  { bulk: key, request, origin }: UndoManyJob,
): Promise<void> {
  const { userId, name } = request.actor;
  const undo = { requestId: origin.requestId, actionTs: request.actionTs };
  return showCard(deps, key, (content) => {
    if (content?.kind !== 'bulk' || content.bulk.undo !== undefined) return undefined;
    return { kind: 'bulk', bulk: { ...content.bulk, undoneBy: { userId, name }, undo } };
  });
}
