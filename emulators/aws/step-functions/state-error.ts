/** How a state failed: the name by which Retry and Catch know it, and why. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;

  constructor(error: string, why: string) {
    super(why);
    this.error = error;
  }
}

/** What no wildcard catches. */
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** Whether `ErrorEquals` names this error. */
export function isNamed(error: string, names: readonly string[]): boolean {
  return names.some((name) => {
    if (name === 'States.ALL') return !TERMINAL.has(error);
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !TERMINAL.has(error);
    return name === error;
  });
}
