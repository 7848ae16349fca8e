import { isKnownError } from '../../src/domain/errors';

/** What a check found. A fault always says how to mend it. */
export type CheckResult =
  | { state: 'good'; says: string }
  | { state: 'bad'; says: string; fix: string }
  /** It could not be found out; that is no fault of the installation. */
  | { state: 'unknown'; says: string };

export interface Check {
  name: string;
  /** Without it no other tells anything, so none is run when it is not good. */
  vital?: boolean;
  run(): Promise<CheckResult>;
}

export type Result = CheckResult & { name: string };

export function good(says: string): CheckResult {
  return { state: 'good', says };
}

export function bad(says: string, fix: string): CheckResult {
  return { state: 'bad', says, fix };
}

export function unknown(says: string): CheckResult {
  return { state: 'unknown', says };
}

/** One after another, each told as soon as it is known; a check that throws is unknown, and stops no other. */
export async function runChecks(
  checks: Check[],
  tell: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, vital = false, run } of checks) {
    const verdict = await run().catch((error: unknown) => unknown(reasonOf(error)));
    const result = { name, ...verdict };
    tell(result);
    results.push(result);
    if (vital && verdict.state !== 'good') break;
  }
  return results;
}

export function reasonOf(error: unknown): string {
  if (isKnownError(error)) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (codeOfNode(error).startsWith('ERR_PARSE_ARGS')) {
    return `${error.message}; --help shows what there is.`;
  }
  return error.name === 'Error' ? sayAll(error) : `${error.name}: ${sayAll(error)}`;
}

/** What could not be reached says why only in its cause. */
function sayAll({ message, cause }: Error): string {
  return cause instanceof Error && !message.includes(cause.message)
    ? `${message} (${sayAll(cause)})`
    : message;
}

function codeOfNode(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/** Slack's word for a refusal; undefined when it gave none, because it was not reached or did not understand. */
export function refusalOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return /^[a-z_]+$/.test(code) ? code : undefined;
}

/** The code of an error of AWS or Slack: its name, or what the body says. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('data' in error && typeof error.data === 'object' && error.data !== null) {
    return 'error' in error.data ? String(error.data.error) : '';
  }
  return 'name' in error ? String(error.name) : '';
}
