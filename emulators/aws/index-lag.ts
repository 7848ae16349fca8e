import type { Json, JsonObject } from './json';
import { canonical, isObject, listAt, objectAt, parseJson, textAt } from './json';

export interface IndexLag {
  /** Sees an operation of DynamoDB that succeeded, and returns the answer that the client gets. */
  pass(operation: string, input: string, output: string): string;
}

interface Table {
  keys: string[];
  /** The key attributes of each index. */
  indexes: Map<string, string[]>;
}

/** What an index has of an item, and since when. */
interface Entry {
  values: string;
  since: number;
}

/**
 * Makes global secondary indexes late, as they are in DynamoDB: an item that came into an index, or moved in it, within
 * the lag is missing in the answer of a query. A write that leaves the item's place alone changes nothing.
 */
export function createIndexLag(lagMs: number, now: () => number): IndexLag {
  const tables = new Map<string, Table>();
  const entries = new Map<string, Entry>();

  function entryKey(name: string, index: string, item: JsonObject): string {
    return [name, index, valuesOf(item, tables.get(name)?.keys ?? [])].join('\n');
  }

  /** `item` is whole, or undefined where the place of the item in the index is not known. */
  function wrote(name: string, key: JsonObject, item: JsonObject | undefined): void {
    for (const [index, attributes] of tables.get(name)?.indexes ?? []) {
      const id = entryKey(name, index, key);
      const values = item === undefined ? '' : valuesOf(item, attributes);
      if (item === undefined || entries.get(id)?.values !== values) {
        entries.set(id, { values, since: now() });
      }
    }
  }

  function queried(input: JsonObject, output: JsonObject): JsonObject {
    const [name, index] = [textAt(input, 'TableName'), textAt(input, 'IndexName')];
    const isLate = (item: Json): boolean => {
      const entry = isObject(item) ? entries.get(entryKey(name, index, item)) : undefined;
      return entry !== undefined && now() - entry.since <= lagMs;
    };
    const items = listAt(output, 'Items').filter((item) => !isLate(item));
    return { ...output, Items: items, Count: items.length };
  }

  function observe(operation: string, input: JsonObject): void {
    const name = textAt(input, 'TableName');
    const item = objectAt(input, 'Item');
    if (operation === 'CreateTable') tables.set(name, tableOf(input));
    if (operation === 'PutItem') wrote(name, item, item);
    if (operation === 'UpdateItem') wrote(name, objectAt(input, 'Key'), undefined);
    if (operation !== 'BatchWriteItem') return;
    for (const [table, put] of putsOf(input)) wrote(table, put, put);
  }

  return {
    pass(operation, inputText, outputText) {
      if (lagMs <= 0) return outputText;
      const input = objectFrom(inputText);
      observe(operation, input);
      const isOfIndex = operation === 'Query' && 'IndexName' in input;
      return isOfIndex ? JSON.stringify(queried(input, objectFrom(outputText))) : outputText;
    },
  };
}

function tableOf(input: JsonObject): Table {
  const indexes = listAt(input, 'GlobalSecondaryIndexes').filter(isObject);
  return {
    keys: keysOf(input),
    indexes: new Map(indexes.map((index) => [textAt(index, 'IndexName'), keysOf(index)])),
  };
}

function keysOf(schema: JsonObject): string[] {
  return listAt(schema, 'KeySchema')
    .filter(isObject)
    .map((key) => textAt(key, 'AttributeName'));
}

function valuesOf(item: JsonObject, names: string[]): string {
  return names.map((name) => canonical(item[name])).join('\n');
}

function putsOf(input: JsonObject): [string, JsonObject][] {
  return Object.entries(objectAt(input, 'RequestItems')).flatMap(([table, requests]) =>
    (Array.isArray(requests) ? requests : []).flatMap((request): [string, JsonObject][] => {
      const put = isObject(request) ? objectAt(request, 'PutRequest') : {};
      return 'Item' in put ? [[table, objectAt(put, 'Item')]] : [];
    }),
  );
}

function objectFrom(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}
