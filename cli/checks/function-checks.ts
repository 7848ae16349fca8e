import {
  GetAccountSettingsCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config/config';
import { FUNCTION_NAMES, FUNCTIONS, logGroupOf } from '../../src/installation';
import { errorCode, errorText } from '../terminal/error-text';
import { bad, type Check, type CheckResult, good, unknown } from './check';

const DEPLOY = 'Run npm run deploy.';
/** Unreserved executions that the functions need, at least. */
const MIN_UNRESERVED = 10;
/** Executions of all functions that read queues, at most. */
const MOST_READERS = Object.values(FUNCTIONS).reduce(
  (sum, { source }) => sum + (source?.maxConcurrency ?? 0),
  0,
);

/**
 * Checks that the address Slack calls exists and refuses unsigned requests, that the functions read their queues, and
 * the account's Lambda quota.
 */
export function functionChecks(config: Config, url: string | undefined): Check[] {
  const lambda = new LambdaClient({ region: config.aws.region });
  return [
    {
      name: 'Address',
      run: () => (url === undefined ? checkAddressOf(lambda, config) : checkAddress(url)),
    },
    { name: 'Functions', run: () => checkSources(lambda) },
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

/** An event source is off while `npm run rebuild` runs, and after one that could not end. */
async function checkSources(lambda: LambdaClient): Promise<CheckResult> {
  const readers = FUNCTION_NAMES.filter((name) => FUNCTIONS[name].source !== undefined);
  const off: string[] = [];
  for (const name of readers) {
    const FunctionName = FUNCTIONS[name].name;
    const command = new ListEventSourceMappingsCommand({ FunctionName });
    const { EventSourceMappings: sources = [] } = await lambda.send(command);
    if (!sources.some(({ State }) => State === 'Enabled' || State === 'Updating'))
      off.push(FunctionName);
  }
  if (off.length === 0) return good(`${readers.length} functions read their queues`);
  return bad(
    `These functions do not read their queue: ${off.join(', ')}`,
    'Enable their SQS triggers in Lambda, or run npm run deploy if they do not exist.',
  );
}

async function checkQuotas(lambda: LambdaClient): Promise<CheckResult> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const left = AccountLimit?.UnreservedConcurrentExecutions;
  if (left === undefined) return unknown('Lambda did not report the quota');
  if (left >= MIN_UNRESERVED) {
    return good(
      `${left} concurrent Lambda executions are unreserved, of which the queues use up to ${MOST_READERS}`,
    );
  }
  return bad(
    `Only ${left} concurrent Lambda executions are unreserved in this account`,
    'Ask for a higher Lambda concurrency in Service Quotas, or set deploy.slackConcurrency: 0.',
  );
}
