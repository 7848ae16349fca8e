import { isKnownError } from '../../src/domain/errors';

/** An error as one line for a person at a terminal, including the cause where the message leaves it out. */
export function errorText(error: unknown): string {
  if (isKnownError(error)) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    return `${error.message}; --help lists the options.`;
  }
  return error.name === 'Error' ? withCause(error) : `${error.name}: ${withCause(error)}`;
}

/** A failed `fetch` gives the reason only in its cause. */
function withCause({ message, cause }: Error): string {
  return cause instanceof Error && !message.includes(cause.message)
    ? `${message} (${withCause(cause)})`
    : message;
}

/** The code of an AWS or Slack error: its name, or `error` in Slack's response body. Empty for anything else. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('data' in error && typeof error.data === 'object' && error.data !== null) {
    return 'error' in error.data ? String(error.data.error) : '';
  }
  return 'name' in error ? String(error.name) : '';
}

/** Whether an SQS call failed because the queue does not exist. */
export function isQueueMissing(error: unknown): boolean {
  return /QueueDoesNotExist|NonExistentQueue/.test(errorCode(error));
}

/** The code with which Slack refused a call; undefined when Slack was not reached or gave no such answer. */
export function slackRefusal(error: unknown): string | undefined {
  const code = errorCode(error);
  return /^[a-z_]+$/.test(code) ? code : undefined;
}
