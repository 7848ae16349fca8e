import { parseJson } from '../../src/domain/json';

test('JSON is parsed', () => {
  expect(parseJson('{"images":["api"]}')).toEqual({ images: ['api'] });
});

test.each(['', '{', 'undefined', '{"a":1}x'])('%j is not JSON and gives undefined', (text) => {
  expect(parseJson(text)).toBeUndefined();
});
