import fc from 'fast-check';
import { cutText, utf8Length } from '../../src/domain/text';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map(unitsToText),
);

function unitsToText(units: number[]): string {
  return String.fromCharCode(...units);
}

/** Half of a character that has two units in JavaScript. */
const HALF = /\p{Surrogate}/u;

test('the length of a text is what it takes in UTF-8, halves of characters included', () => {
  fc.assert(
    fc.property(anyText, (text) => expect(utf8Length(text)).toBe(Buffer.from(text).length)),
  );
  expect(utf8Length('\ud83d')).toBe(3);
  expect(utf8Length('😀')).toBe(4);
});

test('a text is never cut inside a character and never longer than allowed', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 3, max: 100 }), (text, limit) => {
      const cut = cutText(text, limit);

      expect(Buffer.from(cut).length).toBeLessThanOrEqual(limit);
      expect(cut === text || cut.endsWith('…')).toBe(true);
      expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      expect(HALF.test(cut) && !HALF.test(text)).toBe(false);
    }),
  );
});
