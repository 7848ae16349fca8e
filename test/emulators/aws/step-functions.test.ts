import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Launch, Launcher } from '../../../emulators/aws/ecs/task';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { ACCOUNT, eventually, REGION, s3Client } from './support';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

let aws: Aws;
let sfn: SFNClient;
let now = new Date();
/** Exit codes by the value of SHARD, in turn; 0 where there is none left. `wait` never ends by itself. */
let exits: Record<string, (number | 'wait')[]>;
let launched: Launch[];
let running: number;
let most: number;

const launch: Launcher = (task) => {
  launched.push(task);
  running += 1;
  most = Math.max(most, running);
  const code = exits[task.environment['SHARD'] ?? '']?.shift() ?? 0;
  let end = (_: { code: number | null; signal: NodeJS.Signals | null }): void => undefined;
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    end = resolve;
  });
  void exited.finally(() => {
    running -= 1;
  });
  if (code !== 'wait') setTimeout(() => end({ code, signal: null }), 20);
  const kill = (signal: NodeJS.Signals) => end({ code: null, signal });
  return { pid: undefined, kill, exited, onLine: () => undefined };
};

beforeEach(async () => {
  [exits, launched, running, most, now] = [{}, [], 0, 0, new Date()];
  aws = await startAws({
    ecs: { launch, stepMillis: 1 },
    stepFunctions: { secondMillis: 5 },
    now: () => now,
  });
  const config = { endpoint: aws.url, region: REGION, maxAttempts: 1, credentials };
  sfn = new SFNClient(config);
  const ecs = new ECSClient(config);
  await ecs.send(new CreateClusterCommand({ clusterName: 'c' }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'scanner',
      containerDefinitions: [{ name: 'scanner', image: 'scanner:1' }],
    }),
  );
  ecs.destroy();
});
afterEach(async () => {
  sfn.destroy();
  await aws.close();
});

const taskOf = (environment: Record<string, string>) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::ecs:runTask.sync',
  Parameters: {
    Cluster: 'c',
    TaskDefinition: 'scanner',
    Overrides: {
      ContainerOverrides: [
        {
          Name: 'scanner',
          Environment: Object.entries(environment).map(([Name, value]) =>
            value.startsWith('$') || value.startsWith('States.')
              ? { Name, 'Value.$': value }
              : { Name, Value: value },
          ),
        },
      ],
    },
  },
});

/** A map over the objects below `runs/<name of the execution>/`, then one more task. */
const machine = (map: object = {}, task: object = {}) => ({
  StartAt: 'Shards',
  States: {
    Shards: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Parameters: {
          Bucket: 'archive',
          'Prefix.$': "States.Format('runs/{}/', $$.Execution.Name)",
        },
      },
      ItemSelector: { 'key.$': '$$.Map.Item.Value.Key', 'run.$': '$.run' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Shard',
        States: {
          Shard: {
            ...taskOf({ SHARD: '$.key', RUN: '$.run' }),
            ResultPath: null,
            ...task,
            End: true,
          },
        },
      },
      MaxConcurrency: 2,
      ToleratedFailurePercentage: 100,
      ResultPath: null,
      ...map,
      Next: 'Reconcile',
    },
    Reconcile: { ...taskOf({ SHARD: 'reconcile' }), ResultPath: '$.done', End: true },
  },
});

const create = async (definition: object, name = 'scan') =>
  (
    await sfn.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: ROLE,
      }),
    )
  ).stateMachineArn ?? '';
const putShards = async (run: string, count: number) => {
  const s3 = s3Client(aws);
  await s3.send(new CreateBucketCommand({ Bucket: 'archive' }));
  for (let shard = 0; shard < count; shard++)
    await s3.send(
      new PutObjectCommand({ Bucket: 'archive', Key: `runs/${run}/${shard}`, Body: '{}' }),
    );
};
const begin = async (stateMachineArn: string, name = 'one', input = '{"run":"one"}') =>
  (await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }))).executionArn ?? '';
const describeExecution = (executionArn: string) =>
  sfn.send(new DescribeExecutionCommand({ executionArn }));
const ended = (arn: string) =>
  eventually(async () => {
    const execution = await describeExecution(arn);
    return execution.status === 'RUNNING' ? undefined : execution;
  });
const shardsRun = () => launched.map(({ environment }) => environment['SHARD']);

