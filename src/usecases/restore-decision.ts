import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import { type Finding, keyOf, keyText, type WorkflowStatus } from '../domain/finding';
import { APPLIED_MS } from '../domain/timing';
import { type Signature, writeSignature } from '../domain/workflow';
import type { FindingStore } from '../ports/findings';
import type { Clock, Log } from '../ports/runtime';
import type { ProcessCache } from './process-cache';

export interface RepairDeps {
  store: FindingStore;
  clock: Clock;
  log: Log;
  memory: ProcessCache;
  /** Name of the alerts function, with which its identity in GetFindingHistory ends. */
  notifier: string;
}

/**
 * Writes a decision again that our own NOTIFIED has overwritten: an early click and the update after the post can be
 * applied in either order, and Security Hub has no conditional write. Repairs only our own NOTIFIED, once per event.
 */
export async function repair(
  deps: RepairDeps,
  finding: Finding,
  lost: Signature,
  eventTime: string,
): Promise<Finding | 'not-ours'> {
  const status: WorkflowStatus = lost.action === 'suppress' ? 'SUPPRESSED' : 'RESOLVED';
  const repaired = { ...finding, workflowStatus: status };
  const name = `${keyText(finding)}|${writeSignature(lost)}|${eventTime}`;
  const before = deps.memory.repaired.get(name);
  const now = deps.clock.now().getTime();
  if (before !== undefined && now - before < APPLIED_MS) return repaired;
  const writer = await deps.store.lastWriter(keyOf(finding));
  if (writer === undefined || !isNotifier(deps, writer)) return 'not-ours';
  await writeAgain(deps, finding, status);
  deps.memory.repaired.set(name, now);
  deps.log.warn('a decision was written again', {
    finding: finding.id,
    by: lost.who,
    at: lost.at,
    status,
  });
  return repaired;
}

async function writeAgain(
  deps: RepairDeps,
  finding: Finding,
  status: WorkflowStatus,
): Promise<void> {
  const { id, note } = finding;
  const change = { workflowStatus: status, ...defined({ note }) };
  const { refused } = await deps.store.update([keyOf(finding)], change);
  if (refused.some(({ retryable }) => retryable)) {
    throw new Unavailable('repair', 'Security Hub refused a repair for now; it is tried again.');
  }
  for (const { code } of refused)
    deps.log.error('Security Hub refuses a repair', { finding: id, code });
}

function isNotifier({ notifier }: RepairDeps, writer: string): boolean {
  return writer === notifier || writer.endsWith(`/${notifier}`);
}
