import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Metafile } from 'esbuild';
import { startAws } from '../../emulators/aws/server';
import { FUNCTION_NAMES } from '../../src/installation';
import { bundleHandler } from '../../tools/bundle';

/** Programs are started here, on machines that may be busy. */

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARAMETERS = {
  SLACK_BOT_TOKEN_PARAMETER: '/vulnscan/slack/bot-token',
  SLACK_SIGNING_SECRET_PARAMETER: '/vulnscan/slack/signing-secret',
};

const ENVIRONMENT = {
  ...PARAMETERS,
  VULNSCAN_CONFIG: JSON.stringify({
    aws: { account: '123456789012', region: 'eu-west-1' },
    slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
    images: ['api'],
  }),
  DECIDE_QUEUE_URL: 'http://127.0.0.1:9/1/decide',
  TASKS_QUEUE_URL: 'http://127.0.0.1:9/1/tasks.fifo',
};

/** Bundled as it is deployed: the packages in each file, and its size. */
interface File {
  packages: string[];
  bytes: number;
}

let handler: File;
let lazy: File | undefined;

beforeAll(async () => {
  ({ handler, lazy } = await bundle('slack', 'index.js'));
});

describe('the cold path of the slack handler', () => {
  test('holds none of what makes the usual bundle slow', () => {
    const heavy = [
      'express',
      'undici',
      'iconv-lite',
      '@slack/oauth',
      '@slack/socket-mode',
      'mime-db',
      'semver',
      'jsonwebtoken',
      'body-parser',
    ];

    expect(handler.packages.filter((name) => heavy.includes(name))).toEqual([]);
    expect(handler.packages).not.toContain('zod/v4/classic');
  });

  test('holds no AWS client: they are read when a click needs them', () => {
    expect(handler.packages.filter((name) => /^@(aws-sdk|smithy)\//.test(name))).toEqual([]);
    expect(lazy?.packages).toEqual(
      expect.arrayContaining(['@aws-sdk/client-sqs', '@aws-sdk/client-ssm']),
    );
  });

  test('is at most 250 kB', () => {
    expect(handler.bytes).toBeLessThanOrEqual(250_000);
  });

  test('knows nothing of the ledger, which a click only reaches by a queue', () => {
    expect([...handler.packages, ...(lazy?.packages ?? [])]).not.toContain(
      '@aws-sdk/client-dynamodb',
    );
  });

  test('knows nothing of the playground', () => {
    expect([...handler.packages, ...(lazy?.packages ?? [])]).not.toContain('playground');
  });
});

test('Lambda imports a single line, and not the text of the handler, which Node would scan twice', () => {
  const entry = readFileSync(join(folder, 'index.js'), 'utf8');

  expect(entry).toBe("exports.handler = require('./handler.js').handler;\n");
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('commonjs');
});

test('the built handler refuses what Slack did not sign, without an error', async () => {
  const answer = await ask({
    version: '2.0',
    rawPath: '/',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/' } },
    body: '{"broken',
    isBase64Encoded: false,
  });

  expect(answer).toEqual({ statusCode: 401, body: '' });
});

test.each(FUNCTION_NAMES)(
  'the %s bundle is loaded as Lambda loads it, and has a handler',
  async (name) => {
    const file = join(folder, name, 'index.js');
    await bundleHandler(`src/handlers/${name}.ts`, file);
    const text = execFileSync(
      process.execPath,
      [
        '-e',
        `import('${file}').then(({ handler }) => console.log(typeof handler, handler.length <= 2))`,
      ],
      { encoding: 'utf8' },
    );

    expect(text.trim()).toBe('function true');
  },
);

test.each([
  ['CloudWatch', 'when the alarms are looked at', '@aws-sdk/client-cloudwatch'],
  ['S3', 'when a question is answered from the archive', '@aws-sdk/client-s3'],
])(
  'the tasks bundle reads the client of %s %s, and not before',
  async (_service, _when, client) => {
    const tasks = await bundle('tasks', 'look/index.js');

    expect(tasks.handler.packages).not.toContain(client);
    expect(tasks.lazy?.packages).toContain(client);
  },
);

test('what is left out of a bundle says so when it is used after all', async () => {
  const entry = join(root, 'tools/bench/baseline-handler.ts');
  await bundleHandler(entry, join(folder, 'other/index.js'), { minify: false });

  expect(readFileSync(join(folder, 'other/handler.js'), 'utf8')).toContain(
    './receivers/SocketModeReceiver is not part of this bundle',
  );
});

async function bundle(name: string, place: string): Promise<{ handler: File; lazy?: File }> {
  const built = await bundleHandler(`src/handlers/${name}.ts`, join(folder, place));
  return {
    handler: summarise(built.handler),
    ...(built.lazy && { lazy: summarise(built.lazy) }),
  };
}

function summarise(meta: Metafile): File {
  const [output] = Object.values(meta.outputs);
  return {
    bytes: output?.bytes ?? 0,
    packages: [...new Set(Object.keys(meta.inputs).map(packageOf))],
  };
}

/** zod/v4/classic is reported separately: only zod's small variant is allowed. */
function packageOf(path: string): string {
  if (path.includes('zod/v4/classic')) return 'zod/v4/classic';
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split(/[/:]/)[0] ?? path;
}

/** Calls the handler of the bundle as Lambda does, with the two secrets where it looks for them. */
async function ask(event: object): Promise<unknown> {
  const aws = await startAws();
  try {
    const ssm = new SSMClient({ endpoint: aws.url });
    for (const Name of Object.values(PARAMETERS)) {
      await ssm.send(new PutParameterCommand({ Name, Value: 'secret', Type: 'SecureString' }));
    }
    const source = `const { handler } = require(${JSON.stringify(join(folder, 'index.js'))});
      handler(${JSON.stringify(event)}).then((answer) => console.log(JSON.stringify(answer)));`;
    const args = ['--input-type=commonjs', '-e', source];
    const env = { ...process.env, ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  } finally {
    await aws.close();
  }
}
