import { S3Error } from './error';
import type { S3Request } from './request';
import { type Bucket, objectIn, type StoredObject } from './store';

/** Throws unless the conditions of an upload hold for what is there. */
export function checkPut(request: S3Request, bucket: Bucket): void {
  const ifMatch = request.header('if-match');
  const ifNoneMatch = request.header('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw new S3Error(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      { Header: 'If-None-Match' },
    );
  if (ifNoneMatch !== undefined && bucket.objects.has(request.key)) throw failed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!names(ifMatch, objectIn(bucket, request.key))) throw failed('If-Match');
}

/** Throws unless the conditions of a read hold; true if the caller has this content already (304). */
export function isUnchanged(request: S3Request, object: StoredObject): boolean {
  const [ifMatch, ifNoneMatch] = [request.header('if-match'), request.header('if-none-match')];
  if (ifMatch !== undefined && !names(ifMatch, object)) throw failed('If-Match');
  const unmodifiedSince = secondsIn(request.header('if-unmodified-since'));
  if (ifMatch === undefined && seconds(object.modified) > unmodifiedSince)
    throw failed('If-Unmodified-Since');
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, object);
  return seconds(object.modified) <= secondsIn(request.header('if-modified-since'));
}

/** Whether a list of etags, with or without quotes, has the object's in it. */
function names(list: string, { etag }: StoredObject): boolean {
  const bare = (text: string) => text.trim().replace(/^(?:W\/)?"?|"$/g, '');
  return list.split(',').some((each) => bare(each) === '*' || bare(each) === bare(etag));
}

/** NaN, to which nothing compares, without a header or with one that is no date. */
function secondsIn(date: string | undefined): number {
  return date === undefined ? Number.NaN : seconds(new Date(date));
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function failed(Condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { Condition },
  );
}
