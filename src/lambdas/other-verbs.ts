import type { News } from '../adapters/events';
import type { Job } from '../domain/job';
import { type AuthorizeDeps, authorize } from '../flow/authorize';
import { type ReportScanDeps, reportScan } from '../flow/report-scan';
import { type StartScanDeps, startScan } from '../flow/start-scan';

type JobOf<Type extends Job['type']> = Extract<Job, { type: Type }>;

/** What the worker does that is not about findings: scans, questions, the home tab, events of other kinds. */
export interface OtherVerbs {
  scan(job: JobOf<'scan'>): Promise<void>;
  cancelScan(job: JobOf<'cancel-scan'>): Promise<void>;
  ask(job: JobOf<'ask'>): Promise<void>;
  home(job: JobOf<'home'>): Promise<void>;
  report(news: Extract<News, { kind: 'task' | 'scan' }>): Promise<void>;
  /** False when nobody knows such events. */
  other(event: Extract<News, { kind: 'other' }>['event']): Promise<boolean>;
}

export type OtherDeps = StartScanDeps & ReportScanDeps & AuthorizeDeps;

export function createOtherVerbs(deps: OtherDeps): OtherVerbs {
  return {
    scan: (job) => startScan(deps, job),
    cancelScan: (job) => cancelScan(deps, job),
    ask: (job) => notYet(deps, job.actor.userId, job),
    home: async ({ userId }) => deps.log.info('home tab opened', { user: userId }),
    report: (news) =>
      reportScan(deps, news.kind === 'task' ? news : { kind: 'event', event: news.event }),
    other: async () => false,
  };
}

async function cancelScan(deps: OtherDeps, job: JobOf<'cancel-scan'>): Promise<void> {
  const permission = await authorize(deps, job.actor);
  if (!permission.allowed) {
    const to = { userId: job.actor.userId, ...job.origin };
    return deps.replies.tell(to, { kind: 'not-allowed', ask: permission.ask });
  }
  const running = job.taskArn === undefined ? (await deps.tasks.running())[0]?.arn : job.taskArn;
  if (running !== undefined)
    await deps.tasks.stop(running, `cancelled by ${permission.person.name}`);
}

function notYet(deps: OtherDeps, userId: string, { origin }: JobOf<'ask'>): Promise<void> {
  const reason = 'This question is not answered yet; ask Security Hub in the AWS console.';
  return deps.replies.tell(
    { userId, ...origin },
    { kind: 'failed', what: 'answer', reason, reference: origin.requestId },
  );
}
