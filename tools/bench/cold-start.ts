import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startAws } from '../../emulators/aws/server';
import { bundleHandler } from '../bundle';
import { SIGNING_SECRET, signedClick } from './click';
import { type RunningFunction, startFunction } from './lambda';
import type { Runtime } from './runtime';

const ROOT = join(__dirname, '..', '..');
const CONFIG = {
  aws: { account: '123456789012', region: 'eu-west-1' },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
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

interface Variant {
  title: string;
  folder: string;
}

export interface ColdStarts {
  /** Median milliseconds from the start of the process to the first acknowledged click; and as a multiple of the first. */
  variants: { title: string; ms: number; ratio: number }[];
  /** Whether each function was limited to one core; `taskset` is needed for that. */
  isPinned: boolean;
}

/**
 * Measures an empty handler, the slack function, and Bolt with the AWS SDK bundled in the usual way. The runs are
 * interleaved, so that a slow minute of the machine affects all of them.
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
    const samples = (await bundleVariants(work)).map((variant) => ({
      ...variant,
      times: [] as number[],
    }));
    for (let run = 0; run < runs; run += 1) {
      for (const { folder, times } of samples) {
        times.push(await coldStart(await startFunction(runtime, folder, env, prefix)));
      }
    }
    const medians = samples.map(({ title, times }) => ({ title, ms: medianOf(times) }));
    const [base] = medians;
    return {
      variants: medians.map((each) => ({ ...each, ratio: each.ms / (base?.ms ?? Number.NaN) })),
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
      QueueName: 'vulnscan-decide',
    }),
  );
  return {
    ...AWS_ENV,
    ...PARAMETERS,
    AWS_ENDPOINT_URL: url,
    DECIDE_QUEUE_URL: QueueUrl,
    TASKS_QUEUE_URL: QueueUrl,
    VULNSCAN_CONFIG: JSON.stringify(CONFIG),
  };
}

async function bundleVariants(work: string): Promise<Variant[]> {
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
  await bundleHandler(join(__dirname, 'baseline-handler.ts'), join(usual, 'index.js'), {
    stub: false,
    split: false,
    mainFields: ['main', 'module'],
    supported: {},
  });
  return [
    { title: 'an empty handler', folder: empty },
    { title: "vulnscan's slack function", folder: vulnscan },
    { title: 'the usual bundle of Bolt and the AWS SDK', folder: usual },
  ];
}

async function coldStart(lambda: RunningFunction): Promise<number> {
  try {
    const answer = await lambda.invoke(signedClick());
    if (!answer.failed && answer.body?.statusCode === 200) return answer.at - lambda.startedAt;
    throw new Error(`a click was not acknowledged: ${JSON.stringify(answer.body)}`);
  } finally {
    await lambda.close();
  }
}

function medianOf(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
