import {
  identityOf,
  identityText,
  isFirstAppearance,
  postedSince,
  reasonOf,
} from '../domain/alert';
import { markTime } from '../domain/check-decision';
import { type Finding, type FindingKey, keyText } from '../domain/finding';
import type { MessageRef } from '../domain/message';
import { newestFinding } from '../domain/newest-state';
import { entriesOf, type Posting, planPostings } from '../domain/posting-plan';
import { APPLIED_MS, BATCH_BUDGET_MS, SETTLE_MS } from '../domain/timing';
import type { Witness } from '../ports/channel';
import type { DueAppearance, RaiseDeps } from './due-appearance';
import { findShown, type Shown } from './find-shown';
import { markNotified } from './mark-notified';
import { type PostFailure, postOnce } from './post-once';
import { DONE, type Outcome } from './record-outcome';

/** One finding to post, from an event or from the sweep. */
export interface RaiseRecord {
  key: FindingKey;
  /** The finding as the event has it; the sweep has none. */
  eventFinding?: Finding;
  /** When the event happened, ISO 8601. */
  eventTime: string;
  /** Set by the sweep: when it read the finding as NEW. */
  sweptAt?: string;
  /** When the record was first received. */
  firstReceivedAt: string;
}

/**
 * Posts new findings and marks them NOTIFIED, each at most once, whatever fails in between. Returns one outcome per
 * record, in the order given. Rejects when the findings or the history can't be read.
 */
export async function raiseAlerts(deps: RaiseDeps, records: RaiseRecord[]): Promise<Outcome[]> {
  const started = deps.clock.now().getTime();
  const findings = await readBack(deps, records);
  const due = dueOf(deps, records, findings);
  const shown = await findShown(deps, due);
  const outcomes = new Map<string, Outcome>();
  await settleShown(deps, due, shown, outcomes);
  const missing = due.filter((each) => isNew(each) && !outcomes.has(each.identity));
  await postMissing(deps, missing, outcomes, started);
  return records.map((record) => outcomeOf(record, findings, outcomes));
}

/** The newest state of each finding, by key: as read, or as in the event when that is newer or the read found nothing. */
async function readBack(deps: RaiseDeps, records: RaiseRecord[]): Promise<Map<string, Finding>> {
  const latest = new Map<string, RaiseRecord>();
  for (const record of records) {
    const other = latest.get(keyText(record.key));
    if (other === undefined || isLater(record, other)) latest.set(keyText(record.key), record);
  }
  const read = await deps.store.get([...latest.values()].map(({ key }) => key));
  const readByKey = new Map(read.map((finding) => [keyText(finding), finding]));
  const current = [...latest].flatMap(([key, record]): [string, Finding][] => {
    const finding = newestFinding(readByKey.get(key), record.eventFinding);
    return finding === undefined ? [] : [[key, finding]];
  });
  return new Map(current);
}

/** Of several records of one finding the latest counts, and an event before a sweep. */
function isLater(record: RaiseRecord, other: RaiseRecord): boolean {
  if ((record.eventFinding === undefined) !== (other.eventFinding === undefined))
    return record.eventFinding !== undefined;
  return Date.parse(record.eventTime) >= Date.parse(other.eventTime);
}

/** One entry for each appearance that is still to be shown. */
function dueOf(
  deps: RaiseDeps,
  records: RaiseRecord[],
  findings: Map<string, Finding>,
): DueAppearance[] {
  const now = deps.clock.now();
  return [...findings].filter(isDue(deps)).map(([key, finding]) => {
    const own = records.filter((record) => keyText(record.key) === key);
    const times = own.map((record) => postedSince(finding, record.eventTime, now).getTime());
    const identity = identityOf(finding);
    return {
      entry: {
        finding,
        generation: identity.generation,
        reason: reasonOf(finding, identity.generation),
      },
      identity: identityText(identity),
      since: new Date(Math.min(...times)),
      unsettledMs: Math.max(...own.map((record) => unsettledMs(record, finding, now))),
    };
  });
}

/** NEW findings have to be shown; others may have been shown without their placement being written. */
function isDue({ rules }: RaiseDeps): (entry: [string, Finding]) => boolean {
  return ([, finding]) => {
    const { workflowStatus, recordState, severity, placement } = finding;
    if (recordState !== 'ACTIVE' || !rules.severities.includes(severity)) return false;
    return workflowStatus === 'NEW' || placement === undefined;
  };
}

function isNew({ entry }: DueAppearance): boolean {
  return entry.finding.workflowStatus === 'NEW';
}

