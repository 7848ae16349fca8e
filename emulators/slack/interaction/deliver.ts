import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { SlackCall } from '../events';
import { isJson } from '../json';
import { functionUrlEvent, type Sending } from './sign';

/** The app's answer: an HTTP response, or none within Slack's time limit. */
export type Answer =
  | { kind: 'answer'; status: number; body: string; headers: Record<string, string> }
  | { kind: 'timeout' };

/** Sends requests of Slack to the app's endpoint. */
export interface Deliver {
  send(sending: Sending, what: string): Promise<Answer>;
}

export interface DeliverOptions {
  signingSecret: string;
  clock: () => number;
  /** Slack waits three seconds; tests may have it wait less. */
  ackMillis: number;
  deliver: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  record: (call: SlackCall) => void;
}

/** Signs what Slack sends and waits as long as Slack waits. A late answer is thrown away. */
export function createDelivery(options: DeliverOptions): Deliver {
  return {
    async send(sending, what) {
      const millis = options.clock();
      const event = functionUrlEvent(sending, { secret: options.signingSecret, millis });
      const answer = await inTime(invoke(options, event), options.ackMillis);
      options.record({
        at: new Date(millis).toISOString(),
        to: 'app',
        what,
        outcome: answer.kind === 'timeout' ? 'error' : String(answer.status),
        millis: options.clock() - millis,
      });
      return answer;
    },
  };
}

/** A function that throws becomes the Function URL's 502. */
async function invoke(options: DeliverOptions, event: LambdaFunctionURLEvent): Promise<Answer> {
  try {
    return readResult(await options.deliver(event));
  } catch {
    return { kind: 'answer', status: 502, body: 'Internal Server Error', headers: {} };
  }
}

/** How a Function URL turns a function's result into HTTP: without a status it is a JSON body. */
function readResult(result: LambdaFunctionURLResult): Answer {
  if (!isJson(result) || typeof result['statusCode'] !== 'number') {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { kind: 'answer', status: 200, body, headers: { 'content-type': 'application/json' } };
  }
  const body = typeof result['body'] === 'string' ? result['body'] : '';
  const headers = isJson(result['headers']) ? result['headers'] : {};
  return {
    kind: 'answer',
    status: result['statusCode'],
    body: result['isBase64Encoded'] === true ? Buffer.from(body, 'base64').toString() : body,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
  };
}

function inTime(answer: Promise<Answer>, millis: number): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'timeout' }), millis);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
