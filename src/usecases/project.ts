import { contentOfCard, isClosed, joined, newCard, redrawn } from '../domain/card';
import { movedOn } from '../domain/decide';
import { defined } from '../domain/defined';
import { isKnownError } from '../domain/errors';
import { keyOf, keyText } from '../domain/finding';
import { groupBy } from '../domain/group-by';
import type { LedgerFinding } from '../domain/ledger';
import { INDEX_LAG_MS, LOOP_BUDGET_MS, PUSH_BACK_OFF_MS } from '../domain/timing';
import { dueTime, type Token, workAt } from '../domain/work';
import type { FindingStore } from '../ports/findings';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock, Log } from '../ports/runtime';
import { changeCard, changeFinding } from './change';
import { type Gathering, gather } from './gather';
import { doublingMs } from './pacing';
import { reopenUndone } from './reopen-undone';
import { tellChanges } from './tell-changes';

export interface ProjectDeps {
  ledger: LedgerTable;
  waker: Waker;
  store: Pick<FindingStore, 'update'>;
  clock: Clock;
  log: Log;
  token: Token;
  /** Channel id. */
  channel: string;
  /** Up to so many new findings that come in together have a card each. */
  digestAbove: number;
}

/** Findings of one round: what one BatchUpdateFindings call takes. */
const MOST = 100;
/** Tries of one status, about an hour; then Security Hub does not know the finding, or never will take it. */
const TRIES = 30;

/**
 * Carries changed findings to their cards and to Security Hub until nothing is due or the time is up; runs one at a
 * time. `named` are findings that a wake-up named, since the index may not show them yet. Resolves to false when work
 * is left that has to be tried again.
 */
export async function project(deps: ProjectDeps, named: string[]): Promise<boolean> {
  const until = deps.clock.now().getTime() + LOOP_BUDGET_MS;
  const tried = new Set<string>();
  let names = named;
  let looksAgain = named.length > 0;
  let isDone = true;
  let gathering: Gathering | undefined;
  while (deps.clock.now().getTime() < until) {
    const items = await dueItems(deps, names, tried);
    names = [];
    if (items.length === 0) {
      if (!looksAgain) return isDone;
      looksAgain = false;
      await deps.clock.sleep(INDEX_LAG_MS);
      continue;
    }
    for (const { work } of items) if (work !== undefined) tried.add(work.due);
    const before = gathering;
    const gathered = await attempt(deps, undefined, () => gather(deps, items, before));
    gathering = gathered?.gathering ?? before;
    if (gathered === undefined || !(await projectAll(deps, gathered.items, until))) isDone = false;
  }
  await deps.waker.projector([], true);
  return isDone;
}

/** Findings with work that is due and was not tried in this run: those of people alone, if there are any. */
async function dueItems(
  { ledger, clock }: ProjectDeps,
  named: string[],
  tried: Set<string>,
): Promise<LedgerFinding[]> {
  const now = clock.now();
  const urgent = await ledger.dueFindings(0, now, MOST);
  const others = await ledger.dueFindings(1, now, MOST);
  const hashes = [...new Set([...named, ...urgent, ...others])];
  if (hashes.length === 0) return [];
  const items = (await ledger.findings(hashes)).filter(
    ({ work }) => work !== undefined && !tried.has(work.due) && dueTime(work) <= now.getTime(),
  );
  const ofPeople = items.filter(({ work }) => work?.priority === 0);
  return ofPeople.length > 0 ? ofPeople : items.slice(0, MOST);
}

/**
 * False if some failed and have to be tried again. A finding that fails does not hold up the others. After `until` no
 * further card is joined, so that what has joined is written before the function ends; the next run goes on with the rest.
 */
async function projectAll(
  deps: ProjectDeps,
  items: LedgerFinding[],
  until: number,
): Promise<boolean> {
  const ready: LedgerFinding[] = [];
  let isJoined = true;
  for (const unit of groupBy(items, ({ card }) => card).values()) {
    if (deps.clock.now().getTime() >= until) break;
    const onCard = await attempt(deps, undefined, () => joinCard(deps, unit));
    if (onCard === undefined) isJoined = false;
    else ready.push(...onCard);
  }
  const keys = [...new Set(ready.flatMap(({ card, bulk }) => [card, ...(bulk ? [bulk] : [])]))];
  const isUrgent = ready.some(({ work }) => work?.priority === 0);
  if (keys.length > 0) await deps.waker.painter(deps.channel, keys, isUrgent);
  const written = await writeAll(deps, ready);
  await Promise.all(written.map((item) => attempt(deps, undefined, () => settle(deps, item))));
  return isJoined && written.length === ready.length;
}

async function attempt<T>(deps: ProjectDeps, otherwise: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    deps.log.warn('changed findings are carried on later', { code: error.code, error });
    return otherwise;
  }
}

