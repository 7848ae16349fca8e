import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Launcher } from '../../emulators/aws/ecs/task';
import type { Aws } from '../../emulators/aws/server';
import { createTable } from '../../playground/ledger';
import { readRecord } from '../../src/adapters/read-record';
import { LEDGER_TABLE, QUEUES, SCANNER_ENVIRONMENT } from '../../src/installation';
import { fakeTrivy } from './fake-trivy';
import { CONFIG, runScanner, startHub } from './hub';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const SAMPLES = ['web', 'api', 'worker'].map((name) => `playground/samples/${name}-1.json`);
const reports = (...files: string[]) => files.flatMap((file) => ['--report', file]);

function aReport(name: string, ...ids: string[]) {
  return {
    SchemaVersion: 2,
    ArtifactName: `${ECR}/${name}:latest`,
    Results: [
      {
        Target: name,
        Class: 'os-pkgs',
        Type: 'alpine',
        Vulnerabilities: ids.map((VulnerabilityID) => ({
          VulnerabilityID,
          PkgName: 'p',
          Severity: 'HIGH',
        })),
      },
    ],
  };
}

const neverEnding: Launcher = () => {
  let end: () => void = () => undefined;
  const exited = new Promise<{ code: number; signal: null }>((resolve) => {
    end = () => resolve({ code: 0, signal: null });
  });
  return { pid: undefined, kill: () => end(), exited, onLine: () => undefined };
};

/** A task of the scanner's family that runs and does not end. */
async function startOtherScan(aws: Aws, cluster: string, family: string): Promise<string> {
  const client = new ECSClient({ endpoint: aws.url, region: 'eu-west-1' });
  await client.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: 'scanner', image: 'vulnscan-scanner' }];
  await client.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  const started = await client.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: family,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    }),
  );
  const arn = started.tasks?.[0]?.taskArn ?? '';
  const tasks = [arn];
  for (let tries = 0; tries < 100; tries += 1) {
    const { tasks: [task] = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
    if (task?.lastStatus === 'RUNNING') return arn;
    await setTimeout(20);
  }
  throw new Error('the other task did not start');
}

let aws: Aws;
let events: { type: string; detail: unknown }[];
beforeEach(async () => {
  aws = await startHub({
    ecs: { launch: neverEnding, stepMillis: 1 },
    images: ['web', 'api'].map((repository) => ({ repository, tags: ['latest'] })),
  });
  events = [];
  aws.onChange((change) => {
    if (change.type === 'call' && change.call.service === 'events')
      events.push({ type: change.call.operation, detail: undefined });
  });
});
afterEach(() => aws.close());

describe('the scanner', () => {
  it('reads recorded reports, prints its progress, its plan and its counts, and exits with 0', async () => {
    const run = await runScanner(aws, reports(...SAMPLES));

    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('3 of 3');
    expect(run.stdout).toMatch(
      /new +CRITICAL +CVE-2021-44228 +org\.apache\.logging\.log4j:log4j-core 2\.14\.1 -> 2\.15\.0 +worker/,
    );
    expect(run.stdout).toContain('13 new, 0 reopened, 0 fixed, 0 unchanged');
    // Its start and its end: nobody follows the progress of a scan outside ECS.
    expect(events).toHaveLength(2);
  });

  it('with --dry-run prints the plan, writes nothing and sends no events', async () => {
    const run = await runScanner(aws, [...reports(...SAMPLES), '--dry-run']);

    expect(run.stdout).toContain('13 to do, 0 unchanged.');
    expect(run.stdout).toMatch(
      /UPGRADE +SEVERITY +CLEARS +IMAGES\nlog4j-core 2\.14\.1 -> 2\.16\.0 +CRITICAL +2 +worker\n/,
    );
    expect(run.stdout).toMatch(/db5\.3 5\.3\.28\+dfsg1-0\.8 -> no fix +CRITICAL +0 of 1 +api/);
    expect(aws.hub.findings()).toEqual([]);
    expect(events).toEqual([]);
  });

  it('exits with 2 when one image could not be scanned and the others were', async () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'report-')), 'broken.json');
    writeFileSync(broken, '{"hello": 1}');

    const run = await runScanner(aws, reports(...SAMPLES, broken));

    expect(run.code).toBe(2);
    expect(run.stdout).toContain('is not a Trivy report');
    expect(run.stdout).toContain('13 new');
  });

  it('exits with 1 and one sentence when options or configuration are wrong', async () => {
    const option = await runScanner(aws, ['--nonsense']);
    const config = await runScanner(aws, [], {}, { ...CONFIG, slack: {} });

    expect(option).toMatchObject({ code: 1, stderr: expect.stringContaining('--nonsense') });
    expect(config.code).toBe(1);
    expect(config.stderr).toMatch(/slack\.channel[\s\S]*slack\.team/);
    expect(config.stderr).not.toContain('    at ');
  });

  it('exits with 1 when Security Hub refuses, and says what to do', async () => {
    const run = await runScanner(
      aws,
      reports(...SAMPLES),
      {},
      { ...CONFIG, aws: { ...CONFIG.aws, account: '210987654321' } },
    );

    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/REFUSED|FAILED/);
  });
});

