import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { createTasks } from '../../src/adapters/ecs';
import { createFanOuts } from '../../src/adapters/step-functions';
import { parseConfig } from '../../src/config/config';
import type { ScanTask } from '../../src/domain/scan';
import { archiveBucket, NAMES, shardPrefix, stateMachineArn } from '../../src/installation';
import { stateMachineDefinition } from '../../src/state-machine';
import { describeFanOuts } from '../contracts/fan-outs.contract';
import { ACCOUNT, MINIMAL, REGION } from '../infra/synth';
import { emulated, hasMinistack, type Ministack, startMinistack } from './ministack';

/*
 * The definition that is deployed (test/infra/state-machine.test.ts compares the two), in ministack. There RunTask only makes a
 * record: an agent here plays Fargate, which ends each task with StopTask. So a task that failed, and the time limits, cannot
 * be shown; whether a shard failed is decided by its result in the archive anyway.
 */

const TASKS_AT_A_TIME = 3;
const config = parseConfig({ ...MINIMAL, scan: { tasks: TASKS_AT_A_TIME } });
const network = { subnets: ['subnet-0abc1234'], securityGroups: ['sg-0abc1234'] };
const run = { images: [], startedBy: 'schedule', startedAt: '2026-11-27T03:00:00.000Z' };

let ministack: Ministack | undefined;
let made: ReturnType<typeof connect> | undefined;

beforeAll(async () => {
  ministack = await startMinistack();
  if (ministack !== undefined) await install();
}, 120_000);
afterAll(() => {
  for (const client of Object.values(made ?? {})) client.destroy();
  ministack?.stop();
});

describeFanOuts(
  'ministack',
  async () => createFanOuts(stateMachineArn(config), clients().sfn),
  hasMinistack() ? test : test.skip,
);

emulated(
  'every shard is scanned once, a few at a time, and only then the scan is reconciled',
  async () => {
    const scanId = 'run-1';
    await putShards(scanId, 7);
    const seen = playFargate(scanId);

    await fanOuts().start({ ...run, scanId });
    const status = await ended(scanId);
    const { tasks, most } = await seen.stop();

    expect(status).toBe('SUCCEEDED');
    expect(most).toBeLessThanOrEqual(TASKS_AT_A_TIME);
    const steps = tasks.map(({ environment }) => environment['SCAN_SHARD'] ?? 'reconcile');
    expect(steps.slice(0, 7).sort()).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((number) => `${shardPrefix(scanId)}000${number}.json`),
    );
    expect(steps.slice(7)).toEqual(['reconcile']);
    for (const { environment } of tasks) expect(environment['SCAN_RUN']).toBe(scanId);
  },
  120_000,
);

emulated(
  'stopping the execution leaves its tasks running, which are found by their run and stopped',
  async () => {
    const scanId = 'run-2';
    await putShards(scanId, 2);
    await fanOuts().start({ ...run, scanId });
    while ((await tasks().ofScan(scanId)).length < 2) await pause();

    await fanOuts().stop(scanId, 'Cancelled by Ana');
    expect(await ended(scanId)).toBe('ABORTED');
    const left = await tasks().ofScan(scanId);
    expect(left).toHaveLength(2);
    expect(await tasks().running()).toEqual([]);

    for (const { arn } of left) await tasks().stop(arn, 'Cancelled by Ana');
    expect(await tasks().ofScan(scanId)).toEqual([]);
  },
  120_000,
);

/** Ends each task of a scan that it sees, until it is stopped. Keeps them in the order in which they were seen first. */
function playFargate(scanId: string) {
  const ran = new Map<string, ScanTask>();
  let most = 0;
  let isOn = true;
  const playing = (async () => {
    while (isOn) {
      const running = await tasks().ofScan(scanId);
      most = Math.max(most, running.length);
      for (const task of running) ran.set(task.arn, task);
      for (const { arn } of running) await stopTask(arn);
      await pause();
    }
  })();
  return {
    stop: async () => {
      isOn = false;
      await playing;
      return { tasks: [...ran.values()], most };
    },
  };
}

async function stopTask(task: string): Promise<void> {
  await clients().ecs.send(new StopTaskCommand({ cluster: NAMES.cluster, task, reason: 'done' }));
}

async function ended(scanId: string): Promise<string | undefined> {
  const executionArn = `${stateMachineArn(config).replace(':stateMachine:', ':execution:')}:${scanId}`;
  for (;;) {
    const { status } = await clients().sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await pause();
  }
}

async function putShards(scanId: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const Key = `${shardPrefix(scanId)}000${number}.json`;
    const Bucket = archiveBucket(config.aws);
    await clients().s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
  }
}

async function install(): Promise<void> {
  const { s3, ecs, sfn } = clients();
  await s3.send(new CreateBucketCommand({ Bucket: archiveBucket(config.aws) }));
  await ecs.send(new CreateClusterCommand({ clusterName: NAMES.cluster }));
  const containerDefinitions = [{ name: NAMES.container, image: 'scanner:1', essential: true }];
  await ecs.send(
    new RegisterTaskDefinitionCommand({ family: NAMES.taskFamily, containerDefinitions }),
  );
  await sfn.send(
    new CreateStateMachineCommand({
      name: NAMES.stateMachine,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/state-machine`,
      definition: JSON.stringify(stateMachineDefinition(config, network)),
    }),
  );
}

function clients() {
  made ??= connect();
  return made;
}

function connect() {
  if (ministack === undefined) throw new Error('there is no emulator');
  const { url: endpoint, env } = ministack;
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
  const settings = { endpoint, region: REGION, credentials };
  return {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    ecs: new ECSClient(settings),
    sfn: new SFNClient(settings),
  };
}

function fanOuts() {
  return createFanOuts(stateMachineArn(config), clients().sfn);
}

function tasks() {
  const settings = { cluster: NAMES.cluster, family: NAMES.taskFamily, container: NAMES.container };
  return createTasks({ ...settings, ...network, publicIp: true }, clients().ecs);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}
