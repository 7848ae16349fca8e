/** Runs everything that must pass before a change goes in, and stops at the first failure. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installInfra } from './cdk-app';

const ROOT = join(__dirname, '..');
const STEPS = [
  { name: 'format and lint', command: 'biome', args: ['check', '--error-on-warnings'] },
  { name: 'types', command: 'tsc', args: [] },
  { name: 'unused code', command: 'knip', args: [] },
  { name: 'tests', command: 'jest', args: [] },
];

// The type check covers infra/, whose packages are installed separately.
installInfra();
const failed = STEPS.find(({ name, command, args }) => {
  console.log(`check: ${name}`);
  const program = join(ROOT, 'node_modules', '.bin', command);
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0;
});
if (failed === undefined) console.log('check: all checks passed');
else {
  console.error(`check: ${failed.name} failed; fix the errors above and run npm run check again.`);
  process.exitCode = 1;
}