describe('a state machine of a distributed map and a task', () => {
  it('runs a task for each object, a few at a time, and then the next state', async () => {
    await putShards('one', 5);

    const execution = await ended(await begin(await create(machine())));

    expect(execution.status).toBe('SUCCEEDED');
    expect(shardsRun().slice(0, 5).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `runs/one/${n}`));
    expect(shardsRun()[5]).toBe('reconcile');
    expect(launched[0]?.environment['RUN']).toBe('one');
    expect(most).toBe(2);
    const { done, run } = JSON.parse(execution.output ?? '');
    expect(run).toBe('one');
    expect(done).toMatchObject({ LastStatus: 'STOPPED', StartedBy: 'AWS Step Functions' });
    expect(done.Containers[0]).toMatchObject({ Name: 'scanner', ExitCode: 0 });
  });

  it('tolerates failed tasks as far as it says', async () => {
    await putShards('one', 4);
    exits = { 'runs/one/1': [1], 'runs/one/2': [137] };

    const tolerated = await ended(await begin(await create(machine())));

    expect(tolerated.status).toBe('SUCCEEDED');
    expect(shardsRun()).toHaveLength(5);
  });

  it('fails when more tasks fail than it tolerates, and starts no further one', async () => {
    await putShards('one', 6);
    exits = { 'runs/one/0': [1], 'runs/one/1': [1] };

    const few = machine({ ToleratedFailurePercentage: 20, MaxConcurrency: 1 });
    const execution = await ended(await begin(await create(few)));

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(shardsRun()).toEqual(['runs/one/0', 'runs/one/1']);
  });

  it('fails with what the task said when a task outside a map fails', async () => {
    await putShards('one', 1);
    exits = { reconcile: [3] };

    const execution = await ended(await begin(await create(machine())));

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(execution.cause ?? '').Containers[0].ExitCode).toBe(3);
  });

  it('tries a failed task again, and no oftener than it says', async () => {
    await putShards('one', 2);
    exits = { 'runs/one/0': [1, 1], 'runs/one/1': [1, 1, 1] };
    const Retry = [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 2 }];

    const strict = machine({ ToleratedFailurePercentage: 0, MaxConcurrency: 0 }, { Retry });
    const execution = await ended(await begin(await create(strict)));

    expect(execution.status).toBe('FAILED');
    expect(shardsRun().filter((shard) => shard === 'runs/one/0')).toHaveLength(3);
    expect(shardsRun().filter((shard) => shard === 'runs/one/1')).toHaveLength(3);
  });

  it('goes on with the state that catches, which gets the error', async () => {
    await putShards('one', 1);
    exits = { reconcile: [1] };
    const { States, ...rest } = machine();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Again', ResultPath: '$.error' }];
    const caught = {
      ...rest,
      States: {
        ...States,
        Reconcile: { ...States.Reconcile, Catch },
        Again: { ...taskOf({ SHARD: '$.error.Error' }), ResultPath: null, End: true },
      },
    };

    const execution = await ended(await begin(await create(caught)));

    expect(execution.status).toBe('SUCCEEDED');
    expect(shardsRun().at(-1)).toBe('States.TaskFailed');
  });

  it('fails a task that takes too long, which goes on', async () => {
    await putShards('one', 1);
    exits = { 'runs/one/0': ['wait'] };

    const late = machine({ ToleratedFailurePercentage: 0 }, { TimeoutSeconds: 20 });
    const execution = await ended(await begin(await create(late)));

    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    expect([...aws.ecs.tasks.values()].map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING']);
  });

  it('fails when the results of all tasks are too long for one state', async () => {
    await putShards('one', 45);
    const input = JSON.stringify({ run: 'x'.repeat(6_000) });

    const kept = machine({ ResultPath: '$.shards', MaxConcurrency: 0 });
    const execution = await ended(await begin(await create(kept), 'one', input));

    expect(execution.error).toBe('States.DataLimitExceeded');
  });

  it('is over when its own time is up', async () => {
    await putShards('one', 1);
    exits = { 'runs/one/0': ['wait'] };

    const execution = await ended(await begin(await create({ ...machine(), TimeoutSeconds: 20 })));

    expect(execution.status).toBe('TIMED_OUT');
  });

  it('fails when the bucket is missing or the input has not what a path names', async () => {
    const arn = await create(machine());
    expect((await ended(await begin(arn))).error).toBe('States.ItemReaderFailed');

    await putShards('two', 1);
    expect((await ended(await begin(arn, 'two', '{}'))).error).toBe('States.ParameterPathFailure');
  });
});

