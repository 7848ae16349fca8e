import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LEDGER_TABLE } from '../src/installation';

/** Creates the ledger's table as the stack does: its keys, its indexes and what they copy. */
export async function createTable(client: DynamoDBClient, name: string = LEDGER_TABLE.name) {
  const { partitionKey, sortKey, indexes } = LEDGER_TABLE;
  const names = [LEDGER_TABLE, ...Object.values(indexes)].flatMap((each) => [
    each.partitionKey,
    each.sortKey,
  ]);
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(partitionKey, sortKey),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: projection(index.attributes),
      })),
    }),
  );
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}

function projection(attributes: readonly string[]) {
  return attributes.length === 0
    ? { ProjectionType: 'KEYS_ONLY' as const }
    : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...attributes] };
}
