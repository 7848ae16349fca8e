#!/usr/bin/env node
/**
 * The deploying half's own dependencies (infra/package.json: the CDK, 220 MB) are installed when they are first
 * needed, so that a plain start or test stays light. Usage: node tools/infra.mjs install | synth [ARG ...]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHandlers } from './bundle-handlers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const infra = join(root, 'infra');
const lock = join(infra, '.installing');

/** Brings infra/node_modules to what its lockfile wants. Throws when npm can't. */
export function installInfra() {
  while (isStale()) {
    if (takeLock()) installUnderLock();
    else waitSeconds(1);
  }
}

function installUnderLock() {
  try {
    if (isStale()) install();
  } finally {
    rmSync(lock, { force: true });
  }
}

function install() {
  console.error('installing what deploying needs (once, about twenty seconds) ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(npm, args, { cwd: infra, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  throw new Error('npm ci failed in infra/: see above, mend it and run the command again.');
}

/** Tests in two processes may find it missing at once; the first installs, the others wait. */
function takeLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld()) rmSync(lock, { force: true });
    return false;
  }
}

/** A lock whose process is gone was left behind by one that was killed. */
function isHeld() {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

function waitSeconds(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

function isStale() {
  const installed = join(infra, 'node_modules', '.package-lock.json');
  return (
    !existsSync(installed) || versions(installed) !== versions(join(infra, 'package-lock.json'))
  );
}

function versions(file) {
  return Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {})
    .filter(([path, entry]) => path !== '' && !entry.optional)
    .map(([path, entry]) => `${path}@${entry.version}`)
    .sort()
    .join('\n');
}

/** Runs the CDK app without its command line tool: no credentials, no network. */
export function synth(args) {
  const app = ['--import', 'tsx', join(infra, 'app.ts'), ...args];
  return spawnSync(process.execPath, app, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [verb, ...args] = process.argv.slice(2);
  installInfra();
  if (verb === 'synth') {
    await buildHandlers();
    process.exit(synth(['--out', join(root, 'cdk.out'), ...args]));
  }
}
