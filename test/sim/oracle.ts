import { identityText } from '../../src/domain/alert';
import type { WorkflowStatus } from '../../src/domain/finding';
import { digestOf, drawn, type ShownMessage } from '../fakes/channel';
import type { HubRecord } from '../fakes/security-hub';
import { resetsOf } from './hub';
import type { World } from './world';

export interface SimulationReport {
  lost: number;
  duplicates: number;
  /** Decisions that are not what the finding says at the end. */
  overwritten: number;
  /** Everything that must not be, as sentences that begin with their invariant. */
  faults: string[];
}

/** The invariants, at the end of a run that had time to come to rest. */
export function checkWorld(world: World): SimulationReport {
  const report: SimulationReport = {
    lost: 0,
    duplicates: 0,
    overwritten: 0,
    faults: [...world.breaches],
  };
  for (const record of world.hub.records()) checkFinding(world, record, report);
  checkDigests(world, report);
  checkQueues(world, report);
  return report;
}

function checkFinding(world: World, record: HubRecord, report: SimulationReport): void {
  const { id, productArn, workflowStatus } = record.finding;
  for (let generation = 0; generation <= resetsOf(record); generation += 1) {
    const name = identityText({ id, productArn, generation });
    const shown = world.slack.messages.filter((message) => message.entries.has(name));
    const twice = repeatsIn(world, shown);
    if (twice > 0) {
      report.duplicates += twice;
      report.faults.push(`I2: ${name} is shown ${twice + 1} times`);
    }
    if (shown.length === 0 && !isDeleted(world, record)) {
      report.lost += 1;
      report.faults.push(`I1: ${name} was never shown; it is ${workflowStatus}`);
    }
  }
  checkStatus(world, record, report);
  checkPlacement(world, record, report);
}

/** Messages posted while an earlier one of the same stood there. What a person deleted may come again. */
function repeatsIn(world: World, messages: ShownMessage[]): number {
  return messages.filter((message, index) =>
    messages.slice(0, index).some((earlier) => endOf(world, earlier) > message.at),
  ).length;
}

/** A reply goes with the digest above it. */
function endOf({ slack }: World, { deletedAt, ref }: ShownMessage): number {
  const parent = slack.messages.find((each) => each.ref.ts === ref.threadTs);
  return Math.min(deletedAt, parent?.deletedAt ?? Number.POSITIVE_INFINITY);
}

/** I4: what was accepted last is what stands. */
function checkStatus(world: World, record: HubRecord, report: SimulationReport): void {
  const { id, workflowStatus } = record.finding;
  const expected = expectedOf(record, isDeleted(world, record) || isLocked(world, record));
  if (expected.includes(workflowStatus)) return;
  report.overwritten += 1;
  report.faults.push(`I4: ${id} is ${workflowStatus}, not ${expected.join(' or ')}`);
}

/**
 * Two writers who cross each other within Security Hub's lag may end either way; so may two clicks on a message that
 * was deleted or can't be edited any more, since nothing shows the first one to the worker that carries out the second.
 */
const CROSSING_MS = 310_000;

function expectedOf(record: HubRecord, unseen: boolean): WorkflowStatus[] {
  const decisions = decisionsOf(record);
  const last = decisions.at(-1);
  if (last === undefined || last.status === 'NEW') return ['NOTIFIED'];
  const doubled = doubledIn(record, last.at);
  const rivals = decisions.filter(
    ({ at, writer }) => (unseen || writer !== last.writer) && last.at - at < CROSSING_MS,
  );
  return [
    last.status,
    ...doubled,
    ...rivals.map(({ status }) => (status === 'NEW' ? 'NOTIFIED' : status)),
  ];
}

/**
 * A decision accepted a second time, after a lost reply, and then followed by another one within the lag: with
 * reordered writes the second copy may be applied last. Nothing tells the two copies apart.
 */
function doubledIn({ accepted }: HubRecord, before: number): WorkflowStatus[] {
  return accepted.flatMap(({ at, change }, index) => {
    const name = change.note?.updatedBy;
    const again =
      name !== undefined &&
      accepted.slice(0, index).some((each) => each.change.note?.updatedBy === name);
    const near = at < before && before - at < CROSSING_MS;
    return again && near && change.workflowStatus !== undefined ? [change.workflowStatus] : [];
  });
}

