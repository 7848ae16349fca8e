import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import { type Finding, keyOf } from '../domain/finding';
import { chunksOf, groupBy } from '../domain/group-by';
import type { BulkFilter, Job } from '../domain/job';
import { type MessageRef, refOf } from '../domain/message';
import type { FindingStore } from '../ports/findings';
import type { Queue } from '../ports/queues';
import type { DecideDeps, DecideJob } from './apply-decision';
import { authorize } from './authorize';
import { DONE, type Outcome } from './record-outcome';
import { explain, tell } from './reply-to-person';

export interface DecideManyDeps extends DecideDeps {
  queue: Queue;
}

export type DecideManyJob = Extract<Job, { type: 'decide-many' }>;

/** Keys of one job: the most that one BatchUpdateFindings call takes. */
const KEYS_PER_JOB = 100;

/**
 * Splits a bulk decision into one job for each message, in the message's own FIFO group, so that it stays in order
 * with single clicks. Each job is checked again when it is applied.
 */
export async function decideMany(deps: DecideManyDeps, job: DecideManyJob): Promise<Outcome> {
  try {
    const permission = await authorize(deps, job.request.actor);
    if (!permission.allowed) {
      await tell(deps, job, { kind: 'not-allowed', ask: permission.ask });
      return DONE;
    }
    const reopening = job.request.decision.kind === 'reopen';
    const findings = await findCovered(deps.store, job, reopening);
    for (const part of partsOf(job, findings)) await deps.queue.send(part);
    await tell(deps, job, answerOf(job, findings.length));
    return DONE;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    await explain(deps, job, error);
    return DONE;
  }
}

/** The findings that a bulk decision covers: open ones, or decided ones for reopening, that pass every filter. */
export async function findCovered(
  store: FindingStore,
  { filter, message }: Pick<DecideManyJob, 'filter' | 'message'>,
  reopening: boolean,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const all = store.list({
    recordState: ['ACTIVE'],
    workflowStatus: reopening ? ['RESOLVED', 'SUPPRESSED'] : ['NEW', 'NOTIFIED'],
    ...defined({ severities: filter.severities }),
  });
  for await (const finding of all) {
    if (matches(finding, filter, message)) found.push(finding);
  }
  return found;
}

function matches(finding: Finding, filter: BulkFilter, message: MessageRef | undefined): boolean {
  const { scanId, packageName, image } = filter;
  const name = packageName?.toLowerCase();
  return (
    (scanId === undefined || isOfScan(finding, scanId, message)) &&
    (name === undefined ||
      finding.packages.some((each) => each.name.toLowerCase().includes(name))) &&
    (image === undefined || finding.images.some((each) => isImage(each, image)))
  );
}

/** By the thread as well, because a later scan replaces the scan id of a finding it sees again. */
function isOfScan(finding: Finding, scanId: string, message: MessageRef | undefined): boolean {
  const shownUnder = finding.placement?.threadTs;
  return finding.scan?.id === scanId || (shownUnder !== undefined && shownUnder === message?.ts);
}

function isImage(image: { name: string; repository: string }, asked: string): boolean {
  return image.name === asked || image.repository === asked;
}

/** One job for each message, and one for findings that no message shows yet. */
function partsOf(job: DecideManyJob, findings: Finding[]): DecideJob[] {
  const groups = groupBy(findings, ({ placement }) => placement?.ts ?? '');
  return [...groups].flatMap(([place, members]) =>
    chunksOf(members, KEYS_PER_JOB).map((chunk, index) => partOf(job, chunk, `${place}/${index}`)),
  );
}

function partOf(job: DecideManyJob, findings: Finding[], name: string): DecideJob {
  const placement = findings[0]?.placement;
  return {
    type: 'decide',
    keys: findings.map(keyOf),
    request: job.request,
    ...defined({ message: placement && refOf(placement) }),
    quiet: true,
    origin: { ...job.origin, requestId: `${job.origin.requestId}/${name}` },
  };
}

function answerOf(job: DecideManyJob, count: number) {
  if (count === 0) return { kind: 'not-found' } as const;
  return { kind: 'deciding', decision: job.request.decision.kind, count } as const;
}
