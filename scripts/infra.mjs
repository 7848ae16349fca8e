#!/usr/bin/env node
/**
 * The deploying half's own dependencies (infra/package.json: the CDK, 220 MB) are installed when they are first
 * needed, so that a plain start or test stays light. Usage: node scripts/infra.mjs install | synth [ARG ...]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDoors } from './doors.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const infra = join(root, 'infra');

/** Brings infra/node_modules to what its lockfile wants. Throws when npm can't. */
export function installInfra() {
  if (!isStale()) return;
  console.error('installing what deploying needs (once, about twenty seconds) ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(npm, args, { cwd: infra, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  throw new Error('npm ci failed in infra/: see above, mend it and run the command again.');
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
    await buildDoors();
    process.exit(synth(['--out', join(root, 'cdk.out'), ...args]));
  }
}