interface Accepted {
  at: number;
  writer: string;
  status: WorkflowStatus;
}

/** Decisions in the order of their first acceptance: a repair or a second delivery is no new decision. */
function decisionsOf(record: HubRecord): Accepted[] {
  const known = new Set<string>();
  return record.accepted.flatMap(({ at, writer, change }): Accepted[] => {
    const status = change.workflowStatus;
    if (writer === 'alerts' || status === undefined) return [];
    const name = change.note?.updatedBy;
    if (writer === 'actions' && name !== undefined) {
      if (known.has(name)) return [];
      known.add(name);
    }
    return [{ at, writer, status }];
  });
}

/** I3 and I5: the finding says where it is shown, and that message says what the finding is. */
function checkPlacement(world: World, record: HubRecord, report: SimulationReport): void {
  const { finding } = record;
  const { placement } = finding;
  if (placement === undefined) {
    if (isDeleted(world, record)) return;
    report.faults.push(`I3: ${finding.id} is ${finding.workflowStatus} and nobody knows where`);
    return;
  }
  const message = world.slack.messages.find(({ ref }) => ref.ts === placement.ts);
  const name = identityText({ ...finding, generation: placement.generation });
  const entry = message?.entries.get(name);
  if (message === undefined || entry === undefined) {
    report.faults.push(`I3: ${finding.id} is said to be at ${placement.ts}, and is not`);
    return;
  }
  checkProjection(world, message, record, report);
}

/** A person deleted a message that showed it, so that nobody can find it there. */
function isDeleted(world: World, { finding }: HubRecord): boolean {
  return world.slack.messages
    .filter(({ entries }) => [...entries.values()].some(({ key }) => key.id === finding.id))
    .some((message) => endOf(world, message) <= world.loop.now());
}

function isLocked(world: World, { finding }: HubRecord): boolean {
  const shown = world.slack.messages.filter(({ entries }) =>
    [...entries.values()].some(({ key }) => key.id === finding.id),
  );
  return shown.some(({ locked }) => locked);
}

function checkProjection(
  world: World,
  message: ShownMessage,
  record: HubRecord,
  report: SimulationReport,
): void {
  const { finding } = record;
  const { placement } = finding;
  if (expectedOf(record, false).length > 1) return;
  if (message.deletedAt < world.loop.now() || message.locked || placement === undefined) return;
  const name = identityText({ ...finding, generation: placement.generation });
  const entry = message.entries.get(name);
  const wanted = drawn({ finding, generation: placement.generation });
  if (entry?.state === wanted.state && entry.decision === wanted.decision) return;
  report.faults.push(
    `I5: ${finding.id} is ${finding.workflowStatus} by ${wanted.decision}, its message says ${entry?.state} by ${entry?.decision}`,
  );
}

function checkDigests(world: World, report: SimulationReport): void {
  const digests = world.slack.messages.filter(({ message }) => digestOf(message) !== undefined);
  const twice = repeatsIn(world, digests);
  if (twice === 0) return;
  report.duplicates += twice;
  report.faults.push(`I2: the digest was posted ${twice + 1} times`);
}

function checkQueues(world: World, report: SimulationReport): void {
  const { alerts, actions, surprises, repairs } = world;
  if (alerts.size() > 0)
    report.faults.push(`I1: ${alerts.size()} records still wait in alerts.fifo`);
  if (actions.size() > 0) report.faults.push(`I1: ${actions.size()} jobs still wait`);
  if (alerts.dead.length + actions.dead.length > 0) {
    report.faults.push(`I9: ${alerts.dead.length} and ${actions.dead.length} dead letters`);
  }
  for (const surprise of surprises) report.faults.push(`an unexpected error: ${surprise}`);
  const { overwritten } = world.counters;
  if (repairs.size > overwritten) {
    report.faults.push(`I10: ${repairs.size} decisions repaired of ${overwritten} overwritten`);
  }
}
