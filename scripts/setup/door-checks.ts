import {
  GetAccountSettingsCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config';
import { bad, type Check, good, unknown, type Verdict } from './check';

/** What a function may take, at least, beside what is reserved. */
const HEADROOM = 10;

/** Is the address that Slack calls there, does it refuse strangers, and is there room to run? */
export function doorChecks(config: Config, url: string | undefined): Check[] {
  const lambda = new LambdaClient({ region: config.aws.region });
  return [
    { name: 'Address', run: async () => checkAddress(url ?? (await findUrl(lambda, config))) },
    { name: 'Quotas', run: () => checkQuotas(lambda) },
  ];
}

async function findUrl(lambda: LambdaClient, config: Config): Promise<string | undefined> {
  if (config.deploy.endpoint === 'http-api') return undefined;
  const command = new GetFunctionUrlConfigCommand({ FunctionName: 'vulnscan-slack' });
  const { FunctionUrl } = await lambda.send(command);
  return FunctionUrl === undefined ? undefined : new URL('slack/events', FunctionUrl).href;
}

/** An unsigned request has to be refused, by us and not by AWS. */
async function checkAddress(url: string | undefined): Promise<Verdict> {
  if (url === undefined) return unknown('give it with --url; npm run deploy printed it');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(url, { method: 'POST', headers, body: 'payload=%7B%7D' });
  if (answer.status === 401) return good(`${url} refuses what Slack did not sign`);
  return bad(
    `${url} answered ${answer.status} to a request that Slack did not sign, not 401`,
    answer.status === 403
      ? 'The function URL lacks its permission: run npm run deploy.'
      : 'Look for level error in the log /vulnscan/slack.',
  );
}

async function checkQuotas(lambda: LambdaClient): Promise<Verdict> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const left = AccountLimit?.UnreservedConcurrentExecutions;
  if (left === undefined) return unknown('Lambda did not tell');
  if (left >= HEADROOM) return good(`${left} Lambda executions at a time are free`);
  return bad(
    `Only ${left} Lambda executions at a time are left in this account`,
    'Ask for a higher Lambda concurrency in Service Quotas, or set deploy.slackConcurrency: 0.',
  );
}
