import { newCard } from '../../src/domain/card';
import { Unavailable } from '../../src/domain/errors';
import { changeCard, changeFinding } from '../../src/usecases/change';
import { createFakeLedger } from '../fakes/ledger';
import { anItem } from './tasks-kit';

const ITEM = anItem();
const more = (item = ITEM) => ({ ...item, seq: item.seq + 1 });

/** A table in which others write the finding before each of our next `conflicts` writes. */
async function contested(conflicts: number) {
  const ledger = createFakeLedger();
  await ledger.putFinding(ITEM);
  let left = conflicts;
  const putFinding: typeof ledger.putFinding = async (item) => {
    if (left > 0) {
      left -= 1;
      const [present = ITEM] = await ledger.findings([ITEM.hash]);
      await ledger.putFinding(more(present));
    }
    return ledger.putFinding(item);
  };
  return { ledger, table: { ...ledger, putFinding } };
}

test('an item that is there is changed, and resolved to as it was written', async () => {
  const { ledger, table } = await contested(0);

  const item = await changeFinding(table, ITEM.hash, more);

  expect(item).toMatchObject({ seq: 2, version: 2 });
  expect(ledger.allFindings()).toEqual([item]);
});

test('an item that is not there can be created', async () => {
  const ledger = createFakeLedger();

  await changeFinding(ledger, ITEM.hash, (item) => item ?? { ...ITEM });

  expect(ledger.allFindings()).toEqual([{ ...ITEM, version: 1 }]);
});

test.each<[string, (item: typeof ITEM | undefined) => typeof ITEM | undefined]>([
  ['nothing', () => undefined],
  ['the same item', (item) => item],
])('a change to %s writes nothing', async (_what, change) => {
  const calls: string[] = [];
  const ledger = createFakeLedger({ onCall: (call) => void calls.push(call) });
  await ledger.putFinding(ITEM);
  calls.length = 0;

  expect(await changeFinding(ledger, ITEM.hash, change)).toMatchObject({ version: 1 });

  expect(calls).toEqual(['read 1 findings']);
});

test('after a conflict the change is made to what others wrote', async () => {
  const { ledger, table } = await contested(4);

  await changeFinding(table, ITEM.hash, (item = ITEM) => ({ ...more(item), at: 7 }));

  expect(ledger.allFindings()).toMatchObject([{ seq: 6, at: 7, version: 6 }]);
});

test('after five conflicts it is given up, and tried again later', async () => {
  const { ledger, table } = await contested(5);

  await expect(changeFinding(table, ITEM.hash, more)).rejects.toMatchObject({
    name: 'Unavailable',
    code: 'conflict',
  });
  expect(ledger.allFindings()).toMatchObject([{ seq: 6, version: 6 }]);
});

test('a write whose reply is lost is found when the change is made again', async () => {
  let lost = 1;
  const ledger = createFakeLedger({
    onDone: (call) => {
      if (call.startsWith('put') && lost-- === 0) throw new Unavailable('lost', 'Try again.');
    },
  });
  await ledger.putFinding(ITEM);
  const once = (item = ITEM) =>
    item.request === 'r' ? undefined : { ...more(item), request: 'r' };

  await expect(changeFinding(ledger, ITEM.hash, once)).rejects.toThrow(Unavailable);
  const item = await changeFinding(ledger, ITEM.hash, once);

  expect(item).toMatchObject({ seq: 2, version: 2 });
});

test('a silent second try by the client counts as a conflict, and is seen to be ours', async () => {
  const ledger = createFakeLedger();
  await ledger.putFinding(ITEM);
  const putFinding: typeof ledger.putFinding = async (item) => {
    await ledger.putFinding(item);
    return ledger.putFinding(item);
  };
  const once = (item = ITEM) =>
    item.request === 'r' ? undefined : { ...more(item), request: 'r' };

  const item = await changeFinding({ ...ledger, putFinding }, ITEM.hash, once);

  expect(item).toMatchObject({ seq: 2, version: 2 });
});

test('a card is changed in the same way', async () => {
  const ledger = createFakeLedger();
  const card = newCard('finding/x', 'C0', { kind: 'finding' });
  await changeCard(ledger, card.key, (present) => present ?? { ...card });

  const changed = await changeCard(ledger, card.key, (present = card) => ({
    ...present,
    dirty: 1,
  }));

  expect(changed).toEqual({ ...card, dirty: 1, version: 2 });
  expect(ledger.allCards()).toEqual([changed]);
});
