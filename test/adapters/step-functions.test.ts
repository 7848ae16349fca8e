import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Aws, startAws } from '../../emulators/aws/server';
import { createFanOuts } from '../../src/adapters/step-functions';
import { Unavailable } from '../../src/domain/errors';
import { describeFanOuts } from '../contracts/fan-outs.contract';
import { ACCOUNT, REGION } from '../emulators/aws/support';

/** Runs until it is stopped: its task can't start, and is tried again after an hour. */
const WAITING = {
  StartAt: 'Scan',
  States: {
    Scan: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: { Cluster: 'none', TaskDefinition: 'none' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3_600 }],
      End: true,
    },
  },
};
const ARN = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:scan`;

let aws: Aws;
let client: SFNClient;

beforeAll(async () => {
  aws = await startAws();
  client = new SFNClient({
    endpoint: aws.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  await client.send(
    new CreateStateMachineCommand({
      name: 'scan',
      definition: JSON.stringify(WAITING),
      roleArn: `arn:aws:iam::${ACCOUNT}:role/machine`,
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

describeFanOuts('Step Functions', async () => createFanOuts(ARN, client));

test('an execution that somebody started by hand is a running scan that is called by its name', async () => {
  for (const [name, input] of [
    ['by-hand', '{}'],
    ['by-hand-too', '"anything"'],
  ])
    await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name, input }));

  const running = await createFanOuts(ARN, client).running();

  for (const scanId of ['by-hand', 'by-hand-too'])
    expect(running).toContainEqual(
      expect.objectContaining({ scanId, images: [], startedBy: 'unknown' }),
    );
});

test('more than one page of executions is listed', async () => {
  const fanOuts = createFanOuts(ARN, client);
  const before = (await fanOuts.running()).length;
  for (let index = 0; index < 100; index += 1)
    await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name: `page-${index}` }));

  expect(await fanOuts.running()).toHaveLength(before + 100);
});

test('where Step Functions does not answer, the caller may try again', async () => {
  const nowhere = new SFNClient({
    endpoint: 'http://127.0.0.1:1',
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });

  await expect(createFanOuts(ARN, nowhere).running()).rejects.toBeInstanceOf(Unavailable);
});
