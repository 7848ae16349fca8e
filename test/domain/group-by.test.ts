import { groupBy } from '../../src/domain/group-by';

test('groups keep the order of their first values, and values keep their order', () => {
  expect([...groupBy(['bee', 'ant', 'bug'], (word) => word.charAt(0))]).toEqual([
    ['b', ['bee', 'bug']],
    ['a', ['ant']],
  ]);
});

test('a value without a key is in no group', () => {
  expect([...groupBy([1, 2, 3], (number) => (number === 2 ? undefined : 'odd'))]).toEqual([
    ['odd', [1, 3]],
  ]);
});
