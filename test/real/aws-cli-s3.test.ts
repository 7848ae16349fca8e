import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Aws, startAws } from '../../emulators/aws/server';

/** The AWS CLI and boto3, neither written here, against the emulator of S3. PYTHON names an interpreter that has both. */
const python = process.env['PYTHON'] ?? '';
const cli = python && join(dirname(python), 'aws');
const hasTools = cli !== '' && existsSync(cli);
const describeWithTools = hasTools ? describe : describe.skip;
if (!hasTools)
  process.stderr.write('S3 tests skipped: set PYTHON to a Python that has awscli and boto3.\n');

const execute = promisify(execFile);
const BUCKET = 'vulnscan-111122223333-eu-west-1';
let aws: Aws;
let folder: string;

const env = () => ({
  PATH: '/usr/bin:/bin',
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ENDPOINT_URL: aws.url,
  AWS_CONFIG_FILE: join(folder, '.aws-config'),
});

async function run(...args: string[]): Promise<string> {
  const { stdout } = await execute(cli, args, { env: env(), cwd: folder });
  return stdout;
}

async function boto(script: string) {
  const program = `import boto3, json, botocore\nfrom botocore.config import Config\ns3 = boto3.client('s3')\n${script}`;
  const { stdout } = await execute(python, ['-c', program], { env: env(), cwd: folder });
  return JSON.parse(stdout);
}

