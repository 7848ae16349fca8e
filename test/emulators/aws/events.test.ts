import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import type { Cloud } from './support';
import { aCloud, eventually } from './support';

let cloud: Cloud;

beforeEach(async () => {
  cloud = await aCloud();
});
afterEach(() => cloud.close());

const rule = (EventPattern = '{"source":["app"]}') =>
  cloud.events.send(new PutRuleCommand({ Name: 'rule', EventPattern }));
const put = (...Entries: PutEventsRequestEntry[]) =>
  cloud.events.send(new PutEventsCommand({ Entries }));
const entry = (Detail = '{"n":1}', Source = 'app') => ({ Source, DetailType: 'thing', Detail });
const queue = () => cloud.aws.sqs.create('q.fifo', { ContentBasedDeduplication: 'true' });
const target = (Arn: string) =>
  cloud.events.send(
    new PutTargetsCommand({
      Rule: 'rule',
      Targets: [{ Id: '1', Arn, SqsParameters: { MessageGroupId: 'group' } }],
    }),
  );

it('sends a matching event to the FIFO queue of its rule, and no other', async () => {
  const { arn, peek } = queue();
  await rule();
  await target(arn);

  const answer = await put(entry(), entry('{}', 'other'));

  expect(answer.FailedEntryCount).toBe(0);
  expect(peek()).toHaveLength(1);
  expect(peek()[0]?.groupId).toBe('group');
  expect(JSON.parse(peek()[0]?.body ?? '')).toMatchObject({
    id: answer.Entries?.[0]?.EventId,
    source: 'app',
    'detail-type': 'thing',
    detail: { n: 1 },
  });
});

it('sends a matching event to a standard queue, which has no group', async () => {
  const { arn, peek } = cloud.aws.sqs.create('q');
  await rule();
  const Targets = [{ Id: '1', Arn: arn }];
  await cloud.events.send(new PutTargetsCommand({ Rule: 'rule', Targets }));

  await put(entry());

  expect(peek()).toHaveLength(1);
  expect(peek()[0]?.groupId).toBeUndefined();
});

it('reports each entry that it does not take', async () => {
  const answer = await put(entry(), entry('{}', 'aws.ec2'), entry('[1]'), entry('no json'), {
    Source: 'app',
    Detail: '{}',
  });

  expect(answer.FailedEntryCount).toBe(4);
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    'NotAuthorizedForSourceException',
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
  ]);
});

it('refuses eleven entries, a bad pattern and an unknown rule', async () => {
  await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  for (const pattern of ['{}', 'no json', '{"source":"app"}', '{"source":[{"contains":"x"}]}']) {
    await expect(rule(pattern)).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
  }
  await expect(target('arn')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('sends nothing by a disabled rule', async () => {
  const { arn, peek } = queue();
  await rule();
  await target(arn);
  await put(entry('{"n":1}'));
  const EventPattern = '{"source":["app"]}';
  await cloud.events.send(new PutRuleCommand({ Name: 'rule', EventPattern, State: 'DISABLED' }));
  await put(entry('{"n":2}'));

  expect((await cloud.events.send(new DescribeRuleCommand({ Name: 'rule' }))).State).toBe(
    'DISABLED',
  );
  expect(peek().map(({ body }) => JSON.parse(body).detail.n)).toEqual([1]);
});

it('lists the rules and their targets', async () => {
  await rule();
  await target(queue().arn);
  const listed = await cloud.events.send(new ListTargetsByRuleCommand({ Rule: 'rule' }));
  expect(listed.Targets?.[0]?.SqsParameters?.MessageGroupId).toBe('group');
  const { Rules } = await cloud.events.send(new ListRulesCommand({}));
  expect(Rules).toMatchObject([{ Name: 'rule', State: 'ENABLED' }]);
});

it('refuses an input transformer instead of forgetting it', async () => {
  await rule();
  const Targets = [{ Id: '1', Arn: 'arn', InputTransformer: { InputTemplate: '"x"' } }];

  await expect(
    cloud.events.send(new PutTargetsCommand({ Rule: 'rule', Targets })),
  ).rejects.toMatchObject({ message: expect.stringContaining('InputTransformer') });
});

it('sends the part of an event that the target asks for', async () => {
  const plain = cloud.aws.sqs.create('plain');
  cloud.aws.bus.putRule('rule', { source: ['app'] });
  cloud.aws.bus.putTarget('rule', { id: '1', arn: plain.arn, inputPath: '$.detail.a' });
  cloud.aws.bus.putTarget('rule', { id: '2', arn: plain.arn, input: '"constant"' });

  await put(entry('{"a":{"b":1}}'));

  expect(plain.peek().map(({ body }) => body)).toEqual(['{"b":1}', '"constant"']);
});

it('survives a target that refuses the event', async () => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const picky = cloud.aws.sqs.create('picky.fifo', { ContentBasedDeduplication: 'true' });
  cloud.aws.bus.putRule('rule', { source: ['app'] });
  cloud.aws.bus.putTarget('rule', { id: '1', arn: picky.arn });

  const answer = await put(entry());

  expect(answer.FailedEntryCount).toBe(0);
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('MessageGroupId'));
  warned.mockRestore();
});

it('sends every event twice under its fault, so that no queue takes it for one', async () => {
  const { arn, peek } = queue();
  cloud.aws.bus.putRule('rule', { source: ['app'] });
  cloud.aws.bus.putTarget('rule', { id: '1', arn, messageGroupId: 'group' });
  cloud.aws.faults.eventsDuplicated = 1;

  await put(entry());

  expect(peek()).toHaveLength(2);
});

it('lets events overtake each other under its fault', async () => {
  const seen: string[] = [];
  cloud.aws.bus.on({ source: ['app'] }, (event) => seen.push(JSON.stringify(event['detail'])));
  cloud.aws.faults.eventsReordered = 1;
  await put(entry());
  cloud.aws.faults.eventsReordered = 0;
  await put(entry('{"n":2}'));

  await eventually(() => seen.length === 2 || undefined);
  expect(seen).toEqual(['{"n":2}', '{"n":1}']);
});
