import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { ACCOUNT, REGION, s3Client } from './support';

const Bucket = 'books';
let aws: Aws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startAws();
  s3 = s3Client(aws);
});
afterAll(async () => {
  s3.destroy();
  await aws.close();
});
beforeEach(async () => {
  aws.s3.buckets.clear();
  await create(Bucket);
});

function create(name: string, region: 'eu-west-1' | 'eu-central-1' = REGION) {
  const CreateBucketConfiguration = { LocationConstraint: region };
  return s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
}

const put = (Key: string, Body: PutObjectCommandInput['Body'] = 'text', more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: await answer.Body?.transformToString() };
};
const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  s3.send(new ListObjectsV2Command({ Bucket, ...more }));
const stored = (key: string) => aws.s3.buckets.get(Bucket)?.objects.get(key);
const md5 = (text: string) => createHash('md5').update(text).digest('base64');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A request as no SDK would send it. */
function raw(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  return fetch(`${aws.url}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20261127/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=00`,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      ...headers,
    },
    ...(!['GET', 'HEAD'].includes(method) && { body }),
  });
}

async function codeOf(answer: Response | Promise<Response>): Promise<[number, string | undefined]> {
  const { status, text } = await Promise.resolve(answer).then(async (response) => ({
    status: response.status,
    text: await response.text(),
  }));
  return [status, /<Code>(.*)<\/Code>/.exec(text)?.[1]];
}

