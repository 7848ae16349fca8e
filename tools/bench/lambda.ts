import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Runtime } from './runtime';

/** What the slack function is given in infra/functions.ts; with so much, Lambda gives it one whole core. */
const MEMORY_MB = 1769;

interface Answer {
  body: { statusCode?: number } | undefined;
  failed: boolean;
  /** When it was answered, as performance.now() counts. */
  at: number;
}

export interface RunningFunction {
  startedAt: number;
  /** Hands the function an event, as Lambda does. Rejects when the function ends. */
  invoke(event: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * Starts `index.handler` of `folder` in its own process, as Lambda does: AWS's runtime client polls a Runtime API that
 * is served here. The process runs plain JavaScript, bundled, so nothing of the bench distorts what is measured.
 * `prefix` is a command to start it with.
 */
export async function startFunction(
  runtime: Runtime,
  folder: string,
  env: Record<string, string>,
  prefix: string[],
): Promise<RunningFunction> {
  const api = await serveRuntimeApi();
  const startedAt = performance.now();
  const [program = '', ...args] = [...prefix, runtime.node, runtime.client];
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_RUNTIME_API: api.host,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'bench',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/vulnscan/slack',
      AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MEMORY_MB),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  const ended = once(child, 'exit');
  const died = ended.then(() => Promise.reject(new Error(`the function ended: ${output}`)));
  died.catch(() => undefined);
  return {
    startedAt,
    invoke: (event) => Promise.race([api.invoke(event), died]),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
      api.close();
    },
  };
}

/** One function at a time polls this API, and gets one event at a time. */
async function serveRuntimeApi() {
  let poll = deferred<ServerResponse>();
  let answer = deferred<Answer>();
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/invocation/next')) {
      poll.resolve(response);
      return;
    }
    const at = performance.now();
    const failed = !request.url?.endsWith('/response');
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString();
    });
    request.on('end', () => {
      response.writeHead(202).end();
      answer.resolve({ at, failed, body: text === '' ? undefined : JSON.parse(text) });
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: hostOf(server.address()),
    invoke: async (event: unknown): Promise<Answer> => {
      const response = await poll.promise;
      poll = deferred();
      answer = deferred();
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': '00000000-0000-4000-8000-000000000001',
        'lambda-runtime-deadline-ms': String(Date.now() + 3_000),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:b',
      });
      response.end(JSON.stringify(event));
      return answer.promise;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function hostOf(address: AddressInfo | string | null): string {
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: Value) => resolve(value) };
}
