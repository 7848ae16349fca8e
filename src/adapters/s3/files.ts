import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Refused, Unavailable } from '../../domain/errors';
import type { PutOptions } from '../../ports/archive';
import { checkKey } from '../archive-key';
import { systemClock } from '../clock';
import { digestOfFile } from '../file-digest';
import { fileErrorCode } from '../file-error';
import { fromS3, isConditionFailure, isKeyMissing } from './errors';
import { conditionsOf, type Place, placeOf } from './place';

export interface FileDeps extends Place {
  client: S3Client;
}

/** The SDK repeats no call whose body or answer is a stream. */
const TRIES = 3;
const PAUSE_MS = 200;

/** A body is sent for as long as it takes; `socketTimeout` ends a call that stands still. */
const NO_LIMIT = { requestTimeout: 0 };

/** One upload of known length. S3 refuses it if its content has another SHA-256, and shows it whole or not at all. */
export async function putFile(
  deps: FileDeps,
  key: string,
  file: string,
  options: PutOptions,
): Promise<boolean> {
  checkKey(key);
  return repeated(deps, `write ${key}`, async (attempt) => {
    const { size } = await stat(file);
    const digest = (await digestOfFile(file)).toString('base64');
    try {
      await upload(deps, { key, file, size, digest, options });
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      // An earlier try may have been carried out without an answer reaching us.
      return attempt > 1 && (await digestIn(deps, key)) === digest;
    }
  });
}

interface Upload {
  key: string;
  file: string;
  size: number;
  digest: string;
  options: PutOptions;
}

async function upload(deps: FileDeps, { key, file, size, digest, options }: Upload): Promise<void> {
  const Body = createReadStream(file);
  const command = new PutObjectCommand({
    ...{ ...placeOf(deps), ...conditionsOf(options), Key: key },
    ...{ Body, ContentLength: size, ChecksumSHA256: digest },
  });
  try {
    await deps.client.send(command, NO_LIMIT);
  } finally {
    Body.destroy();
  }
}

/** Base64; undefined where there is no object, or one that was not written by `putFile`. */
async function digestIn(deps: FileDeps, key: string): Promise<string | undefined> {
  const command = new HeadObjectCommand({ ...placeOf(deps), Key: key, ChecksumMode: 'ENABLED' });
  try {
    return (await deps.client.send(command)).ChecksumSHA256;
  } catch (error) {
    // An answer to HEAD has no text that says more.
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
}

/** The SDK compares what it reads with the checksum that S3 keeps. */
export async function getFile(deps: FileDeps, key: string, file: string): Promise<boolean> {
  checkKey(key);
  return repeated(deps, `read ${key}`, async () => {
    const unfinished = `${file}.${randomUUID()}`;
    try {
      await download(deps, key, unfinished);
      await rename(unfinished, file);
      return true;
    } catch (error) {
      await rm(unfinished, { force: true });
      if (isKeyMissing(error)) return false;
      throw error;
    }
  });
}

async function download(deps: FileDeps, key: string, file: string): Promise<void> {
  const command = new GetObjectCommand({ ...placeOf(deps), Key: key, ChecksumMode: 'ENABLED' });
  const { Body, ContentLength } = await deps.client.send(command);
  const content = Body instanceof Readable ? Body : Readable.from([]);
  // Opened first: a stream that is still opening its file when the content fails would make the file afterwards.
  const opened = await open(file, 'w').catch((error: unknown) => {
    content.destroy();
    throw error;
  });
  await pipeline(content, opened.createWriteStream({ flush: true }));
  const { size } = await stat(file);
  if (size === (ContentLength ?? size)) return;
  throw new Error(`${size} of ${ContentLength} bytes arrived`);
}

async function repeated<T>(
  { bucket }: Place,
  action: string,
  act: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act(attempt);
    } catch (error) {
      const known = fromDisk(error, action) ?? fromS3(error, bucket, action);
      if (!(known instanceof Unavailable) || attempt === TRIES) throw known;
      await systemClock.sleep(PAUSE_MS * 2 ** attempt);
    }
  }
}

/** What a disk says, and no connection. */
const DISK = ['EACCES', 'EDQUOT', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EROFS'];

function fromDisk(error: unknown, action: string): Refused | undefined {
  const code = fileErrorCode(error);
  if (code === undefined || !DISK.includes(code)) return undefined;
  return new Refused(
    'archive_file',
    `Could not ${action} (${code}); check that the disk has space (scan.disk in vulnscan.yml) and that its folder can be written to.`,
    { cause: error },
  );
}
