import type { Row } from '../../src/domain/ledger';
import { placeOf } from '../../src/domain/row';
import { readInFull, readRows } from '../../src/usecases/read-rows';
import { anItem, items, ledgerWith } from './tasks-kit';

/** A list of so many alike rows. */
function listOf(count: number) {
  const row = placeOf(anItem())?.row;
  if (row === undefined) throw new Error('the finding is in no list');
  const rows = async function* (): AsyncGenerator<Row> {
    for (let index = 0; index < count; index += 1) yield row;
  };
  return { rows };
}

test.each([
  [50_000, 50_000, true],
  [50_001, 50_000, false],
])('of %d rows %d are read; all of them: %s', async (count, most, isComplete) => {
  const { rows, complete } = await readRows(listOf(count), 'open');

  expect([rows.length, complete]).toEqual([most, isComplete]);
});

test('findings are read in one call, in the order of their rows, without those that are gone', async () => {
  const seed = items(3);
  const { ledger, calls } = await ledgerWith(seed.slice(0, 2));
  const rows = seed.toReversed().flatMap((item) => placeOf(item)?.row ?? []);

  const read = await readInFull(ledger, rows);

  expect(read.map(({ hash }) => hash)).toEqual([seed[1]?.hash, seed[0]?.hash]);
  expect(calls).toEqual(['read 3 findings']);
});

test('no rows cost no call', async () => {
  const { ledger, calls } = await ledgerWith();

  expect(await readInFull(ledger, [])).toEqual([]);
  expect(calls).toEqual([]);
});