/** Adds findings to their card and to the card of their bulk decision. Resolves to those that are on it. */
async function joinCard(deps: ProjectDeps, unit: LedgerFinding[]): Promise<LedgerFinding[]> {
  const { ledger, clock, token, channel } = deps;
  const [first] = unit;
  if (first === undefined) return [];
  let closed: LedgerFinding[] = [];
  const shownBy = await changeCard(ledger, first.card, (present) => {
    const now = clock.now();
    const card = present ?? newCard(first.card, channel, contentOfCard(first));
    closed = unit.filter((item) => isClosed(card, item, now));
    const joining = unit.filter((item) => !closed.includes(item));
    return joining.length === 0 ? undefined : joined(card, joining, { now, token });
  });
  for (const item of closed) await moveOn(deps, item);
  const ready = unit.filter((item) => !closed.includes(item));
  for (const [bulk, members] of groupBy(ready, (item) => item.bulk)) {
    if (bulk === undefined) continue;
    await changeCard(ledger, bulk, (card) =>
      card === undefined ? undefined : joined(card, members, { now: clock.now(), token }),
    );
  }
  for (const { formerCard } of ready) await redrawFormer(deps, formerCard);
  if (shownBy !== undefined) await tellChanges(deps, shownBy, ready);
  return reopenUndone(deps, ready);
}

/** The card of an earlier appearance says that the finding is shown again. */
async function redrawFormer(
  { ledger, clock, token }: ProjectDeps,
  key: string | undefined,
): Promise<void> {
  if (key === undefined) return;
  await changeCard(ledger, key, (card) =>
    card?.ts === undefined || card.gone ? undefined : redrawn(card, { now: clock.now(), token }),
  );
}

/** Has a finding shown on the card that follows its own, which was deleted or takes no more. */
export async function moveOn(
  { ledger, waker, clock, token }: Pick<ProjectDeps, 'ledger' | 'waker' | 'clock' | 'token'>,
  item: LedgerFinding,
): Promise<void> {
  await changeFinding(ledger, item.hash, (present) =>
    movedOn(present, item, { now: clock.now(), token }),
  );
  await waker.projector([item.hash], false);
}

/** Writes statuses and marks to Security Hub. Resolves to the findings that owe it nothing more. */
async function writeAll(deps: ProjectDeps, items: LedgerFinding[]): Promise<LedgerFinding[]> {
  const isNew = ({ finding }: LedgerFinding) => finding.workflowStatus === 'NEW';
  const done = items.filter(isNew);
  const groups = groupBy(
    items.filter((item) => !isNew(item)),
    ({ finding, seq, ownNote }) =>
      JSON.stringify([finding.workflowStatus, seq, ownNote ? finding.note : undefined]),
  );
  for (const group of groups.values()) {
    done.push(...(await attempt(deps, [], () => writeGroup(deps, group))));
  }
  return done;
}

async function writeGroup(deps: ProjectDeps, group: LedgerFinding[]): Promise<LedgerFinding[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { workflowStatus, note } = first.finding;
  const { refused } = await deps.store.update(
    group.map(({ finding }) => keyOf(finding)),
    {
      workflowStatus,
      mark: { seq: first.seq, status: workflowStatus },
      ...defined({ note: first.ownNote ? note : undefined }),
    },
  );
  const refusals = new Map(refused.map((each) => [keyText(each), each]));
  const done: LedgerFinding[] = [];
  for (const item of group) {
    const refusal = refusals.get(keyText(item.finding));
    if (refusal === undefined) done.push(item);
    else if (await isGivenUp(deps, item, refusal)) done.push(item);
  }
  return done;
}

/** Leaves the status owed, later each time. True when it is given up. */
async function isGivenUp(
  { ledger, clock, log, token }: ProjectDeps,
  item: LedgerFinding,
  { code, message }: { code: string; message: string },
): Promise<boolean> {
  const { work, tries, hash, finding } = item;
  const facts = { finding: finding.id, status: finding.workflowStatus, code, reason: message };
  if (tries >= TRIES) {
    log.error('Security Hub never took a status', facts);
    return true;
  }
  log.warn('Security Hub refused a status', facts);
  await changeFinding(ledger, hash, (present) => {
    if (present === undefined || present.work?.due !== work?.due) return undefined;
    const due = new Date(clock.now().getTime() + doublingMs(tries, PUSH_BACK_OFF_MS));
    return { ...present, tries: tries + 1, work: workAt(due, work?.priority ?? 1, token) };
  });
  return false;
}

/** Puts the changes into the audit and ends the work, unless the finding was changed meanwhile. */
async function settle({ ledger }: ProjectDeps, item: LedgerFinding): Promise<void> {
  if (item.log.length > 0) await ledger.audit(item.hash, item.log);
  await changeFinding(ledger, item.hash, (present) => {
    if (present === undefined || present.work?.due !== item.work?.due) return undefined;
    const { work: _, formerCard: __, untold, ...rest } = present;
    const isNew = present.finding.workflowStatus === 'NEW';
    // All that is logged and untold here was in the item as it was carried on: more of it owes new work.
    return { ...rest, ...(isNew && defined({ untold })), tries: 0, log: [] };
  });
}
