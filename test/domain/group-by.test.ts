import { groupBy } from '../../src/domain/group-by';

test('groups keep the order in which their first and their next values came', () => {
  expect([...groupBy(['bee', 'ant', 'bug'], (word) => word.charAt(0))]).toEqual([
    ['b', ['bee', 'bug']],
    ['a', ['ant']],
  ]);
});

test('what has no key is in no group', () => {
  expect([...groupBy([1, 2, 3], (number) => (number === 2 ? undefined : 'odd'))]).toEqual([
    ['odd', [1, 3]],
  ]);
});