describe('a bucket', () => {
  it('is created in the Region, found, listed, and deleted when it is empty', async () => {
    await put('a');

    const head = await s3.send(new HeadBucketCommand({ Bucket }));
    const where = await s3.send(new GetBucketLocationCommand({ Bucket }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));

    expect(head.BucketRegion).toBe(REGION);
    expect(where.LocationConstraint).toBe(REGION);
    expect(Buckets).toMatchObject([{ Name: Bucket, BucketRegion: REGION }]);
    const remove = () => s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await remove();
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('is not created twice, with a bad name, or for another Region', async () => {
    await expect(create(Bucket)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(create('Books')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(create('elsewhere', 'eu-central-1')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
    // The SDK names its Region by itself.
    expect(await codeOf(raw('PUT', '/nowhere'))).toEqual([
      400,
      'IllegalLocationConstraintException',
    ]);
  });

  it('in the first Region has no location, and is created again without an error', async () => {
    const first = await startAws({ region: 'us-east-1' });
    const client = s3Client(first, { region: 'us-east-1' });
    const make = () => client.send(new CreateBucketCommand({ Bucket }));
    await make();
    await make();

    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));

    expect(LocationConstraint).toBeUndefined();
    client.destroy();
    await first.close();
  });

  it('is private and encrypted from the start', async () => {
    const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));

    expect(access.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  it('keeps its settings, and says which it does not have', async () => {
    const Rules = [
      {
        ID: 'uploads',
        Status: 'Enabled' as const,
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ];
    const lifecycle = () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const policy = () => s3.send(new GetBucketPolicyCommand({ Bucket }));
    await expect(lifecycle()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
    await expect(policy()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });

    const LifecycleConfiguration = { Rules };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Statement":[]}' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));

    expect((await lifecycle()).Rules).toEqual(Rules);
    expect((await policy()).Policy).toBe('{"Statement":[]}');
    await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    expect(await codeOf(raw('PUT', `/${Bucket}?encryption`, '<Other/>'))).toEqual([
      400,
      'MalformedXML',
    ]);
  });
});

describe('an upload', () => {
  it('with the checksum of the SDK is kept with it, for who asks', async () => {
    const answer = await put('a', 'text');

    expect(answer).toMatchObject({
      ETag: `"${createHash('md5').update('text').digest('hex')}"`,
      ChecksumCRC32: 'O4unxw==',
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
    });
    expect((await get('a', { ChecksumMode: 'ENABLED' })).ChecksumCRC32).toBe('O4unxw==');
    expect((await raw('GET', `/${Bucket}/a`)).headers.get('x-amz-checksum-crc32')).toBeNull();
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'with a checksum by %s is accepted, as text and as a stream',
    async (ChecksumAlgorithm) => {
      await put('text', 'x'.repeat(1000), { ChecksumAlgorithm });
      await put('stream', Readable.from([Buffer.alloc(200_000, 1)]), {
        ChecksumAlgorithm,
        ContentLength: 200_000,
        ContentEncoding: 'gzip',
      });

      expect(stored('text')?.body).toHaveLength(1000);
      expect(stored('stream')?.body).toEqual(Buffer.alloc(200_000, 1));
      expect((await get('stream')).ContentEncoding).toBe('gzip');
    },
  );

  it.each([
    ['a wrong CRC32', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    ['a wrong CRC32C', { 'x-amz-checksum-crc32c': 'AAAAAA==' }, 'BadDigest'],
    [
      'a wrong SHA-256',
      { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') },
      'BadDigest',
    ],
    ['a checksum that is none', { 'x-amz-checksum-crc32': 'AAAA' }, 'InvalidRequest'],
    ['a wrong MD5', { 'content-md5': md5('other') }, 'BadDigest'],
    ['an MD5 that is none', { 'content-md5': 'AAAA' }, 'InvalidDigest'],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': 'O4unxw==', 'x-amz-checksum-sha256': 'x' },
      'InvalidRequest',
    ],
    [
      'a checksum that is announced and missing',
      { 'x-amz-sdk-checksum-algorithm': 'CRC32' },
      'InvalidRequest',
    ],
    [
      'the hash of another body in its signature',
      { 'x-amz-content-sha256': sha256('other') },
      'XAmzContentSHA256Mismatch',
    ],
  ])('with %s is refused and not kept', async (_, headers, code) => {
    expect(await codeOf(raw('PUT', `/${Bucket}/a`, 'text', headers))).toEqual([400, code]);
    expect(stored('a')).toBeUndefined();
  });

  const chunked = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '4',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };

  it('in signed chunks is put together', async () => {
    const body =
      '3;chunk-signature=00\r\ntex\r\n1;chunk-signature=00\r\nt\r\n0;chunk-signature=00\r\nx-amz-checksum-crc32:O4unxw==\r\n\r\n';

    expect((await raw('PUT', `/${Bucket}/a`, body, chunked)).status).toBe(200);

    expect(stored('a')?.body.toString()).toBe('text');
    expect(stored('a')?.headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['that end early', '4\r\ntext\r\n', 'IncompleteBody'],
    ['that are shorter than they say', '5\r\ntext\r\n0\r\n\r\n', 'IncompleteBody'],
    [
      'of another length together',
      '3\r\ntex\r\n0\r\nx-amz-checksum-crc32:O4unxw==\r\n\r\n',
      'IncompleteBody',
    ],
    ['without the trailer', '4\r\ntext\r\n0\r\n\r\n', 'MalformedTrailerError'],
    [
      'with a wrong trailer',
      '4\r\ntext\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'BadDigest',
    ],
  ])('in chunks %s is refused and not kept', async (_, body, code) => {
    expect(await codeOf(raw('PUT', `/${Bucket}/a`, body, chunked))).toEqual([400, code]);
    expect(stored('a')).toBeUndefined();
  });

  it('keeps what it says about the object', async () => {
    const said = {
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentEncoding: 'gzip',
      ContentDisposition: 'attachment',
      ContentLanguage: 'ja',
      Metadata: { scan: '1' },
    };
    await put('a', 'text', said);

    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).toMatchObject({
      ...said,
      ContentLength: 4,
      LastModified: expect.any(Date),
    });
    await put('b');
    expect((await get('b')).ContentType).toBe('application/octet-stream');
  });

  it('on a condition that does not hold is refused, and the object stays', async () => {
    const { ETag } = await put('a', 'first');

    await expect(put('a', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    await expect(put('a', 'second', { IfMatch: '"0"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('b', 'second', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(put('a', 'second', { IfNoneMatch: ETag })).rejects.toMatchObject({
      name: 'NotImplemented',
    });

    expect(stored('a')?.body.toString()).toBe('first');
    await put('a', 'second', { IfMatch: ETag });
    expect(stored('a')?.body.toString()).toBe('second');
  });

  it('under a key of more than 1,024 bytes is refused', async () => {
    await put('a'.repeat(1024));

    await expect(put('a'.repeat(1025))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('a read', () => {
  beforeEach(() => put('a', '0123456789'));

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('of the range %s gets that part', async (Range, text, ContentRange) => {
    expect(await get('a', { Range })).toMatchObject({
      text,
      ContentRange,
      $metadata: { httpStatusCode: 206 },
    });
  });

  it.each(['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-'])(
    'of %s, which is no range, gets everything',
    async (Range) => {
      expect(await get('a', { Range })).toMatchObject({
        text: '0123456789',
        $metadata: { httpStatusCode: 200 },
      });
    },
  );

  it.each(['bytes=10-', 'bytes=-0'])('of %s, which is not there, is refused', async (Range) => {
    await expect(get('a', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('on a condition gets the object, 304 or 412', async () => {
    const etag = stored('a')?.etag ?? '';
    const [before, after] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    const status = async (headers: Record<string, string>) =>
      (await raw('GET', `/${Bucket}/a`, '', headers)).status;

    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': '"0"' })).toBe(200);
    expect(await status({ 'if-none-match': `"0", ${etag}` })).toBe(304);
    expect(await status({ 'if-match': etag })).toBe(200);
    expect(await status({ 'if-match': '"0"' })).toBe(412);
    expect(await status({ 'if-modified-since': after.toUTCString() })).toBe(304);
    expect(await status({ 'if-modified-since': before.toUTCString() })).toBe(200);
    expect(await status({ 'if-unmodified-since': before.toUTCString() })).toBe(412);
    expect(await status({ 'if-unmodified-since': after.toUTCString() })).toBe(200);
    // What identifies the content counts more than its time.
    expect(await status({ 'if-match': etag, 'if-unmodified-since': before.toUTCString() })).toBe(
      200,
    );
    expect(await status({ 'if-none-match': '"0"', 'if-modified-since': after.toUTCString() })).toBe(
      200,
    );
  });

  it('of what is not there says what is missing, and HEAD without a word', async () => {
    await expect(get('b')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'b' });
    const head = await raw('HEAD', `/${Bucket}/b`);
    expect([head.status, await head.text()]).toEqual([404, '']);
    expect(await codeOf(raw('GET', '/none/a'))).toEqual([404, 'NoSuchBucket']);
    expect(await codeOf(raw('GET', `/${Bucket}/%E0%A4%A`))).toEqual([400, 'InvalidURI']);
  });

  it('finds the bucket in the host name as well', async () => {
    const { port } = aws;
    const virtual = s3Client({ url: `http://localhost:${port}` });
    const command = new GetObjectCommand({ Bucket, Key: 'a' });
    virtual.middlewareStack.add(
      (next) => (args) => {
        const { request } = args as {
          request: { hostname: string; headers: Record<string, string> };
        };
        request.headers['host'] = `${request.hostname}:${port}`;
        request.hostname = '127.0.0.1';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );

    const { Body } = await virtual.send(command);

    expect(await Body?.transformToString()).toBe('0123456789');
    virtual.destroy();
  });

  it('needs a signature for this Region, and by the account that owns the bucket', async () => {
    const anonymous = await fetch(`${aws.url}/${Bucket}/a`);
    expect(await codeOf(anonymous)).toEqual([403, 'AccessDenied']);
    const older = fetch(`${aws.url}/${Bucket}/a?AWSAccessKeyId=AKIATEST&Signature=0&Expires=1`);
    expect(await codeOf(older)).toEqual([400, 'InvalidRequest']);
    const elsewhere = s3Client(aws, { region: 'us-east-1' });
    await expect(elsewhere.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      Region: REGION,
    });
    elsewhere.destroy();
    await expect(get('a', { ExpectedBucketOwner: '999999999999' })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect((await get('a', { ExpectedBucketOwner: ACCOUNT })).text).toBe('0123456789');
  });

  it('by a presigned URL works until it expires', async () => {
    const url = (date: Date, seconds: number | string) => {
      const at = date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `AKIATEST/20261127/${REGION}/s3/aws4_request`,
        'X-Amz-Date': at,
        'X-Amz-Expires': String(seconds),
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Signature': '00',
      });
      return `${aws.url}/${Bucket}/a?${query}`;
    };
    const now = new Date();

    expect(await (await fetch(url(now, 60))).text()).toBe('0123456789');
    const old = new Date(now.getTime() - 120_000);
    expect(await codeOf(fetch(url(old, 60)))).toEqual([403, 'AccessDenied']);
    for (const seconds of [0, 604_801, 'x'])
      expect(await codeOf(fetch(url(now, seconds)))).toEqual([
        400,
        'AuthorizationQueryParametersError',
      ]);
  });
});

describe('a list', () => {
  it('has a thousand keys a page in the order of their bytes, and goes on after a page', async () => {
    const keys = Array.from({ length: 2_345 }, (_, index) => `k/${index}`);
    for (const key of keys) aws.s3.buckets.get(Bucket)?.objects.set(key, anObject(key));
    const pages: number[] = [];
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ ...(ContinuationToken && { ContinuationToken }) });
      pages.push(page.KeyCount ?? 0);
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);

    expect(pages).toEqual([1_000, 1_000, 345]);
    expect(found).toEqual(keys.toSorted());
    expect((await list({ MaxKeys: 5_000 })).KeyCount).toBe(1_000);
  });

  it('sorts by the bytes of UTF-8 and not by UTF-16', async () => {
    for (const key of ['\u{1F600}', '\uFF01', 'z']) await put(key);

    expect((await list()).Contents?.map(({ Key }) => Key)).toEqual(['z', '\uFF01', '\u{1F600}']);
  });

  it('starts after a key, within a prefix', async () => {
    for (const key of ['a/1', 'a/2', 'a/3', 'b/1']) await put(key);

    const { Contents } = await list({ Prefix: 'a/', StartAfter: 'a/1' });

    expect(Contents).toMatchObject([
      { Key: 'a/2', Size: 4, StorageClass: 'STANDARD', LastModified: expect.any(Date) },
      { Key: 'a/3' },
    ]);
  });

  it('has what is below a delimiter as one entry, on any page', async () => {
    for (const key of ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/1']) await put(key);
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({
        Delimiter: '/',
        MaxKeys: 2,
        ...(ContinuationToken && { ContinuationToken }),
      });
      const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix);
      pages.push([...(page.Contents ?? []).map(({ Key = '' }) => Key), ...prefixes]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);

    expect(pages).toEqual([
      ['a', 'b/'],
      ['d', 'e/'],
    ]);
    const within = await list({ Delimiter: '/', Prefix: 'b/' });
    expect(within.CommonPrefixes).toEqual([{ Prefix: 'b/c/' }]);
    expect(within.Contents?.map(({ Key }) => Key)).toEqual(['b/1', 'b/2']);
  });

  it('has keys as in a URL for who asks', async () => {
    await put('a b/脆&<>"\'+%');

    const coded = await list({ EncodingType: 'url' });
    const plain = await list();

    expect(coded.Contents?.[0]?.Key).toBe("a+b/%E8%84%86%26%3C%3E%22'%2B%25");
    expect(plain.Contents?.[0]?.Key).toBe('a b/脆&<>"\'+%');
  });

  it('without entries, or of none, is empty', async () => {
    await put('a');

    expect(await list({ Prefix: 'b' })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('with a bad token, size or encoding is refused', async () => {
    const refusal = { name: 'InvalidArgument' };
    await expect(list({ ContinuationToken: '!' })).rejects.toMatchObject(refusal);
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject(refusal);
    const odd = raw('GET', `/${Bucket}?list-type=2&encoding-type=json`);
    expect(await codeOf(odd)).toEqual([400, 'InvalidArgument']);
  });
});

describe('deleting', () => {
  const remove = (keys: string[], Quiet = false) =>
    s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })), Quiet },
      }),
    );

  it('takes up to a thousand keys, odd ones and missing ones too', async () => {
    await put('a&<>"b');
    await put('c');

    const answer = await remove(['a&<>"b', 'none']);
    const quiet = await remove(['c'], true);

    expect(answer.Deleted).toEqual([{ Key: 'a&<>"b' }, { Key: 'none' }]);
    expect(quiet.Deleted).toBeUndefined();
    expect((await list()).KeyCount).toBe(0);
    await remove(Array.from({ length: 1_000 }, (_, index) => String(index)));
    await expect(
      remove(Array.from({ length: 1_001 }, (_, index) => String(index))),
    ).rejects.toMatchObject({ name: 'MalformedXML' });
  });

  it('many needs a checksum and a list', async () => {
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    const empty = '<Delete></Delete>';
    const path = `/${Bucket}?delete`;

    expect(await codeOf(raw('POST', path, body))).toEqual([400, 'InvalidRequest']);
    const right = { 'content-md5': md5(body) };
    expect(await codeOf(raw('POST', path, body, right))).toEqual([200, undefined]);
    const none = { 'content-md5': md5(empty) };
    expect(await codeOf(raw('POST', path, empty, none))).toEqual([400, 'MalformedXML']);
  });

  it('one that is not there is no error', async () => {
    const answer = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));

    expect(answer.$metadata.httpStatusCode).toBe(204);
  });
});

describe('what is not emulated', () => {
  it('says so, and does nothing instead', async () => {
    await put('a');
    await expect(s3.send(new ListObjectsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    for (const [method, path, headers] of [
      ['PUT', `/${Bucket}/b`, { 'x-amz-copy-source': `/${Bucket}/a` }],
      ['POST', `/${Bucket}/b?uploads`, {}],
      ['PUT', `/${Bucket}/a?tagging`, {}],
      ['PUT', `/${Bucket}/a?uploadId=1&partNumber=1`, {}],
      ['PUT', `/${Bucket}?versioning`, {}],
    ] as const)
      expect(await codeOf(raw(method, path, '', headers))).toEqual([501, 'NotImplemented']);
    expect(stored('a')?.body.toString()).toBe('text');
    expect(stored('b')).toBeUndefined();
  });
});

it('a call is named in the feed of changes as the API names it', async () => {
  const named: string[] = [];
  const stop = aws.onChange((change) => {
    if (change.type === 'call') named.push(`${change.call.service} ${change.call.operation}`);
  });
  await put('a');
  await list();
  await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  stop();

  expect(named).toEqual(['s3 PutObject', 's3 ListObjectsV2', 's3 GetPublicAccessBlock']);
});

function anObject(key: string) {
  return { key, body: Buffer.from('text'), etag: '"0"', modified: new Date(), headers: {} };
}
