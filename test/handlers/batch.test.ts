import fc from 'fast-check';
import { InvalidInput, Refused, Unavailable } from '../../src/domain/errors';
import {
  answerBatch,
  handleEach,
  isQueueEvent,
  outcomeOfError,
  type QueueRecord,
  recordsToHandle,
} from '../../src/handlers/batch';
import type { Outcome } from '../../src/usecases/record-outcome';
import { runs } from '../runs';
import { again, aRecord, batchWorld, FINE } from './kit';

const DONE: Outcome = { kind: 'done' };
const RETRY: Outcome = { kind: 'retry' };
const BAD: Outcome = { kind: 'quarantined', reason: 'bad' };

const answer = (all: ReturnType<typeof batchWorld>, outcomes: [QueueRecord, Outcome][]) =>
  answerBatch(
    all.batch,
    outcomes.map(([record]) => record),
    new Map(outcomes),
  );

test('a record that is done is deleted', async () => {
  const all = batchWorld();

  expect(await answer(all, [[aRecord('a'), DONE]])).toEqual(FINE);

  expect(all.postponed).toEqual([]);
});

test('a record that nobody handled is received again, at once', async () => {
  const all = batchWorld();
  const record = aRecord('a');

  expect(await answerBatch(all.batch, [record], new Map())).toEqual(again(record));

  expect(all.postponed).toEqual([{ receipts: [record.receiptHandle], ms: 0 }]);
});

describe('when a record is received again', () => {
  test.each<[string, number, Outcome, number]>([
    ['after 5 s the first time', 1, RETRY, 5_000],
    ['after 20 s the third time', 3, RETRY, 20_000],
    ['when a service says', 3, { kind: 'retry', afterMs: 30_000 }, 30_000],
    ['not before it makes sense', 1, { kind: 'retry', atLeastMs: 60_000 }, 60_000],
  ])('%s', async (_when, receives, outcome, ms) => {
    const all = batchWorld();
    const record = aRecord('a', { receives });

    expect(await answer(all, [[record, outcome]])).toEqual(again(record));

    expect(all.postponed).toEqual([{ receipts: [record.receiptHandle], ms }]);
  });

  test('records of one group come back together, those of a standard queue each for itself', async () => {
    const all = batchWorld();
    const [a, b] = [aRecord('a', { group: 'g' }), aRecord('b', { group: 'g', receives: 3 })];
    const [c, d] = [aRecord('c'), aRecord('d', { receives: 2 })];

    await answer(
      all,
      [a, b, c, d].map((record) => [record, RETRY]),
    );

    expect(all.postponed).toEqual([
      { receipts: [a.receiptHandle, b.receiptHandle], ms: 20_000 },
      { receipts: [c.receiptHandle], ms: 5_000 },
      { receipts: [d.receiptHandle], ms: 10_000 },
    ]);
  });

  test('the visibility timeout brings it back when it cannot be postponed', async () => {
    const all = batchWorld();
    const record = aRecord('a');
    const postpone = () => Promise.reject(new Error('no'));

    const answered = await answerBatch(
      { ...all.batch, visibility: { postpone } },
      [record],
      new Map([[record, RETRY]]),
    );

    expect(answered).toEqual(again(record));
    expect(all.facts).toMatchObject([{ message: 'records could not be postponed' }]);
  });
});

describe('a record that can never be handled', () => {
  test('is put aside with the reason, and deleted', async () => {
    const all = batchWorld();

    expect(await answer(all, [[aRecord('body'), BAD]])).toEqual(FINE);

    expect(all.quarantined).toEqual([{ body: 'body', reason: 'bad' }]);
  });

  test('is received again when it cannot be put aside', async () => {
    const all = batchWorld();
    const record = aRecord('body');
    const put = () => Promise.reject(new Error('no'));

    const answered = await answerBatch(
      { ...all.batch, quarantine: { put } },
      [record],
      new Map([[record, BAD]]),
    );

    expect(answered).toEqual(again(record));
  });
});

describe('an error', () => {
  const { batch } = batchWorld();
  const outcome = (error: unknown, receives = 1) =>
    outcomeOfError(batch.log, aRecord('a', { receives }), error);

  test('of a service is tried again for as long as the queue keeps the record', () => {
    expect(outcome(new Unavailable('x', 'x'), 99)).toEqual(RETRY);
    expect(outcome(new Unavailable('x', 'x', { retryAfterMs: 7 }))).toEqual({
      kind: 'retry',
      afterMs: 7,
    });
    expect(outcome(new Refused('x', 'x'), 99)).toEqual(RETRY);
    expect(outcome(new InvalidInput('x', 'x'), 99)).toEqual(RETRY);
  });

  test('that nobody expected is tried three times', () => {
    expect(outcome(new TypeError('oops'), 2)).toEqual(RETRY);
    expect(outcome(new TypeError('oops'), 3)).toEqual({
      kind: 'quarantined',
      reason: 'An unexpected error, 3 times: TypeError: oops',
    });
    expect(outcome('text', 3)).toMatchObject({ reason: expect.stringContaining('unknown') });
  });
});

test('each record of a standard queue is handled by itself: one that fails does not hold up others', async () => {
  const all = batchWorld();
  const [good, failing, bad] = [aRecord('good'), aRecord('failing'), aRecord('bad')];

  const answered = await handleEach(all.batch, [failing, bad, good], async ({ body }) => {
    if (body === 'failing') throw new Unavailable('x', 'Try again.');
    return body === 'bad' ? BAD : DONE;
  });

  expect(answered).toEqual(again(failing));
  expect(all.reasons()).toEqual(['bad']);
});

test('whatever becomes of records, each is deleted, put aside or received again', async () => {
  const someOutcome = fc.constantFrom(DONE, RETRY, BAD);
  await fc.assert(
    fc.asyncProperty(fc.array(someOutcome, { maxLength: 10 }), async (outcomes) => {
      const all = batchWorld();
      const pairs = outcomes.map((each): [QueueRecord, Outcome] => [aRecord('a'), each]);

      const { batchItemFailures } = await answer(all, pairs);

      const count = (kind: Outcome['kind']) => outcomes.filter((each) => each.kind === kind).length;
      expect(batchItemFailures).toHaveLength(count('retry'));
      expect(all.quarantined).toHaveLength(count('quarantined'));
    }),
    { numRuns: runs(100) },
  );
});

test('a record that was received more than ten times is handled alone', () => {
  const others = [aRecord('b'), aRecord('c')];
  const tenth = aRecord('a', { receives: 10 });
  const eleventh = aRecord('a', { receives: 11 });

  expect(recordsToHandle([tenth, ...others])).toHaveLength(3);
  expect(recordsToHandle([eleventh, ...others])).toEqual([eleventh]);
  expect(recordsToHandle([])).toEqual([]);
});

test.each([
  ['of a queue', { Records: [] }, true],
  ['of a schedule', { type: 'sweep' }, false],
  ['that is nothing', null, false],
  ['without a list', { Records: 'x' }, false],
])('an event %s', (_what, event, expected) => {
  expect(isQueueEvent(event)).toBe(expected);
});
