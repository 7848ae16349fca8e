import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createAlertsQueue, createQuarantine, createVisibility } from '../../src/adapters/queues';
import { describeAlertsQueue, sweptFinding } from '../contracts/alerts-queue.contract';
import { aCloud, type Cloud } from '../emulators/aws/support';

let cloud: Cloud;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-24T10:00:00Z');
  cloud = await aCloud({ now: () => new Date(now) });
  for (const name of ['vulnscan-alerts.fifo', 'vulnscan-actions.fifo', 'vulnscan-quarantine']) {
    const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    await cloud.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  }
});
afterEach(() => cloud.close());

async function urlOf(QueueName: string): Promise<string> {
  return (await cloud.sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
}

async function receive(QueueUrl: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await cloud.sqs.send(command)).Messages ?? [];
}

describeAlertsQueue('SQS', async () => ({
  queue: createAlertsQueue(await urlOf('vulnscan-alerts.fifo'), cloud.sqs),
  pass: async (ms) => {
    now += ms;
  },
}));

test('swept findings share one message group and count as waiting while they are being processed', async () => {
  const url = await urlOf('vulnscan-alerts.fifo');
  const queue = createAlertsQueue(url, cloud.sqs);

  await queue.send(Array.from({ length: 12 }, (_, number) => sweptFinding(number)));

  const messages = await receive(url);
  expect(new Set(messages.map(({ Attributes }) => Attributes?.MessageGroupId))).toEqual(
    new Set(['alerts']),
  );
  expect(await queue.waiting()).toBe(12);
});

test('a postponed record becomes visible after the delay, not sooner', async () => {
  const url = await urlOf('vulnscan-alerts.fifo');
  await createAlertsQueue(url, cloud.sqs).send([sweptFinding(1)]);
  const [message] = await receive(url);

  await createVisibility(url, cloud.sqs).postpone([message?.ReceiptHandle ?? ''], 300_000);

  now += 299_000;
  expect(await receive(url)).toHaveLength(0);
  now += 2_000;
  expect(await receive(url)).toHaveLength(1);
});

test('a quarantined record keeps its name and its group; characters that SQS refuses are removed from the reason', async () => {
  const url = await urlOf('vulnscan-quarantine');
  const record = { id: 'record-1', body: '{"broken":', group: 'alerts' };

  await createQuarantine(url, cloud.sqs).put(record, 'it is not JSON\n\u0000');

  const [message] = await receive(url);
  expect(message).toMatchObject({
    Body: '{"broken":',
    MessageAttributes: {
      record: { StringValue: 'record-1' },
      group: { StringValue: 'alerts' },
      reason: { StringValue: 'it is not JSON??' },
    },
  });
});
