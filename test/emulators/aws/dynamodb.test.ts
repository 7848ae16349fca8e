import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Aws, startAws } from '../../../emulators/aws/server';
import { REGION } from './support';

const LAG_MS = 300;
let aws: Aws;
let client: DynamoDBClient;

beforeAll(async () => {
  aws = await startAws({ dynamoDb: { indexLagMs: LAG_MS } });
  client = new DynamoDBClient({
    endpoint: aws.url,
    region: REGION,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  const key = (name: string) => [{ AttributeName: name, KeyType: 'HASH' as const }];
  await client.send(
    new CreateTableCommand({
      TableName: 'books',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'author'].map((AttributeName) => {
        return { AttributeName, AttributeType: 'S' };
      }),
      KeySchema: key('id'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-author',
          KeySchema: key('author'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const put = (Item: Record<string, AttributeValue>) =>
  client.send(new PutItemCommand({ TableName: 'books', Item }));

async function idsBy(author: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: 'books',
      IndexName: 'by-author',
      KeyConditionExpression: 'author = :author',
      ExpressionAttributeValues: { ':author': { S: author } },
    }),
  );
  return Items.map(({ id }) => id?.S);
}

describe('DynamoDB on the port of the other services', () => {
  it('answers the SDK', async () => {
    const { TableNames } = await client.send(new ListTablesCommand({}));

    expect(TableNames).toEqual(['books']);
  });

  it('shows its calls to those who listen', async () => {
    const operations: string[] = [];
    const stop = aws.onChange((change) => {
      if (change.type === 'call')
        operations.push(`${change.call.service} ${change.call.operation}`);
    });

    await client.send(new ListTablesCommand({}));
    stop();

    expect(operations).toEqual(['dynamodb ListTables']);
  });

  it('reads an item at once, and finds it in an index after the lag', async () => {
    await put({ id: { S: 'emma' }, author: { S: 'austen' } });

    const key = { TableName: 'books', Key: { id: { S: 'emma' } }, ConsistentRead: true };
    expect((await client.send(new GetItemCommand(key))).Item).toBeDefined();
    expect(await idsBy('austen')).toEqual([]);
    await setTimeout(LAG_MS + 50);
    expect(await idsBy('austen')).toEqual(['emma']);
  });

  it('goes on finding an item whose place in the index a write leaves alone', async () => {
    await put({ id: { S: 'dune' }, author: { S: 'herbert' } });
    await setTimeout(LAG_MS + 50);

    await put({ id: { S: 'dune' }, author: { S: 'herbert' }, pages: { N: '412' } });

    expect(await idsBy('herbert')).toEqual(['dune']);
  });

  it('finds an item that moved in the index after the lag', async () => {
    await put({ id: { S: 'it' }, author: { S: 'bachman' } });
    await setTimeout(LAG_MS + 50);

    await put({ id: { S: 'it' }, author: { S: 'king' } });

    expect(await idsBy('king')).toEqual([]);
    await setTimeout(LAG_MS + 50);
    expect(await idsBy('king')).toEqual(['it']);
    expect(await idsBy('bachman')).toEqual([]);
  });
});
