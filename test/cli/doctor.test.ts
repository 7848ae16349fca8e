import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeletePublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import {
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { doctor } from '../../cli/checks/doctor';
import {
  ACCOUNT,
  AQUA,
  deployed,
  type Emulators,
  environmentOf,
  putSecret,
  REGION,
  runScript,
  SCOPES,
  startEmulators,
} from './emulators';
import { answering, listening } from './http-server';

/** Two of these tests start a process, which takes long on a busy machine. */

/* Each problem that the doctor detects is caused once: it is found, and its fix is printed. */

const CONFIG = {
  aws: { account: ACCOUNT, region: REGION },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
  images: ['api:latest'],
};

const BUCKET = `vulnscan-${ACCOUNT}-${REGION}`;

let emulators: Emulators;

beforeEach(async () => {
  emulators = await startEmulators();
  await deployed(emulators);
});
afterEach(() => emulators.close());

test('a healthy installation has no problems', async () => {
  await importFinding(new Date(), new Date());

  const { faults, results } = await examine();

  expect(faults).toBe(0);
  expect(results.filter(({ state }) => state === 'good').map(({ name }) => name)).toEqual([
    'AWS account',
    'Security Hub',
    'Product',
    'Cluster',
    'Event rules',
    'Queues',
    'Dead letters',
    'Ledger',
    'Archive',
    'Secrets',
    'Slack token',
    'Slack scopes',
    'Slack channel',
    'Address',
    'Images',
    'Size of a scan',
    'Last scan',
    'Trivy database',
  ]);
});

test('images of which it is not known whether the internet reaches them are counted', async () => {
  const open = await examine();
  const listed = await examine({ ...CONFIG, exposed: ['web'] });

  expect(open.of('Images')).toMatchObject({
    state: 'good',
    says: expect.stringContaining('not known of 1, which count as exposed'),
  });
  expect(listed.of('Images')?.says).toBe('1 images found in the registry');
});

describe('a problem is reported with its fix', () => {
  test('credentials of another account', async () => {
    const found = await examine({ ...CONFIG, aws: { account: '210987654321', region: REGION } });

    expect(found.fix('AWS account')).toContain('AWS_PROFILE');
  });

  test('Security Hub is off', async () => {
    emulators.aws.hub.disable();

    const found = await examine();

    expect(found.fix('Security Hub')).toContain('deploy.enableSecurityHub: true');
  });

  test('the Aqua integration is off', async () => {
    emulators.aws.hub.disable(AQUA);

    const found = await examine();

    expect(found.fix('Product')).toContain('deploy.subscribeAqua: true');
  });

  test('an event rule is disabled', async () => {
    const rule = emulators.aws.bus.rules.get('vulnscan-findings');
    if (rule !== undefined) rule.enabled = false;

    const found = await examine();

    expect(found.of('Event rules')?.says).toBe('Not enabled: vulnscan-findings');
    expect(found.fix('Event rules')).toContain('EventBridge');
  });

  test('a dead letter', async () => {
    const sqs = new SQSClient(client());
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: 'vulnscan-quarantine' }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));

    const found = await examine();

    expect(found.of('Dead letters')?.says).toContain('vulnscan-quarantine 1');
    expect(found.fix('Dead letters')).toContain('docs/operations.md');
  });

  test('too many messages wait', async () => {
    const sqs = new SQSClient(client());
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: 'vulnscan-tasks.fifo' }),
    );
    for (let batch = 0; batch < 101; batch += 1) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: 'x',
        MessageGroupId: 'scans',
        MessageDeduplicationId: `${batch}-${index}`,
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }

    const found = await examine();

    expect(found.of('Queues')?.says).toContain('tasks.fifo 1010');
    expect(found.fix('Queues')).toContain('/vulnscan/');
  });

  test('the stored token is not a bot token', async () => {
    await putSecret(emulators.aws, 'bot-token', 'xoxp-a-person');

    const found = await examine();

    expect(found.fix('Secrets')).toContain('npm run setup');
  });

  test('the ledger lacks an index', async () => {
    const Table = { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexName: 'work' }] };
    const dynamo = await answering({ '/': { Table } });

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url });
    dynamo.close();

    expect(found.of('Ledger')?.says).toBe('The table vulnscan lacks the index list');
    expect(found.fix('Ledger')).toContain('npm run deploy');
  });

  test.each([
    ['ENABLED', 'good'],
    ['DISABLED', 'bad'],
  ])('point-in-time recovery of the ledger is %s, which is %s', async (status, state) => {
    const PointInTimeRecoveryDescription = { PointInTimeRecoveryStatus: status };
    const dynamo = await answering({
      '/': { ContinuousBackupsDescription: { PointInTimeRecoveryDescription } },
    });

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url });
    dynamo.close();

    expect(found.of('Ledger backup')?.state).toBe(state);
  });

  test('the archive can be made public', async () => {
    const s3 = new S3Client({ endpoint: emulators.aws.url, region: REGION });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: BUCKET }));

    const found = await examine();

    expect(found.of('Archive')?.says).toBe(`The S3 bucket ${BUCKET} does not block public access`);
    expect(found.fix('Archive')).toContain('Block all public access');
  });

  test("the archive's name is taken by somebody else, or may not be looked at", async () => {
    const s3 = await listening((_, response) => response.writeHead(403).end());

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_S3: s3.url });
    s3.close();

    expect(found.of('Archive')).toEqual({
      name: 'Archive',
      state: 'unknown',
      says: `S3 denies access to the bucket ${BUCKET}: it belongs to another account, or these credentials may not list it`,
    });
  });

  test('a function does not read its queue', async () => {
    const State = (name: string) => (name === 'painter' ? 'Disabled' : 'Enabled');
    const lambda = await answering(
      Object.fromEntries(
        ['intake', 'decide', 'projector', 'painter', 'tasks'].map((name) => [
          `/2015-03-31/event-source-mappings?FunctionName=vulnscan-${name}`,
          { EventSourceMappings: [{ UUID: name, State: State(name) }] },
        ]),
      ),
    );

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_LAMBDA: lambda.url });
    lambda.close();

    expect(found.of('Functions')?.says).toBe(
      'These functions do not read their queue: vulnscan-painter',
    );
    expect(found.fix('Functions')).toContain('Enable their SQS triggers');
  });

  test('the account has too few unreserved Lambda executions', async () => {
    const AccountLimit = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 5 };
    const lambda = await answering({ '/2016-08-19/account-settings': { AccountLimit } });

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_LAMBDA: lambda.url });
    lambda.close();

    expect(found.of('Quotas')?.says).toContain('Only 5');
    expect(found.fix('Quotas')).toContain('deploy.slackConcurrency: 0');
  });

  test('a secret is missing', async () => {
    emulators.aws.ssm.remove('/vulnscan/slack/signing-secret');

    const found = await examine();

    expect(found.of('Secrets')?.says).toBe('Missing in SSM: /vulnscan/slack/signing-secret');
    expect(found.fix('Secrets')).toContain('npm run setup');
  });

  test('the token was revoked', async () => {
    await putSecret(emulators.aws, 'bot-token', 'xoxb-revoked');

    const found = await examine();

    expect(found.fix('Slack token')).toContain('Install the app');
  });

  test('the token belongs to another workspace', async () => {
    const found = await examine({
      ...CONFIG,
      slack: { channel: 'C0SECURITY', team: 'T0OTHER', app: 'A0VULNSCAN' },
    });

    expect(found.fix('Slack token')).toContain('slack.team');
  });

  test('the app is installed for a whole organization', async () => {
    emulators.slack.workspace.app.isEnterpriseInstall = true;
    const found = await examine();
    emulators.slack.workspace.app.isEnterpriseInstall = false;

    expect(found.fix('Slack token')).toMatch(/Install the app in the workspace .* alone/);
  });

  test('the channel does not exist', async () => {
    const found = await examine({
      ...CONFIG,
      slack: { channel: 'C0NOWHERE', team: 'T0HOME', app: 'A0VULNSCAN' },
    });

    expect(found.fix('Slack channel')).toContain('/invite @vulnscan');
  });

  test('the user group to mention does not exist', async () => {
    const slack = { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN', mention: 'S0NOBODY' };

    const found = await examine({ ...CONFIG, slack });

    expect(found.of('Slack groups')?.says).toContain('S0NOBODY (no_such_subteam)');
    expect(found.fix('Slack groups')).toContain('slack.mention');
  });

  test('an image is not in the registry', async () => {
    const found = await examine({ ...CONFIG, images: ['api:latest', 'web:latest'] });

    expect(found.of('Images')?.says).toContain('web:latest');
    expect(found.fix('Images')).toContain('vulnscan.yml');
  });

  test('no scan for two days, with an old database', async () => {
    await importFinding(daysAgo(2), daysAgo(5));

    const found = await examine();

    expect(found.fix('Last scan')).toContain('/vulnscan/scanner');
    expect(found.fix('Trivy database')).toContain('scan.databases');
  });

  test("a recent scan of a member account does not hide that one's own never ran", async () => {
    const at = new Date().toISOString();
    const foreign = { Id: 'x', UpdatedAt: at, ProductFields: { 'vulnscan/database': at } };
    const securityHub = await listening(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const { Filters = {} } = JSON.parse(Buffer.concat(parts).toString() || '{}');
      const [own] = Filters.AwsAccountId ?? [];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ Findings: own?.Value === ACCOUNT ? [] : [foreign] }));
    });

    const found = await examine(CONFIG, 401, { AWS_ENDPOINT_URL_SECURITYHUB: securityHub.url });
    securityHub.close();

    expect(found.of('Last scan')).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('no finding has been imported yet'),
    });
  });

  test('the address accepts unsigned requests, or AWS refuses all requests', async () => {
    expect((await examine(CONFIG, 200)).fix('Address')).toContain('/vulnscan/slack');
    expect((await examine(CONFIG, 403)).fix('Address')).toContain('npm run deploy');
  });
});

