import { App, AwsLambdaReceiver, type Logger, LogLevel } from '@slack/bolt';
import { CLICK_TIMEOUT_MS } from '../../domain/timing';
import type { Log } from '../../ports/runtime';
import type { ListenerDeps } from './listeners/deps';
import { registerListeners } from './listeners/register';
import { fetchAgain } from './retry-fetch';
import type { VerifiedEvent } from './verify';
import { clientOptions, SILENT } from './web-client';

export interface BoltDeps extends ListenerDeps {
  botToken: string;
}

export interface HttpResponse {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
}

/**
 * A handler for verified requests. Bolt's own signature check is off: it reads base64 as ASCII, accepts dates in the
 * future and knows only one secret (see verify.ts). `authorize` returns the token, so that Bolt never calls auth.test.
 */
export function createBoltHandler(deps: BoltDeps): (event: VerifiedEvent) => Promise<HttpResponse> {
  const logger = boltLogger(deps.log);
  const receiver = new AwsLambdaReceiver({
    signingSecret: 'verified before',
    signatureVerification: false,
    logger,
  });
  const app = new App({
    receiver,
    logger,
    ignoreSelf: false,
    authorize: async () => ({ botToken: deps.botToken }),
    clientOptions: { ...clientOptions(CLICK_TIMEOUT_MS, deps.slackApiUrl), fetch: fetchAgain },
  });
  registerListeners(app, deps);
  const handle = receiver.toHandler();
  // The receiver reads only headers, body, isBase64Encoded and rawPath.
  return (event) => handle(event as Parameters<typeof handle>[0], {}) as Promise<HttpResponse>;
}

/** Warnings and errors only: at DEBUG Bolt logs whole requests. */
function boltLogger(log: Log): Logger {
  return {
    ...SILENT,
    warn: (...parts) => log.warn('bolt', { text: parts.map(String).join(' ') }),
    error: (...parts) => log.error('bolt', { text: parts.map(String).join(' ') }),
    getLevel: () => LogLevel.WARN,
  };
}
