import { Unavailable } from '../domain/errors';
import { keyOf, keyText } from '../domain/finding';
import { groupBy } from '../domain/group-by';
import type { AlertEntry, MessageRef } from '../domain/message';
import { INDEXING_MS, NOTIFIED_RETRY_MS } from '../domain/timing';
import type { FindingChange, FindingStore, UpdateOutcome } from '../ports/findings';
import type { Clock, Log } from '../ports/runtime';

export interface MarkDeps {
  store: FindingStore;
  clock: Clock;
  log: Log;
}

/** Tries within one run; after them the record is received again. */
const TRIES = 3;

/**
 * Writes where the message is, and NOTIFIED in the same update, for findings just read as NEW. For findings that were
 * decided before that, `status` is empty and they keep their status. Returns the keys
 * (`productArn|id`) that have to be tried again.
 */
export async function markNotified(
  deps: MarkDeps,
  entries: AlertEntry[],
  ref: MessageRef,
  status: Pick<FindingChange, 'workflowStatus'> = { workflowStatus: 'NOTIFIED' },
): Promise<Set<string>> {
  const left = new Set<string>();
  for (const [generation, keys] of groupBy(entries, (entry) => entry.generation)) {
    const change = { ...status, placement: { ...ref, generation } };
    for (const key of await update(deps, keys, change)) left.add(key);
  }
  return left;
}

async function update(
  deps: MarkDeps,
  entries: AlertEntry[],
  change: FindingChange,
): Promise<string[]> {
  let left = entries;
  for (let tried = 0; tried < TRIES && left.length > 0; tried += 1) {
    if (tried > 0) await deps.clock.sleep(NOTIFIED_RETRY_MS * 2 ** (tried - 1));
    const outcome = await updateOnce(deps, left, change);
    if (outcome !== undefined) left = refusedOf(deps, left, outcome);
  }
  return left.map(({ finding }) => keyText(finding));
}

/** Undefined when the call failed. */
async function updateOnce(
  { store, log }: MarkDeps,
  entries: AlertEntry[],
  change: FindingChange,
): Promise<UpdateOutcome | undefined> {
  try {
    const keys = entries.map(({ finding }) => keyOf(finding));
    return await store.update(keys, change);
  } catch (error) {
    if (error instanceof Unavailable) log.warn('NOTIFIED could not be written', { error });
    else log.error('Security Hub refuses NOTIFIED', { error });
    return undefined;
  }
}

/** Refused entries to try again. The others are logged: their message is there, and the sweep finds them again. */
function refusedOf(deps: MarkDeps, entries: AlertEntry[], outcome: UpdateOutcome): AlertEntry[] {
  const refused = new Map(outcome.refused.map((entry) => [keyText(entry), entry]));
  const again: AlertEntry[] = [];
  for (const entry of entries) {
    const refusal = refused.get(keyText(entry.finding));
    if (refusal === undefined) continue;
    if (refusal.retryable || isIndexing(deps, refusal.code, entry)) again.push(entry);
    else
      deps.log.error('Security Hub refuses NOTIFIED', { finding: refusal.id, code: refusal.code });
  }
  return again;
}

function isIndexing({ clock }: MarkDeps, code: string, { finding }: AlertEntry): boolean {
  const age = clock.now().getTime() - Date.parse(finding.updatedAt);
  return code === 'FindingNotFound' && age < INDEXING_MS;
}
