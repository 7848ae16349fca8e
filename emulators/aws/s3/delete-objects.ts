import type { Body } from './body';
import { S3Error } from './error';
import type { Bucket } from './store';
import { contentsOf, document, element, rootOf, textIn } from './xml';

const MOST = 1_000;

/** A key without an object is deleted like one with it. */
export function deleteObjects(bucket: Bucket, { bytes, checksum, hasMd5 }: Body): string {
  if (checksum === undefined && !hasMd5)
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  const xml = bytes.toString('utf8');
  const keys = contentsOf(xml, 'Object').map((object) => textIn(object, 'Key'));
  const isGood = rootOf(xml) === 'Delete' && keys.length > 0 && keys.length <= MOST;
  if (!isGood || keys.some((key) => !key))
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  for (const key of keys) bucket.objects.delete(key ?? '');
  const isQuiet = textIn(xml, 'Quiet') === 'true';
  const deleted = isQuiet
    ? []
    : keys.map((key = '') => `<Deleted>${element('Key', key)}</Deleted>`);
  return document(
    `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${deleted.join('')}</DeleteResult>`,
  );
}
