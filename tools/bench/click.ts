import { createHmac } from 'node:crypto';

export const SIGNING_SECRET = 'a-signing-secret-of-32-characters';

/** Of the first member of a card; see adapters/slack/button-values.ts. */
const VALUE = JSON.stringify(['scan/scan-1/r1', '1abc', 1, 1, 1, 1, 'openssl']);

/** The event of a function URL when a person presses Resolve, signed now. */
export function signedClick(): object {
  const ts = '1700000000.000100';
  const payload = {
    type: 'block_actions',
    api_app_id: 'A0BENCH',
    team: { id: 'T0HOME', domain: 'home' },
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0HOME' },
    channel: { id: 'C0SECURITY', name: 'security' },
    container: { type: 'message', message_ts: ts, channel_id: 'C0SECURITY', is_ephemeral: false },
    message: { type: 'message', ts, text: 'a finding' },
    response_url: 'https://hooks.slack.com/actions/T0HOME/1/abc',
    trigger_id: '1.2.abc',
    actions: [
      {
        type: 'button',
        action_id: 'remedy_resolve',
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Resolve' },
        value: VALUE,
        action_ts: ts,
      },
    ],
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac.digest('hex')}`,
    },
    requestContext: { http: { method: 'POST', path: '/', sourceIp: '127.0.0.1' } },
    body,
    isBase64Encoded: false,
  };
}
