import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { textAt } from '../json';
import type { Span } from '../random-delay';
import { within } from '../random-delay';

const DAY = 86_400_000;
/** Days after the last import until a finding is gone for good, with all that was decided on it. */
const RETENTION = { ACTIVE: 90 * DAY, ARCHIVED: 30 * DAY } as const;

interface HistoryRecord {
  at: string;
  created: boolean;
  source: 'BATCH_IMPORT_FINDINGS' | 'BATCH_UPDATE_FINDINGS';
  updates: { UpdatedField: string; OldValue?: string; NewValue?: string }[];
}

interface Version {
  applyAt: number;
  finding: JsonObject;
}

export interface Stored {
  /** Grows with each new finding; the order of an unsorted list. */
  seq: number;
  finding: JsonObject;
}

export interface Store {
  /** The newest version written, applied or not: what the service itself goes by. */
  latest(key: string): JsonObject | undefined;
  /** The newest version a reader can see now. */
  visible(key: string): JsonObject | undefined;
  all(): Stored[];
  write(key: string, finding: JsonObject, record: HistoryRecord): void;
  history(key: string): readonly HistoryRecord[];
  /** Fields of the finding that a customer has set. */
  changedByCustomer(key: string): Set<string>;
  clear(): void;
}

interface Entry {
  seq: number;
  versions: Version[];
  history: HistoryRecord[];
  changedByCustomer: Set<string>;
}

export interface StoreDeps {
  env: Environment;
  /** How long a write takes to show. */
  lag: Span;
  /** Called when a version has become visible. */
  applied(finding: JsonObject): void;
  removed(finding: JsonObject): void;
}

/** A finding's identity: the same Id of two products is two findings. */
export function keyOf(productArn: string, id: string): string {
  return `${productArn}\n${id}`;
}

/**
 * Findings in memory, each as the versions written to it. A write shows to readers after the lag and
 * never before an earlier write of the same finding; only then does its event go out.
 */
export function createStore({ env, lag, applied, removed }: StoreDeps): Store {
  const entries = new Map<string, Entry>();
  let count = 0;

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    const newest = entry?.versions.at(-1);
    if (!entry || !newest || !isExpired(newest.finding, env.now())) return entry;
    entries.delete(key);
    removed(newest.finding);
    return undefined;
  };

  const open = (key: string): Entry => {
    const entry = find(key) ?? {
      seq: ++count,
      versions: [],
      history: [],
      changedByCustomer: new Set(),
    };
    entries.set(key, entry);
    return entry;
  };

  const write = (key: string, finding: JsonObject, record: HistoryRecord) => {
    const entry = open(key);
    const now = env.now().getTime();
    const applyAt = Math.max(now + within(lag, env.random), entry.versions.at(-1)?.applyAt ?? 0);
    entry.versions.push({ applyAt, finding });
    entry.history.push(record);
    const settle = () => {
      forgetOlder(entry, env.now().getTime());
      applied(finding);
    };
    if (applyAt <= now) settle();
    else env.timers.later(applyAt - now, settle);
  };

  return {
    latest: (key) => find(key)?.versions.at(-1)?.finding,
    visible: (key) => visibleOf(find(key), env.now().getTime()),
    all() {
      const now = env.now().getTime();
      return [...entries.keys()].flatMap((key) => {
        const entry = find(key);
        const finding = visibleOf(entry, now);
        return entry && finding ? [{ seq: entry.seq, finding }] : [];
      });
    },
    write,
    history: (key) => find(key)?.history ?? [],
    changedByCustomer: (key) => find(key)?.changedByCustomer ?? new Set(),
    clear: () => entries.clear(),
  };
}

/** The history of one write: the fields that differ, time stamps left out as the service does. */
export function differences(before: JsonObject | undefined, after: JsonObject) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
  return fields
    .filter((field) => !/At$/.test(field))
    .map((field) => ({ field, old: printed(before?.[field]), now: printed(after[field]) }))
    .filter(({ old, now }) => old !== now)
    .map(({ field, old, now }) => ({
      UpdatedField: field,
      ...(old !== undefined && { OldValue: old }),
      ...(now !== undefined && { NewValue: now }),
    }));
}

function printed(value: Json | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
}

function visibleOf(entry: Entry | undefined, now: number): JsonObject | undefined {
  return entry?.versions.findLast((version) => version.applyAt <= now)?.finding;
}

function forgetOlder(entry: Entry, now: number): void {
  const index = entry.versions.findLastIndex((version) => version.applyAt <= now);
  if (index > 0) entry.versions.splice(0, index);
}

function isExpired(finding: JsonObject, now: Date): boolean {
  const touched = Math.max(
    Date.parse(textAt(finding, 'UpdatedAt')),
    Date.parse(textAt(finding, 'ProcessedAt')),
  );
  const keep =
    textAt(finding, 'RecordState') === 'ARCHIVED' ? RETENTION.ARCHIVED : RETENTION.ACTIVE;
  return now.getTime() - touched > keep;
}
