import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Refused } from '../domain/errors';
import { fromAws } from './aws-errors';

/** Reads SecureString parameters by name in one call; values never reach a log. */
export async function readSecrets<Key extends string>(
  names: Record<Key, string>,
): Promise<Record<Key, string>> {
  const found = await fetchParameters(Object.values<string>(names));
  const missing = Object.values<string>(names).filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new Refused(
      'secret_missing',
      `These SSM parameters don't exist: ${missing.join(', ')}; run npm run setup.`,
    );
  }
  const read = (name: string): string => found.get(name) ?? '';
  return Object.fromEntries(
    Object.entries<string>(names).map(([key, name]) => [key, read(name)]),
  ) as Record<Key, string>;
}

async function fetchParameters(names: string[]): Promise<Map<string, string>> {
  try {
    const ssm = new SSMClient({ maxAttempts: 2 });
    const answer = await ssm.send(new GetParametersCommand({ Names: names, WithDecryption: true }));
    return new Map((answer.Parameters ?? []).map((entry) => [entry.Name ?? '', entry.Value ?? '']));
  } catch (error) {
    throw fromAws(error, `read the secrets ${names.join(', ')} from SSM`);
  }
}
