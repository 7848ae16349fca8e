import { errorText } from '../terminal/error-text';

/** What a check found. `bad` always comes with the fix. */
export type CheckResult =
  | { state: 'good'; says: string }
  | { state: 'bad'; says: string; fix: string }
  /** The check could not be made. That is not counted as a problem of the installation. */
  | { state: 'unknown'; says: string };

export interface Check {
  name: string;
  /** The other checks need what this one tests: unless it is good, none of them runs. */
  vital?: boolean;
  run(): Promise<CheckResult>;
}

export type NamedResult = CheckResult & { name: string };

export function good(says: string): CheckResult {
  return { state: 'good', says };
}

export function bad(says: string, fix: string): CheckResult {
  return { state: 'bad', says, fix };
}

export function unknown(says: string): CheckResult {
  return { state: 'unknown', says };
}

/** Runs the checks in order and reports each result at once. A check that throws is unknown. */
export async function runChecks(
  checks: Check[],
  report: (result: NamedResult) => void,
): Promise<NamedResult[]> {
  const results: NamedResult[] = [];
  for (const { name, vital = false, run } of checks) {
    const found = await run().catch((error: unknown) => unknown(errorText(error)));
    const result = { name, ...found };
    report(result);
    results.push(result);
    if (vital && found.state !== 'good') break;
  }
  return results;
}
