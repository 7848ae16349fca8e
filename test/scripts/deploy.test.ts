import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNT, openStands, REGION, runScript, type Stands } from './stands';

/** Programs are started here, on machines that may be busy. */
jest.setTimeout(60_000);

/* What must stop a deployment before anything is touched. The deployment itself: test/real/deploy.test.ts. */

let stands: Stands;
let file: string;
beforeAll(async () => {
  stands = await openStands();
  file = writeConfig(ACCOUNT);
});
afterAll(() => stands.close());

test('credentials of another account stop deploy and destroy', async () => {
  const other = ['--config', writeConfig('210987654321'), '--yes'];

  for (const script of ['deploy.ts', 'destroy.ts']) {
    const { code, stderr } = await runScript(stands, script, other);

    expect(code).toBe(1);
    expect(stderr).toContain('AWS_PROFILE');
  }
});

test('a mistake in vulnscan.yml stops deploy with its line', async () => {
  const wrong = join(stands.folder, 'wrong.yml');
  writeFileSync(wrong, 'aws:\n  account: 1\n  region: eu-west-1\n');

  const { code, stderr } = await runScript(stands, 'deploy.ts', ['--config', wrong]);

  expect(code).toBe(1);
  expect(stderr).toContain('line 2: aws.account');
});

test('an account that the CDK does not know yet is told how to begin', async () => {
  const { code, stderr } = await runScript(stands, 'deploy.ts', ['--config', file, '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('npm run deploy -- --bootstrap');
});

test('without Docker and without an image there is nothing to deploy', async () => {
  await bootstrapped(stands.aws);

  // A PATH without Docker, wherever this runs.
  const { code, stderr } = await runScript(stands, 'deploy.ts', ['--config', file, '--yes'], {
    PATH: stands.folder,
  });

  expect(code).toBe(1);
  expect(stderr).toContain('--image');
});

test('destroy says what it leaves before it asks, and does nothing without a yes', async () => {
  const { code, stdout, stderr } = await runScript(stands, 'destroy.ts', ['--config', file]);

  expect(stdout).toContain('all findings in Security Hub');
  expect(stdout).toContain('--secrets deletes them');
  expect(code).toBe(1);
  expect(stderr).toContain('npm run destroy -- --yes');
});

test.each(['setup', 'deploy', 'doctor', 'destroy', 'dev'])(
  'npm run %s -- --help explains itself',
  async (name) => {
    const { code, stdout } = await runScript(stands, `${name}.ts`, ['--help']);

    expect(code).toBe(0);
    expect(stdout).toContain(`npm run ${name} -- [options]`);
  },
);

async function bootstrapped(aws: Stands['aws']): Promise<void> {
  const ssm = new SSMClient({ endpoint: aws.url, region: REGION });
  const Name = '/cdk-bootstrap/hnb659fds/version';
  await ssm.send(new PutParameterCommand({ Name, Value: '21', Type: 'String' }));
}

function writeConfig(account: string): string {
  const path = join(stands.folder, `${account}.yml`);
  const config = {
    aws: { account, region: REGION },
    slack: { channel: 'C0SECURITY', team: 'T0HOME' },
    images: ['api:latest'],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}
