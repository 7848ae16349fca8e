import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/* moto, an AWS emulator nobody here wrote. PYTHON names an interpreter that has moto[server]. */

const python = process.env['PYTHON'] ?? '';

export function hasMoto(): boolean {
  return python !== '' && spawnSync(python, ['-c', 'import moto.server, flask']).status === 0;
}

interface Moto {
  endpoint: string;
  stop(): Promise<void>;
}

/** The server prints its address once it listens. */
export async function startMoto(): Promise<Moto> {
  const child = spawn(python, ['-u', '-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let endpoint: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (endpoint !== undefined) break;
  }
  child.stderr.resume();
  if (endpoint === undefined) throw new Error('moto did not start');
  return {
    endpoint,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
