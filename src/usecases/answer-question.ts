import { isOpen } from '../domain/absorb';
import { countSeverities } from '../domain/counts';
import { defined } from '../domain/defined';
import { overdueIn } from '../domain/due';
import { isKnownError } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { IndexAnswer } from '../domain/index-answer';
import type { Job, Question } from '../domain/job';
import type { Row } from '../domain/ledger';
import { type LastScan, lastScanOf, newestStamp, withEnding } from '../domain/overview';
import type { QueryAnswer, StaleKev } from '../domain/query-answer';
import { readRenamed } from '../domain/renamed';
import type { ScanReport } from '../domain/scan';
import { isOverdue } from '../domain/urgency';
import type { LedgerTable } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import type { Forms } from '../ports/views';
import { type AdmitDeps, isAdmitted } from './admit';
import { findCovered } from './find-covered';
import { readHealth } from './read-health';
import { type IndexReader, readIndex } from './read-index';
import { readInFull, readRows } from './read-rows';
import { runningScans } from './running-scans';

export interface AnswerQuestionDeps extends AdmitDeps {
  ledger: LedgerTable;
  tasks: Pick<Tasks, 'running'>;
  forms: Forms;
  clock: Clock;
  /** The archive's; see `readIndex`. */
  index: IndexReader;
}

type AskJob = Extract<Job, { type: 'ask' }>;

const PER_PAGE = 10;
const WORST = 5;

/** Answers a question asked with /vulnscan, privately, and only to members of the home workspace. */
export async function answerQuestion(deps: AnswerQuestionDeps, job: AskJob): Promise<void> {
  if (!(await isAdmitted(deps, job, 'ask'))) return;
  if (job.question.about === 'coverage') return showCoverage(deps, job.question);
  const answer = await find(deps, job.question);
  await deps.replies.tell({ userId: job.actor.userId, ...job.origin }, { kind: 'answer', answer });
}

type Coverage = Extract<Question, { about: 'coverage' }>;

