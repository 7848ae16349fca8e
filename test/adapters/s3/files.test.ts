import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { createArchive } from '../../../src/adapters/s3/archive';
import { QUIET } from '../../../src/adapters/s3/client';
import { ACCOUNT, REGION, s3Client } from '../../emulators/aws/support';

const SETTINGS = { bucket: `vulnscan-${ACCOUNT}-files`, account: ACCOUNT };
let aws: Aws;
let client: S3Client;
let folder: string;

beforeAll(async () => {
  aws = await startAws();
  client = s3Client(aws, { logger: QUIET });
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await client.send(
    new CreateBucketCommand({ Bucket: SETTINGS.bucket, CreateBucketConfiguration }),
  );
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-files-'));
});
afterEach(() => {
  Object.assign(aws.faults, { s3SlowDown: 0, s3AnswerLost: 0 });
  rmSync(folder, { recursive: true });
});
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

function fileOf(content: string): string {
  const file = join(folder, 'sent');
  writeFileSync(file, content);
  return file;
}

describe('files in S3 while it is disturbed', () => {
  test('an upload and a download are tried again while S3 is busy', async () => {
    const archive = createArchive(SETTINGS, client);
    failNext('s3SlowDown', 2);
    expect(await archive.putFile('runs/1/busy', fileOf('content'))).toBe(true);
    failNext('s3SlowDown', 2);
    expect(await archive.getFile('runs/1/busy', join(folder, 'got'))).toBe(true);

    aws.faults.s3SlowDown = 1;

    const expected = { name: 'Unavailable', code: 'archive_busy' };
    await expect(archive.putFile('runs/1/busy', fileOf('x'))).rejects.toMatchObject(expected);
    await expect(archive.getFile('runs/1/busy', join(folder, 'x'))).rejects.toMatchObject(expected);
  });

  test('an upload on a condition whose answer was lost is known to have been made', async () => {
    const archive = createArchive(SETTINGS, client);
    failNext('s3AnswerLost', 1);

    expect(await archive.putFile('runs/1/lost', fileOf('mine'), { ifAbsent: true })).toBe(true);
  });

  test("an upload is not made when the repeated call finds somebody else's object", async () => {
    const archive = createArchive(SETTINGS, client);
    await archive.put('runs/1/theirs', Buffer.from('theirs'));
    await archive.putFile('runs/2/theirs', fileOf('theirs'));
    for (const key of ['runs/1/theirs', 'runs/2/theirs']) {
      failNext('s3SlowDown', 1);
      expect(await archive.putFile(key, fileOf('mine'), { ifAbsent: true })).toBe(false);
    }
    failNext('s3SlowDown', 1);
    const ifMatch = '"00000000000000000000000000000000"';

    expect(await archive.putFile('runs/1/none', fileOf('mine'), { ifMatch })).toBe(false);
  });
});

/** An S3 that answers each read in the same way. */
async function answering(answer: (response: ServerResponse) => void) {
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const wrong = s3Client({ url: `http://127.0.0.1:${port}` }, { logger: QUIET });
  const close = () => {
    wrong.destroy();
    server.close();
  };
  return { archive: createArchive(SETTINGS, wrong), calls: () => calls, close };
}

describe('a file that does not arrive whole', () => {
  test.each([
    [
      'breaks off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('only this', () => response.destroy());
      },
    ],
    [
      'is not what was sent',
      (response: ServerResponse) => {
        const sent = 'XohImNooBHFR0OVvjcYpJ3NgPQ1qq73WKhHvch0VQtg=';
        response.writeHead(200, { 'x-amz-checksum-sha256': sent, 'content-length': '8' });
        response.end('tampered');
      },
    ],
  ])('because it %s is asked for again, and leaves the file as it was', async (_, answer) => {
    const { archive, calls, close } = await answering(answer);
    const got = fileOf('before');

    await expect(archive.getFile('databases/1/a', got)).rejects.toMatchObject({
      name: 'Unavailable',
    });

    expect(calls()).toBe(3);
    expect(readFileSync(got, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['sent']);
    close();
  });
});