describe('what depends on how the app was created', () => {
  test('a scope is missing', async () => {
    await emulators.close();
    emulators = await startEmulators({ scopes: ['chat:write', 'channels:history'] });
    await deployed(emulators);

    const found = await examine();

    expect(found.of('Slack scopes')?.says).toContain('users:read');
    expect(found.fix('Slack scopes')).toContain('OAuth & Permissions');
  });

  test.each([
    [{ isArchived: true }, 'is archived, so nothing can be posted', 'Unarchive it'],
    [{ isShared: true }, 'is shared with another organisation', 'your own workspace'],
    [{ isPrivate: true, isArchived: true }, 'is archived', 'set another slack.channel'],
  ])('the channel is not suitable for findings: %j', async (channel, says, fix) => {
    await emulators.close();
    emulators = await startEmulators({ channel });
    await deployed(emulators);

    const found = await examine();

    expect(found.of('Slack channel')?.says).toContain(says);
    expect(found.fix('Slack channel')).toContain(fix);
  });

  test.each([false, true])(
    'the app was not invited, or removed, and the channel is private: %s',
    async (isPrivate) => {
      await emulators.close();
      emulators = await startEmulators({ joined: false, channel: { isPrivate } });
      await deployed(emulators);

      const found = await examine();

      expect(found.fix('Slack channel')).toContain('/invite @vulnscan');
    },
  );

  test('an app of an older manifest is told which scopes to add, before its channel can be checked', async () => {
    await emulators.close();
    const scopes = SCOPES.filter((scope) => !scope.endsWith(':read') || scope === 'users:read');
    emulators = await startEmulators({ scopes });
    await deployed(emulators);

    const found = await examine();

    expect(found.of('Slack scopes')?.says).toContain('channels:read, groups:read');
    expect(found.of('Slack channel')).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('needs channels:read'),
    });
  });
});

