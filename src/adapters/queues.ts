import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { keyOf } from '../domain/finding';
import { chunksOf } from '../domain/group-by';
import type { IntakeQueue, Quarantine, Visibility } from '../ports/queues';
import { callAws } from './aws-errors';
import { KEYS_PER_READ, type ReadRequest } from './job-schema';
import { sendInBatches } from './send-batch';

/** SQS: a message can be hidden for at most twelve hours. */
const LONGEST_HIDDEN_S = 43_200;

/** The intake queue, for reads of findings. */
export function createIntakeQueue(
  queueUrl: string,
  sqs = new SQSClient({ maxAttempts: 3 }),
): IntakeQueue {
  return {
    read: async (keys) => {
      const bodies = chunksOf(keys.map(keyOf), KEYS_PER_READ).map(
        (part): ReadRequest => ({ type: 'read', keys: part }),
      );
      const entries = bodies.map((body) => ({ MessageBody: JSON.stringify(body) }));
      await sendInBatches(sqs, queueUrl, entries);
    },
  };
}

/**
 * Messages that can be received, and messages that somebody has received. Both are approximate: SQS may take a minute
 * to count what was sent just now.
 */
export async function countMessages(
  sqs: SQSClient,
  QueueUrl: string,
): Promise<{ visible: number; hidden: number }> {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  const { Attributes } = await callAws('count the records', () => sqs.send(command));
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

export function createVisibility(
  queueUrl: string,
  sqs = new SQSClient({ maxAttempts: 3 }),
): Visibility {
  return {
    postpone: async (receipts, ms) => {
      const VisibilityTimeout = Math.min(Math.ceil(ms / 1000), LONGEST_HIDDEN_S);
      const Entries = receipts.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout,
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      await callAws('postpone records', () => sqs.send(command));
    },
  };
}

/** Records that can't be read, with the reason as an attribute. */
export function createQuarantine(
  queueUrl: string,
  sqs = new SQSClient({ maxAttempts: 3 }),
): Quarantine {
  return {
    put: async (record, reason) => {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: record.body,
        MessageAttributes: {
          reason: text(reason),
          record: text(record.id),
          group: text(record.group),
        },
      });
      await callAws('put a record into quarantine', () => sqs.send(command));
    },
  };
}

/** SQS refuses empty attributes, and control characters in them. */
function text(value: string) {
  const StringValue = value.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 1000) || '-';
  return { DataType: 'String', StringValue };
}
