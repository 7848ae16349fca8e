import { S3Client } from '@aws-sdk/client-s3';

const nothing = () => undefined;
/** The SDK warns on the console of each streamed call that fails, also where a condition does not hold. */
export const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A call that hangs is given up and tried again. The time is until S3 begins to answer, and for each pause after it. */
export function newS3Client(): S3Client {
  return new S3Client({
    logger: QUIET,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 20_000,
      socketTimeout: 20_000,
      throwOnRequestTimeout: true,
    },
  });
}
