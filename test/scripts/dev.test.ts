import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Aws, startAws } from '../../playground/aws/server';
import { openSocket } from '../../scripts/dev/socket';
import { parseConfig } from '../../src/config';
import { type SocketMode, startSocketMode } from './socket-mode';
import { openStands, REGION, runScript } from './stands';

/** Programs are started here, on machines that may be busy. */
jest.setTimeout(60_000);

const config = parseConfig({
  aws: { account: '123456789012', region: REGION },
  slack: { channel: 'C0SECURITY', team: 'T0HOME' },
  images: ['api:latest'],
});
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe('over Socket Mode the slack door', () => {
  let aws: Aws;
  let slack: SocketMode;
  let queueUrl: string;
  let close: () => Promise<unknown>;

  beforeAll(async () => {
    aws = await startAws({ region: REGION });
    slack = await startSocketMode();
    process.env['AWS_ENDPOINT_URL'] = aws.url;
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const made = await sqs().send(
      new CreateQueueCommand({ QueueName: 'actions.fifo', Attributes }),
    );
    queueUrl = made.QueueUrl ?? '';
    const tokens = { appToken: 'xapp-1-A0-1-x', botToken: 'xoxb-example' };
    close = await openSocket({ config, ...tokens, queueUrl, log: silent, slackApiUrl: slack.url });
  });

  afterAll(async () => {
    await close();
    await slack.close();
    await aws.close();
    delete process.env['AWS_ENDPOINT_URL'];
  });

  test('answers a command in the acknowledgement, as deployed', async () => {
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
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 1 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
      type: 'decide',
      keys: [{ id: 'vulnscan/CVE-2024-0001' }],
      request: { decision: { kind: 'resolve' } },
    });
  });

  function sqs(): SQSClient {
    return new SQSClient({ endpoint: aws.url, region: REGION });
  }
});

test('without its tokens it says which, and how to get them', async () => {
  const stands = await openStands();

  const { code, stderr } = await runScript(stands, 'dev.ts', []);
  await stands.close();

  expect(code).toBe(1);
  expect(stderr).toContain('SLACK_APP_TOKEN');
  expect(stderr).toContain('npm run dev -- --link');
});

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
        ]),
        action_ts: ts,
      },
    ],
  };
}
