import { Unavailable } from '../domain/errors';
import { type Finding, keyText, type WorkflowStatus } from '../domain/finding';
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
  /** The name under which the alerts function writes, as GetFindingHistory gives it: the last part of its identity. */
  notifier: string;
}

/**
 * Writes a decision again that our own NOTIFIED was applied over: an early click and the receipt of the post cross
 * each other, and Security Hub has no conditional write. Only over our own NOTIFIED, and once for each.
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
  const writer = await deps.store.lastWriter({ id: finding.id, productArn: finding.productArn });
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
  const { id, productArn, note } = finding;
  const change = { workflowStatus: status, ...(note !== undefined && { note }) };
  const { refused } = await deps.store.update([{ id, productArn }], change);
  if (refused.some(({ retryable }) => retryable)) {
    throw new Unavailable('repair', 'Security Hub took no repair now; it is tried again.');
  }
  for (const { code } of refused)
    deps.log.error('Security Hub refuses a repair', { finding: id, code });
}

function isNotifier({ notifier }: RepairDeps, writer: string): boolean {
  return writer === notifier || writer.endsWith(`/${notifier}`);
}
