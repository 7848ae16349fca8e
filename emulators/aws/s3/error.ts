import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error';
import type { HttpReply } from '../http';
import { document, element } from './xml';

const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  EntityTooLarge: 413,
  InternalError: 500,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NotImplemented: 501,
  PreconditionFailed: 412,
  SlowDown: 503,
};

/** A refusal of S3. `details` are the elements beside Code and Message. A code that is not listed is 404 or 400. */
export class S3Error extends AwsError {
  readonly details: Readonly<Record<string, string>>;

  constructor(code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(code, message, STATUS[code] ?? (isMissing(code) ? 404 : 400));
    this.details = details;
  }
}

function isMissing(code: string): boolean {
  return /^NoSuch|NotFoundError$/.test(code);
}

/** A refusal on the wire. An answer to HEAD has no body, and so no code. */
export function s3ErrorReply(error: AwsError): HttpReply {
  const details = error instanceof S3Error ? error.details : {};
  const id = randomUUID();
  const entries = { Code: error.code, Message: error.message, ...details, RequestId: id };
  const content = Object.entries(entries).map(([name, text]) => element(name, text));
  return {
    status: error.status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': id,
      ...(details['Region'] !== undefined && { 'x-amz-bucket-region': details['Region'] }),
    },
    body: document(`<Error>${content.join('')}</Error>`),
  };
}
