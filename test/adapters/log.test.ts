import { createLog } from '../../src/adapters/log';
import { Unavailable } from '../../src/domain/errors';

function capture() {
  const lines: string[] = [];
  return { lines, log: createLog((line) => lines.push(line)) };
}

test.each([
  ['a bot token', 'xoxb-123456789012-abcdefABCDEF'],
  ['an app token', 'xapp-1-A0-1-abc'],
  ['a signature', `v0=${'0123456789abcdef'.repeat(4)}`],
  ['a response_url', 'https://hooks.slack.com/actions/T0/1/abcdef'],
  ['a response_url of GovSlack', 'https://hooks.slack-gov.com/actions/T0/1/abcdef'],
  ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a JWT', 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl'],
])('%s never reaches the log', (_name, secret) => {
  const { lines, log } = capture();

  log.error('call failed', { url: `x ${secret} y`, error: new Error(`sent ${secret}`) });

  expect(lines.join('')).not.toContain(secret);
});

test('a logged value cannot start a new log line', () => {
  const { lines, log } = capture();

  log.info('scan started', { image: 'api\n{"level":"error"}' });

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
});

test('an error is logged with its code and its cause', () => {
  const { lines, log } = capture();
  const error = new Unavailable('throttled', 'later', { cause: new Error('429') });

  log.warn('retry', { error });

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    error: { code: 'throttled', cause: { message: '429' } },
  });
});

test('the types refuse a fact named like a field of the log line', () => {
  const lines: string[] = [];
  const refused = { id: 'x', message: 'no reason given' };

  // @ts-expect-error It is called like the message itself.
  createLog((line) => lines.push(line)).error('finding refused', { ...refused });

  expect(lines).toHaveLength(1);
});
