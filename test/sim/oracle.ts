import { isOverdueNow } from '../../src/domain/due';
import type { WorkflowStatus } from '../../src/domain/finding';
import type { Card, LedgerFinding } from '../../src/domain/ledger';
import type { HubFinding } from './hub';
import { checkCards } from './oracle-cards';
import { checkTold } from './oracle-told';
import { entriesIn, type SimMessage } from './slack';
import type { Statement } from './statements';
import { itemOf, type World } from './world';

/** What must not be, by kind. */
export const FAULTS = [
  /** Neither shown nor decided. */
  'lost',
  /** Two messages of one card, or two cards of one appearance. */
  'duplicate',
  /** The last word of a person is not what stands. */
  'overwritten',
  /** Ledger and Security Hub say different things. */
  'differs',
  /** The message does not show what the ledger says, who works on an upgrade, or what is overdue. */
  'display',
  /** A click decided what the person did not see. */
  'stale',
  /** A click did not decide what the person saw. */
  'missed',
  /** An upgrade has two cards with buttons; an open finding is on none. */
  'buttons',
  /** A scan adds more to the channel than it may. */
  'budget',
  /** The numbers of a digest are not those of its findings, or it is drawn all the time. */
  'digest',
  /** A material change of an open finding that nobody was told of; one that was told twice. */
  'untold',
  'twice',
  /** Work is left, or an error that is none of ours came up. */
  'unfinished',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Report {
  counts: Record<FaultKind, number>;
  examples: string[];
  /** Second words said before the first was applied: either may stand. */
  ties: number;
  /** Last words that docs/operations.md names as undecidable. */
  undecidable: number;
  statements: number;
}

/** Security Hub applies a write within this time. */
const LAG_MS = 310_000;

/** The invariants, at the end of a run that had time to come to rest. */
export function checkWorld(world: World): Report {
  const report: Report = {
    counts: noFaults(),
    examples: [],
    ties: 0,
    undecidable: 0,
    statements: world.statements.count(),
  };
  const fault = (kind: FaultKind, text: string) => {
    report.counts[kind] += 1;
    if (report.examples.length < 5) report.examples.push(`${kind}: ${text}`);
  };
  for (const entry of world.hub.findings.values()) checkFinding(world, entry, report, fault);
  checkMessages(world, fault);
  checkCards(world, fault);
  checkRest(world, fault);
  return report;
}

type Fault = (kind: FaultKind, text: string) => void;

export function noFaults(): Record<FaultKind, number> {
  return Object.fromEntries(FAULTS.map((kind) => [kind, 0])) as Record<FaultKind, number>;
}

function checkFinding(world: World, entry: HubFinding, report: Report, fault: Fault): void {
  const { id, workflowStatus: status, recordState, mark } = entry.finding;
  const item = itemOf(world, id);
  if (item === undefined) {
    fault('lost', `${id} is unknown`);
    return;
  }
  const held = item.finding.workflowStatus;
  const mayBeNew = recordState === 'ARCHIVED' && (status === 'NEW' || held === 'NEW');
  const isAside = world.setAside.has(item.finding.vulnerabilityId);
  if (status === 'NEW' && recordState === 'ACTIVE') {
    if (!isAside) fault('lost', `${id} is NEW`);
  } else if (status !== held && !mayBeNew) {
    fault('differs', `${id} is ${status} (${mark.seq}), in the ledger ${held} (${item.seq})`);
  }
  if (!mayBeNew && !isAside) checkLastWord(world, entry, report, fault);
  checkShown(world, item, fault);
  checkAppearances(world, entry, fault);
  checkTold(world, entry, item, fault);
}

/** The last person by real time wins, unless the earlier word was not applied yet when the later one was said. */
function checkLastWord(
  world: World,
  { finding, imports }: HubFinding,
  report: Report,
  fault: Fault,
): void {
  const said = world.statements.about(finding.id);
  const last = said.reduce<Statement | undefined>(
    (latest, each) => (latest === undefined || each.at >= latest.at ? each : latest),
    undefined,
  );
  if (last === undefined) {
    if (finding.workflowStatus !== 'NOTIFIED' && finding.recordState === 'ACTIVE') {
      fault('overwritten', `${finding.id} is ${finding.workflowStatus}, and nobody said so`);
    }
    return;
  }
  if (finding.workflowStatus === standing(last.status)) return;
  const pending = said.filter(
    ({ at, appliedAt = Number.POSITIVE_INFINITY }) =>
      at >= last.at - LAG_MS && appliedAt > last.at - 1_000,
  );
  if (pending.some(({ status }) => standing(status) === finding.workflowStatus)) report.ties += 1;
  else if (isUndecidable(world, said, last, imports)) report.undecidable += 1;
  else {
    const words = said.map(({ who, status, at }) => `${who} ${status} ${at % 1e9}`).join(', ');
    fault('overwritten', `${finding.id} is ${finding.workflowStatus} after ${words}`);
  }
}

/**
 * The limits of the protocol. Somebody changes a status elsewhere and back, so that the second change looks like a
 * state that is known; two words lie within what two clocks differ; an import
 * repeats an older word with a newer time while the later one is not applied yet; an event was lost.
 */
function isUndecidable(
  { options }: World,
  said: Statement[],
  last: Statement,
  imports: number[],
): boolean {
  if (last.looksOurs) return true;
  const [before] = said.filter((each) => each !== last).slice(-1);
  if (before === undefined) return options.eventLoss > 0;
  const apart = last.at - before.at;
  const isBack = last.who !== 'click' && before.who !== 'click' && apart < LAG_MS;
  const isWithinClocks = apart < (2 * options.skew + 1.5) * 1_000;
  const appliedAt = last.appliedAt ?? Number.POSITIVE_INFINITY;
  const isRepeated = imports.some((at) => at > last.at - 1_000 && at <= appliedAt);
  return isBack || isWithinClocks || isRepeated || options.eventLoss > 0;
}

function standing(status: WorkflowStatus): WorkflowStatus {
  return status === 'NEW' ? 'NOTIFIED' : status;
}

/** What is NOTIFIED was shown, and its message shows what the ledger says. */
function checkShown(world: World, item: LedgerFinding, fault: Fault): void {
  const { finding, card: key } = item;
  const { id, workflowStatus: status } = finding;
  const posted = world.slack.messages.filter((message) => message.key === key);
  const isSaid = world.statements
    .about(id)
    .some((each) => each.status === 'NOTIFIED' && each.who !== 'click');
  // Named in the message about what Slack refuses.
  const isAside = world.setAside.has(finding.vulnerabilityId);
  const isShown = posted.length > 0 || isSaid || isAside;
  if (status === 'NOTIFIED' && finding.recordState === 'ACTIVE' && !isShown) {
    fault('lost', `${id} is NOTIFIED and was never shown`);
  }
  const card = world.store.cards.get(key);
  const live = posted.find(
    ({ ref, deletedAt }) => ref.ts === card?.ts && deletedAt > world.loop.now(),
  );
  if (live === undefined || live.locked || card?.aside !== undefined) return;
  const entry = entriesIn(live).find((each) => each.finding.id === id);
  if (entry === undefined) {
    if (card?.members.includes(item.hash)) fault('display', `${id} is missing in its message`);
    return;
  }
  const shown = entry.finding;
  const isSame =
    shown.workflowStatus === standing(status) && shown.recordState === finding.recordState;
  if (!isSame) {
    fault('display', `${id} is ${status} ${finding.recordState}, shown as ${shown.workflowStatus}`);
  }
  const isOverdue = isOverdueNow(finding, world.loop.date());
  if (world.options.rounds && (entry.overdue === true) !== isOverdue) {
    fault('display', `${id} is${isOverdue ? '' : ' not'} overdue, and its card says otherwise`);
  }
}

/** Within an appearance it is moved only when another finding of its upgrade is shown, or the message of one was deleted. */
function checkAppearances(world: World, entry: HubFinding, fault: Fault): void {
  const { hash, finding, appearances } = entry;
  const { id } = finding;
  const cards = world.slack.messages
    .filter((message) =>
      entriesIn(message).some((each) => each.finding.id === id && !each.shownAgain),
    )
    .map(({ key }) => key.replace(/~+$/, ''));
  const shown = new Set(cards).size;
  const moves = world.moves.get(hash) ?? 0;
  if (shown > appearances + moves) {
    fault('duplicate', `${id}: ${shown} cards for ${appearances} appearances`);
  }
  if (moves > 0 && moves > appearancesAround(world, entry)) {
    fault('duplicate', `${id} was moved ${moves} times`);
  }
}

/** How often other findings became due to be shown, or were to be shown again, that have an upgrade in common with this one. */
function appearancesAround({ hub, slack }: World, { upgrades, finding }: HubFinding): number {
  const others = [...hub.findings.values()].filter(
    (other) =>
      other.finding.id !== finding.id && [...other.upgrades].some((key) => upgrades.has(key)),
  );
  const ids = new Set(others.map((other) => other.finding.id));
  const deleted = slack.messages.filter(
    (message) =>
      message.deletedAt < Number.POSITIVE_INFINITY &&
      entriesIn(message).some((entry) => ids.has(entry.finding.id)),
  );
  return others.reduce((sum, { appearances }) => sum + appearances, deleted.length);
}

/** One live message a card. */
function checkMessages({ slack, loop }: World, fault: Fault): void {
  const live = new Map<string, SimMessage[]>();
  for (const message of slack.messages) {
    if (message.deletedAt <= loop.now()) continue;
    live.set(message.key, [...(live.get(message.key) ?? []), message]);
  }
  for (const [key, messages] of live) {
    if (messages.length > 1) fault('duplicate', `${messages.length} messages of ${key}`);
  }
}

function checkRest(world: World, fault: Fault): void {
  const { store, staleClicks, surprises, intakeQueue, decideQueue } = world;
  for (const id of staleClicks) fault('stale', id);
  for (const surprise of surprises) fault('unfinished', surprise);
  const owing = [
    ...store.findings.values(),
    ...[...store.cards.values()].filter((card) => !isHeld(card)),
  ].filter(({ work }) => work);
  if (owing.length > 0)
    fault('unfinished', `${owing.length} items owe work: ${JSON.stringify(owing[0])}`);
  const records = intakeQueue.size() + decideQueue.size();
  if (records > 0) fault('unfinished', `${records} records wait`);
}

/** Somebody works on it, and is released after a week. */
function isHeld({ content }: Card): boolean {
  return content.kind === 'remedy' && content.holder !== undefined && content.former === undefined;
}
