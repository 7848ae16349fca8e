import { isSameScan } from '../domain/card';
import { isKnownError } from '../domain/errors';
import type { Priority } from '../domain/ledger';
import { GATHER_MS, INDEX_LAG_MS, LOOP_BUDGET_MS } from '../domain/timing';
import { dueTime } from '../domain/work';
import { paintCard } from './paint';
import type { PaintDeps, Painted } from './painting';

/** So many calls in a row without an answer mean that Slack is down: the next tick tries again. */
const UNANSWERED = 2;
const LOOKED_AT = 20;

/** Why a run ended. `pause`: Slack asked for one, in milliseconds. */
export type PaintRun = { kind: 'done' } | { kind: 'pause'; ms: number };

/**
 * Draws the cards of a channel that are due, those for which a person waits first, until none is left or the time is
 * up; runs one at a time for each channel. `named` are cards that a wake-up named, since the index may not show them
 * yet.
 */
export async function paintDue(deps: PaintDeps, named: string[]): Promise<PaintRun> {
  const { clock } = deps;
  const until = clock.now().getTime() + LOOP_BUDGET_MS;
  const progress: Progress = {
    named,
    next: await urgentOf(deps, named),
    tried: new Set(),
    unanswered: 0,
    looksAgain: named.length > 0,
  };
  while (clock.now().getTime() < until) {
    const end = await paintNext(deps, progress);
    if (end === undefined) continue;
    // An alarm counts these words (src/alarms.ts): Slack is down when this lasts.
    if (progress.unanswered > 0) deps.log.error('posting is stopped', { code: 'slack_no_answer' });
    return end;
  }
  await deps.waker.painter(deps.channelId, [], true);
  return DONE;
}

const DONE: PaintRun = { kind: 'done' };

interface Progress {
  /** Cards that the wake-up named, until they were looked at. */
  named: string[];
  /** Cards to draw before those that the index shows. */
  next: string[];
  /** Cards that could not be drawn in this run. */
  tried: Set<string>;
  /** Calls in a row without an answer. */
  unanswered: number;
  /** The index is looked at once more when it shows nothing. */
  looksAgain: boolean;
}

/** Draws one card, or waits; the end of the run when there is nothing to wait for, or no use in going on. */
async function paintNext(deps: PaintDeps, progress: Progress): Promise<PaintRun | undefined> {
  const { tried } = progress;
  const key = progress.next.shift() ?? (await nextKeyOf(deps, tried, deps.clock.now()));
  if (key === undefined) return waitForMore(deps, progress);
  const painted = await paintOne(deps, key);
  if (painted.kind !== 'done') tried.add(key);
  if (painted.kind === 'stop') return ending(painted);
  progress.unanswered = painted.kind === 'unknown' ? progress.unanswered + 1 : 0;
  return progress.unanswered === UNANSWERED ? DONE : undefined;
}

/** The index shows nothing: the named cards are drawn, then the index is looked at once more. */
async function waitForMore(deps: PaintDeps, progress: Progress): Promise<PaintRun | undefined> {
  const { looksAgain, named, tried } = progress;
  if (named.length > 0) {
    progress.next = named.filter((each) => !tried.has(each)).sort(byNumber);
    progress.named = [];
    return undefined;
  }
  if (!looksAgain && !(await isSoonDue(deps, tried))) return DONE;
  progress.looksAgain = false;
  await deps.clock.sleep(INDEX_LAG_MS);
  return undefined;
}

/** True while a page waits for its other findings: no wake-up comes when it has waited long enough. */
async function isSoonDue(deps: PaintDeps, tried: Set<string>): Promise<boolean> {
  const soon = new Date(deps.clock.now().getTime() + GATHER_MS);
  return (await nextKeyOf(deps, tried, soon)) !== undefined;
}

function ending({ afterMs }: Extract<Painted, { kind: 'stop' }>): PaintRun {
  return afterMs === undefined ? { kind: 'done' } : { kind: 'pause', ms: afterMs };
}

/** Of the named cards those for which a person waits. */
async function urgentOf({ ledger }: PaintDeps, named: string[]): Promise<string[]> {
  if (named.length === 0) return [];
  const cards = await ledger.cards(named);
  return cards.filter(({ work }) => work?.priority === 0).map(({ key }) => key);
}

/** The most urgent card that is due by then and was not tried in this run. */
async function nextKeyOf(
  { ledger, channelId }: PaintDeps,
  tried: Set<string>,
  now: Date,
): Promise<string | undefined> {
  for (const priority of [0, 1, 2] satisfies Priority[]) {
    const keys = await ledger.dueCards(channelId, priority, now, tried.size + LOOKED_AT);
    const left = keys.filter((key) => !tried.has(key));
    // The index may still show cards that were drawn a moment ago.
    const cards = left.length === 0 ? [] : await ledger.cards(left);
    const due = new Set(
      cards
        .filter(({ work }) => work !== undefined && dueTime(work) <= now.getTime())
        .map(({ key }) => key),
    );
    const [next, ...others] = left.filter((key) => due.has(key));
    if (next !== undefined) return firstOfScan(next, others);
  }
  return undefined;
}

/** Of the pages of one scan that are due the first: they are numbered by urgency, and a thread shows what is posted first. */
function firstOfScan(key: string, others: string[]): string {
  const [first = key] = [key, ...others.filter((other) => isSameScan(key, other))].sort(byNumber);
  return first;
}

function byNumber(key: string, other: string): number {
  return key.localeCompare(other, 'en', { numeric: true });
}

/** A card that fails does not hold up the others. */
async function paintOne(deps: PaintDeps, key: string): Promise<Painted> {
  try {
    return await paintCard(deps, key);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    deps.log.warn('a card is drawn later', { card: key, code: error.code, error });
    return { kind: 'later' };
  }
}