async function showCoverage({ ledger, forms, clock }: AnswerQuestionDeps, question: Coverage) {
  const covered = await findCovered(ledger, question.filter);
  // The list of open findings is in the order of what to do first.
  const items = await readInFull(ledger, covered.slice(0, 2 * WORST));
  const worst = items.filter(isOpen).slice(0, WORST);
  const findings = worst.map(({ finding }) => finding);
  await forms.showCoverage(question.form, {
    at: clock.now().toISOString(),
    count: covered.length,
    worst: findings,
  });
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

async function status({ ledger, tasks, clock }: AnswerQuestionDeps): Promise<QueryAnswer> {
  const [{ rows, complete }, running, health] = await Promise.all([
    readRows(ledger, 'open'),
    runningScans(tasks),
    readHealth(ledger),
  ]);
  const lastScan = await readLastScan(ledger, rows, health.scans);
  return {
    about: 'status',
    running,
    openBySeverity: countSeverities(rows),
    open: rows.length,
    overdue: overdueIn(rows, clock.now()).length,
    complete,
    troubles: health.troubles,
    ...defined({ lastScan }),
  };
}

async function readLastScan(
  ledger: LedgerTable,
  open: Row[],
  scans: ScanReport[],
): Promise<LastScan | undefined> {
  const rows = open.length > 0 ? open : await decided(ledger);
  return withEnding(lastScanOf(await readInFull(ledger, newestStamp(rows))), scans);
}

/** When nothing is open, these findings still have the time of the last scan. */
async function decided(ledger: LedgerTable): Promise<Row[]> {
  const suppressed = await readRows(ledger, 'suppressed');
  const resolved = await readRows(ledger, 'resolved');
  return [
    ...suppressed.rows,
    ...resolved.rows.filter(({ recordState }) => recordState === 'ACTIVE'),
  ];
}

/** A page number past the end gives the last page. The list is in the order of what to do first. */
async function open(
  { ledger, clock }: AnswerQuestionDeps,
  { severities, overdue, page }: Extract<Question, { about: 'open' }>,
): Promise<QueryAnswer> {
  const now = clock.now();
  const read = await readRows(ledger, 'open', {
    where: (row) =>
      (severities?.includes(row.severity) ?? true) && (!overdue || isOverdue(row, now)),
  });
  const { rows, complete } = read;
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
  const shown = Math.min(page, pages);
  const items = await readInFull(ledger, rows.slice((shown - 1) * PER_PAGE, shown * PER_PAGE));
  const lastScan = rows.length > 0 ? undefined : await lastScanNow(ledger);
  return {
    about: 'open',
    at: now.toISOString(),
    total: rows.length,
    complete,
    overdueTotal: overdueIn(rows, now).length,
    page: shown,
    pages,
    findings: items.filter(isOpen).map(({ finding }) => finding),
    ...defined({ severities, overdue, lastScan, pastEnd: page > pages ? page : undefined }),
  };
}

/** For an answer that finds nothing, which means something only after a scan. */
async function lastScanNow(ledger: LedgerTable): Promise<LastScan | undefined> {
  const [{ rows }, { scans }] = await Promise.all([readRows(ledger, 'open'), readHealth(ledger)]);
  return readLastScan(ledger, rows, scans);
}

/** Open ones first, as the lists are read in this order. */
const LISTS = ['open', 'suppressed', 'resolved', 'archived'] as const;

/** Findings that still exist; without any, those that are gone. And what the last complete scan found. */
async function affected(deps: AnswerQuestionDeps, vulnerabilityId: string): Promise<QueryAnswer> {
  const { ledger, clock } = deps;
  const lists = await Promise.all(LISTS.map((list) => readRows(ledger, list)));
  const rows = lists
    .flatMap((list) => list.rows)
    .filter((row) => row.vulnerabilityId === vulnerabilityId);
  const findings = (await readInFull(ledger, rows)).map(({ finding }) => finding);
  const active = findings.filter(({ recordState }) => recordState === 'ACTIVE');
  const index = await lastComplete(deps, vulnerabilityId, findings);
  const isKnown = findings.length > 0 || typeof index === 'object';
  const lastScan = isKnown ? undefined : await lastScanNow(ledger);
  return {
    about: 'affected',
    at: clock.now().toISOString(),
    vulnerabilityId,
    index,
    findings: active.length > 0 ? active : findings,
    complete: lists.every(({ complete }) => complete),
    ...defined({ lastScan, staleKev: await readStaleKev(ledger, findings) }),
  };
}

/** Only where a finding may be shown as not known to be exploited. */
async function readStaleKev(
  ledger: LedgerTable,
  findings: Finding[],
): Promise<StaleKev | undefined> {
  if (!findings.some(({ urgency }) => urgency && urgency.exploitedSince === undefined)) return;
  const { scans } = await readHealth(ledger);
  const last = scans.find(({ completed, state }) => state === 'done' && completed !== undefined);
  const stale = last?.completed?.staleFeeds?.find(({ feed }) => feed === 'kev');
  return stale && defined({ copyOf: stale.copyOf });
}

/** What the last complete scan says about a vulnerability and its former or later id. The answer does not need it. */
async function lastComplete(
  { index, log }: AnswerQuestionDeps,
  vulnerabilityId: string,
  findings: Finding[],
): Promise<IndexAnswer | 'none' | 'unavailable'> {
  const others = findings.flatMap(({ renamedFrom, note }) =>
    [renamedFrom ?? [], readRenamed(note?.text ?? '').to ?? []].flat(),
  );
  try {
    return (await readIndex(index, [vulnerabilityId, ...others])) ?? 'none';
  } catch (error) {
    if (!isKnownError(error)) throw error;
    log.warn('the index of vulnerabilities is not read', { error });
    return 'unavailable';
  }
}
