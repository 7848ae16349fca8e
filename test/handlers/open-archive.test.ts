import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../emulators/aws/server';
import { parseConfig } from '../../src/config/config';
import { openArchive } from '../../src/handlers/open-archive';
import { ACCOUNT, REGION, s3Client } from '../emulators/aws/support';
import { collect } from '../fakes/collect';
import { MINIMAL } from '../infra/synth';

const BUCKET = 'vulnscan-archive';
const config = parseConfig({ ...MINIMAL, aws: { account: ACCOUNT, region: REGION } });
const body = new TextEncoder().encode('text');
let aws: Aws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startAws();
  s3 = s3Client(aws);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['ARCHIVE_BUCKET'] = BUCKET;
});
afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL'];
  delete process.env['ARCHIVE_BUCKET'];
  s3.destroy();
  await aws.close();
});

test('a handler reads and writes the bucket that its environment names', async () => {
  const archive = openArchive(config);

  expect(await archive.put('index/current', body, { ifAbsent: true })).toBe(true);
  expect(await archive.put('index/current', body, { ifAbsent: true })).toBe(false);

  expect((await archive.get('index/current'))?.body).toHaveLength(4);
  expect(await collect(archive.list('index/'))).toMatchObject([{ key: 'index/current', size: 4 }]);
  expect([...(aws.s3.buckets.get(BUCKET)?.objects.keys() ?? [])]).toEqual(['index/current']);
  await archive.delete(['index/current']);
  expect(await archive.get('index/current')).toBeUndefined();
});

test('an installation without a bucket says which variable is missing', () => {
  delete process.env['ARCHIVE_BUCKET'];

  expect(() => openArchive(config)).toThrow('ARCHIVE_BUCKET');

  process.env['ARCHIVE_BUCKET'] = BUCKET;
});
