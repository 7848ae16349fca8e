import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { BatchAnswer } from '../../src/handlers/batch';
import * as decide from '../../src/handlers/decide';
import * as intake from '../../src/handlers/intake';
import * as painter from '../../src/handlers/painter';
import * as projector from '../../src/handlers/projector';

/*
 * The four workers in a process of their own, fed as Lambda feeds them; killed at any moment by kill.test.ts. A record
 * that was under way comes back after its queue's visibility time, over which the clock of everybody jumps. A deletion
 * that gets lost makes a second delivery. With SWEEP=1 the sweep runs once.
 */

/** No waiting at the queue: whatever is under way when this process is killed comes to its end at once. */
const PAUSE_MS = 200;
/** Batches of a standard queue in flight at once. */
const CONCURRENT = 2;
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
/** Polling is Lambda's own affair, so its calls meet no faults; otherwise every lost reply would hide a whole group. */
const queuesUrl = process.env['QUEUES_URL'] ?? '';
const poller = new SQSClient({ endpoint: queuesUrl });

type Handle = (event: unknown) => Promise<BatchAnswer>;

/** What fails here is tried again, as Lambda does: a poll at once, a batch after its visibility time. */
async function feed(QueueUrl: string, handle: Handle): Promise<void> {
  for (;;) {
    try {
      const messages = await receive(QueueUrl);
      if (messages.length > 0) await work(QueueUrl, messages, handle);
      else await pause();
    } catch (error) {
      complain('a batch failed', error);
      await pause();
    }
  }
}

function complain(what: string, error: unknown): void {
  process.stderr.write(`${what}: ${error instanceof Error ? error.stack : error}\n`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** One FIFO group has one batch at a time, because the queue holds back the rest of the group. */
async function receive(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await poller.send(
    new ReceiveMessageCommand({
      QueueUrl: QueueUrl.replace(new URL(QueueUrl).origin, queuesUrl),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function work(QueueUrl: string, messages: Message[], handle: Handle): Promise<void> {
  const { batchItemFailures } = await handle({ Records: messages.map(toRecord) });
  const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { MessageId = '', ReceiptHandle } of messages) {
    if (!back.has(MessageId)) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

function toRecord({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }: Message) {
  const { ApproximateReceiveCount = '1', MessageGroupId } = Attributes;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: { ApproximateReceiveCount, ...(MessageGroupId && { MessageGroupId }) },
  };
}

function start(queue: string, handle: Handle, loops: number): void {
  const url = process.env[`${queue}_QUEUE_URL`] ?? '';
  for (let loop = 0; loop < loops; loop += 1) void feed(url, handle);
}

process.stdout.write('ready\n');
start('INTAKE', intake.handler, CONCURRENT);
start('DECIDE', decide.handler, CONCURRENT);
start('PROJECTOR', projector.handler, 1);
start('PAINTER', painter.handler, 1);
if (process.env['SWEEP'] === '1') {
  intake.handler({}).catch((error: unknown) => complain('the sweep failed', error));
}
