import { defined } from '../domain/defined';
import { isKnownError } from '../domain/errors';
import { isDecided, keyOf, keyText, type Note } from '../domain/finding';
import { chunksOf, groupBy } from '../domain/group-by';
import type { Change, LedgerFinding } from '../domain/ledger';
import { remedyIdOf } from '../domain/remedy-item';
import { INDEX_LAG_MS, LOOP_BUDGET_MS, PUSH_BACK_OFF_MS } from '../domain/timing';
import { dueTime, workAt } from '../domain/work';
import type { FindingStore } from '../ports/findings';
import type { Log } from '../ports/runtime';
import { changeFinding } from './change';
import { type Gathering, gather } from './gather';
import { type JoinDeps, joinCard, type Unit } from './join-card';
import { doublingMs } from './pacing';
import { byRemedy, type Placement, placeFindings } from './place-findings';
import { endTakeOver } from './take-over';

export interface ProjectDeps extends JoinDeps {
  store: Pick<FindingStore, 'update'>;
  log: Log;
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

/** Upgrades carried on at a time: what a crash makes be done again. */
const AT_ONCE = 5;

/** False if some failed and have to be tried again, or the time was up. */
async function projectAll(
  deps: ProjectDeps,
  items: LedgerFinding[],
  until: number,
): Promise<boolean> {
  let isDone = true;
  const upgrades = [...groupBy(items, remedyIdOf).values()];
  for (const [index, some] of chunksOf(upgrades, AT_ONCE).entries()) {
    if (index > 0 && deps.clock.now().getTime() >= until) return false;
    if (!(await projectSome(deps, some.flat(), until))) isDone = false;
  }
  return isDone;
}

/**
 * A finding that fails does not hold up the others. After `until` no further card is joined, so that what has joined is written
 * before the function ends; the next run goes on with the rest.
 */
async function projectSome(
  deps: ProjectDeps,
  items: LedgerFinding[],
  until: number,
): Promise<boolean> {
  const { ready, isJoined } = await showAll(deps, items, until);
  const keys = [...new Set(ready.flatMap(({ card, bulk }) => [card, ...(bulk ? [bulk] : [])]))];
  const isUrgent = ready.some(({ work }) => work?.priority === 0);
  if (keys.length > 0) await deps.waker.painter(deps.channel, keys, isUrgent);
  const written = await writeAll(deps, ready);
  await Promise.all(written.map((item) => attempt(deps, undefined, () => settle(deps, item))));
  return isJoined && written.length === ready.length;
}

/** Puts findings on their cards, at least on one. Resolves to those that are there; the others are tried again. */
async function showAll(
  deps: ProjectDeps,
  items: LedgerFinding[],
  until: number,
): Promise<{ ready: LedgerFinding[]; isJoined: boolean }> {
  const { placements, isComplete } = await placeAll(deps, items);
  const ready: LedgerFinding[] = [];
  const joinedKeys = new Set<string>();
  const units = unitsOf(placements);
  for (const [key, unit] of units) {
    if (joinedKeys.size > 0 && deps.clock.now().getTime() >= until) break;
    const onCard = await attempt(deps, undefined, () => joinCard(deps, key, unit));
    if (onCard === undefined) continue;
    joinedKeys.add(key);
    ready.push(...onCard);
  }
  const pending = new Set<LedgerFinding>();
  for (const placement of placements) {
    if (await isTakenOver(deps, placement, joinedKeys)) continue;
    for (const item of placement.items) pending.add(item);
  }
  const isJoined = isComplete && joinedKeys.size === units.size && pending.size === 0;
  return { ready: ready.filter((item) => !pending.has(item)), isJoined };
}

async function placeAll(
  deps: ProjectDeps,
  items: LedgerFinding[],
): Promise<{ placements: Placement[]; isComplete: boolean }> {
  const placements: Placement[] = [];
  const groups = (await attempt(deps, undefined, () => byRemedy(deps, items))) ?? [];
  const placed = await Promise.all(
    groups.map(({ group, known }) =>
      attempt(deps, undefined, () => placeFindings(deps, group, known)),
    ),
  );
  placements.push(...placed.flatMap((placement) => placement ?? []));
  return { placements, isComplete: groups.length > 0 && placements.length === groups.length };
}

/** Findings by the card that they join; cards that take over first, since others wait for them when the time is short. */
function unitsOf(placements: Placement[]): Map<string, Unit> {
  const items = groupBy(
    placements.flatMap((each) => each.items),
    ({ card }) => card,
  );
  const taken = groupBy(
    placements.flatMap((each) => each.taken),
    ({ card }) => card,
  );
  const takers = placements.flatMap(({ takeOver }) => takeOver?.card ?? []);
  const joined = [...items.keys(), ...taken.keys()];
  const keys = new Set([...takers.filter((key) => joined.includes(key)), ...joined]);
  return new Map(
    [...keys].map((key) => [key, { items: items.get(key) ?? [], taken: taken.get(key) ?? [] }]),
  );
}

/** Ends the takeover of a placement whose findings have joined. False if it is to be tried again. */
async function isTakenOver(
  deps: ProjectDeps,
  { takeOver, taken }: Placement,
  joinedKeys: Set<string>,
): Promise<boolean> {
  if (takeOver === undefined) return true;
  if (taken.length > 0 && !joinedKeys.has(takeOver.card ?? '')) return false;
  return attempt(deps, false, async () => {
    await endTakeOver(deps, takeOver);
    return true;
  });
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

/** Writes statuses and marks to Security Hub. Resolves to the findings that owe it nothing more. */
async function writeAll(deps: ProjectDeps, items: LedgerFinding[]): Promise<LedgerFinding[]> {
  const isNew = ({ finding }: LedgerFinding) => finding.workflowStatus === 'NEW';
  const done = items.filter(isNew);
  const groups = groupBy(
    items.filter((item) => !isNew(item)),
    (item) => {
      const { text, updatedBy } = noteOwed(item) ?? {};
      return JSON.stringify([item.finding.workflowStatus, item.seq, text, updatedBy]);
    },
  );
  for (const group of groups.values()) {
    done.push(...(await attempt(deps, [], () => writeGroup(deps, group))));
  }
  return done;
}

/** Our note, until it is written: after that Security Hub may have a newer one, of which the ledger does not know yet. */
function noteOwed({ finding, ownNote, seq, settled }: LedgerFinding): Note | undefined {
  return ownNote && settled !== seq ? finding.note : undefined;
}

async function writeGroup(deps: ProjectDeps, group: LedgerFinding[]): Promise<LedgerFinding[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { workflowStatus } = first.finding;
  const { refused } = await deps.store.update(
    group.map(({ finding }) => keyOf(finding)),
    {
      workflowStatus,
      mark: { seq: first.seq, status: workflowStatus },
      ...defined({ note: noteOwed(first) }),
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
  const changes = item.log.filter(({ seq }) => seq > (item.settled ?? -1));
  if (changes.length > 0) await ledger.audit(item.hash, changes);
  await changeFinding(ledger, item.hash, (present) => {
    if (present === undefined || present.work?.due !== item.work?.due) return undefined;
    const { work: _, formerCard: __, untold, ...rest } = present;
    const cardRemedy = remedyIdOf(item);
    const isNew = present.finding.workflowStatus === 'NEW';
    // All that is logged and untold here was in the item as it was carried on: more of it owes new work.
    return {
      ...rest,
      cardRemedy,
      ...(isNew && defined({ untold })),
      tries: 0,
      settled: item.seq,
      log: lastDecision(present),
    };
  });
}

/** A card that shows the finding again says who decided before. */
function lastDecision({ log }: LedgerFinding): Change[] {
  return log.filter(({ status }) => isDecided({ workflowStatus: status })).slice(-1);
}
