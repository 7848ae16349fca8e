import type { Environment } from '../environment';
import type { Body } from './body';
import { S3Error } from './error';
import { newSettings } from './settings';
import type { Bucket, Buckets } from './store';
import { document, element, textIn } from './xml';

const NAME = /^[a-z\d](?:[a-z\d.-]{1,61})[a-z\d]$/;
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
/** The Region that is not named, and answers 200 to a bucket that is there already. */
const FIRST_REGION = 'us-east-1';

export function createBucket(
  buckets: Buckets,
  name: string,
  { bytes }: Body,
  { region, now }: Environment,
): void {
  if (!NAME.test(name) || name.includes('..'))
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', {
      BucketName: name,
    });
  const asked = textIn(bytes.toString('utf8'), 'LocationConstraint') ?? FIRST_REGION;
  if (asked !== region)
    throw new S3Error(
      'IllegalLocationConstraintException',
      `The ${asked === FIRST_REGION ? 'unspecified' : asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  if (buckets.has(name)) {
    if (region === FIRST_REGION) return;
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: name },
    );
  }
  buckets.set(name, { name, created: now(), objects: new Map(), settings: newSettings() });
}

export function deleteBucket(buckets: Buckets, { name, objects }: Bucket): void {
  if (objects.size > 0)
    throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      BucketName: name,
    });
  buckets.delete(name);
}

export function locationXml({ region }: Environment): string {
  return document(
    region === FIRST_REGION
      ? `<LocationConstraint ${XMLNS}/>`
      : `<LocationConstraint ${XMLNS}>${region}</LocationConstraint>`,
  );
}

export function bucketsXml(buckets: Buckets, { account, region }: Environment): string {
  const entries = [...buckets.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, created }) => {
      const content = [
        element('Name', name),
        element('CreationDate', created.toISOString()),
        element('BucketRegion', region),
      ];
      return `<Bucket>${content.join('')}</Bucket>`;
    });
  return document(
    `<ListAllMyBucketsResult ${XMLNS}><Owner>${element('ID', account)}</Owner><Buckets>${entries.join('')}</Buckets></ListAllMyBucketsResult>`,
  );
}
