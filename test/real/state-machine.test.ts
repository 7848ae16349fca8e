import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { createTasks } from '../../src/adapters/ecs';
import { createFanOuts } from '../../src/adapters/step-functions';
import { parseConfig } from '../../src/config/config';
import { archiveBucket, NAMES, shardPrefix, stateMachineArn } from '../../src/installation';
import { stateMachineDefinition } from '../../src/state-machine';
import { describeFanOuts } from '../contracts/fan-outs.contract';
import { ACCOUNT, MINIMAL, REGION } from '../infra/synth';
import { endOf, pause, playFargate } from './fargate';
import { emulated, hasMinistack, type Ministack, startMinistack } from './ministack';

/*
 * The definition that is deployed (test/infra/state-machine.test.ts compares the two), in ministack, with tasks that end at
 * once; fan-out.test.ts runs the scanner in them. That a task failed, and the time limits, cannot be shown (see fargate.ts);
 * whether a shard failed is decided by its result in the archive anyway.
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
    const seen = playFargate(tasks(), scanId);

    await fanOuts().start({ ...run, scanId });
    const status = await endOf(clients().sfn, config, scanId);
    const { tasks: ran, most } = await seen.stop();

    expect(status).toBe('SUCCEEDED');
    expect(most).toBeLessThanOrEqual(TASKS_AT_A_TIME);
    const steps = ran.map(({ environment }) => environment['SCAN_SHARD'] ?? 'reconcile');
    expect(steps.slice(0, 7).sort()).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((number) => `${shardPrefix(scanId)}000${number}.json`),
    );
    expect(steps.slice(7)).toEqual(['reconcile']);
    for (const { environment } of ran) expect(environment['SCAN_RUN']).toBe(scanId);
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
    expect(await endOf(clients().sfn, config, scanId)).toBe('ABORTED');
    const left = await tasks().ofScan(scanId);
    expect(left).toHaveLength(2);
    expect(await tasks().running()).toEqual([]);

    for (const { arn } of left) await tasks().stop(arn, 'Cancelled by Ana');
    expect(await tasks().ofScan(scanId)).toEqual([]);
  },
  120_000,
);

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
