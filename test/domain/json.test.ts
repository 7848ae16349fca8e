import { parseJson } from '../../src/domain/json';

test('JSON is read', () => {
  expect(parseJson('{"images":["api"]}')).toEqual({ images: ['api'] });
});

test.each(['', '{', 'undefined', '{"a":1}x'])('%j is no JSON, and no error either', (text) => {
  expect(parseJson(text)).toBeUndefined();
});
