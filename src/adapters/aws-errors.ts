import { type KnownError, Refused, Unavailable } from '../domain/errors';

/** Error names for throttling: the SDK's list, plus Security Hub's. */
const THROTTLES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'LimitExceededException',
  'RequestThrottled',
  'RequestLimitExceeded',
]);

/** Makes a call; rejects with one of our error kinds. `action` completes "could not ...". */
export async function callAws<T>(action: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw fromAws(error, action);
  }
}

/** Converts an error of the AWS SDK to one of our kinds. `action` completes "could not ...". */
export function fromAws(error: unknown, action: string): KnownError {
  const name = error instanceof Error ? error.name : 'Error';
  const said = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  if (THROTTLES.has(name) || status === 429) {
    return new Unavailable(
      'throttled',
      `AWS throttled the call: could not ${action}; it is retried.`,
      { cause: error },
    );
  }
  if (status === undefined || status >= 500) {
    return new Unavailable(
      'aws_unavailable',
      `AWS did not answer: could not ${action} (${said}); try again.`,
      { cause: error, ambiguous: true },
    );
  }
  return new Refused(name, `AWS refused: could not ${action} (${name}: ${said}).`, {
    cause: error,
  });
}

/** The HTTP status of the answer; undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata } = error;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}