describe('the scanner of an installation', () => {
  const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const settings = () => ({ endpoint: aws.url, region: 'eu-west-1', credentials: CREDENTIALS });

  async function anInstallation() {
    const tables = new DynamoDBClient(settings());
    await createTable(tables, LEDGER_TABLE.name);
    tables.destroy();
    const sqs = new SQSClient(settings());
    const made = await sqs.send(new CreateQueueCommand({ QueueName: QUEUES.intake.name }));
    const { QueueUrl = '' } = made;
    const receive = async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      return (await sqs.send(command)).Messages ?? [];
    };
    return { env: { ...SCANNER_ENVIRONMENT, INTAKE_QUEUE_URL: QueueUrl }, receive };
  }

  it('hands intake what the ledger lacks', async () => {
    const { env, receive } = await anInstallation();
    await runScanner(aws, reports(...SAMPLES));

    const run = await runScanner(aws, reports(...SAMPLES), env);

    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('"different":13') });
    const [message, ...others] = await receive();
    expect(others).toEqual([]);
    const content = readRecord(message?.Body ?? '');
    const ids = aws.hub.findings().map(({ Id }) => Id);
    expect(content.kind === 'read' ? content.keys.map(({ id }) => id).sort() : []).toEqual(
      ids.sort(),
    );
  });

  it('scans as usual when the ledger is gone', async () => {
    const { env, receive } = await anInstallation();
    await runScanner(aws, reports(...SAMPLES));

    const run = await runScanner(aws, reports(...SAMPLES), { ...env, LEDGER_TABLE: 'other' });

    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('13 unchanged') });
    expect(run.stderr).toContain('findings not compared with the ledger');
    expect(await receive()).toEqual([]);
  });
});

