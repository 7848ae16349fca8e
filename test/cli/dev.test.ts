import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type AwsSecurityFinding,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { openSocket } from '../../cli/dev/socket';
import { checkTokens } from '../../cli/dev/tokens';
import { type Aws, startAws } from '../../emulators/aws/server';
import { parseConfig } from '../../src/config/config';
import { click, filledIn, hasButton } from '../people';
import {
  descendantsOf,
  eventually,
  isFree,
  isRunning,
  type Started,
  startCommand,
} from '../playground/process';
import { deployed, type Emulators, REGION, runScript, startEmulators, TOKEN } from './emulators';
import { type SocketMode, startSocketMode } from './socket-mode';
import { openSocketWorkspace, type SocketWorkspace } from './socket-workspace';

/** These tests start processes, which takes long on a busy machine. */

const ROOT = resolve(__dirname, '../..');
const DEPLOYED = {
  aws: { account: '123456789012', region: REGION },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
  images: ['api:latest'],
};
const TOKENS = { SLACK_APP_TOKEN: 'xapp-1-A0-1-x', SLACK_BOT_TOKEN: TOKEN };

const config = parseConfig(DEPLOYED);
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe('over Socket Mode the slack handler', () => {
  let aws: Aws;
  let slack: SocketMode;
  let queueUrls: { decide: string; tasks: string };
  let close: () => Promise<unknown>;

  beforeAll(async () => {
    aws = await startAws({ region: REGION });
    slack = await startSocketMode();
    process.env['AWS_ENDPOINT_URL'] = aws.url;
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const decide = await sqs().send(new CreateQueueCommand({ QueueName: 'decide' }));
    const tasks = await sqs().send(new CreateQueueCommand({ QueueName: 'tasks.fifo', Attributes }));
    queueUrls = { decide: decide.QueueUrl ?? '', tasks: tasks.QueueUrl ?? '' };
    const tokens = { appToken: 'xapp-1-A0-1-x', botToken: 'xoxb-example' };
    close = await openSocket({ config, ...tokens, queueUrls, log: silent, slackApiUrl: slack.url });
  });

  afterAll(async () => {
    await close();
    await slack.close();
    await aws.close();
    delete process.env['AWS_ENDPOINT_URL'];
  });

  test('answers a command in the acknowledgement, like the deployed handler', async () => {
    const payload = {
      command: '/vulnscan',
      text: 'help',
      team_id: 'T0HOME',
      user_id: 'U0ANA',
      trigger_id: '1.2',
    };

    const ack = await slack.deliver({ type: 'slash_commands', envelope_id: '1', payload });

    expect(ack).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('/vulnscan status'),
    });
  });

  test('puts the job of a click into the queue, and acknowledges', async () => {
    await slack.deliver({ type: 'interactive', envelope_id: '2', payload: resolveClick() });

    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: queueUrls.decide, WaitTimeSeconds: 1 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
      type: 'decide',
      key: { id: 'vulnscan/CVE-2024-0001' },
      request: { decision: { kind: 'resolve' } },
    });
  });

  function sqs(): SQSClient {
    return new SQSClient({ endpoint: aws.url, region: REGION });
  }
});

describe('npm run dev', () => {
  let workspace: SocketWorkspace;
  let dev: Started;
  beforeAll(async () => {
    workspace = await openSocketWorkspace('C0SECURITY');
    dev = startDev(workspace.url, ['--config', 'playground/vulnscan.yml']);
    await dev.line('ready:');
  });
  afterAll(async () => {
    if (isRunning(dev.pid)) process.kill(-dev.pid, 'SIGKILL');
    await workspace.close();
  });

  test('/vulnscan posts what it finds, and a decision made in the form is written back', async () => {
    const { slack } = workspace;
    const place = { user: 'U0ANA', channel: 'C0SECURITY', command: '/vulnscan', text: '' };
    await slack.act({ do: 'slash-command', ...place });
    const alert = await found(() => slack.state().messages.find(hasButton('remedy_suppress')));

    await click(slack, alert, 'remedy_suppress');
    const { id, view } = await found(() => slack.state().views[0]);
    const state = filledIn(view, 'only reachable from the office');
    await slack.act({ do: 'submit-view', user: 'U0ANA', id, state });

    const rewritten = await found(() =>
      slack.state().messages.find((message) => hasButton('remedy_reopen')(message)),
    );
    expect(rewritten.ts).toBe(alert.ts);
    const hub = await dev.line('AWS emulator: ');
    // Security Hub's reads lag behind its writes.
    await eventually(async () => (await suppressedIn(hub)).length > 0);
    const [suppressed] = await suppressedIn(hub);
    expect(suppressed?.Note?.Text).toMatch(/^Suppressed by Ana Silva .*only reachable from the/);
  });

  test('Ctrl-C in the middle of a scan frees the port and leaves no child process', async () => {
    const place = { user: 'U0ANA', channel: 'C0SECURITY', command: '/vulnscan', text: 'web' };
    await workspace.slack.act({ do: 'slash-command', ...place });
    const scanner = await found(() =>
      descendantsOf(dev.pid).find(({ command }) => command.includes('scanner/main.ts')),
    );
    const port = Number(new URL(await dev.line('AWS emulator: ')).port);

    // A terminal signals every process of the group, and run.mjs signals its child once more.
    process.kill(-dev.pid, 'SIGINT');

    expect(await dev.exit).toBe(0);
    expect(await isFree(port)).toBe(true);
    expect(isRunning(scanner.pid)).toBe(false);
    expect(dev.outside()).toEqual([]);
  });
});

