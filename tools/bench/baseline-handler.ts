import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { App, AwsLambdaReceiver } from '@slack/bolt';
import { z } from 'zod';

/*
 * A handler as the usual samples write and bundle it: Bolt with everything it brings, the AWS clients and zod
 * at the top. The bench compares our slack function with it.
 */

const Value = z.array(z.unknown());
const sqs = new SQSClient({});
const ssm = new SSMClient({});
export const securityHub = new SecurityHubClient({});

async function start() {
  const names = [
    process.env['SLACK_BOT_TOKEN_PARAMETER'] ?? '',
    process.env['SLACK_SIGNING_SECRET_PARAMETER'] ?? '',
  ];
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: names, WithDecryption: true }),
  );
  const [token = '', signingSecret = ''] = names.map(
    (name) => Parameters.find((parameter) => parameter.Name === name)?.Value,
  );
  const receiver = new AwsLambdaReceiver({ signingSecret });
  const app = new App({
    token,
    receiver,
    botId: 'B0',
    botUserId: 'U0',
    tokenVerificationEnabled: false,
  });
  app.action('remedy_resolve', async ({ ack, action }) => {
    const value = 'value' in action ? String(action.value) : '[]';
    const body = JSON.stringify(Value.parse(JSON.parse(value)));
    const { ACTIONS_QUEUE_URL } = process.env;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: ACTIONS_QUEUE_URL,
        MessageBody: body,
        MessageGroupId: 'a',
      }),
    );
    await ack();
  });
  return receiver.start();
}

let started: ReturnType<typeof start> | undefined;

export async function handler(event: Parameters<Awaited<ReturnType<typeof start>>>[0]) {
  started ??= start();
  const answer = await started;
  return answer(event, {});
}