/** Marks findings that Slack shows already: NOTIFIED while they are open, else only where they are shown. */
async function settleShown(
  deps: RaiseDeps,
  due: DueAppearance[],
  shown: Shown,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  for (const each of due) {
    const open = shown.open.get(each.identity);
    const decided = shown.decided.get(each.identity);
    if (decided !== undefined)
      outcomes.set(each.identity, await settleDecided(deps, each, decided));
    else if (open === undefined) continue;
    else if (isNew(each)) await settle(deps, [each], open, outcomes);
    else outcomes.set(each.identity, await place(deps, each, open));
  }
}

/**
 * The message shows a decision. While that decision may not be applied yet, nothing is written, because the order of
 * two writes is not guaranteed. A finding that is still NEW after that was moved back to NEW: its placement is written
 * and its next appearance is due.
 */
async function settleDecided(
  deps: RaiseDeps,
  due: DueAppearance,
  witness: Witness,
): Promise<Outcome> {
  const decidedAt = markTime(witness.decision ?? '');
  const isPending = isNew(due) && deps.clock.now().getTime() - decidedAt < APPLIED_MS;
  if (isPending) return { kind: 'retry', atLeastMs: SETTLE_MS };
  const placed = await place(deps, due, witness.ref);
  return isNew(due) ? { kind: 'retry', atLeastMs: SETTLE_MS } : placed;
}

async function place(deps: RaiseDeps, { entry }: DueAppearance, ref: MessageRef): Promise<Outcome> {
  const refused = await markNotified(deps, [entry], ref, {});
  return refused.size === 0 ? DONE : { kind: 'retry', atLeastMs: SETTLE_MS };
}

/**
 * How long to wait until the history would show a post that another process made just before. Nothing can have been
 * posted before the first event of a finding.
 */
function unsettledMs(record: RaiseRecord, finding: Finding, now: Date): number {
  if (
    record.eventFinding !== undefined &&
    isFirstAppearance(finding) &&
    isFirstAppearance(record.eventFinding)
  )
    return 0;
  const since = Date.parse(record.sweptAt ?? record.firstReceivedAt);
  return Math.max(0, since + SETTLE_MS - now.getTime());
}

async function postMissing(
  deps: RaiseDeps,
  missing: DueAppearance[],
  outcomes: Map<string, Outcome>,
  started: number,
): Promise<void> {
  const plan = planPostings(
    missing.filter((each) => each.unsettledMs === 0).map((each) => each.entry),
    deps.rules.digestAbove,
  );
  for (const each of missing.filter(({ unsettledMs }) => unsettledMs > 0)) {
    outcomes.set(each.identity, { kind: 'retry', afterMs: each.unsettledMs });
  }
  let stopped: PostFailure | undefined;
  for (const posting of plan) {
    const part = missing.filter(({ entry }) => entriesOf(posting).includes(entry));
    if (deps.clock.now().getTime() - started > BATCH_BUDGET_MS)
      stopped ??= { kind: 'retry', afterMs: 0 };
    if (stopped === undefined) stopped = await postPart(deps, posting, part, outcomes);
    const left = stopped;
    if (left !== undefined) for (const { identity } of part) outcomes.set(identity, left);
    // A message that Slack never accepts must not block the others.
    if (stopped?.kind === 'quarantined') stopped = undefined;
  }
}

/** Undefined when the message was posted; the outcomes of its findings are set then. */
async function postPart(
  deps: RaiseDeps,
  posting: Posting,
  part: DueAppearance[],
  outcomes: Map<string, Outcome>,
): Promise<PostFailure | undefined> {
  const posted = await postOnce(deps, posting);
  if (posted.kind !== 'posted') return posted;
  await settle(deps, part, posted.ref, outcomes);
  return undefined;
}

/** Caches where the findings are shown and marks them NOTIFIED. */
async function settle(
  deps: RaiseDeps,
  part: DueAppearance[],
  ref: MessageRef,
  outcomes: Map<string, Outcome>,
): Promise<void> {
  for (const { identity } of part) deps.memory.posted.set(identity, ref);
  const refused = await markNotified(
    deps,
    part.map((each) => each.entry),
    ref,
  );
  for (const { identity, entry } of part) {
    const retry = refused.has(keyText(entry.finding));
    // Another process may receive the record, and finds the message only in the history.
    outcomes.set(identity, retry ? { kind: 'retry', atLeastMs: SETTLE_MS } : DONE);
  }
}

/** A record whose finding is gone, decided or below the severities is done. */
function outcomeOf(
  record: RaiseRecord,
  findings: Map<string, Finding>,
  outcomes: Map<string, Outcome>,
): Outcome {
  const finding = findings.get(keyText(record.key));
  if (finding === undefined) return DONE;
  return outcomes.get(identityText(identityOf(finding))) ?? DONE;
}
