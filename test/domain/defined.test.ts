import { defined } from '../../src/domain/defined';

interface Person {
  name: string;
  age?: number;
  tags?: string[];
}

function person(name: string, age: number | undefined, tags?: string[]): Person {
  return { name, ...defined({ age, tags }) };
}

test('leaves out what is undefined and keeps what is falsy', () => {
  expect(Object.keys(person('Ann', undefined))).toEqual(['name']);
  expect(person('Ann', 0, [])).toEqual({ name: 'Ann', age: 0, tags: [] });
  expect(defined({ a: null, b: false, c: '' })).toEqual({ a: null, b: false, c: '' });
});
