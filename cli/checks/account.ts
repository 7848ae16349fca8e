import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../src/config/config';
import { InvalidInput } from '../../src/domain/errors';
import { errorText } from '../terminal/error-text';
import { bad, type CheckResult, good } from './check';

export const LOG_IN =
  'Log in to AWS (aws sso login, AWS_PROFILE, or keys in the environment) and check the network.';

/** Checks that there are valid AWS credentials, and that they belong to the account of vulnscan.yml. */
export async function checkAccount({ aws: { account, region } }: Config): Promise<CheckResult> {
  try {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (Account === account) return good(`${account} in ${region}`);
    return bad(
      `These credentials are for account ${Account}, vulnscan.yml says ${account}`,
      'Choose the right AWS profile (AWS_PROFILE), or correct aws.account in vulnscan.yml.',
    );
  } catch (error) {
    return bad(`No valid AWS credentials (${errorText(error)})`, LOG_IN);
  }
}

/** Throws InvalidInput `account` unless the credentials belong to the account of vulnscan.yml. */
export async function requireAccount(config: Config): Promise<void> {
  const result = await checkAccount(config);
  if (result.state === 'bad') throw new InvalidInput('account', `${result.says}. ${result.fix}`);
}
