import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SlackMessage } from '../../playground/page/protocol';
import { type System, startSystem } from '../../playground/system';
import { readConfigFile } from '../../src/config/config-file';

/** The AWS CLI, not written here, against the whole playground. PYTHON names an interpreter beside which it is. */
const python = process.env['PYTHON'] ?? '';
const cli = python && path.join(path.dirname(python), 'aws');
const hasCli = cli !== '' && existsSync(cli);
const describeWithCli = hasCli ? describe : describe.skip;
if (!hasCli) process.stderr.write('Round trip skipped: set PYTHON to a Python that has awscli.\n');

const config = readConfigFile('playground/vulnscan.yml');
const execute = promisify(execFile);

describeWithCli('a change made with the AWS CLI', () => {
  jest.setTimeout(120_000);
  let system: System;

  beforeAll(async () => {
    system = await startSystem({
      config: { ...config, slack: { ...config.slack, digestAbove: 50 } },
      port: 0,
      awsPort: 0,
      reports: ['playground/samples/api-1.json'],
      images: [],
      imageTars: [],
      page: false,
    });
    await system.scan();
    await until(() => messages().some(offers('remedy_resolve')), 60_000);
    await until(() => findings().every(isNotified), 60_000);
  });
  afterAll(() => system.close());

  it('appears in its message by itself, and so does undoing it', async () => {
    const [finding] = findings();
    const id = finding?.id ?? '';
    const shown = () => messages().find((message) => JSON.stringify(message).includes(cveOf(id)));
    const ts = shown()?.ts;

    const suppressed = await update(id, 'SUPPRESSED', 'Accepted by the board');
    const took = await until(() => offers('remedy_reopen')(shown()), 10_000);
    await update(id, 'NOTIFIED', 'Not accepted any more');
    const tookBack = await until(() => offers('remedy_resolve')(shown()), 10_000);

    expect(suppressed.ProcessedFindings).toHaveLength(1);
    expect(shown()?.ts).toBe(ts);
    process.stderr.write(`shown after ${took} ms, and undone after ${tookBack} ms\n`);
  });

  const messages = () => system.slack.state().messages;
  const findings = () => system.page.state().findings;

  async function update(id: string, status: string, note: string) {
    const asff = system.page.state().findings.find((finding) => finding.id === id)?.asff;
    const { ProductArn } = JSON.parse(JSON.stringify(asff));
    const args = [
      ...['--endpoint-url', system.aws.url, '--output', 'json', 'securityhub'],
      ...['batch-update-findings', '--workflow', `Status=${status}`],
      ...['--finding-identifiers', JSON.stringify([{ Id: id, ProductArn }])],
      ...['--note', `Text=${note},UpdatedBy=ana`],
    ];
    const env = {
      PATH: '/usr/bin:/bin',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: config.aws.region,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { stdout } = await execute(cli, args, { env });
    return JSON.parse(stdout);
  }
});

function offers(action: string) {
  return (message: SlackMessage | undefined) => JSON.stringify(message ?? {}).includes(action);
}

function isNotified({ workflowStatus }: { workflowStatus: string }): boolean {
  return workflowStatus === 'NOTIFIED';
}

function cveOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** How long it took, in milliseconds. */
async function until(isTrue: () => boolean, patience: number): Promise<number> {
  const began = Date.now();
  while (!isTrue()) {
    if (Date.now() - began > patience) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Date.now() - began;
}
