import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { callAws } from '../../src/adapters/aws-errors';
import { countMessages } from '../../src/adapters/queues';
import {
  DEAD_LETTER_QUEUES,
  type FunctionName,
  logGroupOf,
  QUEUES,
  type QueueName,
} from '../../src/installation';
import type { Target } from './target';
import { readUndelivered, type Undelivered } from './undelivered';

/** A queue with records that could not be handled. */
export interface Source {
  queue: QueueName;
  name: string;
  url: string;
}

/** A record that could not be handled, and where it belongs. */
export interface DeadRecord {
  source: Source;
  receipt: string;
  /** Its id in the logs. */
  id: string;
  sentAt: string;
  body: string;
  group: string;
  reason: string;
  /** Only of an event or a call that never reached its queue. */
  undelivered?: Undelivered;
}

/** Long enough to read and send ten records. */
const HIDDEN_SECONDS = 60;
/** A long poll asks all of SQS's servers. A short one asks some, and may find nothing where something is. */
const WAIT_SECONDS = 1;
/** The most messages of one SQS call. */
const BATCH = 10;

/** The dead-letter queues that exist, quarantine first. */
export async function findSources(sqs: SQSClient): Promise<Source[]> {
  const queues = [...DEAD_LETTER_QUEUES].reverse();
  const found = await Promise.all(
    queues.map(async (queue) => ({ queue, url: await findQueue(sqs, queue) })),
  );
  return found.flatMap(({ queue, url }) =>
    url === undefined ? [] : [{ queue, url, name: QUEUES[queue].name }],
  );
}

/** Undefined when there is no such queue. */
async function findQueue(sqs: SQSClient, queue: QueueName): Promise<string | undefined> {
  try {
    const command = new GetQueueUrlCommand({ QueueName: QUEUES[queue].name });
    return (await sqs.send(command)).QueueUrl;
  } catch (error) {
    if (error instanceof Error && /NonExistent|DoesNotExist/.test(error.name)) return undefined;
    throw error;
  }
}

/**
 * At most `most` records of one queue. A FIFO queue gives out ten of a group and no more before those are deleted, so
 * the next ten are received when the caller is done with these. A queue that counts as empty is asked without waiting:
 * the count misses at most the last minute.
 */
export async function* readRecords(
  sqs: SQSClient,
  source: Source,
  most: number,
): AsyncGenerator<DeadRecord> {
  for (let read = 0; read < most; ) {
    const { visible } = await countMessages(sqs, source.url);
    if (visible === 0 && read > 0) return;
    const command = new ReceiveMessageCommand({
      QueueUrl: source.url,
      MaxNumberOfMessages: Math.min(BATCH, most - read),
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: visible === 0 ? 0 : WAIT_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = await callAws('read the records', () => sqs.send(command));
    if (Messages.length === 0) return;
    read += Messages.length;
    yield* Messages.map((message) => toRecord(source, message));
  }
}

function toRecord(source: Source, message: Message): DeadRecord {
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const undelivered = source.queue === 'undelivered' ? readUndelivered(attribute) : undefined;
  return {
    source,
    receipt: message.ReceiptHandle ?? '',
    id: attribute('record') ?? message.MessageId ?? '',
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
    body: message.Body ?? '',
    group: attribute('group') ?? message.Attributes?.MessageGroupId ?? '',
    ...(undelivered !== undefined && { undelivered }),
    reason:
      undelivered?.reason ??
      attribute('reason') ??
      `It failed too often: look for this id in the log ${logGroupOf(READER[source.queue] ?? 'tasks')}.`,
  };
}

/** The function that gave up the records of a dead-letter queue. */
const READER: Partial<Record<QueueName, FunctionName>> = {
  intakeDead: 'intake',
  decideDead: 'decide',
  tasksDead: 'tasks',
};

/** Sends, then deletes: at worst the record is handled twice, which the functions allow for. */
export async function sendTo(
  sqs: SQSClient,
  record: DeadRecord,
  { queue, group }: Target,
): Promise<void> {
  const { name } = QUEUES[queue];
  const url = await callAws(`look for ${name}`, () => findQueue(sqs, queue));
  if (url === undefined) throw new Error(`There is no queue ${name}: npm run deploy creates it.`);
  const command = new SendMessageCommand({
    QueueUrl: url,
    MessageBody: record.body,
    ...(group !== undefined && {
      MessageGroupId: group,
      // An id of its own, since the queue may still remember the body.
      MessageDeduplicationId: `redrive-${record.id}-${Date.now()}`.slice(-128),
    }),
  });
  await callAws(`send the record to ${name}`, () => sqs.send(command));
  await drop(sqs, record);
}

export async function drop(sqs: SQSClient, { source, receipt }: DeadRecord): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: source.url, ReceiptHandle: receipt });
  await callAws('delete the record', () => sqs.send(command));
}

/** Makes records visible again at once, so that the next run need not wait for their visibility timeout. */
export async function putBack(
  sqs: SQSClient,
  { url }: Source,
  records: DeadRecord[],
): Promise<void> {
  for (let start = 0; start < records.length; start += BATCH) {
    const Entries = records.slice(start, start + BATCH).map(({ receipt }, index) => ({
      Id: String(index),
      ReceiptHandle: receipt,
      VisibilityTimeout: 0,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
    await callAws('put the records back', () => sqs.send(command));
  }
}
