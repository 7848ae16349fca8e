#!/usr/bin/env node
/**
 * Runs one of the project's programs and first installs what is missing, so that `npm start` and
 * `npm test` are all a fresh checkout needs. Usage: node tools/run.mjs PROGRAM [ARG ...], where
 * PROGRAM is a .ts or .mjs file or the name of an installed command.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');

if (isStale()) install();
run(process.argv.slice(2));

/** npm keeps what it installed in node_modules/.package-lock.json; the lockfile is the wish. */
function isStale() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return true;
  return packagesOf(join(root, 'package-lock.json')) !== packagesOf(installed);
}

function packagesOf(file) {
  const packages = Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {});
  return packages
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional)
    .map(([path, entry]) => `${path}@${entry.version}`)
    .sort()
    .join('\n');
}

function install() {
  console.error('installing what is missing (once, about half a minute) ...');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  console.error('npm ci failed: see above, mend it and run the command again.');
  process.exit(1);
}

function run([program, ...args]) {
  const command = program.endsWith('.ts')
    ? [process.execPath, '--import', 'tsx', join(root, program)]
    : program.endsWith('.mjs')
      ? [process.execPath, join(root, program)]
      : [join(bin, program)];
  const child = spawn(command[0], [...command.slice(1), ...args], { stdio: 'inherit', cwd: root });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  // npm runs us in a shell, and a shell that is told to end does not tell us: then we are somebody else's child.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 200).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
