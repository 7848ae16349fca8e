import {
  type Finding,
  type FindingKey,
  isDecided,
  type Note,
  type Severity,
} from '../../src/domain/finding';
import type { FindingChange, FindingFilter, UpdateOutcome } from '../../src/ports/findings';
import { eventBody } from './event';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';

export type Writer = 'alerts' | 'actions' | 'scanner' | 'console' | 'hub';

/** One finding and everything that ever happened to it. */
export interface Stored {
  finding: Finding;
  /** Applied states, oldest first. */
  versions: { at: number; finding: Finding }[];
  /** Who changed the status, as applied, oldest first. */
  writers: { at: number; writer: Writer }[];
  /** Decisions and resets in the order in which they were accepted. */
  accepted: { at: number; writer: Writer; change: FindingChange }[];
  /** From when on GetFindings knows it. */
  indexedAt: number;
  /** When the last accepted write is applied. */
  busyUntil: number;
  resets: number;
  regresses: number;
}

export interface HubEvents {
  /** Any applied change, as EventBridge gets it. */
  changed(body: string, finding: Finding): void;
  /** Somebody wrote what is not theirs to write. */
  breach(text: string): void;
}

export interface Hub {
  all(): Stored[];
  stored(key: FindingKey): Stored;
  create(finding: Finding): void;
  /** A scan sees it again. */
  reimport(key: FindingKey): void;
  /** Security Hub's own: archived and active again. */
  reset(key: FindingKey): void;
  accept(writer: Writer, keys: FindingKey[], change: FindingChange): UpdateOutcome;
  get(keys: FindingKey[]): Finding[];
  list(filter: FindingFilter): Finding[];
  lastWriter(key: FindingKey): Writer | undefined;
}

export function createHub(loop: Loop, random: Random, options: Options, events: HubEvents): Hub {
  const records = new Map<string, Stored>();
  let eventCount = 0;

  function stored(key: FindingKey): Stored {
    const found = records.get(key.id);
    if (found === undefined) throw new Error(`no finding ${key.id}`);
    return found;
  }

  function apply(record: Stored, writer: Writer, change: Partial<Finding>): void {
    const before = record.finding;
    if (writer === 'alerts' && change.workflowStatus === 'NOTIFIED' && isDecided(before)) {
      record.regresses += 1;
    }
    record.finding = { ...before, ...change };
    record.versions.push({ at: loop.now(), finding: record.finding });
    if (change.workflowStatus !== undefined) record.writers.push({ at: loop.now(), writer });
    eventCount += 1;
    events.changed(eventBody(record.finding, loop.date(), eventCount), record.finding);
  }

  function lagMs(): number {
    const dice = random.next();
    if (dice < 0.8) return random.between(200, 2_000);
    return dice < 0.95 ? random.between(2_000, 30_000) : random.between(30_000, 300_000);
  }

  function schedule(record: Stored, writer: Writer, change: FindingChange): void {
    const wanted = loop.now() + lagMs();
    const when = options.reorder ? wanted : Math.max(wanted, record.busyUntil);
    record.busyUntil = Math.max(record.busyUntil, when);
    const note = change.note && stamped(change.note, loop.date());
    loop.at(when, () => apply(record, writer, { ...change, ...(note && { note }) }));
  }

  function accept(writer: Writer, keys: FindingKey[], change: FindingChange): UpdateOutcome {
    for (const text of breachesOf(writer, change)) events.breach(text);
    const outcome: UpdateOutcome = { updated: [], refused: [] };
    for (const key of keys) {
      if (random.chance(options.partial)) {
        const code = 'ConcurrentUpdateError';
        outcome.refused.push({ ...key, code, message: 'later', retryable: true });
        continue;
      }
      const record = stored(key);
      record.accepted.push({ at: loop.now(), writer, change });
      schedule(record, writer, change);
      outcome.updated.push(key);
    }
    return outcome;
  }

  /** What a read shows: now and then an older state. */
  function view(record: Stored): Finding | undefined {
    const lag = random.chance(options.staleReads) ? random.between(0, options.readLag * 1000) : 0;
    const at = loop.now() - lag;
    if (at < record.indexedAt) return undefined;
    return record.versions.findLast((version) => version.at <= at)?.finding;
  }

  return {
    all: () => [...records.values()],
    stored,
    create: (finding) => {
      const record: Stored = {
        finding,
        versions: [],
        writers: [],
        accepted: [],
        indexedAt: loop.now() + random.between(0, 3_000),
        busyUntil: 0,
        resets: 0,
        regresses: 0,
      };
      records.set(finding.id, record);
      apply(record, 'scanner', {});
    },
    reimport: (key) => {
      const record = stored(key);
      apply(record, 'scanner', { updatedAt: loop.date().toISOString() });
    },
    reset: (key) => {
      const record = stored(key);
      const { workflowStatus } = record.finding;
      const resets = workflowStatus === 'NOTIFIED' || workflowStatus === 'RESOLVED';
      if (resets) {
        record.resets += 1;
        record.accepted.push({ at: loop.now(), writer: 'hub', change: { workflowStatus: 'NEW' } });
      }
      apply(record, 'hub', {
        updatedAt: loop.date().toISOString(),
        ...(resets && { workflowStatus: 'NEW' }),
      });
    },
    accept,
    get: (keys) => keys.flatMap((key) => view(stored(key)) ?? []),
    list: (filter) =>
      [...records.values()].flatMap((record) => {
        const finding = view(record);
        return finding !== undefined && matches(finding, filter) ? [finding] : [];
      }),
    lastWriter: (key) => {
      const lag = random.chance(options.staleReads) ? random.between(0, options.readLag * 1000) : 0;
      return stored(key).writers.findLast(({ at }) => at <= loop.now() - lag)?.writer;
    },
  };
}

function stamped(note: Note, now: Date): Note {
  return { ...note, updatedAt: now.toISOString() };
}

function breachesOf(writer: Writer, { workflowStatus, note, placement }: FindingChange): string[] {
  const status = workflowStatus ?? 'NOTIFIED';
  if (writer === 'alerts' && (status !== 'NOTIFIED' || note !== undefined)) {
    return [`I6: the notifier wrote ${status}${note === undefined ? '' : ' and a note'}`];
  }
  if (writer === 'actions' && (status === 'NEW' || placement !== undefined)) {
    return [`I6: the worker wrote ${status}${placement === undefined ? '' : ' and a placement'}`];
  }
  return [];
}

function matches(finding: Finding, filter: FindingFilter): boolean {
  const { workflowStatus, recordState, severities, updatedBefore } = filter;
  const severity: Severity = finding.severity;
  return (
    (workflowStatus === undefined || workflowStatus.includes(finding.workflowStatus)) &&
    (recordState === undefined || recordState.includes(finding.recordState)) &&
    (severities === undefined || severities.includes(severity)) &&
    (updatedBefore === undefined || finding.updatedAt <= updatedBefore)
  );
}
