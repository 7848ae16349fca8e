import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordNotice } from '../../../src/adapters/slack/notices';
import { en } from '../../../src/adapters/slack/text/en';
import { ja } from '../../../src/adapters/slack/text/ja';
import { english, japanese } from './kit';

/** Every string, with a function called on numbers and words, by the way to it. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const words = ['eins', 'zwei', 'drei', 'vier'];
    const args = /(listed|sentences|\.and|\.people)$/.test(path) ? [['eins', 'zwei']] : words;
    return [[path, String(value(...args))]];
  }
  return Object.entries(Object(value)).flatMap(([key, inner]) => strings(inner, `${path}.${key}`));
}

/** The code without comments; in Slack's folder without the texts themselves. */
function codeIn(folder: string): string[] {
  const root = join(__dirname, '../../../src', folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('text'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .map((code) => code.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
}

test('both languages have the same keys, and no text is empty', () => {
  expect(strings(ja).map(([path]) => path)).toEqual(strings(en).map(([path]) => path));
  const empty = [...strings(en), ...strings(ja)].filter(([, text]) => text === '');
  expect(empty).toEqual([]);
});

test('no text is left that no message, form or view names any more', () => {
  const files = codeIn('adapters/slack').map((code) => new Set(code.match(/[\w-]+/g)));
  // A group may be read by a value of the domain, such as a severity, or by the name of an alarm.
  const quoted = codeIn('domain').flatMap((code) => code.match(/(?<=')[\w-]+(?=')/g) ?? []);
  const values = new Set([...quoted, ...Object.keys(en.health.alarms)]);
  const isNamed = (path: string) => {
    const [section = '', ...names] = path.split('.').filter((name) => /^\D/.test(name));
    const named = names.filter((name) => !values.has(name));
    return files.some((words) => [section, ...named].every((name) => words.has(name)));
  };

  expect(strings(en).flatMap(([path]) => (isNamed(path) ? [] : [path]))).toEqual([]);
});

test('Japanese texts use the same placeholders as English ones', () => {
  const words = (text: string) =>
    ['eins', 'zwei', 'drei', 'vier'].filter((word) => text.includes(word));
  const english = new Map(strings(en));

  for (const [path, text] of strings(ja)) {
    expect([path, words(text)]).toEqual([path, words(english.get(path) ?? '')]);
  }
});

test('no Japanese text was left in English', () => {
  const names =
    /^\.(locale|listed|sentences|quote|because|card\.(at|and|spoken\.closed)|digest\.inImages|home\.filter\.choice|open\.in|feeds\.because|alert\.score|decision\.by$|answer\.(affectedTitle|ofSeverity)|triage\.option|urgency\.(sentence|answers\.from)|command\.help|error$)/;
  const left = strings(ja).filter(
    ([path, text]) =>
      !names.test(path) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) && text !== '、',
  );

  expect(left).toEqual([]);
});

test('an error is shown in the configured language if its code is known, else unchanged', () => {
  const failed = (code: string) => ({
    kind: 'failed' as const,
    what: 'suppress',
    reason: 'Slack refused to post: token_revoked.',
    code,
    triedAgain: true,
    reference: 'r1',
  });

  expect(wordNotice(failed('token'), japanese)).toBe(
    '抑制に失敗しました: Slack がアプリのトークンを拒否しました。アプリを再インストールし、npm run setup で新しいトークンを保存してください。\n自動で再試行します。\nログの参照番号: r1',
  );
  expect(wordNotice(failed('moon'), japanese)).toContain('Slack refused to post: token_revoked.');
  expect(wordNotice(failed('token'), english)).toBe(
    'Suppressing failed: Slack refused to post: token_revoked.\nIt is retried automatically.\nReference for the log: r1',
  );
  expect(wordNotice(failed('unexpected'), japanese)).toContain('予期しないエラー');
});

const REFUSALS = [
  ['not-allowed', [], 'Ask a full member in this channel'],
  ['not-allowed', ['U0ANA', 'S0TRIAGE'], 'Ask <@U0ANA>, <!subteam^S0TRIAGE>.'],
] as const;

test.each(REFUSALS)('a refusal (%s, %j) says whom to ask', (kind, ask, words) => {
  expect(wordNotice({ kind, ask: [...ask] }, english)).toContain(words);
});

test.each([
  ['U0ANA', 'CVE-1 is already resolved, by <@U0ANA>.'],
  ['scanner', 'CVE-1 is already resolved, by the scanner.'],
  ['arn:aws:iam::123456789012:user/ana', 'CVE-1 is already resolved, by someone in Security Hub.'],
])('the person who was first is named, not numbered: %s', (by, words) => {
  const notice = { kind: 'already-decided', title: 'CVE-1', status: 'RESOLVED', by } as const;

  expect(wordNotice(notice, english)).toBe(words);
});

test('the images that may be scanned are listed in a sentence', () => {
  const unknown = (allowed: string[]) =>
    wordNotice(
      { kind: 'unknown-image', asked: 'x', allowed, registries: ['1.example.com'] },
      english,
    );

  expect(unknown(['web', 'api'])).toBe(
    'Unknown image: x. You can scan `web`, `api`, or any image in `1.example.com`.',
  );
  expect(unknown([])).toContain('You can scan any image in `1.example.com`.');
});
