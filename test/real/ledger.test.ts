import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../playground/ledger';
import { createLedgerTable } from '../../src/adapters/dynamodb/ledger';
import { describeLedger } from '../contracts/ledger.contract';
import { createFakeLog } from '../fakes/runtime';
import { hasMoto, startMoto } from './moto';

/*
 * The contract of the ledger's table against moto, an emulator of DynamoDB that was not written here and is not
 * dynalite. PYTHON names an interpreter that has moto[server].
 */

if (!hasMoto()) {
  process.stderr.write('ledger tests skipped: set PYTHON to a Python that has moto[server].\n');
  test.todo('the contract of the ledger against moto');
} else {
  let started: ReturnType<typeof startMoto> | undefined;
  let client: DynamoDBClient | undefined;
  let tables = 0;

  afterAll(async () => {
    client?.destroy();
    await (await started)?.stop();
  });

  describeLedger('the adapter on moto', async () => {
    started ??= startMoto();
    const { endpoint } = await started;
    client ??= new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    });
    tables += 1;
    const tableName = `vulnscan-${tables}`;
    await createTable(client, tableName);
    return createLedgerTable({ tableName, client, log: createFakeLog() });
  });
}
