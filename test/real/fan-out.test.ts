import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EcrImage } from '../../emulators/aws/ecr';
import type { Launch, Launcher, Running } from '../../emulators/aws/ecs/task';
import { type JsonObject, textAt } from '../../emulators/aws/json';
import { processLauncher } from '../../emulators/aws/process-launcher';
import { type Aws, startAws } from '../../emulators/aws/server';
import {
  type Account,
  NETWORK,
  putEnvironment,
  scannerEnvironment,
} from '../../playground/environment';
import { fleetConfig, type RunningFleet, startFleet } from '../../playground/fleet/fleet';
import { prepareAccount } from '../../playground/prepare-account';
import { startScan } from '../../playground/scheduler';
import { createTasks } from '../../src/adapters/ecs';
import type { Config } from '../../src/config/config';
import { STEP_ENVIRONMENT, scanIdOf } from '../../src/domain/fan-out';
import { PRODUCT_FIELDS } from '../../src/domain/finding-fields';
import type { ScanCompleted } from '../../src/domain/scan';
import { NAMES, shardPrefix } from '../../src/installation';
import { bundled } from '../bundled';
import { CONFIG } from '../system';
import { endOf, pause, playFargate, type Ran } from './fargate';
import { emulated, type Ministack, startMinistack } from './ministack';

/*
 * A scan over several tasks from its first task to its result: the deployed definition, S3 and ECS in ministack, and behind
 * each task the process of the scanner. Only what ministack does not have, or not as we need it (Security Hub, ECR,
 * EventBridge's queues), is our own emulator. Trivy's answers are generated (playground/fleet).
 *
 * What a state makes of an exit code is not shown: ministack has only 0 (see fargate.ts). Our emulator of Step Functions has
 * that, in test/playground/fleet/fan-out.test.ts.
 */

const IMAGES = 120;
const TASKS = 2;
/** So many days of deployments: each has a twentieth of the images in production. */
const ROUNDS = 10;
const WAIT_MS = 300_000;
const ROOT = resolve(__dirname, '../..');
const TASK_ARN = `arn:aws:ecs:${CONFIG.aws.region}:${CONFIG.aws.account}:task/${NAMES.cluster}`;
const SECRETS = { botToken: 'xoxb-none', signingSecret: 'none' };

const configured = fleetConfig(CONFIG);
const config = { ...configured, scan: { ...configured.scan, fanOut: 60, tasks: TASKS } };
const alone = { ...configured, scan: { ...configured.scan, fanOut: IMAGES } };

const work = mkdtempSync(join(tmpdir(), 'vulnscan-fan-out-'));
let ministack: Ministack | undefined;
/** The scanner in one file, as its image has it. */
let program: string;
let fleet: RunningFleet;
let aws: Aws;
let account: Account;
let deployed: EcrImage[];
/** What one task that scans everything writes: before and after the deployments. */
let expected: { before: JsonObject[]; after: JsonObject[] };

beforeAll(async () => {
  ministack = await startMinistack();
  if (ministack === undefined) return;
  program = await bundled('scanner/main.ts');
  mkdirSync(join(work, 'fleet'));
  fleet = startFleet(IMAGES, config, join(work, 'fleet'));
  fleet.setDatabaseAt(new Date());
  deployed = Array.from({ length: ROUNDS }, () => fleet.redeploy()).flat();
  expected = await scanAlone();
  aws = await startEmulator();
  account = await install(config, endpoints());
}, WAIT_MS);
afterAll(async () => {
  await aws?.close();
  ministack?.stop();
  rmSync(work, { recursive: true });
});

emulated(
  'a scan over several tasks writes what one task writes that scans everything',
  async () => {
    const { scanId, ran, codes, status } = await scan();

    expect(status).toBe('SUCCEEDED');
    expect(stepsOf(ran)).toEqual(['plan', ...shardsOf(scanId, 2), 'reconcile']);
    expect(codes).toEqual([0, 0, 0, 0]);
    const { images, lostShards } = await resultOf(scanId);
    expect(new Set(images.map(({ image }) => image)).size).toBe(IMAGES);
    expect(images).toHaveLength(IMAGES);
    expect(lostShards).toBeUndefined();
    expect(expected.before.length).toBeGreaterThan(20);
    expect(findingsIn(aws)).toEqual(expected.before);
  },
  WAIT_MS,
);

