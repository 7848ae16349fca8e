import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { partitionOf } from '../src/domain/region';
import {
  ARCHIVE_PREFIXES,
  archiveBucket,
  cancelledKey,
  DETECTION_DAYS,
  RUN_DAYS,
  UNFINISHED_UPLOAD_DAYS,
} from '../src/installation';
import { allow } from './permissions';

type Part = keyof typeof ARCHIVE_PREFIXES;

/**
 * The bucket of the archive. It is kept when the stack is deleted. Encrypted with S3's own keys, which are free of charge.
 * Objects are not versioned, since each complete scan writes them again. The index does not expire by age, because the
 * current one has to stay when scans stop; the scanner deletes old ones itself. Detections that no scan has written for
 * long are of images that no longer exist.
 */
export class Archive extends Construct {
  readonly bucket: Bucket;
  private readonly arn: string;

  constructor(scope: Construct, { aws }: Config) {
    super(scope, 'Archive');
    const name = archiveBucket(aws);
    this.arn = `arn:${partitionOf(aws.region)}:s3:::${name}`;
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: name,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: 'unfinished-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_UPLOAD_DAYS),
        },
        {
          id: 'old-detections',
          prefix: ARCHIVE_PREFIXES.detections,
          expiration: Duration.days(DETECTION_DAYS),
        },
        ...(['databases', 'runs'] as const).map((part) => ({
          id: `old-${part}`,
          prefix: ARCHIVE_PREFIXES[part],
          expiration: Duration.days(RUN_DAYS),
        })),
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Allows reading the objects of these parts. */
  mayRead(...parts: Part[]): PolicyStatement[] {
    return this.may(['s3:GetObject'], parts);
  }

  /** Allows saying that a person cancelled a run, and nothing else of it. */
  mayCancelRuns(): PolicyStatement {
    return allow(['s3:PutObject'], [`${this.arn}/${cancelledKey('*')}`]);
  }

  /** Allows reading, writing and deleting the objects of these parts. */
  mayWrite(...parts: Part[]): PolicyStatement[] {
    return this.may(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], parts);
  }

  /**
   * Listing is not limited to the parts: S3 answers 404 for a missing object only to those who may list the bucket without a
   * condition, and 403 to others.
   */
  private may(actions: string[], parts: Part[]): PolicyStatement[] {
    const objects = parts.map((part) => `${this.arn}/${ARCHIVE_PREFIXES[part]}*`);
    return [allow(actions, objects), allow(['s3:ListBucket'], [this.arn])];
  }
}
