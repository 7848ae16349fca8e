import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Refused } from '../domain/errors';
import { mapValues } from '../domain/map-values';
import { callAws } from './aws-errors';

/** Reads SecureString parameters by name in one call; values never reach a log. */
export async function readSecrets<Key extends string>(
  names: Record<Key, string>,
): Promise<Record<Key, string>> {
  const Names = Object.values<string>(names);
  const ssm = new SSMClient({ maxAttempts: 2 });
  const command = new GetParametersCommand({ Names, WithDecryption: true });
  const { Parameters = [] } = await callAws(`read the secrets ${Names.join(', ')} from SSM`, () =>
    ssm.send(command),
  );
  const found = new Map(Parameters.map((entry) => [entry.Name, entry.Value ?? '']));
  const missing = Names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new Refused(
      'secret_missing',
      `These SSM parameters don't exist: ${missing.join(', ')}; run npm run setup.`,
    );
  }
  return mapValues(names, (name) => found.get(name) ?? '');
}
