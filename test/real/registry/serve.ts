import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';

export interface Running {
  /** Such as 127.0.0.1:40123. */
  host: string;
  url: string;
  close(): Promise<void>;
}

/** `reader:reader`, as htpasswd -B writes it; the registry takes bcrypt only. */
const PASSWORDS = 'reader:$2b$04$yQFvPJDN1svDT6HWkY6HmuprJ/woCwl69vOYpEQngPwmIzaI1JDq.\n';

/** Debian's docker-registry over the images in `folder`; `locked` lets nobody in without a password. */
export async function startRegistry(program: string, folder: string, locked: boolean) {
  const port = await freePort();
  const home = join(folder, locked ? 'locked' : 'open');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'htpasswd'), PASSWORDS);
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
    http: { addr: `127.0.0.1:${port}` },
    ...(locked && { auth: { htpasswd: { realm: 'test', path: join(home, 'htpasswd') } } }),
  };
  // JSON is YAML.
  writeFileSync(join(home, 'config.yml'), JSON.stringify(config));
  const child = spawn(program, ['serve', join(home, 'config.yml')], { stdio: 'ignore' });
  const host = `127.0.0.1:${port}`;
  await untilItAnswers(`http://${host}/v2/`);
  return { host, url: `http://${host}`, close: () => ended(child) };
}

/** A server that is no registry: it answers everything as `answer` does. */
export async function startHttp(answer: RequestListener): Promise<Running> {
  const server = createServer(answer);
  const host = await listen(server);
  return {
    host,
    url: `http://${host}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const host = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return Number(host.split(':')[1]);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(`127.0.0.1:${address.port}`);
    });
  });
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
