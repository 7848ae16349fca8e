import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { bytesOf, isObject, listAt, objectAt, textAt } from '../json';
import { LIMITS } from './limits';
import { UPDATE } from './schema';
import { completeSeverity } from './severity';
import type { Store } from './store';
import { differences, keyOf } from './store';
import { shapeComplaint } from './validate';

export interface UpdateDeps {
  env: Environment;
  store: Store;
  /** AWS does not say whether UserDefinedFields are merged or replaced. */
  userDefinedFields: 'replace' | 'merge';
}

/** Fields that a later import no longer touches once a customer has set them. */
const STICKY = ['Confidence', 'Criticality', 'RelatedFindings', 'Severity', 'Types'] as const;

/**
 * BatchUpdateFindings: sets what the model's table allows and never UpdatedAt or RecordState. Each
 * identifier ends in ProcessedFindings or in UnprocessedFindings with its code; the call itself is 200.
 */
export function batchUpdate(input: JsonObject, deps: UpdateDeps): Json {
  const complaint = shapeComplaint(input, UPDATE, 'request');
  if (complaint) throw new AwsError('InvalidInputException', complaint);
  const processed: Json[] = [];
  const unprocessed: Json[] = [];
  const seen = new Set<string>();
  for (const identifier of listAt(input, 'FindingIdentifiers')) {
    if (!isObject(identifier)) continue;
    const key = keyOf(textAt(identifier, 'ProductArn'), textAt(identifier, 'Id'));
    const refusal = seen.has(key) ? DUPLICATE : updateOne(key, input, deps);
    seen.add(key);
    if (refusal) unprocessed.push({ FindingIdentifier: identifier, ...refusal });
    else processed.push(identifier);
  }
  return { ProcessedFindings: processed, UnprocessedFindings: unprocessed };
}

interface Refusal {
  ErrorCode: string;
  ErrorMessage: string;
}

const DUPLICATE: Refusal = {
  ErrorCode: 'DuplicatedFindingIdentifier',
  ErrorMessage: 'The request names this finding more than once.',
};

function updateOne(key: string, input: JsonObject, deps: UpdateDeps): Refusal | undefined {
  const { env, store } = deps;
  const existing = store.latest(key);
  if (!existing || !store.visible(key)) {
    return {
      ErrorCode: 'FindingNotFound',
      ErrorMessage: 'The finding does not exist or is not indexed yet.',
    };
  }
  if (env.random() < env.faults.updateUnprocessed) {
    return {
      ErrorCode: 'ConcurrentUpdateError',
      ErrorMessage: 'Another request changed the finding. Try again.',
    };
  }
  const updated = { ...existing, ...changesOf(existing, input, deps) };
  if (bytesOf(updated) > LIMITS.findingBytes) {
    return {
      ErrorCode: 'FindingSizeExceeded',
      ErrorMessage: 'The finding would be larger than 240 KB.',
    };
  }
  store.write(key, updated, {
    at: env.now().toISOString(),
    created: false,
    source: 'BATCH_UPDATE_FINDINGS',
    updates: differences(existing, updated),
  });
  const changed = store.changedByCustomer(key);
  for (const field of STICKY) if (input[field] !== undefined) changed.add(field);
  return undefined;
}

function changesOf(existing: JsonObject, input: JsonObject, deps: UpdateDeps): JsonObject {
  const { FindingIdentifiers: _, ...changes } = input;
  if (isObject(changes['Note'])) {
    changes['Note'] = { ...changes['Note'], UpdatedAt: deps.env.now().toISOString() };
  }
  if (isObject(changes['Severity'])) {
    changes['Severity'] = completeSeverity({
      ...(changes['Severity']['Label'] === undefined &&
        changes['Severity']['Normalized'] === undefined &&
        objectAt(existing, 'Severity')),
      ...changes['Severity'],
    });
  }
  if (isObject(changes['UserDefinedFields']) && deps.userDefinedFields === 'merge') {
    changes['UserDefinedFields'] = {
      ...objectAt(existing, 'UserDefinedFields'),
      ...changes['UserDefinedFields'],
    };
  }
  return changes;
}
