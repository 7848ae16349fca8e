import { randomUUID } from 'node:crypto';
import type { Environment } from '../environment';
import type { HttpReply, HttpRequest } from '../http';
import type { Caller } from '../route';
import { checkAccess } from './access';
import { type Body, bodyOf } from './body';
import { bucketsXml, createBucket, deleteBucket, locationXml } from './buckets';
import { deleteObjects } from './delete-objects';
import { S3Error } from './error';
import { getObject } from './get-object';
import { listObjectsV2 } from './list-objects';
import { operationOf, resourceOf } from './operation';
import { putObject } from './put-object';
import { type S3Request, s3RequestOf } from './request';
import { SETTINGS, settingReply } from './settings';
import { type Bucket, type Buckets, bucketIn } from './store';

export interface S3 {
  buckets: Buckets;
  /** Throws AwsError. */
  answer(request: HttpRequest, caller: Caller | undefined): HttpReply;
}

/**
 * S3 in memory: buckets and their settings, and whole objects. There are no versions, no uploads in parts, no copies and no
 * access lists, and a bucket's policy is kept but not carried out.
 */
export function createS3(env: Environment): S3 {
  const buckets: Buckets = new Map();
  return {
    buckets,
    answer(httpRequest, caller) {
      const request = s3RequestOf(httpRequest);
      checkAccess(request, caller, env);
      const body = bodyOf(request);
      const { s3SlowDown, s3AnswerLost } = env.faults;
      if (env.random() < s3SlowDown)
        throw new S3Error('SlowDown', 'Please reduce your request rate.');
      const reply = answer(env, buckets, request, body);
      if (env.random() < s3AnswerLost)
        throw new S3Error('InternalError', 'We encountered an internal error. Please try again.');
      return { ...reply, headers: { ...reply.headers, ...idHeaders() } };
    },
  };
}

function idHeaders() {
  return { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': randomUUID() };
}

function answer(env: Environment, buckets: Buckets, request: S3Request, body: Body): HttpReply {
  const operation = operationOf(request);
  if (operation === 'ListBuckets') return xmlReply(bucketsXml(buckets, env));
  if (operation === 'CreateBucket') {
    createBucket(buckets, request.bucket, body, env);
    return { status: 200, headers: { location: `/${request.bucket}` }, body: '' };
  }
  const bucket = bucketIn(buckets, request.bucket);
  const resource = resourceOf(request);
  if (resource !== undefined && Object.hasOwn(SETTINGS, resource) && request.key === '')
    return settingReply(bucket, request, resource, body);
  if (operation === 'DeleteBucket') {
    deleteBucket(buckets, bucket);
    return { status: 204, headers: {}, body: '' };
  }
  return answerIn(env, bucket, request, body);
}

function answerIn(env: Environment, bucket: Bucket, request: S3Request, body: Body): HttpReply {
  switch (operationOf(request)) {
    case 'HeadBucket':
      return { status: 200, headers: { 'x-amz-bucket-region': env.region }, body: '' };
    case 'GetBucketLocation':
      return xmlReply(locationXml(env));
    case 'ListObjectsV2':
      return xmlReply(listObjectsV2(bucket, request));
    case 'DeleteObjects':
      return xmlReply(deleteObjects(bucket, body));
    case 'PutObject':
      return putObject(bucket, request, body, env.now());
    case 'GetObject':
    case 'HeadObject':
      return getObject(bucket, request);
    case 'DeleteObject':
      bucket.objects.delete(request.key);
      return { status: 204, headers: {}, body: '' };
    default:
      throw new S3Error(
        'NotImplemented',
        `This server does not know the operation s3 ${operationOf(request)}`,
      );
  }
}

function xmlReply(body: string): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
