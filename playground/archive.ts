import {
  CreateBucketCommand,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from '../src/config/config';
import {
  ARCHIVE_PREFIXES,
  archiveBucket,
  DETECTION_DAYS,
  RUN_DAYS,
  UNFINISHED_UPLOAD_DAYS,
} from '../src/installation';

/**
 * Creates the archive's bucket as the stack does, but for the policy that refuses requests without TLS: this machine speaks
 * HTTP.
 */
export async function createArchiveBucket(
  client: S3Client,
  aws: Pick<Config['aws'], 'account' | 'region'>,
): Promise<void> {
  const Bucket = archiveBucket(aws);
  // The SDK names its Region in the request.
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
  );
  await client.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
  );
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: lifecycleRules() },
    }),
  );
}

function lifecycleRules(): LifecycleRule[] {
  return [
    {
      ID: 'unfinished-uploads',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: UNFINISHED_UPLOAD_DAYS },
    },
    {
      ID: 'old-detections',
      Status: 'Enabled',
      Filter: { Prefix: ARCHIVE_PREFIXES.detections },
      Expiration: { Days: DETECTION_DAYS },
    },
    ...(['databases', 'runs'] as const).map(
      (part): LifecycleRule => ({
        ID: `old-${part}`,
        Status: 'Enabled',
        Filter: { Prefix: ARCHIVE_PREFIXES[part] },
        Expiration: { Days: RUN_DAYS },
      }),
    ),
  ];
}
