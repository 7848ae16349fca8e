/** One function in a process of its own, as Lambda runs it: AWS's runtime client against a Runtime API of ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { MEMORY_MB } from './cpu.mjs';

/**
 * Starts `handler` in `folder` and resolves at its first poll. `invoke(event)` resolves to what it answered and after
 * how many milliseconds; `close()` ends it.
 */
export async function startFunction({ node, ric, folder, env, hold = [] }) {
  const api = await runtimeApi();
  const started = performance.now();
  const [program, ...args] = [...hold, node, ric];
  const child = spawn(program, args, {
    cwd: folder,
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
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit');
  const died = ended.then(() => Promise.reject(new Error(`the function died: ${output}`)));
  died.catch(() => {});
  await Promise.race([api.polled(), died]);
  const firstPoll = performance.now() - started;
  return {
    firstPoll,
    started,
    invoke: (event) => Promise.race([api.invoke(event), died]),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
      api.close();
    },
  };
}

async function runtimeApi() {
  let waiting;
  let onPoll;
  let onAnswer;
  let sentAt = 0;
  let count = 0;
  const server = createServer((request, response) => {
    if (request.url.endsWith('/invocation/next')) {
      waiting = response;
      onPoll?.();
      return;
    }
    const at = performance.now();
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      response.writeHead(202).end();
      const failed = !request.url.endsWith('/response');
      onAnswer?.({ ms: at - sentAt, at, failed, body: body === '' ? undefined : JSON.parse(body) });
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const polled = () => (waiting ? Promise.resolve() : new Promise((resolve) => (onPoll = resolve)));
  return {
    host: `127.0.0.1:${server.address().port}`,
    polled,
    invoke: async (event) => {
      await polled();
      const response = waiting;
      waiting = undefined;
      const answered = new Promise((resolve) => (onAnswer = resolve));
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
        'lambda-runtime-deadline-ms': String(Date.now() + 3_000),
        'lambda-runtime-invoked-function-arn':
          'arn:aws:lambda:eu-west-1:123456789012:function:bench',
      });
      sentAt = performance.now();
      response.end(JSON.stringify(event));
      return answered;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
