import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../src/config/config';
import { InvalidInput } from '../../src/domain/errors';
import { bad, type CheckResult, good, reasonOf } from './check';

export const LOG_IN =
  'Log in to AWS (aws sso login, AWS_PROFILE, or keys in the environment) and see that the network reaches it.';

/** Whose the credentials are: there have to be some, they have to be good, and for the account of vulnscan.yml. */
export async function checkAccount({ aws: { account, region } }: Config): Promise<CheckResult> {
  try {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (Account === account) return good(`${account} in ${region}`);
    return bad(
      `These credentials are for account ${Account}, vulnscan.yml says ${account}`,
      'Choose the right AWS profile (AWS_PROFILE), or mend aws.account in vulnscan.yml.',
    );
  } catch (error) {
    return bad(`AWS does not say whose credentials these are (${reasonOf(error)})`, LOG_IN);
  }
}

/** Nothing is deployed with credentials of another account. Throws InvalidInput `account`. */
export async function requireAccount(config: Config): Promise<void> {
  const verdict = await checkAccount(config);
  if (verdict.state === 'bad') throw new InvalidInput('account', `${verdict.says}. ${verdict.fix}`);
}
