import { countImages, countSeverities, MOST_IMAGES } from '../domain/counts';
import { defined } from '../domain/defined';
import { overdueIn } from '../domain/due';
import { isKnownError } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { IndexAnswer } from '../domain/index-answer';
import type { DetailsPage, Job, Question } from '../domain/job';
import type { LedgerFinding, Row } from '../domain/ledger';
import { matchesIn, matching } from '../domain/open-filter';
import { type LastScan, lastScanOf, newestStamp, withEnding } from '../domain/overview';
import { OPEN_PER_PAGE, type QueryAnswer, type ShownFinding } from '../domain/query-answer';
import { readRenamed } from '../domain/renamed';
import type { ScanReport } from '../domain/scan';
import { upgradesIn } from '../domain/upgrades';
import type { LedgerTable } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import type { Forms } from '../ports/views';
import { type AdmitDeps, isAdmitted } from './admit';
import { readCoverage } from './read-coverage';
import { type ReadDetailsDeps, readDetails } from './read-details';
import { readHealth } from './read-health';
import { type IndexReader, readImageNames, readIndex } from './read-index';
import { readInFull, readRows } from './read-rows';
import { readStaleKev } from './read-stale-kev';
import { readLines } from './remedy-lines';
import { rowsInImage } from './rows-in-image';
import { type RunningDeps, runningScans } from './running-scans';

export interface AnswerQuestionDeps extends AdmitDeps, ReadDetailsDeps, RunningDeps {
  ledger: LedgerTable;
  forms: Forms;
  clock: Clock;
  /** The archive's; see `readIndex`. */
  index: IndexReader;
}

type AskJob = Extract<Job, { type: 'ask' }>;

/** Answers a question asked with /vulnscan, privately, and only to members of the home workspace. */
export async function answerQuestion(deps: AnswerQuestionDeps, job: AskJob): Promise<void> {
  if (!(await isAdmitted(deps, job, 'ask'))) return;
  if (job.question.about === 'coverage') return showCoverage(deps, job.question);
  if (job.question.about === 'details') return showDetails(deps, job.question);
  const answer = await find(deps, job.question);
  await deps.replies.tell({ userId: job.actor.userId, ...job.origin }, { kind: 'answer', answer });
}

type Coverage = Extract<Question, { about: 'coverage' }>;

async function showCoverage({ ledger, forms, clock }: AnswerQuestionDeps, question: Coverage) {
  await forms.showCoverage(question.form, await readCoverage(ledger, question.filter, clock.now()));
}

/** Fills the open view, or draws it again. */
async function showDetails(deps: AnswerQuestionDeps, question: DetailsPage): Promise<void> {
  await deps.forms.showDetails(question, await readDetails(deps, question));
}

async function find(
  deps: AnswerQuestionDeps,
  question: Exclude<Question, { about: 'coverage' | 'details' }>,
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

async function status(deps: AnswerQuestionDeps): Promise<QueryAnswer> {
  const { ledger, clock } = deps;
  const [{ rows, complete }, running, health] = await Promise.all([
    readRows(ledger, 'open'),
    runningScans(deps),
    readHealth(ledger),
  ]);
  const lastScan = await readLastScan(ledger, rows, health.scans);
  return {
    about: 'status',
    running,
    openBySeverity: countSeverities(rows),
    open: rows.length,
    overdue: overdueIn(rows, clock.now()).length,
    upgrades: upgradesIn(rows).length,
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
  deps: AnswerQuestionDeps,
  { about, page, ...filter }: Extract<Question, { about: 'open' }>,
): Promise<QueryAnswer> {
  const { ledger, clock } = deps;
  const now = clock.now();
  const { rows, complete } = await readRows(ledger, 'open');
  const names = filter.image === undefined ? [] : await imageNames(deps);
  const all = upgradesIn(await rowsInImage(ledger, rows, filter.image, names));
  const asked = matching(all, filter, now);
  const matches = asked.flatMap((upgrade) => matchesIn(upgrade, filter, now));
  const pages = Math.max(1, Math.ceil(asked.length / OPEN_PER_PAGE));
  const shown = Math.min(Math.max(page, 1), pages);
  const before = (shown - 1) * OPEN_PER_PAGE;
  const lines = await readLines(ledger, asked.slice(before, before + OPEN_PER_PAGE), now);
  const lastScan = matches.length > 0 ? undefined : await lastScanNow(ledger);
  return {
    about,
    at: now.toISOString(),
    filter,
    total: matches.length,
    critical: countSeverities(matches).CRITICAL ?? 0,
    overdue: overdueIn(matches, now).length,
    complete,
    upgrades: { total: asked.length, before },
    page: shown,
    lines,
    images: countImages(rows, MOST_IMAGES),
    ...defined({ lastScan, pastEnd: page > pages ? page : undefined }),
  };
}

/** Names of the images of the last complete scan, by which a part of a name is understood. The answer does not need them. */
async function imageNames({ index, log }: AnswerQuestionDeps): Promise<string[]> {
  try {
    return await readImageNames(index);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    log.warn('the images of the index are not read', { error });
    return [];
  }
}

/** For an answer that finds nothing, which means something only after a scan. */
async function lastScanNow(ledger: LedgerTable): Promise<LastScan | undefined> {
  const [{ rows }, { scans }] = await Promise.all([readRows(ledger, 'open'), readHealth(ledger)]);
  return readLastScan(ledger, rows, scans);
}

/** Open ones first, as the lists are read in this order. */
const LISTS = ['open', 'suppressed', 'resolved', 'archived'] as const;

/** Findings that still exist, then those that are gone. And what the last complete scan found. */
async function affected(deps: AnswerQuestionDeps, vulnerabilityId: string): Promise<QueryAnswer> {
  const { ledger, clock } = deps;
  const lists = await Promise.all(LISTS.map((list) => readRows(ledger, list)));
  const rows = lists
    .flatMap((list) => list.rows)
    .filter((row) => row.vulnerabilityId === vulnerabilityId);
  const items = await readInFull(ledger, rows);
  const findings = items.map(({ finding }) => finding);
  const active = findings.filter(({ recordState }) => recordState === 'ACTIVE');
  const gone = findings.filter(({ recordState }) => recordState !== 'ACTIVE');
  const index = await lastComplete(deps, vulnerabilityId, findings);
  const isKnown = findings.length > 0 || typeof index === 'object';
  const lastScan = isKnown ? undefined : await lastScanNow(ledger);
  return {
    about: 'affected',
    at: clock.now().toISOString(),
    vulnerabilityId,
    index,
    findings: [...active, ...gone],
    shown: await readShown(ledger, items),
    complete: lists.every(({ complete }) => complete),
    ...defined({ lastScan, staleKev: await readStaleKev(ledger, findings) }),
  };
}

/** The messages of the findings, so that a person gets from the answer to the card. */
async function readShown(
  ledger: LedgerTable,
  items: LedgerFinding[],
): Promise<Record<string, ShownFinding>> {
  const keys = [...new Set(items.map(({ card }) => card))];
  const cards = new Map(
    (keys.length === 0 ? [] : await ledger.cards(keys)).map((card) => [card.key, card]),
  );
  return Object.fromEntries(
    items.map(({ finding: { id }, base, card: key }): [string, ShownFinding] => {
      const { ts, channel, threadTs, gone } = cards.get(key) ?? {};
      if (ts === undefined || channel === undefined || gone) return [id, { base }];
      return [id, { base, message: { channel, ts, ...defined({ threadTs }) } }];
    }),
  );
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
