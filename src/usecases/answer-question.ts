import { countSeverities } from '../domain/counts';
import { defined } from '../domain/defined';
import { bySeverityAndScore } from '../domain/finding';
import type { Job, Question } from '../domain/job';
import { lastScanOf, withEnding } from '../domain/overview';
import type { QueryAnswer } from '../domain/query-answer';
import type { FindingFilter, FindingStore } from '../ports/findings';
import type { Replies } from '../ports/people';
import type { Tasks } from '../ports/tasks';
import type { Forms } from '../ports/views';
import { findCovered } from './decide-many';
import { OPEN, readFindings } from './read-findings';
import { type ReadHealthDeps, readHealth } from './read-health';
import { imagesOf } from './start-scan';

export interface AnswerQuestionDeps extends ReadHealthDeps {
  store: FindingStore;
  tasks: Pick<Tasks, 'running'>;
  replies: Replies;
  forms: Forms;
}

type AskJob = Extract<Job, { type: 'ask' }>;

const PER_PAGE = 10;
const WORST = 5;

/** Answers a question asked with /vulnscan, privately. */
export async function answerQuestion(deps: AnswerQuestionDeps, job: AskJob): Promise<void> {
  if (job.question.about === 'coverage') return showCoverage(deps, job.question);
  const answer = await find(deps, job.question);
  await deps.replies.tell({ userId: job.actor.userId, ...job.origin }, { kind: 'answer', answer });
}

type Coverage = Extract<Question, { about: 'coverage' }>;

async function showCoverage({ store, forms }: AnswerQuestionDeps, question: Coverage) {
  const covered = await findCovered(store, question, false);
  const worst = covered.sort(bySeverityAndScore).slice(0, WORST);
  await forms.showCoverage(question.form, { count: covered.length, worst });
}

async function find(
  deps: AnswerQuestionDeps,
  question: Exclude<Question, Coverage>,
): Promise<QueryAnswer> {
  switch (question.about) {
    case 'status':
      return status(deps);
    case 'open':
      return open(deps, question);
    case 'affected':
      return affected(deps, question.vulnerabilityId);
  }
}

/** When nothing is open, these findings still have the time of the last scan. */
const DECIDED: FindingFilter = {
  workflowStatus: ['RESOLVED', 'SUPPRESSED'],
  recordState: ['ACTIVE'],
};

async function status(deps: AnswerQuestionDeps): Promise<QueryAnswer> {
  const [{ findings, complete }, running, health] = await Promise.all([
    readFindings(deps.store, OPEN),
    deps.tasks.running(),
    readHealth(deps),
  ]);
  const stamped =
    findings.length > 0 ? findings : (await readFindings(deps.store, DECIDED)).findings;
  const lastScan = withEnding(lastScanOf(stamped), health.ended);
  return {
    about: 'status',
    running: running.map((task) => ({
      images: imagesOf(task),
      ...defined({ startedAt: task.createdAt }),
    })),
    openBySeverity: countSeverities(findings),
    open: findings.length,
    complete,
    troubles: health.troubles,
    ...defined({ lastScan }),
  };
}

/** A page number past the end gives the last page. */
async function open(
  { store }: AnswerQuestionDeps,
  { severity, page }: Extract<Question, { about: 'open' }>,
): Promise<QueryAnswer> {
  const filter = severity === undefined ? OPEN : { ...OPEN, severities: [severity] };
  const { findings, complete } = await readFindings(store, filter);
  const pages = Math.max(1, Math.ceil(findings.length / PER_PAGE));
  const shown = Math.min(page, pages);
  return {
    about: 'open',
    total: findings.length,
    complete,
    page: shown,
    pages,
    findings: findings.sort(bySeverityAndScore).slice((shown - 1) * PER_PAGE, shown * PER_PAGE),
    ...defined({ severity }),
  };
}

async function affected(
  { store }: AnswerQuestionDeps,
  vulnerabilityId: string,
): Promise<QueryAnswer> {
  const { findings } = await readFindings(store, { vulnerabilityId });
  const active = findings.filter(({ recordState }) => recordState === 'ACTIVE');
  return { about: 'affected', vulnerabilityId, findings: active.length > 0 ? active : findings };
}
