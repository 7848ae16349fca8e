import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { readObject } from '../../../src/adapters/feeds/s3-place';
import { faultsOf } from '../../../src/domain/feed-faults';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const PLACE = 's3://mirror/feeds/kev.json';
const fault = faultsOf('kev', PLACE);

/** Reads the place from a server that gives this answer to everything. */
async function readFrom(answer: Answer, timeoutMs = 10_000): Promise<Buffer> {
  const server = createServer((request, response) => answer(response, request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const client = new S3Client({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
  try {
    const settings = { client, timeoutMs, limit: 1_000 };
    return await readObject(PLACE, settings, fault, new AbortController().signal);
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}

const error =
  (status: number, code: string): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);

test('the object is read by bucket and key', async () => {
  const asked: (string | undefined)[] = [];

  const body = await readFrom((response, { url }) => {
    asked.push(url);
    response.end('{}');
  });

  expect(body.toString()).toBe('{}');
  expect(asked).toEqual(['/mirror/feeds/kev.json?x-id=GetObject']);
});

test.each<[string, Answer, string, string]>([
  ['no such key', error(404, 'NoSuchKey'), 'feed_missing', '(NoSuchKey)'],
  ['no such bucket', error(404, 'NoSuchBucket'), 'feed_bucket', '(NoSuchBucket)'],
  [
    'no permission',
    error(403, 'AccessDenied'),
    'feed_bucket',
    "that the bucket lets the scanner's",
  ],
  ['a fault of S3', error(503, 'SlowDown'), 'feed_failed', '(503)'],
  ['too large an object', (response) => void response.end('x'.repeat(2_000)), 'feed_large', 'MiB'],
  ['a connection that breaks', (response) => void response.destroy(), 'feed_failed', 'failed ('],
])('%s has its sentence', async (_what, answer, code, words) => {
  await expect(readFrom(answer)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  });
});

test.each<[string, Answer]>([
  ['does not answer', () => undefined],
  ['sends a byte and no more', (response) => void response.write('{')],
])('a bucket that %s is given up in time', async (_what, answer) => {
  await expect(readFrom(answer, 300)).rejects.toMatchObject({ code: 'feed_slow' });
});
