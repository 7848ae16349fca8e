import { S3Error } from './error';
import type { S3Request } from './request';
import { type Bucket, compareKeys, sortedKeys } from './store';
import { document, element } from './xml';

const MOST = 1_000;

interface Entry {
  key: string;
  /** A common prefix ends in the delimiter; everything below it is one entry. */
  isPrefix: boolean;
}

interface Page {
  entries: Entry[];
  isTruncated: boolean;
}

export function listObjectsV2(bucket: Bucket, { query }: S3Request): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const token = query.get('continuation-token');
  const maxKeys = maxKeysOf(query.get('max-keys'));
  const after = token === null ? { key: startAfter, isPrefix: false } : readToken(token);
  const { entries, isTruncated } = pageOf(bucket, { prefix, delimiter, maxKeys, after });
  const last = entries.at(-1);
  const coded = coder(query.get('encoding-type'));
  const content = [
    element('Name', bucket.name),
    element('Prefix', coded(prefix)),
    ...(delimiter === '' ? [] : [element('Delimiter', coded(delimiter))]),
    ...(startAfter === '' ? [] : [element('StartAfter', coded(startAfter))]),
    ...(query.has('encoding-type') ? [element('EncodingType', 'url')] : []),
    ...(token === null ? [] : [element('ContinuationToken', token)]),
    element('KeyCount', entries.length),
    element('MaxKeys', maxKeys),
    element('IsTruncated', isTruncated),
    ...(isTruncated && last ? [element('NextContinuationToken', tokenOf(last))] : []),
    ...entries.map((entry) => entryXml(bucket, entry, coded)),
  ];
  return document(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content.join('')}</ListBucketResult>`,
  );
}

interface Wanted {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  after: Entry;
}

function pageOf(bucket: Bucket, { prefix, delimiter, maxKeys, after }: Wanted): Page {
  const entries: Entry[] = [];
  const isLater = (key: string) =>
    compareKeys(key, after.key) > 0 && !(after.isPrefix && key.startsWith(after.key));
  for (const key of sortedKeys(bucket).filter((each) => each.startsWith(prefix) && isLater(each))) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = { key: end < 0 ? key : key.slice(0, end + delimiter.length), isPrefix: end >= 0 };
    if (entry.isPrefix && entries.at(-1)?.key === entry.key) continue;
    if (entries.length === maxKeys) return { entries, isTruncated: maxKeys > 0 };
    entries.push(entry);
  }
  return { entries, isTruncated: false };
}

function entryXml(
  { objects }: Bucket,
  { key, isPrefix }: Entry,
  coded: (text: string) => string,
): string {
  if (isPrefix) return `<CommonPrefixes>${element('Prefix', coded(key))}</CommonPrefixes>`;
  const object = objects.get(key);
  if (object === undefined) return '';
  const content = [
    element('Key', coded(key)),
    element('LastModified', `${object.modified.toISOString().slice(0, 19)}.000Z`),
    element('ETag', object.etag),
    element('Size', object.body.length),
    element('StorageClass', 'STANDARD'),
  ];
  return `<Contents>${content.join('')}</Contents>`;
}

function maxKeysOf(text: string | null): number {
  if (text === null) return MOST;
  if (/^\d+$/.test(text)) return Math.min(Number(text), MOST);
  throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range', {
    ArgumentName: 'max-keys',
    ArgumentValue: text,
  });
}

/** Some characters can't stand in XML, so callers ask for keys as they would be in a URL's query. */
function coder(encodingType: string | null): (text: string) => string {
  if (encodingType === null) return (text) => text;
  if (encodingType !== 'url')
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return (text) => encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2F', '/');
}

/** Opaque to callers: the last entry of the page before. */
function tokenOf({ key, isPrefix }: Entry): string {
  return Buffer.from(`${isPrefix ? 'p' : 'k'}${key}`).toString('base64url');
}

function readToken(token: string): Entry {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (/^[pk]/.test(text)) return { key: text.slice(1), isPrefix: text.startsWith('p') };
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
}
