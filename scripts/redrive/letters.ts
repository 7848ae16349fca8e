import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { LANE_GROUP } from '../../src/domain/job';

/** A record that was set aside, and where it belongs. */
export interface Letter {
  queueUrl: string;
  receipt: string;
  id: string;
  body: string;
  group: string;
  reason: string;
}

/** Queues in which records end that nobody could work on. */
export const SOURCES = ['vulnscan-quarantine', 'vulnscan-alerts-dead', 'vulnscan-actions-dead'];

/** Long enough to look at them all; after it they are there again. */
const HIDDEN_SECONDS = 60;

/** Undefined when there is no such queue; FIFO or not. */
export async function findQueue(sqs: SQSClient, name: string): Promise<string | undefined> {
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

/** Everything one queue holds, at most `most`. */
export async function readLetters(
  sqs: SQSClient,
  queueUrl: string,
  most: number,
): Promise<Letter[]> {
  const letters: Letter[] = [];
  while (letters.length < most) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(10, most - letters.length),
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    letters.push(...Messages.map((message) => toLetter(queueUrl, message)));
  }
  return letters;
}

function toLetter(queueUrl: string, message: Message): Letter {
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const receives = message.Attributes?.ApproximateReceiveCount ?? '?';
  return {
    queueUrl,
    receipt: message.ReceiptHandle ?? '',
    id: attribute('record') ?? message.MessageId ?? '',
    body: message.Body ?? '',
    group: attribute('group') ?? message.Attributes?.MessageGroupId ?? LANE_GROUP,
    reason: attribute('reason') ?? `It was tried too often (${receives} receives here).`,
  };
}

/** Sends it where it belongs and then takes it out: at worst it is there twice, and the doors know that. */
export async function sendAgain(sqs: SQSClient, letter: Letter): Promise<string> {
  const name = isForLane(letter) ? 'vulnscan-alerts' : 'vulnscan-actions';
  const target = await findQueue(sqs, name);
  if (target === undefined) throw new Error(`There is no queue ${name}; deploy first.`);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: target,
      MessageBody: letter.body,
      MessageGroupId: isForLane(letter) ? LANE_GROUP : letter.group,
      // A name of its own: the queue may still remember the body.
      MessageDeduplicationId: `redrive-${letter.id}-${Date.now()}`.slice(-128),
    }),
  );
  await drop(sqs, letter);
  return name;
}

function isForLane({ queueUrl, group }: Letter): boolean {
  return queueUrl.includes('alerts-dead') || group === LANE_GROUP;
}

export async function drop(sqs: SQSClient, { queueUrl, receipt }: Letter): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
}
