import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startAws } from '../../emulators/aws/server';
import { bundleHandler } from '../bundle';
import { SIGNING_SECRET, signedClick } from './click';
import { type Answer, type RunningFunction, startFunction } from './lambda';
import type { Runtime } from './runtime';

const ROOT = join(__dirname, '..', '..');
const CONFIG = {
  aws: { account: '123456789012', region: 'eu-west-1' },
  slack: { channel: 'C0SECURITY', team: 'T0HOME' },
  images: ['api:latest'],
};
const AWS_ENV = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const PARAMETERS = {
  SLACK_BOT_TOKEN_PARAMETER: '/vulnscan/slack/bot-token',
  SLACK_SIGNING_SECRET_PARAMETER: '/vulnscan/slack/signing-secret',
};
const WARM_CLICKS = 500;
const WARM_UP = 20;

interface Variant {
  name: string;
  title: string;
  folder: string;
}

/** Milliseconds from the start of the process to its first request for an event, and to the first acknowledged click. */
interface Times {
  firstPoll: number;
  firstAck: number;
}

export interface ColdStarts {
  /** Medians, and the same as multiples of the empty handler's. */
  variants: ({ name: string; title: string; ratio: Times } & Times)[];
  /** Milliseconds until a warm function acknowledges a click. */
  warm: { p50: number; p99: number };
  /** Whether each function was limited to one core; `taskset` is needed for that. */
  isPinned: boolean;
}

/**
 * Measures the slack function beside an empty handler and beside Bolt with the AWS SDK, bundled in the usual way. The
 * runs are interleaved, so that a slow minute of the machine affects all of them.
 */
export async function measureColdStarts(
  runtime: Runtime,
  runs: number,
  work: string,
): Promise<ColdStarts> {
  const aws = await startAws({ lag: { min: 0, max: 0 } });
  try {
    const env = await prepareAws(aws.url);
    const isPinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
    const prefix = isPinned ? ['taskset', '-c', '0'] : [];
    const start = ({ folder }: Variant) => startFunction(runtime, folder, env, prefix);
    const { empty, vulnscan, usual } = await bundleVariants(work);
    const samples = [empty, vulnscan, usual].map((variant) => ({
      variant,
      starts: [] as Times[],
    }));
    for (let run = 0; run < runs; run += 1) {
      for (const { variant, starts } of samples) starts.push(await coldStart(await start(variant)));
    }
    const medians = samples.map(({ variant, starts }) => ({ ...variant, ...medianOf(starts) }));
    const base = medianOf(samples.find(({ variant }) => variant === empty)?.starts ?? []);
    return {
      variants: medians.map(({ folder, ...median }) => ({
        ...median,
        ratio: {
          firstPoll: median.firstPoll / base.firstPoll,
          firstAck: median.firstAck / base.firstAck,
        },
      })),
      warm: await warmClicks(await start(vulnscan)),
      isPinned,
    };
  } finally {
    await aws.close();
  }
}

/** Puts the secrets and the queue where the function looks for them; resolves to its environment. */
async function prepareAws(url: string): Promise<Record<string, string>> {
  const client = {
    endpoint: url,
    region: AWS_ENV.AWS_REGION,
    credentials: { accessKeyId: AWS_ENV.AWS_ACCESS_KEY_ID, secretAccessKey: 'example' },
  };
  const ssm = new SSMClient(client);
  for (const Name of Object.values(PARAMETERS)) {
    const Value = Name.includes('signing') ? SIGNING_SECRET : 'xoxb-bench';
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  }
  const { QueueUrl = '' } = await new SQSClient(client).send(
    new CreateQueueCommand({
      QueueName: 'vulnscan-actions.fifo',
      Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    }),
  );
  return {
    ...AWS_ENV,
    ...PARAMETERS,
    AWS_ENDPOINT_URL: url,
    ACTIONS_QUEUE_URL: QueueUrl,
    VULNSCAN_CONFIG: JSON.stringify(CONFIG),
  };
}

async function bundleVariants(work: string) {
  const folderOf = (name: string) => {
    mkdirSync(join(work, name));
    return join(work, name);
  };
  const empty = folderOf('empty');
  const vulnscan = folderOf('vulnscan');
  const usual = folderOf('usual');
  writeFileSync(
    join(empty, 'index.js'),
    "exports.handler = async () => ({ statusCode: 200, body: '' });",
  );
  await bundleHandler(join(ROOT, 'src/handlers/slack.ts'), join(vulnscan, 'index.js'));
  await bundleHandler(join(__dirname, 'usual-handler.ts'), join(usual, 'index.js'), {
    ...{ stub: false, split: false, mainFields: ['main', 'module'], supported: {} },
  });
  return {
    empty: { name: 'empty', title: 'an empty handler', folder: empty },
    vulnscan: { name: 'vulnscan', title: "vulnscan's slack function", folder: vulnscan },
    usual: { name: 'usual', title: 'the usual bundle of Bolt and the AWS SDK', folder: usual },
  };
}

async function coldStart(lambda: RunningFunction): Promise<Times> {
  try {
    const { at } = await acknowledge(lambda, 0);
    return { firstPoll: lambda.firstPollAt - lambda.startedAt, firstAck: at - lambda.startedAt };
  } finally {
    await lambda.close();
  }
}

async function warmClicks(lambda: RunningFunction): Promise<ColdStarts['warm']> {
  try {
    const times: number[] = [];
    for (let number = -WARM_UP; number < WARM_CLICKS; number += 1) {
      // Without a pause, only the limit on the CPU would be measured.
      await pause(5);
      const began = performance.now();
      const { at } = await acknowledge(lambda, number + WARM_UP);
      if (number >= 0) times.push(at - began);
    }
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  } finally {
    await lambda.close();
  }
}

async function acknowledge(lambda: RunningFunction, number: number): Promise<Answer> {
  const answer = await lambda.invoke(signedClick(number));
  if (!answer.failed && answer.body?.statusCode === 200) return answer;
  throw new Error(`a click was not acknowledged: ${JSON.stringify(answer.body)}`);
}

function medianOf(starts: Times[]): Times {
  return {
    firstPoll: quantile(
      starts.map(({ firstPoll }) => firstPoll),
      0.5,
    ),
    firstAck: quantile(
      starts.map(({ firstAck }) => firstAck),
      0.5,
    ),
  };
}

function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
