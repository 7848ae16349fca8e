/**
 * Installs npm packages when a command needs them. Plain JavaScript, because it runs before any package is there.
 * As a program, `node tools/install.mjs infra` installs the packages of infra/ (the CDK, 220 MB).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Brings `folder`/node_modules to what package-lock.json says; returns at once if it is complete. With `production`,
 * development packages are not required, but kept if there are any. Throws when npm fails. Several processes may call
 * this at once: one installs and the others wait. The next call repairs an interrupted installation.
 */
export function install(folder, { production = false } = {}) {
  const lock = join(folder, '.cache', 'installing');
  mkdirSync(dirname(lock), { recursive: true });
  while (missing(folder, production) !== 'nothing') {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      continue;
    }
    try {
      runNpm(folder, production);
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

/** Optional packages are not checked: most of them are binaries for other platforms. */
function missing(folder, production) {
  if (!existsSync(installedList(folder))) return 'everything';
  const wanted = packagesIn(join(folder, 'package-lock.json'));
  const installed = new Map(packagesIn(installedList(folder)));
  const absent = wanted.filter(
    ([path, { version, optional }]) => !optional && installed.get(path)?.version !== version,
  );
  if (absent.some(([, { dev }]) => !dev)) return 'everything';
  return production || absent.length === 0 ? 'nothing' : 'development packages';
}

/** npm writes this file when it has finished. */
function installedList(folder) {
  return join(folder, 'node_modules', '.package-lock.json');
}

function packagesIn(file) {
  if (!existsSync(file)) return [];
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(packages).filter(([path]) => path !== '');
}

function runNpm(folder, production) {
  const what = missing(folder, production);
  if (what === 'nothing') return;
  const isFull = packagesIn(installedList(folder)).some(([, { dev }]) => dev);
  console.error(`installing packages in ${folder} (once, up to half a minute) ...`);
  // npm ci keeps the list while it empties the folder: without this an interruption would not be noticed.
  rmSync(installedList(folder), { force: true });
  // `npm install` adds what is missing and leaves the rest in place, so a running playground goes on working.
  const command = what === 'development packages' ? ['install', '--no-save'] : ['ci'];
  const omit = production && !isFull ? ['--omit=dev'] : [];
  const args = [...command, ...omit, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  if (spawnSync(npm, args, { cwd: folder, stdio: ['ignore', 2, 2] }).status === 0) return;
  throw new Error(`npm ${command[0]} failed: fix the errors above and run the command again.`);
}

/** Whether this process may install now. A lock whose process has ended is removed. */
function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isRunning(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install(join(root, 'infra'));
