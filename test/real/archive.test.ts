import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createArchive } from '../../src/adapters/s3/archive';
import { QUIET } from '../../src/adapters/s3/client';
import type { Archive } from '../../src/ports/archive';
import { describeArchive } from '../contracts/archive.contract';
import { describeArchiveFiles } from '../contracts/archive-files.contract';
import { describeRunStore } from '../contracts/runs.contract';
import { ACCOUNT, REGION } from '../infra/synth';
import { hasMinistack, startMinistack } from './ministack';
import { hasMoto, startMoto } from './moto';

/*
 * The contract of the archive against moto and ministack, two emulators of S3 that were not written here. Both keep
 * conditional writes. PYTHON names an interpreter that has them.
 */

interface Server {
  url: string;
  stop(): unknown;
}

judge('moto', hasMoto(), async () => {
  const { endpoint, stop } = await startMoto();
  return { url: endpoint, stop };
});
judge('ministack', hasMinistack(), startMinistack);

function judge(name: string, isHere: boolean, start: () => Promise<Server | undefined>): void {
  if (!isHere) {
    process.stderr.write(`archive tests skipped: set PYTHON to a Python that has ${name}.\n`);
    test.todo(`the contract of the archive against ${name}`);
    return;
  }
  let started: Promise<Server | undefined> | undefined;
  let client: S3Client | undefined;
  let buckets = 0;

  afterAll(async () => {
    client?.destroy();
    await (await started)?.stop();
  });

  const open = async (): Promise<Archive> => {
    started ??= start();
    const server = await started;
    client ??= clientOf(server?.url ?? '');
    buckets += 1;
    const bucket = `vulnscan-${name}-${buckets}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    return createArchive({ bucket, account: ACCOUNT }, client);
  };
  describeArchive(`the adapter on ${name}`, open);
  describeArchiveFiles(`the adapter on ${name}`, open);
  describeRunStore(`the adapter on ${name}`, open);
}

function clientOf(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: REGION,
    logger: QUIET,
    // For both the key names the account.
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
  });
}
