import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '../src/domain/errors';
import { DOWNLOAD_RETRY_MS } from '../src/domain/timing';
import type { Clock, Log } from '../src/ports/runtime';
import { type Ending, explainEnding } from './trivy-errors';
import { type Ran, type RunSettings, runTrivy } from './trivy-run';

/*
 * Trivy's two databases, each downloaded once for all scans, which only read them: one cache folder serves any number
 * of parallel runs.
 */

export interface DatabaseSettings extends RunSettings {
  cacheDir: string;
  databases: string[];
  javaDatabases: string[];
}

export interface DatabaseDeps {
  clock: Clock;
  log: Log;
}

export interface Databases {
  /** Puts the vulnerability database into the cache folder. */
  prepare(): Promise<void>;
  /** Puts the Java database, hundreds of MiB, into the cache folder at the first call; how that ended. */
  java(): Promise<Ran>;
}

const TRIES = 4;

/**
 * The databases of the registries. `prepare` also renews a Java database that an earlier scan left.
 */
export function createDatabases(settings: DatabaseSettings, deps: DatabaseDeps): Databases {
  let java: Promise<Ran> | undefined;
  return {
    async prepare() {
      const ran = await download(settings, deps, downloadOf(settings, 'db'));
      if ('failed' in ran) throw notDownloaded(ran.failed);
      // Trivy itself knows whether it is old. Nothing reads it yet.
      if (!existsSync(join(settings.cacheDir, JAVA))) return;
      const renewed = await download(settings, deps, downloadOf(settings, 'java'));
      if (!('failed' in renewed)) return;
      deps.log.warn('the Java database is as old as before', {
        error: notDownloaded(renewed.failed),
      });
    },
    java() {
      java ??= downloadJava(settings, deps);
      return java;
    },
  };
}

/** Flags of every run with a cache. */
export function commonArguments(cacheDir: string): string[] {
  return [
    ...['--cache-dir', cacheDir, '--no-progress'],
    ...['--skip-version-check', '--disable-telemetry'],
  ];
}

/** The folder that Trivy keeps the Java database in. */
const JAVA = 'java-db';

interface Download {
  args: string[];
  pulls: string[];
}

function downloadOf(settings: DatabaseSettings, kind: 'db' | 'java'): Download {
  const pulls = kind === 'db' ? settings.databases : settings.javaDatabases;
  const [only, from] =
    kind === 'db'
      ? ['--download-db-only', '--db-repository']
      : ['--download-java-db-only', '--java-db-repository'];
  const sources = pulls.flatMap((name) => [from, name]);
  return { args: ['image', only, ...commonArguments(settings.cacheDir), ...sources], pulls };
}

/** In a folder of its own, and moved when it is complete: other runs look for it meanwhile. */
async function downloadJava(settings: DatabaseSettings, deps: DatabaseDeps): Promise<Ran> {
  const cacheDir = join(settings.cacheDir, 'download');
  await mkdir(cacheDir, { recursive: true });
  const ran = await download(settings, deps, downloadOf({ ...settings, cacheDir }, 'java'));
  if ('failed' in ran) return ran;
  await rm(join(settings.cacheDir, JAVA), { recursive: true, force: true });
  await rename(join(cacheDir, JAVA), join(settings.cacheDir, JAVA));
  return ran;
}

async function download(
  settings: RunSettings,
  deps: DatabaseDeps,
  { args, pulls }: Download,
): Promise<Ran> {
  for (let attempt = 1; ; attempt += 1) {
    const ran = await runTrivy(settings, args, pulls);
    if (!('failed' in ran)) return ran;
    const error = notDownloaded(ran.failed);
    if (!(error instanceof Unavailable) || attempt === TRIES) return ran;
    deps.log.warn('database download failed, trying again', { attempt, error });
    await deps.clock.sleep(DOWNLOAD_RETRY_MS * 2 ** (attempt - 1));
  }
}

export function notDownloaded(ending: Ending) {
  return explainEnding(ending, { failed: 'Nothing was scanned', inEcr: false });
}
