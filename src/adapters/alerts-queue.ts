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
    waiting: () => waiting(sqs, queueUrl),
    send: async (entries) => {
      for (let start = 0; start < entries.length; start += BATCH) {
        await sendBatch(sqs, queueUrl, entries.slice(start, start + BATCH));
      }
    },
  };
}

async function waiting(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const AttributeNames = [
    'ApproximateNumberOfMessages' as const,
    'ApproximateNumberOfMessagesNotVisible' as const,
  ];
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
  const { Attributes = {} } = await callAws('look at the lane', () => sqs.send(command));
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
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
  const { Failed = [] } = await callAws('put findings into the lane', () => sqs.send(command));
  if (Failed.length === 0) return;
  throw new Unavailable(
    'lane',
    'The lane did not take every finding; the next sweep finds them again.',
    {
      cause: Failed[0],
    },
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
      await callAws('put records off', () => sqs.send(command));
    },
  };
}

/** Records that nobody can read, with the reason beside them. */
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
        ...(queueUrl.endsWith('.fifo') && {
          MessageGroupId: record.group,
          MessageDeduplicationId: createHash('sha256').update(record.id).digest('hex'),
        }),
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
