import { en } from '../../../src/adapters/slack/text/en';
import { ja } from '../../../src/adapters/slack/text/ja';

/** Every string, with a function called on numbers and words, by the way to it. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const words = ['eins', 'zwei', 'drei', 'vier'];
    const args = path.endsWith('listed') ? [['eins', 'zwei']] : words;
    return [[path, String(value(...args))]];
  }
  return Object.entries(Object(value)).flatMap(([key, inner]) => strings(inner, `${path}.${key}`));
}

test('both languages have the same keys, and none is empty', () => {
  expect(strings(ja).map(([path]) => path)).toEqual(strings(en).map(([path]) => path));
  const empty = [...strings(en), ...strings(ja)].filter(
    ([path, text]) => text === '' && !path.endsWith('reason.new'),
  );
  expect(empty).toEqual([]);
});

test('what English fills in, Japanese fills in too', () => {
  const words = (text: string) =>
    ['eins', 'zwei', 'drei', 'vier'].filter((word) => text.includes(word));
  const english = new Map(strings(en));

  for (const [path, text] of strings(ja)) {
    expect([path, words(text)]).toEqual([path, words(english.get(path) ?? '')]);
  }
});

test('Japanese is Japanese: nothing was left in English', () => {
  const names =
    /^\.(locale|listed|alert\.(score|securityHub|spokenDecided)|decision\.by$|answer\.affectedTitle|triage\.option|command\.help|error$)/;
  const left = strings(ja).filter(
    ([path, text]) =>
      !names.test(path) &&
      !path.endsWith('reason.new') &&
      !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) &&
      text !== '、',
  );

  expect(left).toEqual([]);
});
