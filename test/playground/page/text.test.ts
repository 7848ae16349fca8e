import { en } from '../../../playground/page/text/en';
import { ja } from '../../../playground/page/text/ja';
import { textIn } from '../../../playground/page/text/text';

const WORDS = ['eins', 'zwei'];

/** Every string, with a function called on words, by the way to it. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(...WORDS))]];
  return Object.entries(Object(value)).flatMap(([key, inner]) => strings(inner, `${path}.${key}`));
}

const english = new Map(strings(en));

test('both languages have the same keys, and none is empty', () => {
  expect(strings(ja).map(([path]) => path)).toEqual([...english.keys()]);
  expect([...strings(en), ...strings(ja)].filter(([, text]) => text === '')).toEqual([]);
});

test('what English fills in, Japanese fills in too', () => {
  const filled = (text: string) => WORDS.filter((word) => text.includes(word));

  for (const [path, text] of strings(ja)) {
    expect([path, filled(text)]).toEqual([path, filled(english.get(path) ?? '')]);
  }
});

test('Japanese is Japanese: nothing was left in English', () => {
  const names = /^\.(locale|slackLocale|said|message\.by|panel\.tabs\.hub|finding\.id)$/;
  const left = strings(ja).filter(
    ([path, text]) => !names.test(path) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text),
  );

  expect(left).toEqual([]);
});

test.each([
  ['ja', 'ja-JP'],
  ['ja-JP', 'ja-JP'],
  ['en', 'en-GB'],
  ['fr', 'en-GB'],
])('the language %s uses the texts of %s', (language, locale) => {
  expect(textIn(language).locale).toBe(locale);
});

test('what Slack says of a click that failed is said in Japanese where it is known', () => {
  expect(ja.said('This app responded with Status Code 500.')).toBe(
    'このアプリはステータスコード 500 で応答しました。',
  );
  expect(ja.said('The moon fell.')).toBe('The moon fell.');
  expect(en.said('The moon fell.')).toBe('The moon fell.');
});
