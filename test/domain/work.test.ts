import { dueTime, sooner, workAt } from '../../src/domain/work';

const AT = new Date('2026-11-24T10:00:00.000Z');
const at = (ms: number, priority: 0 | 1 | 2, token = 't') =>
  workAt(new Date(AT.getTime() + ms), priority, () => token);

test('work says when it is due, and is named by a token', () => {
  expect(at(0, 1, 'a#b')).toEqual({ due: '2026-11-24T10:00:00.000Z#a#b', priority: 1 });
  expect(dueTime(at(5, 1, 'a#b'))).toBe(AT.getTime() + 5);
});

test('the more urgent work is kept, even if it is due later', () => {
  expect(sooner(at(0, 2), at(9, 1))).toEqual(at(9, 1));
  expect(sooner(at(9, 0), at(0, 1))).toEqual(at(9, 0));
});

test('of equally urgent work the earlier is kept, and the present one of two at the same time', () => {
  expect(sooner(at(9, 1), at(0, 1))).toEqual(at(0, 1));
  expect(sooner(at(0, 1), at(9, 1))).toEqual(at(0, 1));
  expect(sooner(at(0, 1, 'present'), at(0, 1, 'next'))).toEqual(at(0, 1, 'present'));
});

test('the first work is kept', () => {
  expect(sooner(undefined, at(0, 2))).toEqual(at(0, 2));
});
