import type { PutOptions } from '../../ports/archive';

export interface Place {
  /** `archiveBucket` of installation.ts. */
  bucket: string;
  /**
   * The account that owns the bucket. Names of buckets are global: S3 refuses every call if somebody else took the name
   * first.
   */
  account: string;
}

export function placeOf({ bucket, account }: Place) {
  return { Bucket: bucket, ExpectedBucketOwner: account };
}

export function conditionsOf({ ifMatch, ifAbsent }: PutOptions) {
  return {
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
    ...(ifAbsent && { IfNoneMatch: '*' }),
  };
}
