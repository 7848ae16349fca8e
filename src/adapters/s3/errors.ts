import { type KnownError, Refused, Unavailable } from '../../domain/errors';
import { fromAws } from '../aws-errors';

/** Names of errors after which the same call may work, besides those of every service. */
const PASSING = new Set([
  // Other bytes arrived than were sent.
  'BadDigest',
  'IncompleteBody',
  'SlowDown',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'ConditionalRequestConflict',
]);

/** The bucket is in another Region than the client. */
const ELSEWHERE = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed']);

const DENIED = new Set(['AccessDenied', 'AllAccessDisabled']);

/** Converts an error of S3 to one of our kinds. `action` completes "could not ...". */
export function fromS3(error: unknown, bucket: string, action: string): KnownError {
  const name = error instanceof Error ? error.name : '';
  const options = { cause: error };
  if (PASSING.has(name)) {
    const text = `The archive is busy: could not ${action} (${name}); try again.`;
    return new Unavailable('archive_busy', text, options);
  }
  if (name === 'NoSuchBucket') {
    const text = `There is no bucket ${bucket}: could not ${action}; run npm run deploy.`;
    return new Refused('archive_missing', text, options);
  }
  if (DENIED.has(name)) {
    const text = `S3 denied access to the bucket ${bucket}: could not ${action}; run npm run deploy, and see that the bucket belongs to this account and that no policy denies access.`;
    return new Refused('archive_denied', text, options);
  }
  if (ELSEWHERE.has(name)) {
    const text = `The bucket ${bucket} is in another Region: could not ${action}; check aws.region in vulnscan.yml and deploy again.`;
    return new Refused('archive_region', text, options);
  }
  return fromAws(error, action);
}

/** S3 answers 404 to If-Match when there is no object. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && ['PreconditionFailed', 'NoSuchKey'].includes(error.name);
}

export function isKeyMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchKey';
}

/** More than one if the SDK repeated the call, so that an earlier try may have been carried out. */
export function attemptsOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 1;
  const { $metadata } = error;
  if (typeof $metadata !== 'object' || $metadata === null || !('attempts' in $metadata)) return 1;
  return typeof $metadata.attempts === 'number' ? $metadata.attempts : 1;
}
