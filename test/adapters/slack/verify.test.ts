import fc from 'fast-check';
import { verifyRequest } from '../../../src/adapters/slack/verify';
import { IDENTITY } from './kit';
import { aRequest, type RequestSpec } from './requests';

const NOW = new Date('2026-11-24T10:00:00Z');
const SECONDS = NOW.getTime() / 1000;

function verify(change: Partial<RequestSpec> = {}, secrets = [IDENTITY.signingSecret]) {
  return verifyRequest(aRequest({ timestamp: SECONDS, ...change }), secrets, NOW);
}

function statusOf(change: Partial<RequestSpec>): number {
  const checked = verify(change);
  return checked.ok ? 200 : checked.status;
}

test('a request that Slack signed is accepted, with its body decoded', () => {
  expect(verify({ body: 'a=1', base64: true })).toMatchObject({
    ok: true,
    event: { body: 'a=1', isBase64Encoded: false },
  });
});

test.each<[string, Partial<RequestSpec>, number]>([
  ['of another secret', { secret: 'guessed' }, 401],
  ['signed five minutes and a second ago', { timestamp: SECONDS - 301 }, 401],
  ['exactly five minutes old', { timestamp: SECONDS - 300 }, 200],
  ['dated a second over five minutes ahead', { timestamp: SECONDS + 301 }, 401],
  ['dated a year ahead', { timestamp: SECONDS + 31_536_000 }, 401],
  ['signed as v9', { version: 'v9' }, 401],
  ['without a signature', { headers: { 'x-slack-signature': undefined } }, 401],
  ['with an empty signature', { headers: { 'x-slack-signature': '' } }, 401],
  [
    'with two signatures',
    { headers: { 'x-slack-signature': `v0=${'a'.repeat(64)},v0=${'b'.repeat(64)}` } },
    401,
  ],
  ['without a timestamp', { headers: { 'x-slack-request-timestamp': undefined } }, 401],
  ['with a timestamp that is no number', { headers: { 'x-slack-request-timestamp': '1e9' } }, 401],
  ['with a charset', { contentType: 'application/x-www-form-urlencoded; charset=utf-8' }, 200],
  ['with a type in capitals', { contentType: 'Application/JSON;charset=UTF-8', body: '{}' }, 200],
  ['of plain text', { contentType: 'text/plain' }, 415],
  ['of no type', { headers: { 'content-type': undefined } }, 415],
  ['by GET', { method: 'GET' }, 405],
  ['to another path', { path: '/admin' }, 404],
  ['to the path the manifest names', { path: '/slack/events' }, 200],
  ['of 128 KB', { body: 'a'.repeat(128 * 1024) }, 200],
  ['of a byte more', { body: 'a'.repeat(128 * 1024 + 1) }, 413],
  ['of a byte more, in base64', { body: 'a'.repeat(128 * 1024 + 1), base64: true }, 413],
  ['of an empty body', { body: '' }, 200],
])('a request %s gets the matching status', (_name, change, status) => {
  expect(statusOf(change)).toBe(status);
});

test('an oversized, padded body is refused before it is decoded', () => {
  const event = aRequest({ timestamp: SECONDS, body: 'a=1', base64: true });
  const padded = { ...event, body: `${event['body']}${'\n'.repeat(1_000_000)}` };

  expect(verifyRequest(padded, [IDENTITY.signingSecret], NOW)).toMatchObject({ status: 413 });
});

test('header names are read in any case', () => {
  const event = aRequest({ timestamp: SECONDS });
  const shouted = Object.fromEntries(
    Object.entries(event['headers'] ?? {}).map(([name, value]) => [name.toUpperCase(), value]),
  );

  expect(verifyRequest({ ...event, headers: shouted }, [IDENTITY.signingSecret], NOW).ok).toBe(
    true,
  );
});

test('during rotation the old and the new secret are valid, and an empty one never is', () => {
  expect(verify({ secret: 'old' }, ['new', 'old']).ok).toBe(true);
  expect(verify({ secret: 'new' }, ['new', 'old']).ok).toBe(true);
  expect(verify({ secret: 'older' }, ['new', 'old']).ok).toBe(false);
  expect(verify({ secret: '' }, ['']).ok).toBe(false);
  expect(verify({ secret: 'new' }, []).ok).toBe(false);
});

test('one flipped bit anywhere in body, timestamp or signature is detected', () => {
  const event = aRequest({ timestamp: SECONDS, body: 'payload=%7B%7D' });
  const headers = { ...(event['headers'] as Record<string, string>) };
  const flips: unknown[] = [];
  const flip = (text: string, at: number, bit: number) =>
    text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
  for (let bit = 0; bit < 7; bit += 1) {
    const body = String(event['body']);
    for (let at = 0; at < body.length; at += 1) flips.push({ ...event, body: flip(body, at, bit) });
    for (const name of ['x-slack-request-timestamp', 'x-slack-signature']) {
      const value = headers[name] ?? '';
      for (let at = 0; at < value.length; at += 1) {
        flips.push({ ...event, headers: { ...headers, [name]: flip(value, at, bit) } });
      }
    }
  }

  const accepted = flips.filter((bad) => verifyRequest(bad, [IDENTITY.signingSecret], NOW).ok);

  expect(accepted).toEqual([]);
});

test('any text passes unchanged, as text or as base64', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, base64) => {
      const checked = verify({ body: text, base64, contentType: 'application/json' });
      return checked.ok && checked.event.body === text;
    }),
  );
});

test('any input is accepted or refused, and never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({ headers: fc.anything(), body: fc.anything(), requestContext: fc.anything() }),
      ),
      (event) => !verifyRequest(event, [IDENTITY.signingSecret], NOW).ok,
    ),
    { numRuns: 2000 },
  );
});
