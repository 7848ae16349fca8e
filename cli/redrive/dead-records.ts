import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { callAws } from '../../src/adapters/aws-errors';
import { POSTING_GROUP } from '../../src/domain/job';
import { readUndelivered, type Target, type Undelivered } from './undelivered';

/** A queue in which records end that nobody could work on. */
export interface Source {
  name: string;
  url: string;
}

/** A record that was set aside, and where it belongs. */
export interface Letter {
  source: Source;
  receipt: string;
  /** The name it has in the logs. */
  id: string;
  sentAt: string;
  body: string;
  group: string;
  reason: string;
  /** Of what never reached its queue. */
  undelivered?: Undelivered;
}

const UNDELIVERED = 'vulnscan-undelivered';
const SOURCES = [
  'vulnscan-quarantine',
  'vulnscan-alerts-dead',
  'vulnscan-actions-dead',
  UNDELIVERED,
];

/** Long enough for ten letters to be read and sent. */
const HIDDEN_SECONDS = 60;
/** Asks all of SQS: without waiting it asks some of its machines, and may find nothing where something is. */
const WAIT_SECONDS = 1;
/** SQS gives out so many at once. */
const BATCH = 10;

export async function findSources(sqs: SQSClient): Promise<Source[]> {
  const found = await Promise.all(
    SOURCES.map(async (name) => ({ name, url: await findQueue(sqs, name) })),
  );
  return found.flatMap(({ name, url }) => (url === undefined ? [] : [{ name, url }]));
}

/** Undefined when there is no such queue; FIFO or not. */
async function findQueue(sqs: SQSClient, name: string): Promise<string | undefined> {
  for (const QueueName of [`${name}.fifo`, name]) {
    try {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      if (QueueUrl !== undefined) return QueueUrl;
    } catch (error) {
      if (!(error instanceof Error) || !/NonExistent|DoesNotExist/.test(error.name)) throw error;
    }
  }
  return undefined;
}

/** How many records are in it, those that somebody looks at just now too. */
export async function countLetters(sqs: SQSClient, { url }: Source): Promise<number> {
  const AttributeNames = [
    'ApproximateNumberOfMessages' as const,
    'ApproximateNumberOfMessagesNotVisible' as const,
  ];
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames });
  const { Attributes = {} } = await callAws('count the records', () => sqs.send(command));
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/**
 * At most `most` letters of one queue. A FIFO queue gives out ten of a group and no more before those are deleted, so
 * the next ten are asked for when the caller is done with these.
 */
export async function* readLetters(
  sqs: SQSClient,
  source: Source,
  most: number,
): AsyncGenerator<Letter> {
  for (let read = 0; read < most; ) {
    const command = new ReceiveMessageCommand({
      QueueUrl: source.url,
      MaxNumberOfMessages: Math.min(BATCH, most - read),
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = await callAws('read the records', () => sqs.send(command));
    if (Messages.length === 0) return;
    read += Messages.length;
    yield* Messages.map((message) => toLetter(source, message));
  }
}

function toLetter(source: Source, message: Message): Letter {
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const worker = source.name.includes('alerts') ? 'alerts' : 'actions';
  const undelivered = source.name === UNDELIVERED ? readUndelivered(attribute) : undefined;
  return {
    source,
    receipt: message.ReceiptHandle ?? '',
    id: attribute('record') ?? message.MessageId ?? '',
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
    body: message.Body ?? '',
    group: attribute('group') ?? message.Attributes?.MessageGroupId ?? POSTING_GROUP,
    ...(undelivered !== undefined && { undelivered }),
    reason:
      undelivered?.reason ??
      attribute('reason') ??
      `Tried until its queue gave up: look for this id in the log /vulnscan/${worker}.`,
  };
}

/** Where a letter belongs that has been in a queue before. */
export function targetOf(letter: Letter): Target {
  if (isForAlertsQueue(letter)) return { queue: 'vulnscan-alerts', group: POSTING_GROUP };
  return { queue: 'vulnscan-actions', group: letter.group };
}

/** Sends it where it belongs and then takes it out: at worst it is there twice, and the doors know that. */
export async function sendTo(
  sqs: SQSClient,
  letter: Letter,
  { queue, group }: Target,
): Promise<void> {
  const url = await callAws(`look for ${queue}`, () => findQueue(sqs, queue));
  if (url === undefined) throw new Error(`There is no queue ${queue}: npm run deploy makes it.`);
  const command = new SendMessageCommand({
    QueueUrl: url,
    MessageBody: letter.body,
    MessageGroupId: group,
    // A name of its own: the queue may still remember the body.
    MessageDeduplicationId: `redrive-${letter.id}-${Date.now()}`.slice(-128),
  });
  await callAws(`send the record to ${queue}`, () => sqs.send(command));
  await drop(sqs, letter);
}

function isForAlertsQueue({ source, group }: Letter): boolean {
  return source.name.includes('alerts-dead') || group === POSTING_GROUP;
}

export async function drop(sqs: SQSClient, { source, receipt }: Letter): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: source.url, ReceiptHandle: receipt });
  await callAws('delete the record', () => sqs.send(command));
}

/** Whoever looks again need not wait until they show by themselves. */
export async function putBack(sqs: SQSClient, { url }: Source, letters: Letter[]): Promise<void> {
  for (let start = 0; start < letters.length; start += BATCH) {
    const Entries = letters.slice(start, start + BATCH).map(({ receipt }, index) => ({
      Id: String(index),
      ReceiptHandle: receipt,
      VisibilityTimeout: 0,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
    await callAws('put the records back', () => sqs.send(command));
  }
}
