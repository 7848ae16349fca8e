import {
  BatchGetItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type KnownError, Unavailable } from '../../domain/errors';
import { chunksOf } from '../../domain/group-by';
import type { Clock, Log } from '../../ports/runtime';
import { fromDynamo, isConditionFailure } from './errors';
import type { Stored } from './item';
import type { Key } from './keys';

export interface TableDeps {
  tableName: string;
  client: DynamoDBClient;
  clock: Clock;
  log: Log;
}

type Keys = Record<string, { S: string }>[];

/** DynamoDB's limit of one BatchGetItem. */
const BATCH = 100;
/** Tries of one batch in which DynamoDB leaves keys unprocessed, with growing pauses. */
const TRIES = 6;
const FIRST_PAUSE_MS = 50;

/** Batches that are read at once. */
const AT_ONCE = 5;

/** Consistent reads, in any order; missing items are left out. `only`: these attributes of each item. */
export async function getAll(
  deps: TableDeps,
  keys: Key[],
  only: string[] = [],
): Promise<unknown[]> {
  const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  const items: unknown[] = [];
  const wanted = distinct.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
  for (const batches of chunksOf(chunksOf(wanted, BATCH), AT_ONCE)) {
    const read = await Promise.all(batches.map((batch) => getBatch(deps, batch, only)));
    items.push(...read.flat());
  }
  return items;
}

async function getBatch({ client, tableName, clock, log }: TableDeps, keys: Keys, only: string[]) {
  const projection = only.length > 0 && {
    ProjectionExpression: only.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(only.map((name) => [`#${name}`, name])),
  };
  const items: unknown[] = [];
  let wanted = keys;
  for (let attempt = 1; ; attempt += 1) {
    const request = { [tableName]: { Keys: wanted, ConsistentRead: true, ...projection } };
    const answer = await sent('read the ledger', () =>
      client.send(new BatchGetItemCommand({ RequestItems: request })),
    );
    items.push(...(answer.Responses?.[tableName] ?? []).map((item) => unmarshall(item)));
    const rest = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []).map(keyIn);
    if (rest.length === 0) return items;
    log.warn('items of the ledger were not read and are read again', { items: rest.length });
    if (attempt === TRIES) throw busy();
    wanted = rest;
    await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
  }
}

function keyIn({ pk, sk }: Record<string, { S?: string | undefined }>) {
  return { pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } };
}

function busy(): KnownError {
  return new Unavailable(
    'ledger_busy',
    'The ledger is busy and did not give all items; try again.',
  );
}

/** Writes an item whole. False if its version is not `expected` any more; 0 means that it does not exist. */
export async function putVersion(deps: TableDeps, item: Stored, expected: number) {
  const condition =
    expected === 0
      ? {
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': 'pk' },
        }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(expected) } },
        };
  const { client, tableName } = deps;
  const command = new PutItemCommand({
    TableName: tableName,
    Item: marshalled(item),
    ...condition,
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw fromDynamo(error, 'write to the ledger');
  }
}

/** Writes an item, whatever is there. */
export async function put({ client, tableName }: TableDeps, item: Stored): Promise<void> {
  const command = new PutItemCommand({ TableName: tableName, Item: marshalled(item) });
  await sent('write to the ledger', () => client.send(command));
}

function marshalled(item: Stored) {
  return marshall(item, { removeUndefinedValues: true });
}

/** A part of the table or of an index: one partition, and a range of its sort key. */
export interface Part {
  /** Absent for the table itself, which is read consistently. */
  index?: string;
  partition: { name: string; value: string };
  sort: { name: string; from?: string; to?: string };
  newestFirst?: boolean;
  /** Items of one page; as many as fit into 1 MB if left out. */
  pageSize?: number;
}

/** Pages of a part, in the order of its sort key. */
export async function* queryPages(deps: TableDeps, part: Part): AsyncGenerator<unknown[]> {
  const { client, tableName } = deps;
  const input = queryOf(part);
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({ TableName: tableName, ...input, ExclusiveStartKey: start });
    const page = await sent('query the ledger', () => client.send(command));
    yield (page.Items ?? []).map((item) => unmarshall(item));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

function queryOf({ index, partition, sort, newestFirst, pageSize }: Part) {
  const { from = '', to = '' } = sort;
  const range = [from && '#sort >= :from', to && '#sort <= :to'].filter((text) => text !== '');
  const between = range.length === 2 ? ['#sort BETWEEN :from AND :to'] : range;
  return {
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: ['#partition = :partition', ...between].join(' AND '),
    ExpressionAttributeNames: {
      '#partition': partition.name,
      ...(range.length > 0 && { '#sort': sort.name }),
    },
    ExpressionAttributeValues: marshall({
      ':partition': partition.value,
      ...(from && { ':from': from }),
      ...(to && { ':to': to }),
    }),
    ScanIndexForward: newestFirst !== true,
    ...(pageSize !== undefined && { Limit: pageSize }),
  };
}

async function sent<T>(action: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw fromDynamo(error, action);
  }
}
