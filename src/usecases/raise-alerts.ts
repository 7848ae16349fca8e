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
import type { DueAppearance, RaiseDeps } from './appearance';
import { findShown, type Shown } from './find-shown';
import { markNotified, markPlaced } from './mark-notified';
import { type PostFailure, postOnce } from './post-once';
import { DONE, type Outcome } from './record-outcome';

/** One record of the lane: what an event said of a NEW finding, or what the sweep saw waiting. */
export interface RaiseRecord {
  key: FindingKey;
  /** The event's copy; the sweep has none. */
  eventFinding?: Finding;
  /** When it became news, ISO 8601. */
  eventTime: string;
  /** Set by the sweep: when it was seen waiting. */
  sweptAt?: string;
  /** When the queue first gave it to anybody. */
  firstReceivedAt: string;
}

/**
 * Posts what is new and marks it NOTIFIED, at most once each, whatever fails in between. One answer a record, in the
 * order given. Rejects when nothing could be read; then every record has to come back.
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

/** The findings as they are now, by key; a record whose finding is not to be seen keeps what the event said. */
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

/** Among news of one finding the latest counts; what an event told counts more than a sweep. */
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

/** NEW ones are to be shown. Others may have been shown without anybody having noted where. */
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

/** What stands in Slack is marked: NOTIFIED while nobody has decided, else only where it stands. */
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
 * The message says that somebody decided. While the finding still reads as NEW the decision is on its way, and
 * nothing written now could be sure to come after it. When it has had its time, the finding was moved back to NEW
 * since: once it is placed, its next appearance is due.
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
  const refused = await markPlaced(deps, [entry], ref);
  return refused.size === 0 ? DONE : { kind: 'retry', atLeastMs: SETTLE_MS };
}

/**
 * The first news of a finding has nothing before it. Later news may come right behind the first, in another process:
 * it waits until a post made just before it would be in the history.
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
    // A message Slack will never take must not hold up the others.
    if (stopped?.kind === 'quarantined') stopped = undefined;
  }
}

/** Undefined when the message stands in the channel; its findings' outcomes are set then. */
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

/** Remembers where they are shown and marks them NOTIFIED. */
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
    // Another process may not see the message yet, so it must not come to this sooner than the history does.
    outcomes.set(identity, retry ? { kind: 'retry', atLeastMs: SETTLE_MS } : DONE);
  }
}

/** A record whose finding is gone, decided or below the severities has nothing left to do. */
function outcomeOf(
  record: RaiseRecord,
  findings: Map<string, Finding>,
  outcomes: Map<string, Outcome>,
): Outcome {
  const finding = findings.get(keyText(record.key));
  if (finding === undefined) return DONE;
  return outcomes.get(identityText(identityOf(finding))) ?? DONE;
}
