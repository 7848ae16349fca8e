import { createHmac, randomUUID } from 'node:crypto';
import type { LambdaFunctionURLEvent } from 'aws-lambda';

/** One request Slack makes to the app. */
export interface Sending {
  body: string;
  contentType: 'application/x-www-form-urlencoded' | 'application/json';
  /** Set on a repeated Events API request. */
  retry?: { num: number; reason: 'http_timeout' | 'http_error' };
}

/** Slack's v0 signature over the timestamp and the body as it is sent. */
function sign(secret: string, timestamp: string, body: string): string {
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return `v0=${digest}`;
}

/**
 * The event a Lambda Function URL makes of a signed request from Slack (payload format 2.0). Function URLs
 * hand over form bodies in base64 and JSON as text, and so does this.
 */
export function functionUrlEvent(
  sending: Sending,
  signing: { secret: string; millis: number },
): LambdaFunctionURLEvent {
  const timestamp = String(Math.floor(signing.millis / 1000));
  const form = sending.contentType === 'application/x-www-form-urlencoded';
  const headers: Record<string, string> = {
    accept: 'application/json,*/*',
    'accept-encoding': 'gzip,deflate',
    'content-length': String(Buffer.byteLength(sending.body)),
    'content-type': sending.contentType,
    host: 'playground.lambda-url.eu-west-1.on.aws',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(signing.secret, timestamp, sending.body),
    ...(sending.retry === undefined
      ? {}
      : {
          'x-slack-retry-num': String(sending.retry.num),
          'x-slack-retry-reason': sending.retry.reason,
        }),
  };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    headers,
    requestContext: requestContext(signing.millis),
    body: form ? Buffer.from(sending.body).toString('base64') : sending.body,
    isBase64Encoded: form,
  };
}

function requestContext(millis: number): LambdaFunctionURLEvent['requestContext'] {
  return {
    accountId: 'anonymous',
    apiId: 'playground',
    domainName: 'playground.lambda-url.eu-west-1.on.aws',
    domainPrefix: 'playground',
    http: {
      method: 'POST',
      path: '/',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'Slackbot 1.0 (+https://api.slack.com/robots)',
    },
    requestId: randomUUID(),
    routeKey: '$default',
    stage: '$default',
    time: new Date(millis).toUTCString(),
    timeEpoch: millis,
  };
}
