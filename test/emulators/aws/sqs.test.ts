import type { ReceiveMessageCommandInput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import type { Cloud } from './support';
import { aCloud } from './support';

let cloud: Cloud;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-24T10:00:00Z');
  cloud = await aCloud({ now: () => new Date(now) });
});
afterEach(() => cloud.close());

const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
  const fifo = QueueName.endsWith('.fifo') && { FifoQueue: 'true' };
  const { QueueUrl = '' } = await cloud.sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { ...fifo, ...Attributes } }),
  );
  return QueueUrl;
};
const put = (QueueUrl: string, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
  cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
const take = async (QueueUrl: string, rest: Partial<ReceiveMessageCommandInput> = {}) => {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...rest });
  return (await cloud.sqs.send(command)).Messages ?? [];
};
const bodies = async (url: string) => (await take(url)).map(({ Body }) => Body).join(',');
const group = (MessageGroupId: string, MessageDeduplicationId?: string) => ({
  MessageGroupId,
  ...(MessageDeduplicationId && { MessageDeduplicationId }),
});

describe('a standard queue', () => {
  it('hands out a message once until its visibility time-out is over', async () => {
    const url = await create('jobs', { VisibilityTimeout: '30' });
    await put(url, 'one');

    expect(await bodies(url)).toBe('one');
    expect(await bodies(url)).toBe('');
    now += 30_001;
    const [again] = await take(url, { MessageSystemAttributeNames: ['All'] });
    expect(again?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      SentTimestamp: '1795514400000',
    });
  });

  it('forgets a message that is deleted, and lets it be deleted twice', async () => {
    const url = await create('jobs');
    await put(url, 'one');
    const [message] = await take(url);
    const gone = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle };

    await cloud.sqs.send(new DeleteMessageCommand(gone));
    await cloud.sqs.send(new DeleteMessageCommand(gone));

    now += 60_000;
    expect(await bodies(url)).toBe('');
    const madeUp = cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'x' }));
    await expect(madeUp).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('does not delete by a handle of an earlier receive', async () => {
    const url = await create('jobs');
    await put(url, 'one');
    const [first] = await take(url);
    now += 31_000;
    await take(url);

    await cloud.sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }),
    );

    expect(cloud.aws.sqs.queue('jobs').peek()).toHaveLength(1);
  });

  it('makes a message visible at once, or later, when asked', async () => {
    const url = await create('jobs');
    await put(url, 'one');
    const [message] = await take(url);
    const change = (VisibilityTimeout: number) =>
      cloud.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: url,
          Entries: [{ Id: '1', ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }],
        }),
      );

    await change(100);
    now += 40_000;
    expect(await bodies(url)).toBe('');
    await change(0);
    expect(await bodies(url)).toBe('one');
    expect((await change(10)).Failed).toMatchObject([{ Code: 'MessageNotInflight' }]);
  });

  it('waits for a message as long as asked', async () => {
    const url = await create('jobs');
    const waiting = take(url, { WaitTimeSeconds: 20 });
    await put(url, 'late');

    expect((await waiting)[0]?.Body).toBe('late');
  });

  it('lets go of a poll whose client is gone, and loses no message by it', async () => {
    const url = await create('jobs');
    const abort = new AbortController();
    const waiting = cloud.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }),
      {
        abortSignal: abort.signal,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await put(url, 'one');

    expect(await bodies(url)).toBe('one');
  });

  it('delays by message or queue and drops what is too old', async () => {
    const url = await create('jobs', { DelaySeconds: '10', MessageRetentionPeriod: '60' });
    await put(url, 'queue');
    await put(url, 'own', { DelaySeconds: 20 });

    expect(await bodies(url)).toBe('');
    now += 10_000;
    expect(await bodies(url)).toBe('queue');
    now += 51_000;
    expect(await bodies(url)).toBe('');
  });

  it('keeps attributes under checksums the SDK verifies', async () => {
    const url = await create('jobs');
    await put(url, 'über', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'job' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
      },
    });

    const [message] = await take(url, { MessageAttributeNames: ['All'] });

    expect(message?.MessageAttributes?.['kind']?.StringValue).toBe('job');
    expect(message?.MessageAttributes?.['raw']?.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
  });

  it.each([
    ['over 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['with a control character', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['empty', { MessageBody: '' }, 'MissingParameter'],
    [
      'with a deduplication id',
      { MessageBody: 'x', MessageDeduplicationId: 'd' },
      'InvalidParameterValue',
    ],
    ['delayed over 15 minutes', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
  ])('refuses a message %s', async (_, input, name) => {
    const url = await create('jobs');

    await expect(put(url, '', input)).rejects.toMatchObject({ name });
    expect(cloud.aws.sqs.queue('jobs').peek()).toEqual([]);
  });

  it('takes a message of exactly 1 MiB', async () => {
    const url = await create('jobs');

    await expect(put(url, 'x'.repeat(1_048_576))).resolves.toMatchObject({
      MessageId: expect.any(String),
    });
  });
});

