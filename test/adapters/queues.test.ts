import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { createJobQueue } from '../../src/adapters/job-queue';
import { createIntakeQueue, createQuarantine, createVisibility } from '../../src/adapters/queues';
import { readRecord } from '../../src/adapters/read-record';
import { createWaker } from '../../src/adapters/wake';
import { Unavailable } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import {
  aDecision,
  aTask,
  describeIntakeQueue,
  describeQueue,
  describeWaker,
} from '../contracts/queues.contract';
import { aCloud, type Cloud } from '../emulators/aws/support';

const origin = { requestId: 'request-1' };
const NAMES = ['intake', 'decide', 'projector.fifo', 'painter.fifo', 'tasks.fifo', 'quarantine'];

let cloud: Cloud;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-24T10:00:00Z');
  cloud = await aCloud({ now: () => new Date(now) });
  for (const QueueName of NAMES) {
    const Attributes = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    await cloud.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  }
});
afterEach(() => cloud.close());

const pass = async (ms: number) => {
  now += ms;
};

async function urlOf(QueueName: string): Promise<string> {
  return (await cloud.sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
}

async function receive(QueueUrl: string): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await cloud.sqs.send(command)).Messages ?? [];
}

/** Receives and deletes all messages of a queue; `seen` has those of earlier calls, too. */
function createDrain(name: string) {
  const seen: Message[] = [];
  return async () => {
    const QueueUrl = await urlOf(name);
    for (let batch = await receive(QueueUrl); batch.length > 0; batch = await receive(QueueUrl)) {
      seen.push(...batch);
      for (const { ReceiptHandle } of batch) {
        await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    return seen;
  };
}

async function jobQueue() {
  const urls = { decide: await urlOf('decide'), tasks: await urlOf('tasks.fifo') };
  return createJobQueue(urls, 1, cloud.sqs);
}

async function waker() {
  const urls = { projector: await urlOf('projector.fifo'), painter: await urlOf('painter.fifo') };
  return createWaker(urls, { now: () => new Date(now) }, cloud.sqs);
}

function jobOf({ Body = '' }: Message): Job {
  const content = readRecord(Body);
  if (content.kind !== 'job') throw new Error(`not a job: ${Body}`);
  return content.job;
}

describeQueue('SQS', async () => {
  const drains = ['decide', 'tasks.fifo'].map(createDrain);
  const arrived = async () => {
    const messages: Message[] = [];
    for (const drain of drains) messages.push(...(await drain()));
    return messages.map(jobOf);
  };
  return { queue: await jobQueue(), arrived, pass };
});

describeIntakeQueue('SQS', async () => {
  const drain = createDrain('intake');
  const arrived = async () =>
    (await drain()).flatMap(({ Body = '' }) => {
      const content = readRecord(Body);
      return content.kind === 'read' ? content.keys : [];
    });
  return { queue: createIntakeQueue(await urlOf('intake'), cloud.sqs), arrived };
});

describeWaker('SQS', async () => {
  const drains = ['projector.fifo', 'painter.fifo'].map(createDrain);
  const arrived = async () => {
    const messages: Message[] = [];
    for (const drain of drains) messages.push(...(await drain()));
    return messages.map(({ Body = '', Attributes }) => {
      const content = readRecord(Body);
      const names = content.kind === 'wake' ? [...content.hashes, ...content.keys] : [];
      return { group: Attributes?.MessageGroupId ?? '', names };
    });
  };
  return { waker: await waker(), arrived, pass };
});

test('a postponed record becomes visible after the delay, not sooner', async () => {
  const QueueUrl = await urlOf('tasks.fifo');
  await (await jobQueue()).send(aTask('api'));
  const [message] = await receive(QueueUrl);

  await createVisibility(QueueUrl, cloud.sqs).postpone([message?.ReceiptHandle ?? ''], 300_000);

  now += 299_000;
  expect(await receive(QueueUrl)).toHaveLength(0);
  now += 2_000;
  expect(await receive(QueueUrl)).toHaveLength(1);
});

test('a visibility longer than SQS allows is the longest it allows', async () => {
  const QueueUrl = await urlOf('decide');
  await (await jobQueue()).send(aDecision(1));
  const [message] = await receive(QueueUrl);

  await createVisibility(QueueUrl, cloud.sqs).postpone(
    [message?.ReceiptHandle ?? ''],
    48 * 3_600_000,
  );

  now += 43_201_000;
  expect(await receive(QueueUrl)).toHaveLength(1);
});

test('a decision waits for no other, and a task for those of its group only', async () => {
  const queue = await jobQueue();

  await queue.sendAll([aDecision(1), aTask('api'), { type: 'home', userId: 'U1', origin }]);

  const [decision] = await receive(await urlOf('decide'));
  expect(decision?.Attributes?.MessageGroupId).toBeUndefined();
  const groups = (await createDrain('tasks.fifo')()).map((each) => each.Attributes?.MessageGroupId);
  expect(groups).toEqual(['scans', 'home/U1']);
});

test('a read of many findings names a hundred in each message', async () => {
  const keys = Array.from({ length: 250 }, (_, index) => ({ id: `f-${index}`, productArn: 'arn' }));

  await createIntakeQueue(await urlOf('intake'), cloud.sqs).read(keys);

  const messages = await createDrain('intake')();
  const sizes = messages.map(({ Body = '' }) => JSON.parse(Body).keys.length);
  expect(sizes.sort()).toEqual([100, 100, 50]);
});

describe('a message that SQS refuses within a batch', () => {
  /** SQS answers 200, and names the refused message in the answer. */
  beforeEach(() => {
    cloud.sqs.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }];
        if ('Successful' in answer.output) Object.assign(answer.output, { Failed });
        return answer;
      },
      { step: 'initialize', name: 'refuses' },
    );
  });

  test.each<[string, () => Promise<void>]>([
    ['a decision', async () => (await jobQueue()).sendAll([aDecision(1)])],
    ['a task', async () => (await jobQueue()).sendAll([aTask('api')])],
    [
      'a read',
      async () =>
        createIntakeQueue(await urlOf('intake'), cloud.sqs).read([{ id: 'x', productArn: 'arn' }]),
    ],
    ['a wake-up', async () => (await waker()).projector(['x'], true)],
  ])('is an error: %s', async (_what, send) => {
    await expect(send()).rejects.toThrow(Unavailable);
  });
});

test('a queue that does not answer is an error', async () => {
  const queue = await jobQueue();
  await cloud.aws.close();

  await expect(queue.send(aTask('api'))).rejects.toThrow(Unavailable);
  await expect(queue.sendAll([aTask('api')])).rejects.toThrow(Unavailable);
});

test('a quarantined record keeps its name and its group; characters that SQS refuses are removed from the reason', async () => {
  const url = await urlOf('quarantine');
  const record = { id: 'record-1', body: '{"broken":', group: 'scans' };

  await createQuarantine(url, cloud.sqs).put(record, 'it is not JSON\n\u0000');

  const [message] = await receive(url);
  expect(message).toMatchObject({
    Body: '{"broken":',
    MessageAttributes: {
      record: { StringValue: 'record-1' },
      group: { StringValue: 'scans' },
      reason: { StringValue: 'it is not JSON??' },
    },
  });
});
