import type { Environment } from '../environment';
import type { Caller } from '../route';
import { S3Error } from './error';
import type { S3Request } from './request';

/** A week, in seconds: how long a presigned URL may hold. */
const LONGEST = 604_800;

/** Throws unless the request is signed, for this Region, and names this account if it names one. */
export function checkAccess(
  request: S3Request,
  caller: Caller | undefined,
  { account, region, now }: Environment,
): void {
  // The older signature, which S3 takes for no bucket that was made since 2020.
  if (request.query.has('AWSAccessKeyId')) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  if (caller === undefined) throw denied('Access Denied');
  if (caller.region !== region) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${caller.region}' is wrong; expecting '${region}'`,
      { Region: region },
    );
  }
  if (request.query.has('X-Amz-Signature')) checkExpiry(request.query, now());
  const owner = request.header('x-amz-expected-bucket-owner');
  if (owner !== undefined && owner !== account) throw denied('Access Denied');
}

function checkExpiry(query: URLSearchParams, now: Date): void {
  const seconds = Number(query.get('X-Amz-Expires'));
  const signedAt = dateOf(query.get('X-Amz-Date') ?? '');
  if (!(seconds >= 1 && seconds <= LONGEST) || Number.isNaN(signedAt)) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 1 and 604800 seconds, and X-Amz-Date a date',
    );
  }
  if (now.getTime() > signedAt + seconds * 1000) throw denied('Request has expired');
}

/** `20261127T101112Z` in milliseconds; NaN if it is something else. */
function dateOf(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hours, minutes, seconds] = parts;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

function denied(message: string): S3Error {
  return new S3Error('AccessDenied', message);
}