describe('with --aws profile', () => {
  test('a click goes into the deployed queue', async () => {
    const emulators = await startEmulators();
    await deployed(emulators);
    const slack = await startSocketMode({ webApi: emulators.slackApiUrl });
    const config = join(emulators.folder, 'vulnscan.yml');
    writeFileSync(config, JSON.stringify(DEPLOYED));
    const dev = startDev(slack.url, ['--config', config, '--aws', 'profile'], {
      AWS_ENDPOINT_URL: emulators.aws.url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    });
    await dev.line('ready:');

    await slack.deliver({ type: 'interactive', envelope_id: '1', payload: resolveClick() });

    const sqs = new SQSClient({ endpoint: emulators.aws.url, region: REGION });
    const QueueName = 'vulnscan-decide';
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ type: 'decide' });

    process.kill(-dev.pid, 'SIGTERM');
    expect(await dev.exit).toBe(0);
    await slack.close();
    await emulators.close();
  });
});

describe('it does not start, and prints the fix', () => {
  const tokens = { appToken: TOKENS.SLACK_APP_TOKEN, botToken: TOKEN };
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators();
  });
  afterAll(() => emulators.close());

  test('without its tokens', async () => {
    expect(await said([], { SLACK_APP_TOKEN: 'xoxb-the-other' })).toBe(
      'Set SLACK_APP_TOKEN (xapp-...) and SLACK_BOT_TOKEN (xoxb-...); npm run dev -- --link prints a link that creates an app with both.\n',
    );
  });

  test('with a bot token that Slack refuses', async () => {
    const revoked = { ...tokens, botToken: 'xoxb-revoked' };

    await expect(checkTokens(revoked, config, emulators.slackApiUrl)).rejects.toThrow(
      /^Slack refuses SLACK_BOT_TOKEN \(invalid_auth\); .*OAuth & Permissions\.$/,
    );
  });

  test('with an app token that lacks its scope', async () => {
    const slack = await startSocketMode({
      webApi: emulators.slackApiUrl,
      refusal: 'missing_scope',
    });

    await expect(checkTokens(tokens, config, slack.url)).rejects.toThrow(
      /^Slack refuses SLACK_APP_TOKEN \(missing_scope\); .*connections:write.*\.$/,
    );
    await slack.close();
  });

  test('with a token of another workspace', async () => {
    const other = parseConfig({
      ...DEPLOYED,
      slack: { channel: 'C0SECURITY', team: 'T0OTHER', app: 'A0VULNSCAN' },
    });

    await expect(checkTokens(tokens, other, emulators.slackApiUrl)).rejects.toThrow(
      /^SLACK_BOT_TOKEN belongs to workspace T0HOME .* correct slack\.team\.$/,
    );
  });

  test('where Slack cannot be reached', async () => {
    await expect(checkTokens(tokens, config, 'http://127.0.0.1:9/api/')).rejects.toThrow(
      /^Slack cannot be reached; check the network/,
    );
  });

  test('with AWS of another kind', async () => {
    expect(await said(['--aws', 'prod'])).toBe('--aws takes playground or profile, not prod.\n');
  });

  test('where nothing is deployed', async () => {
    expect(await said(['--aws', 'profile'])).toMatch(
      /^There is no queue vulnscan-decide in account 123456789012.*npm run deploy/,
    );
  });

  /** Runs dev until it ends, expects exit code 1, and returns its stderr. */
  async function said(args: string[], env: Record<string, string> = {}): Promise<string> {
    const slack = await startSocketMode({ webApi: emulators.slackApiUrl });
    const file = join(emulators.folder, 'dev.yml');
    writeFileSync(file, JSON.stringify(DEPLOYED));
    const given = { ...TOKENS, SLACK_API_URL: slack.url, ...env };
    const ended = await runScript(emulators, 'dev.ts', ['--config', file, ...args], given);
    await slack.close();
    expect(ended.code).toBe(1);
    return ended.stderr;
  }
});

function startDev(url: string, args: string[], env: Record<string, string> = {}): Started {
  const script = [join(ROOT, 'tools/run.mjs'), 'cli/dev.ts', ...args];
  return startCommand(process.execPath, script, { ...TOKENS, SLACK_API_URL: url, ...env });
}

async function suppressedIn(endpoint: string): Promise<AwsSecurityFinding[]> {
  const hub = new SecurityHubClient({ endpoint, region: REGION });
  const WorkflowStatus = [{ Value: 'SUPPRESSED', Comparison: 'EQUALS' as const }];
  const { Findings = [] } = await hub.send(new GetFindingsCommand({ Filters: { WorkflowStatus } }));
  return Findings;
}

async function found<Value>(find: () => Value | undefined): Promise<Value> {
  await eventually(() => find() !== undefined, 40_000);
  const value = find();
  if (value === undefined) throw new Error('the expected value did not appear in time');
  return value;
}

function resolveClick(): object {
  const ts = '1700000000.000100';
  return {
    type: 'block_actions',
    api_app_id: 'A0VULNSCAN',
    team: { id: 'T0HOME', domain: 'home' },
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0HOME' },
    channel: { id: 'C0SECURITY', name: 'security' },
    container: { type: 'message', message_ts: ts, channel_id: 'C0SECURITY' },
    message: { type: 'message', ts, text: 'a finding' },
    response_url: 'https://hooks.slack.com/actions/T0HOME/1/abc',
    trigger_id: '1.2.abc',
    actions: [
      {
        type: 'button',
        action_id: 'finding_resolve',
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Resolve' },
        value: JSON.stringify([
          'vulnscan/CVE-2024-0001',
          'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
          0,
          1,
          0,
        ]),
        action_ts: ts,
      },
    ],
  };
}
