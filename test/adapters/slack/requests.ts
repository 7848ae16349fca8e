import { createHmac } from 'node:crypto';
import { IDENTITY } from './kit';

export interface RequestSpec {
  body: string | Buffer;
  contentType: string;
  secret: string;
  /** Seconds since 1970; now by default. */
  timestamp: number;
  base64: boolean;
  method: string;
  path: string;
  version: string;
  headers: Record<string, string | undefined>;
}

/** What a Function URL makes of a request that Slack signed; every part may be given otherwise. */
export function aRequest(change: Partial<RequestSpec> = {}): Record<string, unknown> {
  const spec: RequestSpec = {
    body: 'command=%2Fvulnscan&text=help&team_id=T0HOME&user_id=U0ANA&trigger_id=1.2&api_app_id=A0VULNSCAN',
    contentType: 'application/x-www-form-urlencoded',
    secret: IDENTITY.signingSecret,
    timestamp: Math.floor(Date.now() / 1000),
    base64: false,
    method: 'POST',
    path: '/',
    version: 'v0',
    headers: {},
    ...change,
  };
  const bytes = Buffer.from(spec.body);
  const signature = createHmac('sha256', spec.secret)
    .update(`${spec.version}:${spec.timestamp}:`)
    .update(bytes)
    .digest('hex');
  const headers = {
    'content-type': spec.contentType,
    'x-slack-request-timestamp': String(spec.timestamp),
    'x-slack-signature': `${spec.version}=${signature}`,
    ...spec.headers,
  };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: spec.path,
    rawQueryString: '',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    requestContext: { http: { method: spec.method, path: spec.path } },
    body: bytes.toString(spec.base64 ? 'base64' : 'utf8'),
    isBase64Encoded: spec.base64,
  };
}
