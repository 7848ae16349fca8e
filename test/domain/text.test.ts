import fc from 'fast-check';
import {
  cleanText,
  cutAtWord,
  cutText,
  cutTitle,
  fingerprint,
  utf8Length,
} from '../../src/domain/text';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map(unitsToText),
);

function unitsToText(units: number[]): string {
  return String.fromCharCode(...units);
}

/** Half of a character that has two units in JavaScript. */
const HALF = /\p{Surrogate}/u;

test('the length of a text counts UTF-8 bytes, half characters included', () => {
  fc.assert(
    fc.property(anyText, (text) => expect(utf8Length(text)).toBe(Buffer.from(text).length)),
  );
});

test.each([
  ['', 0],
  ['\u007f', 1],
  ['\u0080', 2],
  ['\u07ff', 2],
  ['\u0800', 3],
  ['漢字', 6],
  ['😀', 4],
  ['😀😀', 8],
  // Halves: alone, in the wrong order, and beside what is not their other half.
  ['\ud83d', 3],
  ['\ude00', 3],
  ['\ude00\ud83d', 6],
  ['\ud83dx', 4],
  ['x\ude00', 4],
  ['\ud83d\ud83d\ude00', 7],
  ['\ud83d\ude00\ude00', 7],
])('%j takes %d bytes', (text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abc…'],
  ['漢字', 6, '漢字'],
  ['漢字か', 8, '漢…'],
  ['漢字か', 6, '漢…'],
  ['漢字か', 5, '…'],
  ['😀😀', 7, '😀…'],
  ['😀😀', 6, '…'],
  ['aé', 3, 'aé'],
  ['aéx', 3, '…'],
])('%j in %d bytes is %j', (text, limit, cut) => {
  expect(cutText(text, limit)).toBe(cut);
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

test.each([
  ['a\tb\nc', 'a\tb\nc'],
  ['a\u0000b\u001bc\u007fd\u0085e\r', 'abcde'],
  ['😀', '😀'],
  ['a\ud83d', 'a\ufffd'],
  ['\ude00\ud83d', '\ufffd\ufffd'],
])('%j is cleaned to %j', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

// Long ids end in a fingerprint, and a decision belongs to an id. The first three are published with the algorithm.
test.each([
  ['a', 7929297801672961],
  ['b', 8684336938537663],
  ['revenge', 4051478007546757],
  ['', 3338908027751811],
  ['vulnscan/CVE-2026-1', 1499873521947351],
  ['漢😀', 7249305799558117],
])('the fingerprint of %j is the same in every release', (text, number) => {
  expect(fingerprint(text)).toBe(number.toString(36));
});

describe('a title that is too long', () => {
  it.each([
    ['a use after free in the kernel', 24, 'a use after free in the…'],
    ['a use after free in the kernel', 23, 'a use after free in…'],
    ['a use after free, in the kernel', 20, 'a use after free…'],
    ['short', 5, 'short'],
    ['onewordthatislong', 10, 'onewordth…'],
    ['a onewordthatislongerthanthat', 20, 'a onewordthatislong…'],
    ['脆弱性がありますからなおして', 8, '脆弱性がありま…'],
    ['😀😀😀😀', 4, '😀…'],
  ])('"%s" of at most %i is "%s"', (text, limit, cut) => {
    expect(cutAtWord(text, limit)).toBe(cut);
  });

  it('is cut at the end of a word by bytes, too', () => {
    expect(cutTitle('é use after free in the kernel', 25)).toBe('é use after free in…');
    expect(cutTitle('é use', 25)).toBe('é use');
  });
});
