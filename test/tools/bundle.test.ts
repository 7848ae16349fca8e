import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startAws } from '../../emulators/aws/server';

/** Programs are started here, on machines that may be busy. */
jest.setTimeout(60_000);

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
    slack: { channel: 'C0SECURITY', team: 'T0HOME' },
    images: ['api'],
  }),
  ACTIONS_QUEUE_URL: 'http://127.0.0.1:9/1/actions.fifo',
};

/** Bundled as it is deployed: the packages in each file, and its size. */
interface Bundle {
  packages: string[];
  bytes: number;
}

const { door, lazy } = bundle('slack');

describe('the cold path of the slack door', () => {
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

    expect(door.packages.filter((name) => heavy.includes(name))).toEqual([]);
    expect(door.packages).not.toContain('zod/v4/classic');
  });

  test('holds no AWS client: they are read when a click needs them', () => {
    expect(door.packages.filter((name) => /^@(aws-sdk|smithy)\//.test(name))).toEqual([]);
    expect(lazy?.packages).toEqual(
      expect.arrayContaining(['@aws-sdk/client-sqs', '@aws-sdk/client-ssm']),
    );
  });

  test('is at most 250 kB', () => {
    expect(door.bytes).toBeLessThanOrEqual(250_000);
  });

  test('knows nothing of the playground', () => {
    expect([...door.packages, ...(lazy?.packages ?? [])]).not.toContain('playground');
  });
});

test('Lambda imports a single line, and not the text of the door, which Node would read through twice', () => {
  const entry = readFileSync(join(folder, 'index.js'), 'utf8');

  expect(entry).toBe("exports.handler = require('./door.js').handler;\n");
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('commonjs');
});

test('the built door refuses what Slack did not sign, without an error', async () => {
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

test.each(['slack', 'alerts', 'actions'])(
  'the %s bundle is loaded as Lambda loads it, and has a handler',
  (name) => {
    const place = join(folder, name, 'index.js');
    const text = run(`
    const { bundleHandler } = await import('./tools/bundle.mjs');
    await bundleHandler('src/handlers/${name}.ts', ${JSON.stringify(place)});
    const { handler } = await import(${JSON.stringify(place)});
    console.log(typeof handler, handler.length <= 2);`);

    expect(text.trim()).toBe('function true');
  },
);

test('the actions bundle reads the client of CloudWatch when the alarms are looked at, and not before', () => {
  const actions = bundle('actions', 'look');

  expect(actions.door.packages).not.toContain('@aws-sdk/client-cloudwatch');
  expect(actions.lazy?.packages).toContain('@aws-sdk/client-cloudwatch');
});

test('what is left out of a bundle says so when somebody uses it after all', () => {
  const text = run(`
    const { bundleHandler } = await import('./tools/bundle.mjs');
    const { writeFileSync } = await import('node:fs');
    const entry = ${JSON.stringify(join(root, 'tools/bench/default-handler.ts'))};
    await bundleHandler(entry, ${JSON.stringify(join(folder, 'other/index.js'))}, { minify: false });
    const text = (await import('node:fs')).readFileSync(${JSON.stringify(join(folder, 'other/door.js'))}, 'utf8');
    console.log(text.includes('./receivers/SocketModeReceiver is not part of this bundle'));`);

  expect(text.trim()).toBe('true');
});

function bundle(name: string, place = ''): { door: Bundle; lazy?: Bundle } {
  const text = run(`
    const { bundleHandler } = await import('./tools/bundle.mjs');
    const metas = await bundleHandler('src/handlers/${name}.ts', ${JSON.stringify(join(folder, place, 'index.js'))});
    console.log(JSON.stringify(metas));`);
  const metas: Record<string, Parameters<typeof summarise>[0]> = JSON.parse(text);
  const { door: first, lazy: second } = metas;
  if (first === undefined) throw new Error('nothing was bundled');
  return { door: summarise(first), ...(second && { lazy: summarise(second) }) };
}

function summarise(meta: {
  inputs: Record<string, unknown>;
  outputs: Record<string, { bytes: number }>;
}): Bundle {
  const [output] = Object.values(meta.outputs);
  return {
    bytes: output?.bytes ?? 0,
    packages: [...new Set(Object.keys(meta.inputs).map(packageOf))],
  };
}

/** zod's two faces are told apart: the small one is allowed. */
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

function run(source: string): string {
  const args = ['--input-type=module', '-e', source];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 16e6 });
}
