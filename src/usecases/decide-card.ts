import { isReturning, membersShown } from '../domain/card';
import { type Answer, answerTo, type Click, decided } from '../domain/decide';
import { chunksOf, groupBy } from '../domain/group-by';
import type { Job } from '../domain/job';
import type { LedgerFinding } from '../domain/ledger';
import type { Notice } from '../domain/notice';
import { remedyIdOf, remedyOf } from '../domain/remedy-item';
import type { Now } from '../domain/work';
import { changeFinding } from './change';
import { authorized, type DecideDeps, redrawHome } from './decide';
import type { Outcome } from './record-outcome';
import { tell } from './reply-to-person';

export type DecideCardJob = Extract<Job, { type: 'decide-card' }>;

/** Conditional writes at a time. */
const AT_ONCE = 25;

/** One finding that the card showed, and whether the click counts for it. */
interface Answered {
  item: LedgerFinding;
  answer: CardAnswer;
}

type CardAnswer = Answer | { kind: 'gone' };

/**
 * Records a decision on the findings of an upgrade that its card showed. Each is written by itself, on condition: delivered again,
 * the job decides what is left, and what it decided before counts. The person gets one reply, if not all were decided.
 * Rejects with `Unavailable` when it has to be tried again.
 */
export async function decideCard(
  deps: DecideDeps,
  job: DecideCardJob,
  receives = 1,
): Promise<Outcome> {
  return authorized(deps, job, receives, async (request) => {
    const { here, left } = await readShown(deps, job);
    const click = clickOf({ ...job, request }, here);
    const answered = [...(await recordAll(deps, here, click)), ...left.map(shownAgain)];
    const counted = answered.filter(isCounted);
    const owing = counted.filter(({ item }) => item.work !== undefined);
    if (owing.length > 0)
      await deps.waker.projector(
        owing.map(({ item }) => item.hash),
        true,
      );
    deps.log.info('decided', {
      decision: request.decision.kind,
      by: request.actor.userId,
      card: job.ref.card,
      findings: counted.length,
    });
    const notice = noticeOf(job, answered);
    if (notice !== undefined) await tell(deps, job, notice);
    await redrawHome(deps, job);
  });
}

/** The findings of the upgrade that the card had when the button was drawn. */
interface Shown {
  here: LedgerFinding[];
  /** Those that the button did not name: the card showed that they are on another. */
  left: LedgerFinding[];
}

async function readShown({ ledger }: DecideDeps, { ref, origin }: DecideCardJob): Promise<Shown> {
  const [card] = await ledger.cards([ref.card]);
  if (card === undefined) return { here: [], left: [] };
  const items = (await ledger.findings(membersShown(card, ref.shown))).filter(
    (item) => remedyIdOf(item) === ref.remedy,
  );
  // Read after the findings: before one is taken over, its card hands its buttons over.
  const isMoved = items.some((item) => item.card !== ref.card);
  const [present = card] = isMoved ? await ledger.cards([ref.card]) : [];
  const isOver = present.next?.[ref.remedy] !== undefined;
  const isLeft = (item: LedgerFinding) =>
    item.request !== origin.requestId &&
    (item.card === ref.card ? isReturning(card, item) : !isOver);
  return { here: items.filter((item) => !isLeft(item)), left: items.filter(isLeft) };
}

function shownAgain(item: LedgerFinding): Answered {
  return { item, answer: { kind: 'shown-again' } };
}

/** All that it decides have the same number, so that they are written to Security Hub in few calls. */
function clickOf({ ref, request, origin }: DecideCardJob, items: LedgerFinding[]): Click {
  const { requestId } = origin;
  const before = items.filter((item) => item.request !== requestId).map(({ seq }) => seq);
  const done = items.filter((item) => item.request === requestId).map(({ seq }) => seq);
  const seq = Math.max(0, ...before.map((each) => each + 1), ...done);
  return { request, requestId, on: { card: ref.card }, seq };
}

async function recordAll(
  deps: DecideDeps,
  items: LedgerFinding[],
  click: Click,
): Promise<Answered[]> {
  const now = { now: deps.clock.now(), token: deps.token };
  const answered: Answered[] = [];
  for (const part of chunksOf(items, AT_ONCE)) {
    answered.push(...(await Promise.all(part.map((item) => record(deps, item, click, now)))));
  }
  return answered;
}

/** Written as it was read; read again if somebody else wrote it meanwhile. */
async function record(
  { ledger }: DecideDeps,
  seen: LedgerFinding,
  click: Click,
  now: Now,
): Promise<Answered> {
  let answer: CardAnswer = answerOn(seen, click);
  if (answer.kind !== 'accepted') return { item: seen, answer };
  const next = decided(seen, click, now);
  if (await ledger.putFinding(next)) return { item: next, answer };
  const item = await changeFinding(ledger, seen.hash, (present) => {
    if (present === undefined) return undefined;
    answer = answerOn(present, click);
    return answer.kind === 'accepted' ? decided(present, click, now) : undefined;
  });
  return { item: item ?? seen, answer };
}

/** A finding that is gone is not decided: there is nothing to do about it. */
function answerOn(item: LedgerFinding, click: Click): CardAnswer {
  const answer = answerTo(item, click);
  const isGone = item.finding.recordState === 'ARCHIVED';
  return answer.kind === 'accepted' && isGone ? { kind: 'gone' } : answer;
}

function isCounted({ answer }: Answered): boolean {
  return answer.kind === 'accepted' || answer.kind === 'repeated';
}

/** What the person is to know: nothing when all that the button named were decided. */
function noticeOf({ count, request }: DecideCardJob, answered: Answered[]): Notice | undefined {
  const [first] = answered;
  if (first === undefined) return { kind: 'not-found' };
  const done = answered.filter(isCounted).length;
  const of = count ?? Math.max(done, 1);
  if (done >= of) return undefined;
  const title = remedyOf(first.item).name;
  const others = answered.filter((each) => !isCounted(each)).sort(newestFirst);
  return done === 0
    ? noneDecided(title, others)
    : partlyDecided(title, request.decision.kind, others.slice(0, of - done), { done, of });
}

/** What was decided last first: that is what the person did not see. */
function newestFirst(a: Answered, b: Answered): number {
  return timeOf(b).localeCompare(timeOf(a));
}

function timeOf({ answer, item }: Answered): string {
  return answer.kind === 'already' ? (answer.at ?? '') : item.finding.updatedAt;
}

function noneDecided(title: string, others: Answered[]): Notice {
  const already = others.flatMap(({ answer }) => (answer.kind === 'already' ? [answer] : []));
  const [last] = already;
  if (last !== undefined) return { ...last, kind: 'already-decided', title };
  const isShownAgain = others.some(({ answer }) => answer.kind === 'shown-again');
  return isShownAgain ? { kind: 'shown-again', title } : { kind: 'not-found' };
}

function partlyDecided(
  title: string,
  decision: DecideCardJob['request']['decision']['kind'],
  others: Answered[],
  counts: { done: number; of: number },
): Notice {
  const already = others.flatMap(({ answer }) => (answer.kind === 'already' ? [answer.by] : []));
  const by = [...groupBy(already, (who) => who)].map(([who, each]) => ({
    by: who,
    count: each.length,
  }));
  const shownAgain = others.filter(({ answer }) => answer.kind === 'shown-again').length;
  return { kind: 'partly-decided', title, decision, ...counts, by, shownAgain };
}
