import {
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Config } from '../../src/config/config';
import { archiveBucket } from '../../src/installation';
import { errorCode } from '../terminal/error-text';
import { bad, type Check, type CheckResult, good, unknown } from './check';

const BLOCKS = [
  'BlockPublicAcls',
  'BlockPublicPolicy',
  'IgnorePublicAcls',
  'RestrictPublicBuckets',
] as const;

/** Checks that the archive's bucket exists, belongs to this account, and blocks public access. */
export function archiveChecks({ aws }: Config): Check[] {
  const s3 = new S3Client({ region: aws.region });
  return [{ name: 'Archive', run: () => checkBucket(s3, aws) }];
}

async function checkBucket(s3: S3Client, aws: Config['aws']): Promise<CheckResult> {
  const Bucket = archiveBucket(aws);
  const place = { Bucket, ExpectedBucketOwner: aws.account };
  try {
    await s3.send(new HeadBucketCommand(place));
  } catch (error) {
    if (errorCode(error) === 'NotFound')
      return bad(`There is no S3 bucket ${Bucket}`, 'Run npm run deploy.');
    // S3 does not say which, and an answer to HEAD has no text.
    if (isDenied(error))
      return unknown(
        `S3 denies access to the bucket ${Bucket}: it belongs to another account, or these credentials may not list it`,
      );
    throw error;
  }
  if (await isPrivate(s3, place)) return good(`${Bucket} exists and is private`);
  return bad(
    `The S3 bucket ${Bucket} does not block public access`,
    'Turn on "Block all public access" in S3 (the bucket, Permissions).',
  );
}

async function isPrivate(
  s3: S3Client,
  place: { Bucket: string; ExpectedBucketOwner: string },
): Promise<boolean> {
  try {
    const answer = await s3.send(new GetPublicAccessBlockCommand(place));
    return BLOCKS.every((block) => answer.PublicAccessBlockConfiguration?.[block] === true);
  } catch (error) {
    if (errorCode(error) === 'NoSuchPublicAccessBlockConfiguration') return false;
    throw error;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403;
}
