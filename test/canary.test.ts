import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/* Each leak is a test file of its own, run by a separate Jest with the same environment. */

const HEX = '0123456789abcdef'.repeat(4);
const TOKEN = 'xoxb-123-abc';
const RESPONSE = 'http://127.0.0.1:1/response/c2VjcmV0LXNlY3JldC1zZWNyZXQ';
const CHILD = "const { spawn, execFile } = require('node:child_process');";

const LEAKS: Record<string, { body: string; kind: string }> = {
  'bot-token': { body: log(`posting with ${TOKEN}`), kind: 'a bot or app token' },
  'app-token': { body: log('xapp-1-A0-1-abc'), kind: 'a bot or app token' },
  signature: { body: log(`v0=${HEX}`), kind: 'a signature' },
  'response-url': { body: log('https://hooks.slack.com/actions/T/1/x'), kind: 'a response_url' },
  'response-url-gov': { body: log('https://hooks.slack-gov.com/x'), kind: 'a response_url' },
  'response-url-emulator': { body: log(RESPONSE), kind: 'a response_url' },
  'trigger-id': { body: log(`1795507200123.1.${HEX.slice(32)}`), kind: 'a trigger_id' },
  'signing-secret': { body: log(`{"secret":"${HEX.slice(32)}"}`), kind: 'a signing secret' },
  'key-in-use': {
    body: `require('node:crypto').createHmac('sha256', 'a key of no shape'); ${log('a key of no shape')}`,
    kind: 'a key that signs',
  },
  'in-an-object': { body: `console.error({ token: '${TOKEN}' })`, kind: 'a bot or app token' },
  silenced: {
    body: `jest.spyOn(console, 'log').mockImplementation(() => 0); ${log(TOKEN)}`,
    kind: 'a bot or app token',
  },
  'last-hook': { body: `afterAll(() => ${log(TOKEN)})`, kind: 'a bot or app token' },
  spawned: {
    body: `${CHILD} afterAll((done) => spawn('echo', ['${TOKEN}']).on('close', () => done()))`,
    kind: 'a bot or app token',
  },
  'key-of-a-child': {
    body: `${CHILD} const env = { ...process.env, AWS_SECRET_ACCESS_KEY: 'a key of no shape' };
      afterAll((done) => spawn('printenv', { env }).on('close', () => done()))`,
    kind: 'a key that signs',
  },
  'in-two-parts': {
    body: `${CHILD} afterAll((done) =>
      execFile('sh', ['-c', 'printf xoxb- >&2; sleep 0.1; printf 123-abc >&2'], () => done()))`,
    kind: 'a bot or app token',
  },
};
const HARMLESS = log(
  [
    `[slack token]: see xoxb-... in the manual; task/${HEX.slice(32)} {"MD5OfBody": "${HEX.slice(32)}"}`,
    // In what the AWS CLI prints, the quotes of an ETag are escaped.
    `"ETag": "\\\\"${HEX.slice(32)}\\\\"" /bucket?continuation-token=${HEX.slice(32)}&prefix=a`,
  ].join(' '),
);

let failures: Map<string, string>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-canary-'));
  const bodies = Object.entries(LEAKS).map(([name, { body }]) => [name, body] as const);
  for (const [name, body] of [...bodies, ['harmless', HARMLESS] as const]) {
    writeFileSync(join(folder, `${name}.test.js`), `${body};\ntest('passes', () => undefined);`);
  }
  failures = await runJest(folder);
  rmSync(folder, { recursive: true });
});

test.each(Object.keys(LEAKS))('a test file fails if its log contains a secret: %s', (name) => {
  expect(failures.get(name)).toContain(LEAKS[name]?.kind);
});

test('the failure does not repeat the secret', () => {
  const text = [...failures.values()].join('\n');

  for (const secret of [TOKEN, RESPONSE, HEX.slice(32), 'a key of no shape']) {
    expect(text).not.toContain(secret);
  }
});

test('a masked log passes', () => {
  expect(failures.get('harmless')).toBe('');
});

function log(text: string): string {
  return `console.log('${text}')`;
}

/** What each test file of the folder failed with, by its name. */
async function runJest(rootDir: string): Promise<Map<string, string>> {
  const config = { rootDir, testEnvironment: resolve(__dirname, 'canary-environment.js') };
  const args = ['--config', JSON.stringify(config), '--json', '--silent', '--runInBand'];
  const jest = resolve(__dirname, '../node_modules/.bin/jest');
  const report = await new Promise<string>((done) => {
    execFile(jest, args, (_failed, stdout) => done(stdout));
  });
  const { testResults }: { testResults: { name: string; message: string }[] } = JSON.parse(report);
  return new Map(
    testResults.map(({ name, message }) => [name.split('/').at(-1)?.split('.')[0] ?? '', message]),
  );
}
