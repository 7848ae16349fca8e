import { once } from 'node:events';
import { createServer } from 'node:http';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { createArchive } from '../../../src/adapters/s3/archive';
import { QUIET } from '../../../src/adapters/s3/client';
import { describeArchive } from '../../contracts/archive.contract';
import { describeArchiveFiles } from '../../contracts/archive-files.contract';
import { describeRunStore } from '../../contracts/runs.contract';
import { ACCOUNT, REGION, s3Client } from '../../emulators/aws/support';
import { collect } from '../../fakes/collect';

let aws: Aws;
let client: S3Client;
let buckets = 0;

beforeAll(async () => {
  aws = await startAws();
  client = s3Client(aws, { maxAttempts: 3, logger: QUIET });
});
afterEach(() => Object.assign(aws.faults, { s3SlowDown: 0, s3AnswerLost: 0 }));
afterAll(async () => {
  client.destroy();
  await aws.close();
});

/** Turns a fault on for the next calls. */
function failNext(fault: 's3SlowDown' | 's3AnswerLost', calls: number): void {
  let left = calls;
  aws.faults[fault] = 1;
  const stop = aws.onChange((change) => {
    if (change.type !== 'call') return;
    left -= 1;
    if (left > 0) return;
    aws.faults[fault] = 0;
    stop();
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function newBucket(): Promise<string> {
  buckets += 1;
  const bucket = `vulnscan-${ACCOUNT}-${buckets}`;
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  return bucket;
}

const open = async () => createArchive({ bucket: await newBucket(), account: ACCOUNT }, client);

describeArchive('S3', open);
describeArchiveFiles('S3', open);
describeRunStore('S3', open);

describe('the archive in S3', () => {
  test('a conditional write whose answer was lost is known to have been made', async () => {
    const archive = await open();
    // The first try is carried out, and the second finds its own object.
    failNext('s3AnswerLost', 1);

    expect(await archive.put('index/1/a', bytes('mine'), { ifAbsent: true })).toBe(true);
    const ifMatch = (await archive.get('index/1/a'))?.etag ?? '';
    failNext('s3AnswerLost', 1);
    expect(await archive.put('index/1/a', bytes('newer'), { ifMatch })).toBe(true);
  });

  test('a conditional write is not made when the repeated call finds what somebody else wrote', async () => {
    const archive = await open();
    await archive.put('index/current', bytes('theirs'));
    failNext('s3SlowDown', 1);

    expect(await archive.put('index/current', bytes('mine'), { ifAbsent: true })).toBe(false);
  });

  test('a store that is busy is called again, and in the end is unavailable', async () => {
    const archive = await open();
    await archive.put('feeds/kev', bytes('x'));
    failNext('s3SlowDown', 2);
    expect(await archive.get('feeds/kev')).toBeDefined();

    aws.faults.s3SlowDown = 1;

    await expect(archive.get('feeds/kev')).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'archive_busy',
    });
  });

  test('a store that cannot be reached is unavailable', async () => {
    const gone = s3Client({ url: 'http://127.0.0.1:9' }, { maxAttempts: 1 });
    const archive = createArchive({ bucket: 'vulnscan-a', account: ACCOUNT }, gone);

    await expect(archive.put('feeds/kev', bytes('x'))).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'aws_unavailable',
    });
  });

  test('an answer that breaks off is unavailable, and no shorter object', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('only this', () => response.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const breaking = s3Client({ url: `http://127.0.0.1:${port}` }, { maxAttempts: 1 });
    const archive = createArchive({ bucket: 'vulnscan-a', account: ACCOUNT }, breaking);

    await expect(archive.get('feeds/kev')).rejects.toMatchObject({ name: 'Unavailable' });
    breaking.destroy();
    server.close();
  });

  describe.each([
    ['does not exist', 'archive_missing', 'run npm run deploy', ACCOUNT, REGION],
    [
      'belongs to another account',
      'archive_denied',
      'belongs to this account',
      '999999999999',
      REGION,
    ],
    ['is in another Region', 'archive_region', 'check aws.region', ACCOUNT, 'us-east-1'],
  ])('when the bucket %s', (why, code, next, account, region) => {
    test.each(['get', 'put', 'list', 'delete'] as const)(
      '%s says so and what to do',
      async (call) => {
        const bucket = why === 'does not exist' ? 'vulnscan-none' : await newBucket();
        const other = s3Client(aws, { region });
        const archive = createArchive({ bucket, account }, other);
        const calls = {
          get: () => archive.get('feeds/kev'),
          put: () => archive.put('feeds/kev', bytes('x'), { ifAbsent: true }),
          list: () => collect(archive.list('feeds/')),
          delete: () => archive.delete(['feeds/kev']),
        };

        const failed = calls[call]();

        await expect(failed).rejects.toMatchObject({ name: 'Refused', code });
        await expect(failed).rejects.toThrow(next);
        await expect(failed).rejects.toThrow(bucket);
        other.destroy();
      },
    );
  });
});
