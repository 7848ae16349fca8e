import fc from 'fast-check';
import { splitJson } from '../../scanner/split-json';

/** Cuts a text into pieces of one size, so that every boundary falls everywhere once. */
async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function split(json: unknown, size: number) {
  const elements: unknown[] = [];
  const skeleton = await splitJson(
    pieces(JSON.stringify(json), size),
    (path) => {
      if (path.length === 1 && path[0] === 'list') return 'elements';
      return path.length === 2 && path[1] === 'secret' ? 'drop' : undefined;
    },
    (_path, element) => elements.push(JSON.parse(element.toString())),
  );
  return { elements, skeleton: JSON.parse(skeleton) };
}

const isContainer = (value: unknown) => typeof value === 'object' && value !== null;

test('elements are passed on whole, and the rest is unchanged, however the text is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.jsonValue(),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      async (list, other, secret, size) => {
        const result = await split(
          { before: other, list, deep: { secret, other }, after: 1 },
          size,
        );

        expect(result.elements).toEqual(JSON.parse(JSON.stringify(list)).filter(isContainer));
        expect(result.skeleton).toEqual(
          JSON.parse(
            JSON.stringify({ before: other, list: [], deep: { secret: null, other }, after: 1 }),
          ),
        );
      },
    ),
  );
});

test('quotes, braces and backslashes inside strings are text', async () => {
  const list = [{ text: '"}]\\', 'key"]': '\\\\"' }];

  expect((await split({ list, after: '\\"[' }, 3)).elements).toEqual(list);
});
