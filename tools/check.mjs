#!/usr/bin/env node
/** Everything that must hold before a change goes in: format and lint, types, unused code, tests. Stops at the first that fails. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installInfra } from './infra.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STEPS = [
  ['format and lint', 'biome', ['check', '--error-on-warnings']],
  ['types', 'tsc', []],
  ['unused code', 'knip', []],
  ['tests', 'jest', []],
];

// The types of infra/ are in packages of its own.
installInfra();
for (const [name, command, args] of STEPS) {
  console.log(`check: ${name}`);
  const bin = join(root, 'node_modules', '.bin', command);
  const done = spawnSync(bin, args, { cwd: root, stdio: 'inherit' });
  if (done.status === 0) continue;
  console.error(`check: ${name} failed; mend the above and run npm run check again.`);
  process.exit(1);
}
console.log('check: all well');
