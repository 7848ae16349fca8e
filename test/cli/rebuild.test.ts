import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { rebuild } from '../../cli/rebuild/run';
import type { Stop } from '../../playground/on-stop';
import { createLedgerTable } from '../../src/adapters/dynamodb/ledger';
import { hashOf } from '../../src/domain/hash';
import {
  ACCOUNT,
  AQUA,
  deployed,
  type Emulators,
  environmentOf,
  REGION,
  runScript,
  startEmulators,
} from './emulators';
import { type Listening, listening } from './http-server';

/* The ledger is filled from Security Hub while the functions that write to it are paused. */

const PAUSED = ['intake', 'decide', 'projector', 'painter'];
const log = { info: () => {}, warn: () => {}, error: () => {} };
const before = { ...process.env };

let emulators: Emulators;
let lambda: Listening;
/** State of each event source, and every change of it in order. */
let states: Map<string, string>;
let changes: string[];
/** Changes that Lambda refuses before it accepts one. */
let refusals: number;

beforeEach(async () => {
  emulators = await startEmulators();
  await deployed(emulators);
  states = new Map(PAUSED.map((name) => [name, 'Enabled']));
  changes = [];
  refusals = 0;
  lambda = await startLambda();
  Object.assign(process.env, environmentOf(emulators), { AWS_ENDPOINT_URL_LAMBDA: lambda.url });
});
afterEach(async () => {
  process.env = { ...before };
  lambda.close();
  await emulators.close();
});

test('every finding is in the ledger afterwards, and the functions were paused meanwhile', async () => {
  await importFindings(23);

  const said = await run('--yes');

  const hashes = ids(23).map((id) => hashOf({ id, productArn: AQUA }));
  expect(await ledger().findings(hashes)).toHaveLength(23);
  expect(changes).toEqual([
    ...PAUSED.map((name) => `${name} false`),
    ...PAUSED.map((name) => `${name} true`),
  ]);
  expect(said).toEqual([
    'Pausing intake, decide, projector and painter ...',
    'intake, decide, projector and painter read their queues again.',
    '23 findings read into the table vulnscan.',
  ]);
});

test('run twice, it changes nothing', async () => {
  await importFindings(1);
  const hash = hashOf({ id: ids(1)[0] ?? '', productArn: AQUA });
  await run('--yes');
  const [first] = await ledger().findings([hash]);

  await run('--yes');

  expect(await ledger().findings([hash])).toEqual([first]);
});

test('after an error the functions read their queues again', async () => {
  await importFindings(1);
  await new DynamoDBClient({}).send(new DeleteTableCommand({ TableName: 'vulnscan' }));

  await expect(run('--yes')).rejects.toThrow();

  expect([...states.values()]).toEqual(PAUSED.map(() => 'Enabled'));
});

test('after Ctrl-C the functions read their queues again, and the rest is named', async () => {
  await importFindings(3);
  const stopped: Stop = { heard: true, signal: Promise.resolve() };

  await expect(rebuildWith(stopped, ['--yes'], [])).rejects.toThrow(
    'Stopped before all findings were read; run it again to continue.',
  );

  expect([...states.values()]).toEqual(PAUSED.map(() => 'Enabled'));
});

test('a change that Lambda refuses while an earlier one is under way is tried again', async () => {
  refusals = 1;

  await run('--yes');

  expect([...states.values()]).toEqual(PAUSED.map(() => 'Enabled'));
});

test('without a yes and without a terminal nothing is paused', async () => {
  await expect(run()).rejects.toThrow('npm run rebuild -- --yes');

  expect(changes).toEqual([]);
});

test('where nothing is deployed it says so', async () => {
  states.clear();

  await expect(run('--yes')).rejects.toThrow(
    'The function vulnscan-intake reads no queue here; run npm run deploy first.',
  );
});

test('the command ends with 1 and one line for a mistake', async () => {
  const ended = await runScript(emulators, 'rebuild.ts', ['--config', 'no.yml']);

  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^no\.yml can't be read; check the path/);
});

async function run(...args: string[]): Promise<string[]> {
  const said: string[] = [];
  await rebuildWith({ heard: false, signal: Promise.resolve() }, args, said);
  return said;
}

async function rebuildWith(stop: Stop, args: string[], said: string[]): Promise<void> {
  const file = join(emulators.folder, 'vulnscan.yml');
  const config = {
    aws: { account: ACCOUNT, region: REGION },
    slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
    images: ['api:latest'],
  };
  writeFileSync(file, JSON.stringify(config));
  await rebuild(
    ['--config', file, ...args],
    (line) => said.push(line),
    () => stop,
  );
}

function ledger() {
  return createLedgerTable({ tableName: 'vulnscan', log });
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `vulnscan/CVE-2024-${1000 + number}`);
}

async function importFindings(count: number): Promise<void> {
  const at = new Date().toISOString();
  const Findings = ids(count).map((Id) => ({
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn: AQUA,
    GeneratorId: Id.replace('vulnscan', 'Trivy'),
    AwsAccountId: ACCOUNT,
    CreatedAt: at,
    UpdatedAt: at,
    Title: 'a title',
    Description: 'a flaw',
    FindingProviderFields: {
      Severity: { Label: 'HIGH' as const },
      Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    },
    ProductFields: { 'Product Name': 'Trivy' },
    Resources: [{ Type: 'Container', Id: 'api' }],
  }));
  const hub = new SecurityHubClient({});
  const answer = await hub.send(new BatchImportFindingsCommand({ Findings }));
  if (answer.FailedCount) throw new Error(JSON.stringify(answer.FailedFindings));
  while ((await listed(hub)) < count) await new Promise((later) => setTimeout(later, 50));
}

/** A finding is listed only some time after its import. */
async function listed(hub: SecurityHubClient): Promise<number> {
  const { Findings = [] } = await hub.send(new GetFindingsCommand({ MaxResults: 100 }));
  return Findings.length;
}

/** Lambda's event source mappings, each with the name of its function as its id. */
function startLambda(): Promise<Listening> {
  return listening(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    const url = new URL(request.url ?? '', 'http://lambda');
    const id = url.pathname.split('/').at(-1) ?? '';
    if (request.method === 'PUT' && refusals > 0) {
      refusals -= 1;
      response.setHeader('x-amzn-errortype', 'ResourceInUseException');
      response.writeHead(400).end('{}');
      return;
    }
    if (request.method === 'PUT') change(id, await bodyOf(request));
    const name = (url.searchParams.get('FunctionName') ?? '').replace('vulnscan-', '');
    const answer = url.searchParams.has('FunctionName')
      ? { EventSourceMappings: states.has(name) ? [{ UUID: name }] : [] }
      : { UUID: id, State: states.get(id) };
    response.end(JSON.stringify(answer));
  });
}

function change(id: string, body: string): void {
  const { Enabled } = JSON.parse(body);
  changes.push(`${id} ${Enabled}`);
  states.set(id, Enabled ? 'Enabled' : 'Disabled');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