emulated(
  'the images of a shard whose process is killed stay as they were and are named, and the scan ends',
  async () => {
    const before = aws.hub.findings();
    for (const image of deployed) aws.ecr.add(image);
    const { scanId, ran, codes, status } = await scan(killing('0000.json'));

    expect(status).toBe('SUCCEEDED');
    expect(stepsOf(ran)).toEqual(['plan', ...shardsOf(scanId, 3), 'reconcile']);
    expect([...codes].sort()).toEqual([0, 0, 0, 0, 137].sort());
    expect(ran.most).toBe(TASKS);
    const { images, lostShards } = await resultOf(scanId);
    const lost = images.filter(({ errorCode }) => errorCode === 'shard_lost');
    expect(lost.map(({ image }) => image.split('/').slice(1).join('/')).sort()).toEqual(
      deployed.map(({ repository, tags }) => `${repository}:${tags[0]}`).sort(),
    );
    expect(images).toHaveLength(IMAGES);
    expect(lostShards).toEqual({ lost: 1, of: 3, images: deployed.length });
    expect(aws.hub.findings()).toEqual(before);
  },
  WAIT_MS,
);

emulated(
  'the next scan catches up, a few shards at a time',
  async () => {
    const { scanId, ran, codes, status } = await scan();

    expect(status).toBe('SUCCEEDED');
    expect(stepsOf(ran)).toEqual(['plan', ...shardsOf(scanId, 3), 'reconcile']);
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(ran.most).toBe(TASKS);
    expect(expected.after).not.toEqual(expected.before);
    expect(findingsIn(aws)).toEqual(expected.after);
  },
  WAIT_MS,
);

/** Starts a scan as its schedule does, and runs all of its tasks. Codes are in the order of the tasks. */
async function scan(launch = launcher(config, endpoints())) {
  await startScan();
  const [first] = await tasks().running();
  if (first === undefined) throw new Error('the first task did not start');
  const scanId = scanIdOf(first);
  const defined = await definedEnvironment();
  const codes = new Map<string, Promise<number>>();
  const seen = playFargate(tasks(), scanId, ({ arn, environment }) => {
    const task = { taskArn: arn, environment: { ...defined, ...environment }, command: undefined };
    const code = codeOf(launch, task);
    codes.set(arn, code);
    return code;
  });
  try {
    // The first task starts the execution itself.
    while (!codes.has(first.arn)) await pause();
    await codes.get(first.arn);
    const status = await endOf(new SFNClient(), config, scanId);
    const ran = await seen.stop();
    return { scanId, ran, codes: await Promise.all(codes.values()), status };
  } finally {
    await seen.stop();
  }
}

/** The exit code of a task's process, as ECS would say it. What it printed is shown when it failed. */
async function codeOf(launch: Launcher, task: Launch): Promise<number> {
  const child = await launch(task);
  const lines: string[] = [];
  child.onLine((line) => lines.push(line));
  const { code, signal } = await child.exited;
  if (code !== 0 && signal === null) process.stderr.write(`${lines.join('\n')}\n`);
  return code ?? (signal === 'SIGKILL' ? 137 : 143);
}

/** Runs the scanner as a task's container would: with the account's services and a disk of its own. */
function launcher(config: Config, endpoints: Endpoints, trivy = fleet.trivy): Launcher {
  return (task) => {
    const launch = processLauncher({
      command: process.execPath,
      args: [program],
      cwd: ROOT,
      env: scannerEnvironment(
        { config, images: [], imageTars: [] },
        {
          ...endpoints,
          AWS_ACCESS_KEY_ID: config.aws.account,
          TRIVY: trivy,
          SCAN_TASK_ARN: task.taskArn,
          TMPDIR: mkdtempSync(join(work, 'task-')),
        },
      ),
    });
    return launch(task);
  };
}

/** As if the memory of a shard's task ended after its first image: Trivy does not come back, then the process is killed. */
function killing(shard: string): Launcher {
  const trivy = join(work, 'hangs');
  writeFileSync(trivy, hangsAfterOne(fleet.trivy));
  chmodSync(trivy, 0o755);
  return async (task) => {
    if (!task.environment[STEP_ENVIRONMENT.shard]?.endsWith(shard)) {
      return launcher(config, endpoints())(task);
    }
    const child = await launcher(config, endpoints(), trivy)(task);
    killLater(child, () => existsSync(`${trivy}.hung`)).catch(() => undefined);
    return child;
  };
}

