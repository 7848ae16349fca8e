import { Unavailable } from '../domain/errors';
import type { Finding } from '../domain/finding';
import { groupBy } from '../domain/group-by';
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

/** Keys of one job: what one BatchUpdateFindings takes. */
const KEYS_PER_JOB = 100;

/**
 * Takes a bulk decision apart: one job for each message, in that message's own group, so that it keeps its place
 * among the single clicks. Each is checked again where it is carried out.
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

/** What a bulk decision covers: the open ones, or for reopening the decided ones, that pass every filter. */
export async function findCovered(
  store: FindingStore,
  { filter, message }: Pick<DecideManyJob, 'filter' | 'message'>,
  reopening: boolean,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const all = store.list({
    recordState: ['ACTIVE'],
    workflowStatus: reopening ? ['RESOLVED', 'SUPPRESSED'] : ['NEW', 'NOTIFIED'],
    ...(filter.severities !== undefined && { severities: filter.severities }),
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

/** A later scan stamps its own id on what it sees again; where the finding is shown stays. */
function isOfScan(finding: Finding, scanId: string, message: MessageRef | undefined): boolean {
  const shownUnder = finding.placement?.threadTs;
  return finding.scan?.id === scanId || (shownUnder !== undefined && shownUnder === message?.ts);
}

function isImage(image: { name: string; repository: string }, asked: string): boolean {
  return image.name === asked || image.repository === asked;
}

/** One job for each message that shows some of them, and for those that nothing shows yet. */
function partsOf(job: DecideManyJob, findings: Finding[]): DecideJob[] {
  const groups = groupBy(findings, ({ placement }) => placement?.ts ?? '');
  return [...groups].flatMap(([place, members]) =>
    inChunks(members).map((chunk, index) => partOf(job, chunk, `${place}/${index}`)),
  );
}

function partOf(job: DecideManyJob, findings: Finding[], name: string): DecideJob {
  const placement = findings[0]?.placement;
  return {
    type: 'decide',
    keys: findings.map(({ id, productArn }) => ({ id, productArn })),
    request: job.request,
    ...(placement !== undefined && { message: refOf(placement) }),
    quiet: true,
    origin: { ...job.origin, requestId: `${job.origin.requestId}/${name}` },
  };
}

function answerOf(job: DecideManyJob, count: number) {
  if (count === 0) return { kind: 'not-found' } as const;
  return { kind: 'deciding', decision: job.request.decision.kind, count } as const;
}

function inChunks(findings: Finding[]): Finding[][] {
  const count = Math.ceil(findings.length / KEYS_PER_JOB);
  return Array.from({ length: count }, (_, index) =>
    findings.slice(index * KEYS_PER_JOB, (index + 1) * KEYS_PER_JOB),
  );
}
