import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Unavailable } from '../domain/errors';
import { POSTING_GROUP } from '../domain/job';
import type { AlertsQueue, Quarantine, SweptFinding, Visibility } from '../ports/queues';
import { callAws } from './aws-errors';

/** SQS: entries of one batch call. */
const BATCH = 10;
/** SQS: a message can be hidden for at most twelve hours. */
const LONGEST_HIDDEN_S = 43_200;

export function createAlertsQueue(
  queueUrl: string,
  sqs = new SQSClient({ maxAttempts: 3 }),
): AlertsQueue {
  return {
    waiting: async () => {
      const { visible, hidden } = await countMessages(sqs, queueUrl);
      return visible + hidden;
    },
    send: async (entries) => {
      for (let start = 0; start < entries.length; start += BATCH) {
        await sendBatch(sqs, queueUrl, entries.slice(start, start + BATCH));
      }
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

async function sendBatch(sqs: SQSClient, QueueUrl: string, entries: SweptFinding[]): Promise<void> {
  const Entries = entries.map((entry, index) => {
    const MessageBody = JSON.stringify(entry);
    const MessageDeduplicationId = createHash('sha256').update(MessageBody).digest('hex');
    return {
      Id: String(index),
      MessageBody,
      MessageGroupId: POSTING_GROUP,
      MessageDeduplicationId,
    };
  });
  const command = new SendMessageBatchCommand({ QueueUrl, Entries });
  const { Failed = [] } = await callAws('put findings into the queue', () => sqs.send(command));
  if (Failed.length === 0) return;
  throw new Unavailable(
    'queue',
    'The queue did not take every finding; the next sweep finds them again.',
    { cause: Failed[0] },
  );
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
