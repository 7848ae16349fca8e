import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../playground/ledger';
import { createLedgerTable } from '../../src/adapters/dynamodb/ledger';
import { describeLedger } from '../contracts/ledger.contract';
import { createFakeLog } from '../fakes/runtime';

/*
 * The contract of the ledger's table against moto, an emulator of DynamoDB that was not written here and is not
 * dynalite. PYTHON names an interpreter that has moto[server].
 */

const python = process.env['PYTHON'] ?? '';
const here = python !== '' && spawnSync(python, ['-c', 'import moto.server, flask']).status === 0;

if (!here) {
  process.stderr.write('ledger tests skipped: set PYTHON to a Python that has moto[server].\n');
  test.todo('the contract of the ledger against moto');
} else {
  let started: ReturnType<typeof startMoto> | undefined;
  let tables = 0;

  afterAll(async () => (await started)?.stop());

  describeLedger('the adapter on moto', async () => {
    started ??= startMoto();
    const { client } = await started;
    tables += 1;
    const tableName = `vulnscan-${tables}`;
    await createTable(client, tableName);
    return createLedgerTable({ tableName, client, log: createFakeLog() });
  });
}

/** The server prints its address once it listens. */
async function startMoto() {
  const child = spawn(python, ['-u', '-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let endpoint: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (endpoint !== undefined) break;
  }
  child.stderr.resume();
  if (endpoint === undefined) throw new Error('moto did not start');
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  return {
    client,
    stop: async () => {
      client.destroy();
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
