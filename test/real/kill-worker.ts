import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as actions from '../../src/handlers/actions';
import * as alerts from '../../src/handlers/alerts';
import type { BatchAnswer, QueueRecord } from '../../src/handlers/batch';

/*
 * The two workers in a process of their own, fed as Lambda feeds them; killed at any moment by kill.test.ts. After each
 * kill the clock of everybody jumps over the six minutes after which a record comes back. A deletion that gets lost
 * makes a second delivery.
 */

const HIDDEN_SECONDS = 360;
/** No waiting at the queue: whatever is under way when this process is killed comes to its end at once. */
const PAUSE_MS = 200;
const RealDate = Date;
const shift = Number(process.env['CLOCK_SHIFT_MS'] ?? 0);

class ShiftedDate extends RealDate {
  constructor(at: number | string | Date = RealDate.now() + shift) {
    super(at);
  }

  static override now(): number {
    return RealDate.now() + shift;
  }
}
Object.assign(globalThis, { Date: ShiftedDate });

const sqs = new SQSClient();

type Handle = (event: { Records: QueueRecord[] }) => Promise<BatchAnswer>;

async function feed(QueueUrl: string, handle: Handle): Promise<void> {
  for (;;) {
    const { Messages = [] } = await receive(QueueUrl);
    if (Messages.length > 0) await work(QueueUrl, Messages, handle);
    else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function receive(QueueUrl: string) {
  return sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageSystemAttributeNames: ['All'],
    }),
  );
}

async function work(QueueUrl: string, messages: Message[], handle: Handle): Promise<void> {
  const { batchItemFailures } = await handle({ Records: messages.map(toRecord) });
  const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { MessageId = '', ReceiptHandle } of messages) {
    if (!back.has(MessageId)) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

function toRecord({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }: Message) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '1',
      ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? '0',
      MessageGroupId: Attributes.MessageGroupId ?? '',
    },
  };
}

process.stdout.write('ready\n');
void feed(process.env['ALERTS_QUEUE_URL'] ?? '', alerts.handler);
void feed(process.env['ACTIONS_QUEUE_URL'] ?? '', actions.handler);