test.each(['Cluster', 'Event rules', 'Queues', 'Dead letters', 'Ledger', 'Archive', 'Secrets'])(
  'where nothing was deployed: %s',
  async (name) => {
    const found = await examineEmptyAccount();

    expect(found.fix(name)).toMatch(/^Run npm run (deploy|setup)/);
  },
);

describe('the address that Slack calls', () => {
  const URL_OF_SLACK = '/2021-10-31/functions/vulnscan-slack/url';

  test('is looked up if it is not given', async () => {
    const asked: string[] = [];
    const slackFunction = await listening((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(401).end();
    });
    const lambda = await answering({ [URL_OF_SLACK]: { FunctionUrl: slackFunction.url } });

    const address = await checkedAddress(lambda.url);
    lambda.close();
    slackFunction.close();

    const says = `${slackFunction.url}slack/events refuses unsigned requests`;
    expect(address).toMatchObject({ state: 'good', says });
    expect(asked).toEqual(['/slack/events']);
  });

  test('does not exist', async () => {
    const lambda = await answering({});

    const address = await checkedAddress(lambda.url);
    lambda.close();

    const says = 'The function vulnscan-slack has no function URL';
    expect(address).toMatchObject({ state: 'bad', says });
  });

  test("can't be reached from here, which is not counted as a problem", async () => {
    const FunctionUrl = 'http://127.0.0.1:9/';
    const lambda = await answering({ [URL_OF_SLACK]: { FunctionUrl } });

    const address = await checkedAddress(lambda.url);
    lambda.close();

    const says = expect.stringContaining("http://127.0.0.1:9/slack/events can't be reached");
    expect(address).toMatchObject({ state: 'unknown', says });
  });

  async function checkedAddress(AWS_ENDPOINT_URL_LAMBDA: string) {
    return (await examineWith(CONFIG, [], { AWS_ENDPOINT_URL_LAMBDA })).of('Address');
  }
});