async function killLater(child: Running, isTime: () => boolean): Promise<void> {
  while (!isTime()) await pause();
  child.kill('SIGKILL');
}

function hangsAfterOne(trivy: string): string {
  return `#!/bin/sh
case "$*" in
  *--download-*) ;;
  image*) [ -e "$0.one" ] && touch "$0.hung" && exec sleep 600; touch "$0.one" ;;
esac
exec '${trivy}' "$@"
`;
}

type Endpoints = Record<string, string>;

/** Our own emulator, but for what ministack has. */
function endpoints(): Endpoints {
  const url = ministack?.url ?? '';
  return {
    AWS_ENDPOINT_URL: aws.url,
    ...{ AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_ECS: url, AWS_ENDPOINT_URL_SFN: url },
  };
}

/** The clients of this process talk to the same services as the scanner. */
function install(config: Config, endpoints: Endpoints): Promise<Account> {
  const { account, region } = config.aws;
  putEnvironment({ ...endpoints, AWS_REGION: region, AWS_ACCESS_KEY_ID: account });
  return prepareAccount(config, SECRETS);
}

function startEmulator(): Promise<Aws> {
  const { images } = fleet;
  return startAws({ ...config.aws, images });
}

/** In an installation of its own. */
async function scanAlone(): Promise<typeof expected> {
  const own = await startEmulator();
  const endpoints = { AWS_ENDPOINT_URL: own.url };
  await install(alone, endpoints);
  const environment = await definedEnvironment();
  const scanned = async (id: string) => {
    const task = { taskArn: `${TASK_ARN}/${id}`, environment, command: undefined };
    expect(await codeOf(launcher(alone, endpoints), task)).toBe(0);
    return findingsIn(own);
  };
  const before = await scanned('before');
  for (const image of deployed) own.ecr.add(image);
  const after = await scanned('after');
  await own.close();
  return { before, after };
}

/** What the task definition that is registered gives to the container. */
async function definedEnvironment(): Promise<Record<string, string>> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: NAMES.taskFamily });
  const { taskDefinition } = await new ECSClient().send(command);
  const [container] = taskDefinition?.containerDefinitions ?? [];
  const pairs = container?.environment ?? [];
  return Object.fromEntries(pairs.map(({ name = '', value = '' }) => [name, value]));
}

/** The findings, without when and by which scan they were written. */
function findingsIn({ hub }: Aws): JsonObject[] {
  const findings = hub.findings().map(withoutScan);
  return findings.sort((a, b) => (textAt(a, 'Id') < textAt(b, 'Id') ? -1 : 1));
}

const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

function withoutScan(finding: JsonObject): JsonObject {
  const { ProductFields, ...rest } = JSON.parse(JSON.stringify(finding).replace(TIME, 'a time'));
  // The content is a hash over the others, times included.
  const { [PRODUCT_FIELDS.scan]: _, [PRODUCT_FIELDS.content]: __, ...fields } = ProductFields;
  return { ...rest, ProductFields: fields };
}

/** The result of a scan, as the rule for the events of scans delivers it. */
async function resultOf(scanId: string): Promise<ScanCompleted> {
  const sqs = new SQSClient();
  const QueueUrl = account.queueUrl('tasks');
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      const { detail } = JSON.parse(Body);
      if (detail.type === 'Scan Completed' && detail.scanId === scanId) return detail;
    }
  }
}

function shardsOf(scanId: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${shardPrefix(scanId)}000${number}.json`);
}

/** What each task did; shards in the order of their numbers, as they may start together. */
function stepsOf({ tasks: [first, ...others] }: Ran): string[] {
  const steps = others.map(({ environment }) => environment[STEP_ENVIRONMENT.shard] ?? 'reconcile');
  const last = steps.pop() ?? 'none';
  return [first?.environment[STEP_ENVIRONMENT.step] ?? 'plan', ...steps.sort(), last];
}

function tasks() {
  const { cluster, container, taskFamily: family } = NAMES;
  return createTasks({ ...{ cluster, container, family, publicIp: true }, ...NETWORK });
}