describe('a FIFO queue', () => {
  it('keeps the order of a group and blocks it while a message is in flight', async () => {
    const url = await create('jobs.fifo', { ContentBasedDeduplication: 'true' });
    await put(url, 'a1', group('a'));
    await put(url, 'b1', group('b'));
    const [first] = await take(url, { MaxNumberOfMessages: 1 });
    await put(url, 'a2', group('a'));

    expect(first?.Body).toBe('a1');
    expect(await bodies(url)).toBe('b1');
    await cloud.sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }),
    );
    expect(await bodies(url)).toBe('a2');
  });

  it('gives a message back before those behind it', async () => {
    const url = await create('jobs.fifo', { ContentBasedDeduplication: 'true' });
    for (const body of ['1', '2', '3']) await put(url, body, group('g'));
    await take(url, { MaxNumberOfMessages: 1 });
    now += 31_000;

    expect(await bodies(url)).toBe('1,2,3');
  });

  it('drops a repetition within five minutes, even of a message that is gone', async () => {
    const url = await create('jobs.fifo');
    const first = await put(url, 'one', group('g', 'id'));
    const [message] = await take(url);
    await cloud.sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }),
    );

    const again = await put(url, 'other words', group('g', 'id'));
    expect(again).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    });
    expect(await bodies(url)).toBe('');
    now += 300_001;
    await put(url, 'after', group('g', 'id'));
    expect(await bodies(url)).toBe('after');
  });

  it('wants a group, and an id unless the content is one', async () => {
    const url = await create('jobs.fifo');

    await expect(put(url, 'x')).rejects.toMatchObject({ name: 'MissingParameter' });
    await expect(put(url, 'x', group('g'))).rejects.toMatchObject({
      message: expect.stringContaining('ContentBasedDeduplication'),
    });
  });

  it('refuses to delete by a handle that has expired', async () => {
    const url = await create('jobs.fifo', { ContentBasedDeduplication: 'true' });
    await put(url, 'x', group('g'));
    const [message] = await take(url);
    now += 31_000;

    const late = cloud.sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }),
    );

    await expect(late).rejects.toMatchObject({ message: expect.stringContaining('expired') });
  });

  it('moves a message it gave out too often to its dead-letter queue', async () => {
    const dead = await create('dead.fifo', { ContentBasedDeduplication: 'true' });
    const url = await create('jobs.fifo', {
      ContentBasedDeduplication: 'true',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: cloud.aws.sqs.queue('dead.fifo').arn,
        maxReceiveCount: 2,
      }),
    });
    await put(url, 'poison', group('g'));
    await put(url, 'next', group('g'));
    for (let n = 0; n < 2; n += 1) {
      expect((await take(url, { MaxNumberOfMessages: 1 }))[0]?.Body).toBe('poison');
      now += 31_000;
    }

    expect(await bodies(url)).toBe('next');
    const [buried] = await take(dead, { MessageSystemAttributeNames: ['All'] });
    expect(buried).toMatchObject({
      Body: 'poison',
      Attributes: {
        MessageGroupId: 'g',
        DeadLetterQueueSourceArn: expect.stringContaining('jobs.fifo'),
      },
    });
  });

  it('hands out every message once and each group in order, whatever is sent', async () => {
    const letters = fc.constantFrom('a', 'b', 'c');
    await fc.assert(
      fc.asyncProperty(
        fc.array(letters, { maxLength: 25 }),
        fc.integer({ min: 1, max: 10 }),
        async (groups, max) => {
          const queue = cloud.aws.sqs.create(`q${Math.random().toString(36).slice(2)}.fifo`, {
            ContentBasedDeduplication: 'true',
          });
          for (const [n, groupId] of groups.entries()) queue.send({ body: `${n}`, groupId });
          const seen: { group: string | undefined; n: number }[] = [];
          for (
            let batch = await queue.receive({ max });
            batch.length > 0;
            batch = await queue.receive({ max })
          ) {
            for (const message of batch) {
              seen.push({ group: message.groupId, n: Number(message.body) });
              queue.delete(message.receiptHandle ?? '');
            }
          }

          expect(seen.map(({ n }) => n).sort((a, b) => a - b)).toEqual(groups.map((_, n) => n));
          for (const letter of ['a', 'b', 'c']) {
            const order = seen.filter((one) => one.group === letter).map(({ n }) => n);
            expect(order).toEqual([...order].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the queues', () => {
  it('are found by name and say that a name is unknown', async () => {
    const url = await create('jobs');

    const named = await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    expect(named.QueueUrl).toBe(url);
    await expect(cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'no' }))).rejects.toMatchObject(
      {
        name: 'QueueDoesNotExist',
      },
    );
  });

  it('count what is visible, in flight and delayed', async () => {
    const url = await create('jobs');
    await put(url, '1');
    await put(url, '2');
    await put(url, '3', { DelaySeconds: 60 });
    await take(url, { MaxNumberOfMessages: 1 });

    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    expect((await cloud.sqs.send(command)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
    });
    cloud.aws.sqs.queue('jobs').purge();
    expect(cloud.aws.sqs.depths()[0]).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each([
    ['a time-out over 12 hours', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['an unknown attribute', { Nope: '1' }, 'InvalidAttributeName'],
    [
      'deduplication on a standard queue',
      { ContentBasedDeduplication: 'true' },
      'InvalidAttributeName',
    ],
    [
      'a dead-letter queue that is not there',
      {
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:no","maxReceiveCount":3}',
      },
      'InvalidParameterValue',
    ],
    ['a redrive policy that is no JSON', { RedrivePolicy: 'x' }, 'InvalidAttributeValue'],
  ] satisfies [string, Record<string, string>, string][])(
    'refuse %s',
    async (_, Attributes, name) => {
      await expect(create('bad', Attributes)).rejects.toMatchObject({ name });
    },
  );

  it('refuse a standard dead-letter queue for a FIFO queue, and a FIFO name without its flag', async () => {
    await create('dead');
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: cloud.aws.sqs.queue('dead').arn,
      maxReceiveCount: 3,
    });

    await expect(create('jobs.fifo', { RedrivePolicy })).rejects.toMatchObject({
      message: expect.stringContaining('same type'),
    });
    await expect(create('jobs', { FifoQueue: 'true' })).rejects.toMatchObject({
      message: expect.stringContaining('.fifo suffix'),
    });
  });

  it('take a name again only with the same attributes', async () => {
    await create('jobs', { VisibilityTimeout: '10' });

    await expect(create('jobs', { VisibilityTimeout: '10' })).resolves.toContain('/jobs');
    await expect(create('jobs', { VisibilityTimeout: '11' })).rejects.toMatchObject({
      name: 'QueueNameExists',
    });
  });
});

describe('batches', () => {
  it('report each entry by its id', async () => {
    const url = await create('jobs.fifo');
    const sent = await cloud.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' },
          { Id: 'bad', MessageBody: 'x' },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);

    const [message] = await take(url);
    const changed = await cloud.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: '1', ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 1 },
          { Id: '2', ReceiptHandle: 'made up', VisibilityTimeout: 1 },
        ],
      }),
    );
    expect(changed.Successful?.map(({ Id }) => Id)).toEqual(['1']);
    expect(changed.Failed?.[0]?.Code).toBe('ReceiptHandleIsInvalid');
  });

  it.each([
    ['none', [], 'EmptyBatchRequest'],
    [
      'eleven',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'two of one id',
      [
        { Id: '1', MessageBody: 'x' },
        { Id: '1', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['an odd id', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'over 1 MiB together',
      [
        { Id: '1', MessageBody: 'x'.repeat(600_000) },
        { Id: '2', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('refuse %s', async (_, Entries, name) => {
    const url = await create('jobs');

    await expect(
      cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries })),
    ).rejects.toMatchObject({ name });
  });
});

it('keeps a message back under the delay fault', async () => {
  const url = await create('jobs');
  cloud.aws.faults.sqsDelay = { min: 1000, max: 1000 };
  await put(url, 'one');

  expect(await bodies(url)).toBe('');
  now += 1000;
  expect(await bodies(url)).toBe('one');
});
