import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import { sizeOf } from './check-send';
import type { Queue } from './queue';
import { batchError, sendInput, sent, toSend } from './send-format';

const operation = operationsRefusing('InvalidParameterValueException', 'InvalidParameterValue');
const BATCH_MAX = 10;
const BATCH_BYTES = 1_048_576;
const entryId = { Id: z.string() };

function batchOf<T extends z.ZodType>(entry: T) {
  return z.object({ QueueUrl: z.string(), Entries: z.array(entry) });
}

/** The batch operations: up to ten entries, each with a result of its own. */
export function batchOperations(queueAt: (url: string) => Queue): Operations {
  return {
    SendMessageBatch: operation(batchOf(sendInput.extend(entryId)), ({ QueueUrl, Entries }) => {
      const queue = queueAt(QueueUrl);
      const bytes = Entries.reduce((sum, entry) => sum + sizeOf(toSend(entry)), 0);
      if (bytes > BATCH_BYTES) {
        throw batchError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${BATCH_BYTES} bytes.`,
        );
      }
      return eachEntry(Entries, (entry) => {
        const input = toSend(entry);
        return sent(queue.send(input), input);
      });
    }),
    ChangeMessageVisibilityBatch: operation(
      batchOf(
        z.object({
          ...entryId,
          ReceiptHandle: z.string(),
          VisibilityTimeout: z.number().int().min(0).max(43_200),
        }),
      ),
      ({ QueueUrl, Entries }) => {
        const queue = queueAt(QueueUrl);
        return eachEntry(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
          queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
          return {};
        });
      },
    ),
  };
}

function eachEntry<T extends { Id: string }>(entries: readonly T[], run: (entry: T) => object) {
  if (entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry.');
  if (entries.length > BATCH_MAX) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${BATCH_MAX}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw batchError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores.',
    );
  }
  const outcomes = entries.map((entry) => outcomeOf(entry, run));
  return {
    Successful: outcomes.filter((outcome) => !('Code' in outcome)),
    Failed: outcomes.filter((outcome) => 'Code' in outcome),
  };
}

function outcomeOf<T extends { Id: string }>(entry: T, run: (entry: T) => object): object {
  try {
    return { Id: entry.Id, ...run(entry) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message };
  }
}
