import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../sim/random';

/*
 * A network between real processes and a server. It knows nothing of AWS or Slack: it loses a request before it
 * arrives, loses the reply to one that did, lets it arrive late, or lets it arrive twice.
 */

export const TROUBLES = ['lost request', 'lost reply', 'late', 'doubled'] as const;
type Trouble = (typeof TROUBLES)[number];

export interface ProxyOptions {
  /** Where requests go, `http://host:port`. */
  target: string;
  random: Random;
  /** Share of requests (0 to 1) that meet each trouble; together at most 1. */
  shares: Partial<Record<Trouble, number>>;
  /** Whether a second copy of this call, its `x-amz-target` or path, may arrive. */
  mayDouble: (call: string) => boolean;
}

export interface RunningProxy {
  url: string;
  met: { trouble: Trouble; call: string }[];
  /** How many calls have arrived here, by their names. */
  calls: Map<string, number>;
  /** From now on everything arrives. */
  calm(): void;
  /** Lets arrive at once whatever is under way, as after the death of the process that sent it. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

interface Exchange {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const LATE_MS = 700;
/** What a process wrote before it was killed has been read by then. */
const READ_MS = 20;

export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { target, random } = options;
  const met: RunningProxy['met'] = [];
  const calls: RunningProxy['calls'] = new Map();
  const underway = new Set<Promise<void>>();
  let isCalm = false;
  let hurry = new AbortController();

  const late = () => sleep(random.between(0, LATE_MS), undefined, hurry).catch(() => undefined);

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await read(request);
    const call = callOf(exchange);
    calls.set(call, (calls.get(call) ?? 0) + 1);
    const trouble = isCalm ? undefined : draw(options, call);
    if (trouble !== undefined) met.push({ trouble, call });
    if (trouble === 'lost request') return cut(response);
    if (trouble === 'late') await late();
    const answer = await send(target, exchange);
    if (trouble === 'doubled') follow(late().then(() => send(target, exchange)));
    if (trouble === 'lost reply') return cut(response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** A server or a client that is gone cuts its own exchange only. */
  function follow(passing: Promise<unknown>, response?: ServerResponse): void {
    const done = passing
      .catch(() => response && cut(response))
      .then(() => void underway.delete(done));
    underway.add(done);
  }

  const server = createServer((request, response) => follow(pass(request, response), response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    met,
    calls,
    calm: () => {
      isCalm = true;
    },
    settle: async () => {
      await sleep(READ_MS);
      hurry.abort();
      while (underway.size > 0) await Promise.all(underway);
      hurry = new AbortController();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Exchange> {
  const { method = 'GET', url: path = '/', headers } = request;
  return { method, path, headers, body: await buffer(request) };
}

function callOf({ headers, path }: Exchange): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? target : path;
}

function draw({ random, shares, mayDouble }: ProxyOptions, call: string): Trouble | undefined {
  let drawn = random.next();
  const trouble = TROUBLES.find((each) => {
    drawn -= shares[each] ?? 0;
    return drawn < 0;
  });
  return trouble === 'doubled' && !mayDouble(call) ? undefined : trouble;
}

function cut(response: ServerResponse): void {
  response.destroy();
}

/** Headers go on as they came, Host too: what was signed stays signed. */
function send(target: string, { method, path, headers, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = open(`${target}${path}`, { method, headers, agent: false }, (reply) => {
      const { statusCode: status = 502, headers } = reply;
      buffer(reply).then((body) => resolve({ status, headers, body }), reject);
    });
    sent.once('error', reject).end(body);
  });
}