describe('the scanner with a Trivy', () => {
  const scan = (behaviour: Parameters<typeof fakeTrivy>[0], env: Record<string, string> = {}) =>
    runScanner(
      aws,
      [],
      { TRIVY: fakeTrivy(behaviour).program, ...env },
      { ...CONFIG, images: ['web:latest', 'api:latest'] },
    );

  it('scans the configured images by digest; an image that fails stops no other and changes none of its findings', async () => {
    const web = { report: aReport('web', 'CVE-1') };
    const api = { report: aReport('api', 'CVE-1', 'CVE-2') };
    const first = await scan({ images: { web, api } });
    expect(first).toMatchObject({ code: 0 });

    const second = await scan({ images: { web, api: { exit: 137 } } });

    expect(second.code).toBe(2);
    expect(second.stdout).toMatch(/api:latest.*FAILED.*raise scan\.memory/);
    expect(second.stdout).toContain('0 new, 0 reopened, 0 fixed, 1 unchanged');
    const [finding] = aws.hub.findings();
    expect(JSON.stringify(finding?.['Resources'])).toMatch(/sha256:[0-9a-f]{64}/);
  });

  it('scans only the requested images, and names those it can’t', async () => {
    const run = await scan(
      { images: { web: { report: aReport('web', 'CVE-1') } } },
      {
        SCAN_IMAGES: JSON.stringify(['web', 'nginx', 'evil.example/x', '-flag', '169.254.170.2/x']),
      },
    );

    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(/nginx .*There is no repository/);
    expect(run.stdout).toMatch(/evil\.example\/x .*not allowed; allowed are 123456789012/);
    expect(run.stdout).toMatch(/-flag .*is not an image reference/);
    expect(run.stdout).toMatch(/169\.254\.170\.2\/x .*not allowed/);
    expect(run.stdout).toContain('1 new');
  });

  it('scans archives under the name they are given, and with a request only the requested one', async () => {
    const { program, folder } = fakeTrivy();
    const tars = [
      '--image-tar',
      'team/web:1=/tmp/a=b/web.tar',
      '--image-tar',
      '/tmp/a=b/other.tar',
    ];

    const all = await runScanner(aws, tars, { TRIVY: program });
    const one = await runScanner(aws, tars, { TRIVY: program, SCAN_IMAGES: '["team/web"]' });
    const none = await runScanner(aws, tars, { TRIVY: program, SCAN_IMAGES: '["db"]' });

    expect(all.stdout).toMatch(/^team\/web:1 .* scanned$/m);
    expect(all.stdout).toMatch(/^other\.tar .* scanned$/m);
    expect(one.stdout).toContain('1 of 1  team/web:1');
    expect(none.stdout).toMatch(/There is no archive for db; check the name\./);
    expect(readFileSync(join(folder, 'calls.jsonl'), 'utf8')).toContain(
      '"--input","/tmp/a=b/web.tar"',
    );
  });

  it('scans one digest once, however many names it has', async () => {
    const { program, folder } = fakeTrivy();
    const images = ['web:latest', 'web:stable'];
    aws.ecr.add({ repository: 'web', tags: images.map((name) => name.slice(4)) });

    const run = await runScanner(aws, [], { TRIVY: program }, { ...CONFIG, images });

    const calls = readFileSync(join(folder, 'calls.jsonl'), 'utf8');
    expect(run.stdout).toContain('2 of 2');
    expect(calls.match(/--scanners/g)).toHaveLength(1);
  });

  it('stopped half-way writes nothing, says so and exits with 1', async () => {
    const { program } = fakeTrivy({ images: { web: { hang: true } } });
    const config = { ...CONFIG, images: ['web:latest', 'api:latest'], scan: { parallel: 1 } };

    const run = await runScanner(aws, [], { TRIVY: program }, config, (child) => {
      child.stdout?.on('data', (part: Buffer) => {
        if (part.toString().includes('1 of 2')) child.kill('SIGTERM');
      });
    });

    expect(run.code).toBe(1);
    expect(run.stdout).toContain('The scan was stopped before its end and nothing was written');
    expect(aws.hub.findings()).toEqual([]);
  });

  it('names another running scan, but not itself, and continues', async () => {
    const names = { SCAN_CLUSTER: 'vulnscan', SCAN_TASK_FAMILY: 'vulnscan-scanner' };
    const arn = await startOtherScan(aws, names.SCAN_CLUSTER, names.SCAN_TASK_FAMILY);

    const run = await runScanner(aws, reports(...SAMPLES), names);

    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`another scan is running: ${arn}`);
    const itself = await runScanner(aws, reports(...SAMPLES), { ...names, SCAN_TASK_ARN: arn });
    expect(itself.stdout).not.toContain('another scan is running');
  });

  it('warns when the database is old', async () => {
    const run = await scan({ databaseAt: new Date(Date.now() - 50 * 3_600_000).toISOString() });

    expect(run.stdout).toContain('OLD  the vulnerability database is older than 48 hours');
  });
});
