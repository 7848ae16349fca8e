import {
  GetAccountSettingsCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config/config';
import { FUNCTIONS, logGroupOf } from '../../src/installation';
import { errorCode, errorText } from '../terminal/error-text';
import { bad, type Check, type CheckResult, good, unknown } from './check';

const DEPLOY = 'Run npm run deploy.';
/** Unreserved executions that the functions need, at least. */
const MIN_UNRESERVED = 10;

/** Checks that the address Slack calls exists and refuses unsigned requests, and the account's Lambda quota. */
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
    return unknown('pass it with --url; npm run deploy printed it');
  try {
    const command = new GetFunctionUrlConfigCommand({ FunctionName: FUNCTIONS.slack.name });
    const { FunctionUrl = '' } = await lambda.send(command);
    return await checkAddress(new URL('slack/events', FunctionUrl).href);
  } catch (error) {
    if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    return bad('The function vulnscan-slack has no function URL', DEPLOY);
  }
}

/** Sends an unsigned request: our function has to answer 401. A 403 comes from AWS itself. */
async function checkAddress(url: string): Promise<CheckResult> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', headers, body: 'payload=%7B%7D' };
  let status: number;
  try {
    ({ status } = await fetch(url, request));
  } catch (error) {
    return unknown(`${url} can't be reached from here: ${errorText(error)}`);
  }
  if (status === 401) return good(`${url} refuses unsigned requests`);
  return bad(
    `${url} answered ${status} to an unsigned request, not 401`,
    status === 403
      ? 'The function URL lacks its permission: run npm run deploy.'
      : `Search the log ${logGroupOf('slack')} for level error.`,
  );
}

async function checkQuotas(lambda: LambdaClient): Promise<CheckResult> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const left = AccountLimit?.UnreservedConcurrentExecutions;
  if (left === undefined) return unknown('Lambda did not report the quota');
  if (left >= MIN_UNRESERVED) return good(`${left} concurrent Lambda executions are unreserved`);
  return bad(
    `Only ${left} concurrent Lambda executions are unreserved in this account`,
    'Ask for a higher Lambda concurrency in Service Quotas, or set deploy.slackConcurrency: 0.',
  );
}
