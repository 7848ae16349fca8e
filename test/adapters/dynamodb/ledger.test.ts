import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startAws } from '../../../emulators/aws/server';
import { createTable } from '../../../playground/ledger';
import { createLedgerTable } from '../../../src/adapters/dynamodb/ledger';
import { describeLedger } from '../../contracts/ledger.contract';
import { createFakeLog } from '../../fakes/runtime';

/* The contract over the adapter, against dynalite over HTTP, with indexes at once and late. */

for (const indexLagMs of [0, 100]) {
  describe(`with indexes that lag ${indexLagMs} ms`, () => {
    const opened: (() => unknown)[] = [];
    let tables = 0;

    afterAll(async () => {
      for (const close of opened.reverse()) await close();
    });

    async function start() {
      const aws = await startAws({ dynamoDb: { indexLagMs } });
      const client = new DynamoDBClient({
        endpoint: aws.url,
        region: aws.region,
        credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
      });
      opened.push(aws.close, () => client.destroy());
      return client;
    }

    let client: Promise<DynamoDBClient> | undefined;

    describeLedger('the adapter', async () => {
      client ??= start();
      tables += 1;
      const tableName = `vulnscan-${tables}`;
      await createTable(await client, tableName);
      return createLedgerTable({ tableName, client: await client, log: createFakeLog() });
    });
  });
}