describe('an execution', () => {
  it('is stopped: no further task starts, and the tasks that run go on', async () => {
    await putShards('one', 5);
    exits = { 'runs/one/0': ['wait'], 'runs/one/1': ['wait'] };
    const arn = await begin(await create(machine()));
    await eventually(() => launched.length === 2 || undefined);

    const stopped = await sfn.send(
      new StopExecutionCommand({ executionArn: arn, error: 'Cancelled', cause: 'by mika' }),
    );

    expect(stopped.stopDate).toBeInstanceOf(Date);
    expect(await describeExecution(arn)).toMatchObject({
      ...{ status: 'ABORTED', error: 'Cancelled', cause: 'by mika' },
    });
    const tasks = [...aws.ecs.tasks.values()];
    expect(tasks.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING', 'RUNNING']);
    for (const task of tasks) aws.ecs.stop(task, 'ended by hand');
    await eventually(() => running === 0 || undefined);
    expect(launched).toHaveLength(2);
    await sfn.send(new StopExecutionCommand({ executionArn: arn, cause: 'again' }));
    expect((await describeExecution(arn)).cause).toBe('by mika');
  });

  it('has a name that starts it once, and gives its answer again while it runs', async () => {
    await putShards('one', 1);
    exits = { 'runs/one/0': ['wait'] };
    const machineArn = await create(machine());

    const arn = await begin(machineArn);

    expect(await begin(machineArn)).toBe(arn);
    await expect(begin(machineArn, 'one', '{"run":"other"}')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    await sfn.send(new StopExecutionCommand({ executionArn: arn }));
    await expect(begin(machineArn)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(launched).toHaveLength(1);
    now = new Date(now.getTime() + 91 * 86_400_000);
    expect(await begin(machineArn)).toBe(arn);
  });

  it('is listed, newest first, a page at a time and by status', async () => {
    await putShards('one', 1);
    const machineArn = await create(machine());
    const names = Array.from({ length: 5 }, (_, index) => `run-${index}`);
    for (const name of names) await ended(await begin(machineArn, name));
    await begin(machineArn, 'one');

    const list = (more: object) =>
      sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn, ...more }));
    const first = await list({ statusFilter: 'SUCCEEDED', maxResults: 3 });
    const second = await list({
      ...{ statusFilter: 'SUCCEEDED', maxResults: 3 },
      nextToken: first.nextToken,
    });

    const listed = [...(first.executions ?? []), ...(second.executions ?? [])];
    expect(listed.map(({ name }) => name)).toEqual(names.toReversed());
    expect(second.nextToken).toBeUndefined();
    const going = await list({ statusFilter: 'RUNNING' });
    expect(going.executions?.map(({ name }) => name)).toEqual(['one']);
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('says on the event bus how it stands, and so do the children of a map', async () => {
    const events: [unknown, unknown][] = [];
    aws.bus.on(
      { source: ['aws.states'], 'detail-type': ['Step Functions Execution Status Change'] },
      (event) => {
        const detail = event['detail'];
        if (typeof detail === 'object' && detail !== null && 'status' in detail)
          events.push([detail['stateMachineArn'], detail['status']]);
      },
    );
    await putShards('one', 1);
    const arn = await create(machine());

    await ended(await begin(arn));

    expect(events).toEqual([
      [arn, 'RUNNING'],
      [`${arn}/Shards`, 'RUNNING'],
      [`${arn}/Shards`, 'SUCCEEDED'],
      [arn, 'SUCCEEDED'],
    ]);
  });
});

describe('refused is', () => {
  it.each([
    ['a state that is not there', { StartAt: 'Nowhere', States: {} }],
    ['a state without an end', { StartAt: 'A', States: { A: taskOf({}) } }],
    ['a task of another service', state({ Resource: 'arn:aws:states:::lambda:invoke' })],
    ['a field that does not exist', state({ ResultsPath: null })],
    ['a parameter that it does not pass on', state({ Parameters: { StartedBy: 'me' } })],
    ['a map in the parent execution', inline()],
  ])('a definition with %s', async (_, definition) => {
    await expect(create(definition)).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });

  it('what is not there, and what is not written as it should be', async () => {
    const arn = await create(machine());
    const other = arn.replace(/scan$/, 'other');

    await expect(begin(other)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(begin('scan')).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(begin(arn, 'a b')).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(begin(arn, 'x'.repeat(81))).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(begin(arn, 'x', 'no')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    const execution = `${arn.replace('stateMachine', 'execution')}:none`;
    await expect(describeExecution(execution)).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });

  it('a second state machine of the name that is different, and not the same one again', async () => {
    const arn = await create(machine());

    expect(await create(machine())).toBe(arn);
    await expect(create(machine({ MaxConcurrency: 9 }))).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
  });
});

function state(changes: object) {
  return { StartAt: 'A', States: { A: { ...taskOf({}), End: true, ...changes } } };
}

function inline() {
  const { States, ...rest } = machine();
  const ItemProcessor = { ...States.Shards.ItemProcessor, ProcessorConfig: { Mode: 'INLINE' } };
  return { ...rest, States: { ...States, Shards: { ...States.Shards, ItemProcessor } } };
}
