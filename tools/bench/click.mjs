/** Clicks as a Function URL hands them on. */
import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from './aws.mjs';

const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';

/** Somebody presses Resolve; every number is another click. */
export function signedClick(number) {
  const ts = `${1_700_000_000 + number}.000100`;
  const payload = {
    type: 'block_actions',
    api_app_id: 'A0BENCH',
    team: { id: 'T0HOME', domain: 'home' },
    user: { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0HOME' },
    channel: { id: 'C0SECURITY', name: 'security' },
    container: { type: 'message', message_ts: ts, channel_id: 'C0SECURITY', is_ephemeral: false },
    message: { type: 'message', ts, text: 'a finding' },
    response_url: 'https://hooks.slack.com/actions/T0HOME/1/abc',
    trigger_id: `${number}.2.abc`,
    actions: [
      {
        type: 'button',
        action_id: 'finding_resolve',
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Resolve' },
        value: JSON.stringify([`vulnscan/CVE-2024-${number}`, PRODUCT, 0, 1]),
        action_ts: ts,
      },
    ],
  };
  return request(`payload=${encodeURIComponent(JSON.stringify(payload))}`, SIGNING_SECRET);
}

/** The same click, signed by somebody who does not know the secret. */
export function forgedClick(number) {
  const event = signedClick(number);
  return { ...event, headers: { ...event.headers, 'x-slack-signature': `v0=${'0'.repeat(64)}` } };
}

function request(body, secret) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    requestContext: { http: { method: 'POST', path: '/', sourceIp: '127.0.0.1' } },
    body,
    isBase64Encoded: false,
  };
}
