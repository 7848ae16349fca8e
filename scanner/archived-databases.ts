import type { RunPlan } from '../src/domain/fan-out';
import type { Archive } from '../src/ports/archive';
import type { Clock, Log } from '../src/ports/runtime';
import type { Databases } from './trivy-databases';

/** The databases that a plan names. */
export type PlannedDatabases = RunPlan['databases'];

export interface KeepDatabasesDeps {
  archive: Archive;
  clock: Clock;
  log: Log;
  /** Of the planning task, after `prepare`. */
  databases: Databases;
  cacheDir: string;
}

/**
 * Puts the databases of a run into the archive, each once for each content, and says where they are. With `java` the Java
 * database as well, which is downloaded for it if the archive has none that is new enough. Where that cannot be had the plan
 * names none: images that need it then fail, and the others are scanned. Rejects as the archive does.
 */
export async function keepDatabases(
  deps: KeepDatabasesDeps,
  wanted: { java: boolean },
): Promise<PlannedDatabases> {
  throw new Error(`not yet: ${deps.cacheDir} ${wanted.java}`);
}

export interface ArchivedDatabasesDeps {
  archive: Archive;
  log: Log;
  /** `cacheDir` of Trivy. */
  cacheDir: string;
}

/**
 * The databases of a plan, from the archive and never from elsewhere: for `createTrivy` in a shard and in the reconciliation.
 * `prepare` loads the vulnerability database, the first `java` the Java database. Both reject with `Unavailable`
 * `planned_database` where the archive does not have what the plan names, or has something else.
 */
export function createArchivedDatabases(
  deps: ArchivedDatabasesDeps,
  planned: PlannedDatabases,
): Databases {
  throw new Error(`not yet: ${deps.cacheDir} ${planned.vulnerability.key}`);
}
