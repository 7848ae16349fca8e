import {
  GetAccountSettingsCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config/config';
import { bad, type Check, type CheckResult, codeOf, good, reasonOf, unknown } from './check';

const DEPLOY = 'Run npm run deploy.';
/** What a function may take, at least, beside what is reserved. */
const HEADROOM = 10;

/** Is the address that Slack calls there, does it refuse strangers, and is there room to run? */
export function functionChecks(config: Config, url: string | undefined): Check[] {
  const lambda = new LambdaClient({ region: config.aws.region });
  return [
    {
      name: 'Address',
      run: () => (url === undefined ? checkAddressOf(lambda, config) : checkAddress(url)),
    },
    { name: 'Quotas', run: () => checkQuotas(lambda) },
  ];
}

async function checkAddressOf(lambda: LambdaClient, { deploy }: Config): Promise<CheckResult> {
  if (deploy.endpoint === 'http-api')
    return unknown('give it with --url; npm run deploy printed it');
  try {
    const command = new GetFunctionUrlConfigCommand({ FunctionName: 'vulnscan-slack' });
    const { FunctionUrl = '' } = await lambda.send(command);
    return await checkAddress(new URL('slack/events', FunctionUrl).href);
  } catch (error) {
    if (codeOf(error) !== 'ResourceNotFoundException') throw error;
    return bad('The function vulnscan-slack has no URL that Slack could call', DEPLOY);
  }
}

/** An unsigned request has to be refused, by us and not by AWS. */
async function checkAddress(url: string): Promise<CheckResult> {
  const answer = await knock(url);
  if (answer instanceof Error)
    return unknown(`${url} can't be reached from here: ${reasonOf(answer)}`);
  if (answer.status === 401) return good(`${url} refuses what Slack did not sign`);
  return bad(
    `${url} answered ${answer.status} to a request that Slack did not sign, not 401`,
    answer.status === 403
      ? 'The function URL lacks its permission: run npm run deploy.'
      : 'Look for level error in the log /vulnscan/slack.',
  );
}

async function knock(url: string): Promise<Response | Error> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', headers, body: 'payload=%7B%7D' };
  return fetch(url, request).catch((error: Error) => error);
}

async function checkQuotas(lambda: LambdaClient): Promise<CheckResult> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const left = AccountLimit?.UnreservedConcurrentExecutions;
  if (left === undefined) return unknown('Lambda did not tell');
  if (left >= HEADROOM) return good(`${left} Lambda executions at a time are free`);
  return bad(
    `Only ${left} Lambda executions at a time are left in this account`,
    'Ask for a higher Lambda concurrency in Service Quotas, or set deploy.slackConcurrency: 0.',
  );
}
