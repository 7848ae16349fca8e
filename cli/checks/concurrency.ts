import {
  type AccountLimit,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config/config';
import { InvalidInput } from '../../src/domain/errors';
import { FUNCTIONS } from '../../src/installation';

/** Lambda keeps this many executions unreserved; an account with a smaller quota can reserve nothing. */
const MIN_UNRESERVED = 100;

/**
 * A new account often has a quota of 10, and the reservation for the slack function would fail in the middle of the
 * deployment. Throws InvalidInput `concurrency` if it would; passes when the quota can't be read.
 */
export async function requireConcurrency({ aws: { region }, deploy }: Config): Promise<void> {
  const lambda = new LambdaClient({ region });
  const limit = await limitOf(lambda).catch(() => undefined);
  if (limit === undefined) return;
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = 0 } = limit;
  const wanted = deploy.slackConcurrency - (await reserved(lambda));
  if (wanted <= 0 || free - wanted >= Math.min(MIN_UNRESERVED, all)) return;
  throw new InvalidInput(
    'concurrency',
    `Lambda's quota in this account is ${all} concurrent executions, ${free} of them unreserved, which is too few to reserve any; set deploy.slackConcurrency: 0 in vulnscan.yml, or ask for a higher quota in Service Quotas.`,
  );
}

async function limitOf(lambda: LambdaClient): Promise<AccountLimit | undefined> {
  return (await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit;
}

/** What an earlier deployment has already reserved. */
async function reserved(lambda: LambdaClient): Promise<number> {
  const command = new GetFunctionConcurrencyCommand({ FunctionName: FUNCTIONS.slack.name });
  const answer = await lambda.send(command).catch(() => undefined);
  return answer?.ReservedConcurrentExecutions ?? 0;
}
