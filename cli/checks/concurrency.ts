import {
  type AccountLimit,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Config } from '../../src/config/config';
import { InvalidInput } from '../../src/domain/errors';

/** Lambda lets nobody reserve these; where the account's quota is smaller, nothing can be reserved at all. */
const KEPT_FREE = 100;

/**
 * A new account often has a quota of 10, with which the reservation of the slack function would fail half way through
 * the deployment. Throws InvalidInput `concurrency`; where it can't be found out, the deployment will tell.
 */
export async function requireConcurrency({ aws: { region }, deploy }: Config): Promise<void> {
  const lambda = new LambdaClient({ region });
  const limit = await limitOf(lambda).catch(() => undefined);
  if (limit === undefined) return;
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = 0 } = limit;
  const wanted = deploy.slackConcurrency - (await reserved(lambda));
  if (wanted <= 0 || free - wanted >= Math.min(KEPT_FREE, all)) return;
  throw new InvalidInput(
    'concurrency',
    `Lambda's quota in this account is ${all} executions at a time, ${free} of them not reserved, which leaves none to reserve; set deploy.slackConcurrency: 0 in vulnscan.yml, or ask for a higher quota in Service Quotas.`,
  );
}

async function limitOf(lambda: LambdaClient): Promise<AccountLimit | undefined> {
  return (await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit;
}

/** What an earlier deployment reserved. */
async function reserved(lambda: LambdaClient): Promise<number> {
  const command = new GetFunctionConcurrencyCommand({ FunctionName: 'vulnscan-slack' });
  const answer = await lambda.send(command).catch(() => undefined);
  return answer?.ReservedConcurrentExecutions ?? 0;
}