describeWithTools('S3 by the AWS CLI and boto3', () => {
  jest.setTimeout(180_000);

  beforeEach(async () => {
    aws = await startAws();
    folder = mkdtempSync(join(tmpdir(), 'vulnscan-s3-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await aws.close();
  });

  it('makes a bucket, copies files there and back, lists and deletes them', async () => {
    writeFileSync(join(folder, 'kev.json'), '{"count":1}');
    await run('s3', 'mb', `s3://${BUCKET}`);
    await run('s3', 'cp', 'kev.json', `s3://${BUCKET}/feeds/kev & 脆弱性.json`);
    await run('s3', 'cp', `s3://${BUCKET}/feeds/kev & 脆弱性.json`, 'back.json');
    const top = await run('s3', 'ls', `s3://${BUCKET}`);
    const all = await run('s3', 'ls', '--recursive', `s3://${BUCKET}`);
    const buckets = await run('s3', 'ls');

    expect(readFileSync(join(folder, 'back.json'), 'utf8')).toBe('{"count":1}');
    expect(top).toContain('PRE feeds/');
    expect(all).toContain('11 feeds/kev & 脆弱性.json');
    expect(buckets).toContain(BUCKET);
    await run('s3', 'rb', '--force', `s3://${BUCKET}`);
    expect(aws.s3.buckets.size).toBe(0);
  });

  it('brings a folder there and removes what is gone from it', async () => {
    await run('s3', 'mb', `s3://${BUCKET}`);
    for (const name of ['a', 'b']) writeFileSync(join(folder, name), name);
    await run('s3', 'sync', '.', `s3://${BUCKET}/detections`);
    rmSync(join(folder, 'a'));
    await run('s3', 'sync', '--delete', '.', `s3://${BUCKET}/detections`);

    expect([...(aws.s3.buckets.get(BUCKET)?.objects.keys() ?? [])]).toEqual(['detections/b']);
  });

  it('reads and writes single objects on conditions, with checksums', async () => {
    await run('s3', 'mb', `s3://${BUCKET}`);
    writeFileSync(join(folder, 'body'), '0123456789');
    const object = ['--bucket', BUCKET, '--key', 'index/current'];
    const put = (...more: string[]) =>
      run('s3api', 'put-object', ...object, '--body', 'body', ...more);

    for (const algorithm of ['CRC32', 'SHA1', 'SHA256'])
      await put('--checksum-algorithm', algorithm);
    await expect(put('--if-none-match', '*')).rejects.toThrow(/PreconditionFailed/);
    const head = JSON.parse(await run('s3api', 'head-object', ...object));
    await run('s3api', 'get-object', ...object, '--range', 'bytes=2-4', 'part');
    const missing = run('s3api', 'get-object', '--bucket', BUCKET, '--key', 'none', 'part');

    expect(head).toMatchObject({ ContentLength: 10, ServerSideEncryption: 'AES256' });
    expect(readFileSync(join(folder, 'part'), 'utf8')).toBe('234');
    await expect(missing).rejects.toThrow(/NoSuchKey/);
  });

  it('gives a presigned URL that works without a signature', async () => {
    await run('s3', 'mb', `s3://${BUCKET}`);
    writeFileSync(join(folder, 'body'), 'read me');
    await run('s3', 'cp', 'body', `s3://${BUCKET}/feeds/body`);

    // Version 1 of the CLI signs by the older version unless it is told.
    writeFileSync(join(folder, '.aws-config'), '[default]\ns3 =\n  signature_version = s3v4\n');
    const url = await run('s3', 'presign', `s3://${BUCKET}/feeds/body`);
    const answer = await fetch(url.trim());

    expect(await answer.text()).toBe('read me');
  });

  it('looks at a bucket and its settings', async () => {
    await run('s3', 'mb', `s3://${BUCKET}`);
    const ask = async (operation: string, ...more: string[]) =>
      JSON.parse((await run('s3api', operation, '--bucket', BUCKET, ...more)) || '{}');
    const rules = JSON.stringify({
      Rules: [
        {
          ID: 'uploads',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    });
    await run(
      ...['s3api', 'put-bucket-lifecycle-configuration', '--bucket', BUCKET],
      ...['--lifecycle-configuration', rules],
    );

    expect(await ask('head-bucket')).toMatchObject({ BucketRegion: 'eu-west-1' });
    expect(await ask('get-bucket-location')).toEqual({ LocationConstraint: 'eu-west-1' });
    expect(await ask('get-public-access-block')).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(await ask('get-bucket-encryption')).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [{}] },
    });
    expect(await ask('get-bucket-lifecycle-configuration')).toMatchObject(JSON.parse(rules));
    const policy = ask('get-bucket-policy');
    await expect(policy).rejects.toThrow(/NoSuchBucketPolicy/);
  });

  it('does the same through boto3, in pages and with a stream', async () => {
    const answer = await boto(`
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
bucket = '${BUCKET}'
s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
keys = [f'detections/{i}+ %é' for i in range(1005)]
with ThreadPoolExecutor(8) as pool:
  list(pool.map(lambda key: s3.put_object(Bucket=bucket, Key=key, Body=key.encode()), keys))
pages = list(s3.get_paginator('list_objects_v2').paginate(Bucket=bucket, Prefix='detections/'))
found = [o['Key'] for p in pages for o in p['Contents']]
s3.upload_fileobj(BytesIO(b'x' * 70000), bucket, 'index/1/0')
gzipped = s3.put_object(Bucket=bucket, Key='z', Body=BytesIO(b'zip'), ContentEncoding='gzip', ChecksumAlgorithm='SHA256')
read = s3.get_object(Bucket=bucket, Key='z', ChecksumMode='ENABLED')
etag = read['ETag']
def code(call, **more):
  try:
    call(Bucket=bucket, **more)
  except botocore.exceptions.ClientError as error:
    return error.response['Error']['Code']
codes = [
  code(s3.put_object, Key='z', Body=b'', IfNoneMatch='*'),
  code(s3.put_object, Key='z', Body=b'', IfMatch='"0"'),
  code(s3.put_object, Key='none', Body=b'', IfMatch=etag),
  code(s3.get_object, Key='none'),
  code(s3.head_object, Key='none'),
  code(s3.get_object, Key='z', IfNoneMatch=etag),
  code(s3.get_object, Key='z', Range='bytes=9-'),
  code(s3.get_object, Key='z', ExpectedBucketOwner='999999999999'),
  code(s3.copy_object, Key='y', CopySource={'Bucket': bucket, 'Key': 'z'}),
  code(boto3.client('s3', config=Config(s3={'addressing_style': 'path'}), region_name='eu-west-1').list_objects),
]
deleted = s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': k} for k in keys[:1000]]})
print(json.dumps({
  'pages': [p['KeyCount'] for p in pages], 'same': found == sorted(keys, key=lambda k: k.encode()),
  'size': s3.head_object(Bucket=bucket, Key='index/1/0')['ContentLength'],
  'encoding': read['ContentEncoding'], 'text': read['Body'].read().decode(), 'checksum': gzipped['ChecksumSHA256'] == read['ChecksumSHA256'],
  'codes': codes, 'deleted': len(deleted['Deleted']), 'left': s3.list_objects_v2(Bucket=bucket)['KeyCount'],
  'elsewhere': boto3.client('s3', region_name='us-east-1').get_bucket_location(Bucket=bucket)['LocationConstraint'],
}))`);

    expect(answer).toEqual({
      pages: [1000, 5],
      same: true,
      size: 70_000,
      encoding: 'gzip',
      text: 'zip',
      checksum: true,
      codes: [
        'PreconditionFailed',
        'PreconditionFailed',
        'NoSuchKey',
        'NoSuchKey',
        '404',
        '304',
        'InvalidRange',
        'AccessDenied',
        'NotImplemented',
        'NotImplemented',
      ],
      deleted: 1000,
      left: 7,
      // The wrong Region was signed for at first; the SDK follows what S3 says.
      elsewhere: 'eu-west-1',
    });
  });
});