describe('what cannot be checked', () => {
  test('without AWS credentials only that is reported, with the fix', async () => {
    const args = ['--config', writeConfig(CONFIG), '--json'];
    const keys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { stdout } = await runScript(emulators, 'doctor.ts', args, keys);

    const { results } = JSON.parse(stdout);
    expect(results).toMatchObject([
      { name: 'AWS account', state: 'bad', fix: expect.stringContaining('aws sso login') },
    ]);
  });

  test('a token is not called refused when Slack cannot be reached', async () => {
    const found = await examine(CONFIG, 401, { SLACK_API_URL: 'http://127.0.0.1:9/' });

    expect(found.of('Slack token')).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining("Slack can't be reached"),
    });
  });
});

test('without --json it prints a line for each check, and the fix below a problem', async () => {
  emulators.aws.hub.disable();
  const file = writeConfig(CONFIG);

  const { code, stdout } = await runScript(emulators, 'doctor.ts', ['--config', file]);

  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ Security Hub +Security Hub CSPM is off .*\n +-> Set deploy\.enableSecurityHub/,
  );
  expect(stdout).toMatch(/✓ AWS account +123456789012 in eu-west-1/);
});

/** What the doctor reports; `status` is the answer of the address that Slack calls. */
async function examine(config: object = CONFIG, status = 401, env: Record<string, string> = {}) {
  const slackFunction = await listening((_request, response) => response.writeHead(status).end());
  const found = await examineWith(config, ['--url', slackFunction.url], env);
  slackFunction.close();
  return found;
}

/** Runs the doctor in this process, in the environment that a person would give it. */
async function examineWith(config: object, args: string[], env: Record<string, string>) {
  const before = { ...process.env };
  Object.assign(process.env, environmentOf(emulators), env);
  const printed: string[] = [];
  const all = ['--config', writeConfig(config), '--json', ...args];
  await doctor(all, (text) => printed.push(text), process.env['SLACK_API_URL']);
  process.env = before;
  const answer: {
    faults: number;
    results: { name: string; state: string; says: string; fix?: string }[];
  } = JSON.parse(printed.join('\n'));
  const of = (name: string) => answer.results.find((result) => result.name === name);
  const fix = (name: string) =>
    of(name)?.state === 'bad' ? of(name)?.fix : `no problem: ${of(name)?.says}`;
  return { ...answer, of, fix };
}

/** One run for all tests of an empty account. */
let emptyAccount: ReturnType<typeof examine> | undefined;
async function examineEmptyAccount() {
  await emulators.close();
  emulators = await startEmulators();
  emptyAccount ??= examine();
  return emptyAccount;
}

function writeConfig(config: object): string {
  const file = join(emulators.folder, 'vulnscan.yml');
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function importFinding(updated: Date, database: Date): Promise<void> {
  const at = updated.toISOString();
  const answer = await hub().send(
    new BatchImportFindingsCommand({
      Findings: [
        {
          SchemaVersion: '2018-10-08',
          Id: 'vulnscan/CVE-2024-0001',
          ProductArn: AQUA,
          GeneratorId: 'Trivy/CVE-2024-0001',
          AwsAccountId: ACCOUNT,
          CreatedAt: at,
          UpdatedAt: at,
          Title: 'CVE-2024-0001',
          Description: 'a flaw',
          FindingProviderFields: {
            Severity: { Label: 'HIGH' },
            Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
          },
          ProductFields: { 'Product Name': 'Trivy', 'vulnscan/database': database.toISOString() },
          Resources: [{ Type: 'Container', Id: 'api' }],
        },
      ],
    }),
  );
  if (answer.FailedCount) throw new Error(JSON.stringify(answer.FailedFindings));
  await new Promise((shown) => setTimeout(shown, 50));
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}

function hub(): SecurityHubClient {
  return new SecurityHubClient(client());
}

function client() {
  return { endpoint: emulators.aws.url, region: REGION };
}
