#!/usr/bin/env node
/**
 * Runs one of the project's programs after installing the packages that it needs, so that `npm start` and `npm test`
 * work in a fresh checkout. Usage: node tools/run.mjs PROGRAM [ARG ...], where PROGRAM is a .ts file or the name of an
 * installed command.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [program = '', ...args] = process.argv.slice(2);

try {
  // What a user runs needs a quarter of the packages; tests and tools need all of them.
  install(root, { production: /^(playground|cli)\//.test(program) });
  run();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function run() {
  const [command, ...before] = program.endsWith('.ts')
    ? [process.execPath, '--import', 'tsx', join(root, program)]
    : [join(root, 'node_modules', '.bin', program)];
  const child = spawn(command, [...before, ...args], { stdio: 'inherit', cwd: root });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  // npm runs this in a shell, which ends on a signal without passing it on. Then the parent process changes.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 200).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
