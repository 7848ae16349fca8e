import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { storedFinding } from '../../../src/adapters/dynamodb/item';
import { createLedgerTable } from '../../../src/adapters/dynamodb/ledger';
import { aCard, aLedgerFinding } from '../../domain/ledger-builders';
import { createFakeClock, createFakeLog } from '../../fakes/runtime';

const ITEM = aLedgerFinding();

/** The adapter with a client whose calls get these answers, one after the other; the last one stays. */
function given(...answers: unknown[]) {
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  const inputs: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    inputs.push(input);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  Object.assign(client, { send });
  const clock = createFakeClock(new Date('2026-11-24T10:00:00Z'));
  const log = createFakeLog();
  const ledger = createLedgerTable({ tableName: 't', client, clock, log });
  return { ledger, inputs, clock, log };
}

function failure(name: string, httpStatusCode?: number, message = 'no'): Error {
  const $metadata = { httpStatusCode };
  return Object.assign(new Error(message), { name, $metadata });
}

describe('the ledger adapter', () => {
  test('keys that DynamoDB leaves unprocessed are read again after a pause', async () => {
    const Keys = [{ pk: { S: `F#${ITEM.hash}` }, sk: { S: 'F' } }];
    const { ledger, inputs, clock } = given(
      { Responses: { t: [] }, UnprocessedKeys: { t: { Keys } } },
      { Responses: { t: [marshall(storedFinding(ITEM))] } },
    );
    const before = clock.at;

    expect(await ledger.findings([ITEM.hash])).toEqual([{ ...ITEM, version: 1 }]);

    expect(inputs[1]).toEqual({ RequestItems: { t: { Keys, ConsistentRead: true } } });
    expect(clock.at).toBeGreaterThan(before);
  });

  test('keys that stay unprocessed are an outage, not missing items', async () => {
    const Keys = [{ pk: { S: `F#${ITEM.hash}` }, sk: { S: 'F' } }];
    const { ledger, inputs } = given({ UnprocessedKeys: { t: { Keys } } });

    await expect(ledger.findings([ITEM.hash])).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'ledger_busy',
    });
    expect(inputs.length).toBeLessThan(10);
  });

  test('items are read consistently', async () => {
    const { ledger, inputs } = given({});

    await ledger.cards(['a']);

    expect(inputs).toMatchObject([{ RequestItems: { t: { ConsistentRead: true } } }]);
  });

  test('a failed condition is false', async () => {
    const { ledger } = given(failure('ConditionalCheckFailedException', 400));

    expect(await ledger.putCard(aCard('a'))).toBe(false);
  });

  test.each([
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 400],
    ['ThrottlingException', 400],
    ['TransactionConflictException', 400],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ])('%s is an outage', async (name, status) => {
    const { ledger } = given(failure(name, status));

    await expect(ledger.putFinding(ITEM)).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('without an answer a write may have happened', async () => {
    const { ledger } = given(failure('TimeoutError'));

    await expect(ledger.putFinding(ITEM)).rejects.toMatchObject({
      name: 'Unavailable',
      ambiguous: true,
    });
  });

  test('a missing permission is refused', async () => {
    const { ledger } = given(failure('AccessDeniedException', 400));

    await expect(ledger.findings(['a'])).rejects.toMatchObject({ name: 'Refused' });
  });

  test('a missing table is refused, and the error says what to do', async () => {
    const { ledger } = given(failure('ResourceNotFoundException', 400));

    await expect(ledger.dueFindings(0, new Date(), 1)).rejects.toMatchObject({
      name: 'Refused',
      code: 'ledger_missing',
      message: expect.stringContaining('npm run deploy'),
    });
  });

  test('an item that is too large is no outage', async () => {
    const said = 'Item size has exceeded the maximum allowed size';
    const { ledger } = given(failure('ValidationException', 400, said));

    await expect(ledger.putFinding(ITEM)).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'ledger_item_size',
    });
  });
});
