import type { HttpRequest } from '../http';
import { type S3Request, s3RequestOf } from './request';
import { SETTINGS } from './settings';

/** Query parameters that say what is asked about, besides the settings of a bucket. */
const RESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'policyStatus',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
];

const OBJECT: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

const BUCKET: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  DELETE: 'DeleteBucket',
  'GET location': 'GetBucketLocation',
  'POST delete': 'DeleteObjects',
};

const ACTIONS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** What a request about a bucket or an object asks about, if it is a part of it. */
export function resourceOf({ query }: S3Request): string | undefined {
  return [...Object.keys(SETTINGS), ...RESOURCES].find((name) => query.has(name));
}

/** Its method where the path can't be read. */
export function operationNameOf(request: HttpRequest): string {
  try {
    return operationOf(s3RequestOf(request));
  } catch {
    return request.method;
  }
}

/** The name of the operation as in the API's reference; of one that is not known, how it was called. */
export function operationOf(request: S3Request): string {
  const { method, bucket, key, query } = request;
  const resource = resourceOf(request);
  const called = resource === undefined ? method : `${method} ${resource}`;
  if (bucket === '') return called === 'GET' ? 'ListBuckets' : called;
  if (key !== '') {
    const isCopy = request.header('x-amz-copy-source') !== undefined;
    return isCopy ? 'CopyObject' : (OBJECT[called] ?? called);
  }
  if (called === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  const setting = resource === undefined ? undefined : SETTINGS[resource];
  const action = ACTIONS[method];
  if (setting !== undefined && action !== undefined) return `${action}${setting.name}`;
  return BUCKET[called] ?? called;
}
