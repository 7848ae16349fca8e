import type { SQSEvent } from 'aws-lambda';
import type { MapQueueOptions, QueueMapping } from '../../../emulators/aws/functions';
import { context, mapQueue } from '../../../emulators/aws/functions';
import type { Queue } from '../../../emulators/aws/sqs/queue';
import type { Cloud } from './support';
import { aCloud, eventually } from './support';

let cloud: Cloud;
let queue: Queue;
let mapping: QueueMapping | undefined;

beforeEach(async () => {
  cloud = await aCloud();
  queue = cloud.aws.sqs.create('jobs.fifo', {
    ContentBasedDeduplication: 'true',
    VisibilityTimeout: '1',
  });
});
afterEach(async () => {
  await mapping?.stop();
  await cloud.close();
});

const map = (invoke: MapQueueOptions['invoke'], rest: Partial<MapQueueOptions> = {}) => {
  mapping = mapQueue({ queue, invoke, ...rest });
  return mapping;
};
const send = (...bodies: string[]) => {
  for (const body of bodies) queue.send({ body, groupId: 'g' });
};
const drained = () => eventually(() => queue.peek().length === 0 || undefined);

it('hands the function what Lambda would, and deletes what it has done', async () => {
  const events: SQSEvent[] = [];
  const message = queue.send({ body: 'one', groupId: 'g' });
  map((event) => void events.push(event));
  await drained();

  expect(events).toEqual([
    {
      Records: [
        {
          messageId: message.id,
          receiptHandle: expect.any(String),
          body: 'one',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(message.sentAt),
            SequenceNumber: message.sequenceNumber,
            MessageGroupId: 'g',
            MessageDeduplicationId: message.deduplicationId,
            SenderId: '111122223333',
            ApproximateFirstReceiveTimestamp: expect.any(String),
          },
          messageAttributes: {},
          md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:jobs.fifo',
          awsRegion: 'eu-west-1',
        },
      ],
    },
  ]);
});

it('never exceeds the batch size', async () => {
  const sizes: number[] = [];
  send('1', '2', '3', '4', '5');
  map(({ Records }) => void sizes.push(Records.length), { batchSize: 2 });
  await drained();

  expect(sizes).toEqual([2, 2, 1]);
});

it('gives back only the messages the function names', async () => {
  const seen: string[] = [];
  send('good', 'bad');
  map(({ Records }) => {
    seen.push(...Records.map(({ body }) => body));
    const failed = Records.filter(
      ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
    );
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  await drained();

  expect(seen).toEqual(['good', 'bad', 'bad']);
});

it.each([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
  [
    'names a message that is not in the batch',
    () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
  ],
  ['names nothing in an entry', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
  ['answers without sense', () => ({ batchItemFailures: 'all' })],
  ['answers with a number', () => 5],
])('gives the whole batch back when the function %s', async (_, fail) => {
  const failures: (readonly string[])[] = [];
  send('1', '2');
  map(fail, { onFailure: (_error, ids) => failures.push(ids) });
  await eventually(() => failures.length > 0 || undefined);

  expect(failures[0]).toHaveLength(2);
  expect(queue.peek()).toHaveLength(2);
});

it('gives the batch back when the function takes too long', async () => {
  const errors: unknown[] = [];
  send('1');
  map(() => new Promise(() => undefined), {
    timeoutMillis: 20,
    onFailure: (error) => errors.push(error),
  });
  await eventually(() => errors.length > 0 || undefined);

  expect(String(errors[0])).toContain('timed out after 0.02 seconds');
  expect(queue.peek()).toHaveLength(1);
});

it('runs one batch of a group at a time, and two groups side by side', async () => {
  let running = 0;
  let most = 0;
  const perGroup: string[] = [];
  for (const n of ['1', '2', '3'])
    for (const groupId of ['a', 'b']) queue.send({ body: `${groupId}${n}`, groupId });
  map(
    async ({ Records }) => {
      const groupId = Records[0]?.attributes.MessageGroupId ?? '';
      expect(perGroup).not.toContain(groupId);
      perGroup.push(groupId);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      perGroup.splice(perGroup.indexOf(groupId), 1);
    },
    { batchSize: 1, concurrency: 4 },
  );
  await drained();

  expect(most).toBe(2);
});

it('finishes the batch it is at when it stops, and takes no other', async () => {
  let done = 0;
  send('1');
  const stopping = map(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    done += 1;
  });
  await eventually(() => queue.depth().inFlight === 1 || undefined);
  await stopping.stop();
  send('2');
  await new Promise((resolve) => setTimeout(resolve, 30));

  expect(done).toBe(1);
  expect(queue.depth().visible).toBe(1);
});

it('sends a batch that always fails to the dead-letter queue', async () => {
  const dead = cloud.aws.sqs.create('dead.fifo');
  queue.setAttributes({
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
  });
  let tries = 0;
  send('poison');
  map(() => {
    tries += 1;
    throw new Error('no');
  });
  await eventually(() => dead.peek().length === 1 || undefined);

  expect(tries).toBe(3);
});

it('gives a context that counts down and knows the function', () => {
  const given = context({ functionName: 'intake', timeoutMillis: 5000 });

  expect(given.getRemainingTimeInMillis()).toBeGreaterThan(4000);
  expect(given.invokedFunctionArn).toMatch(/:function:intake$/);
  expect(given.done).toThrow('return a promise');
});
