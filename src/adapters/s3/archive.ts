import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Archive, ArchivedObject, ArchiveEntry, PutOptions } from '../../ports/archive';
import { checkKey } from '../archive-key';
import { newS3Client } from './client';
import { attemptsOf, fromS3, isConditionFailure, isKeyMissing } from './errors';
import { getFile, putFile } from './files';
import { conditionsOf, type Place, placeOf } from './place';

/** S3's limit of one DeleteObjects. */
const BATCH = 1_000;

/** The archive in S3. */
export function createArchive(settings: Place, client = newS3Client()): Archive {
  const deps = { ...settings, client };
  return {
    get: (key) => get(deps, key),
    put: (key, body, options = {}) => put(deps, key, body, options),
    putFile: (key, file, options = {}) => putFile(deps, key, file, options),
    getFile: (key, file) => getFile(deps, key, file),
    list: (prefix) => list(deps, prefix),
    delete: (keys) => deleteAll(deps, keys),
  };
}

interface Deps extends Place {
  client: S3Client;
}

async function get(deps: Deps, key: string): Promise<ArchivedObject | undefined> {
  checkKey(key);
  try {
    const command = new GetObjectCommand({ ...placeOf(deps), Key: key });
    const { Body, ETag = '' } = await deps.client.send(command);
    return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag };
  } catch (error) {
    if (isKeyMissing(error)) return undefined;
    throw fromS3(error, deps.bucket, `read ${key}`);
  }
}

async function put(
  deps: Deps,
  key: string,
  body: Uint8Array,
  options: PutOptions,
): Promise<boolean> {
  checkKey(key);
  const input = { ...placeOf(deps), Key: key, Body: body, ...conditionsOf(options) };
  try {
    const command = new PutObjectCommand(input);
    await deps.client.send(command);
    return true;
  } catch (error) {
    if (!isConditionFailure(error)) throw fromS3(error, deps.bucket, `write ${key}`);
    return attemptsOf(error) > 1 && holds(deps, key, body);
  }
}

/** A first try that S3 carried out without an answer reaching us makes the condition of the second fail. */
async function holds(deps: Deps, key: string, body: Uint8Array): Promise<boolean> {
  const there = await get(deps, key);
  return there !== undefined && Buffer.compare(there.body, body) === 0;
}

async function* list(deps: Deps, prefix: string): AsyncGenerator<ArchiveEntry> {
  let ContinuationToken: string | undefined;
  do {
    const page = await listPage(deps, prefix, ContinuationToken);
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      yield { key: Key, size: Size, modifiedAt: (LastModified ?? new Date(0)).toISOString() };
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

async function listPage(
  deps: Deps,
  Prefix: string,
  ContinuationToken: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const input = { ...placeOf(deps), Prefix, ContinuationToken };
  try {
    return await deps.client.send(new ListObjectsV2Command(input));
  } catch (error) {
    throw fromS3(error, deps.bucket, `list ${Prefix}`);
  }
}

async function deleteAll(deps: Deps, keys: string[]): Promise<void> {
  for (const key of keys) checkKey(key);
  for (let start = 0; start < keys.length; start += BATCH) {
    await deleteBatch(deps, keys.slice(start, start + BATCH));
  }
}

async function deleteBatch(deps: Deps, keys: string[]): Promise<void> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  try {
    const { Errors: failed = [] } = await deps.client.send(
      new DeleteObjectsCommand({ ...placeOf(deps), Delete }),
    );
    if (failed[0] !== undefined) throw notDeleted(failed[0]);
  } catch (error) {
    throw fromS3(error, deps.bucket, `delete ${keys.length} objects`);
  }
}

/** What S3 says of one key in an answer that is good otherwise, as the error that the SDK throws for a whole call. */
function notDeleted({ Code = 'InternalError', Key = '', Message = '' }): Error {
  const status = Code === 'InternalError' ? 500 : 403;
  return Object.assign(new Error(`${Key}: ${Message}`), {
    name: Code,
    $metadata: { httpStatusCode: status },
  });
}
