import {
  BatchUpdateFindingsCommand,
  type BatchUpdateFindingsUnprocessedFinding,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { type FindingKey, keyText } from '../../domain/finding';
import { MARK_FIELD } from '../../domain/finding-fields';
import { chunksOf } from '../../domain/group-by';
import { cutText } from '../../domain/text';
import type { FindingChange, UpdateOutcome } from '../../ports/findings';
import { writeMark } from './asff/mark';
import { type CallDeps, call, sendBatch } from './call';

/** BatchUpdateFindings: finding identifiers a call. */
const KEYS_PER_CALL = 100;

/** Codes of BatchUpdateFindings' unprocessed findings after which the same update may succeed (AWS API reference). */
const RETRYABLE = new Set(['ConcurrentUpdateError', 'InternalFailure']);

type Deps = CallDeps & { client: SecurityHubClient };

export async function update(
  deps: Deps,
  keys: FindingKey[],
  change: FindingChange,
): Promise<UpdateOutcome> {
  const outcome: UpdateOutcome = { updated: [], refused: [] };
  const distinct = [...new Map(keys.map((key) => [keyText(key), key])).values()];
  for (const batch of chunksOf(distinct, KEYS_PER_CALL)) {
    const part = await updateBatch(deps, batch, change);
    outcome.updated.push(...part.updated);
    outcome.refused.push(...part.refused);
  }
  return outcome;
}

async function updateBatch(
  deps: Deps,
  batch: FindingKey[],
  change: FindingChange,
): Promise<UpdateOutcome> {
  const refused = await sendBatch<FindingKey, UpdateOutcome['refused'][number]>(deps, batch, {
    send: (keys) => send(deps, keys, change),
    keyOf: keyText,
    keyOfRefusal: keyText,
    isTransient: (refusal) => refusal.retryable,
  });
  const lost = new Set(refused.map(keyText));
  return { updated: batch.filter((key) => !lost.has(keyText(key))), refused };
}

async function send(
  deps: Deps,
  keys: FindingKey[],
  change: FindingChange,
): Promise<UpdateOutcome['refused']> {
  const command = new BatchUpdateFindingsCommand({
    FindingIdentifiers: keys.map((key) => ({ Id: key.id, ProductArn: key.productArn })),
    ...toRequest(change),
  });
  const answer = await call(deps, 'BatchUpdateFindings', 'update findings in Security Hub', () =>
    deps.client.send(command),
  );
  return (answer.UnprocessedFindings ?? []).map(toRefused);
}

function toRequest({ workflowStatus, note, mark }: FindingChange) {
  return {
    ...(workflowStatus !== undefined && { Workflow: { Status: workflowStatus } }),
    ...(note !== undefined && {
      Note: { Text: cutText(note.text, 512), UpdatedBy: cutText(note.updatedBy, 512) },
    }),
    ...(mark !== undefined && { UserDefinedFields: { [MARK_FIELD]: writeMark(mark) } }),
  };
}

function toRefused(each: BatchUpdateFindingsUnprocessedFinding): UpdateOutcome['refused'][number] {
  const code = each.ErrorCode ?? 'Unknown';
  return {
    id: each.FindingIdentifier?.Id ?? '',
    productArn: each.FindingIdentifier?.ProductArn ?? '',
    code,
    message: each.ErrorMessage ?? 'no reason given',
    retryable: RETRYABLE.has(code),
  };
}
