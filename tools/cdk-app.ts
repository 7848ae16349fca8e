import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundleHandlers } from './bundle';

const ROOT = join(__dirname, '..');

/** Installs the packages of infra/ if they are missing: only deploying, type checks and some tests need them. */
export function installInfra(): void {
  const done = spawnSync(process.execPath, [join(__dirname, 'install.mjs'), 'infra'], {
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) throw new Error('The packages of infra/ could not be installed.');
}

/**
 * Bundles the handlers and runs the CDK app, which needs neither credentials nor a network. `args` are those of
 * infra/app.ts. Returns whether it succeeded; the app has printed its errors.
 */
export async function synthesize(args: string[]): Promise<boolean> {
  installInfra();
  await bundleHandlers();
  const app = ['--import', 'tsx', join(ROOT, 'infra', 'app.ts'), ...args];
  return spawnSync(process.execPath, app, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
