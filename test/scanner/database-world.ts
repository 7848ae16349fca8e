import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArchivedDatabases } from '../../scanner/archived-databases';
import type { DatabaseKind, PlannedDatabases } from '../../scanner/database-objects';
import { keepDatabases } from '../../scanner/keep-databases';
import type { Databases } from '../../scanner/trivy-databases';
import type { Archive } from '../../src/ports/archive';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { type Watch, watchedArchive } from '../fakes/watched-archive';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const PLACES = {
  vulnerability: ['db', 'trivy.db'],
  java: ['java-db', 'trivy-java.db'],
} as const;

export interface Written {
  content?: string;
  /** Milliseconds from now. */
  nextUpdate?: number;
}

/** Cache folders of tasks that share an archive. */
export function databaseWorld(watch: Watch = () => undefined) {
  const calls: string[] = [];
  const archive: Archive = watchedArchive(createFakeArchive(), (call, moment) => {
    if (moment === 'before') calls.push(call);
    watch(call, moment);
  });
  const log = createFakeLog();
  const clock = createFakeClock(new Date());
  const newCache = () => mkdtempSync(join(tmpdir(), 'vulnscan-databases-'));

  const write = (cacheDir: string, kind: DatabaseKind, written: Written = {}) => {
    const { content = `${kind} of today`, nextUpdate = DAY } = written;
    const [folder, file] = PLACES[kind];
    mkdirSync(join(cacheDir, folder), { recursive: true });
    writeFileSync(join(cacheDir, folder, file), content);
    const at = (ms: number) => new Date(clock.at + ms).toISOString();
    const metadata = { Version: 2, UpdatedAt: at(-HOUR), NextUpdate: at(nextUpdate) };
    writeFileSync(join(cacheDir, folder, 'metadata.json'), JSON.stringify(metadata));
  };

  /** A task that plans, with a vulnerability database in its cache. `java` is what the registry has. */
  const plan = (
    wanted: { java: boolean },
    { vulnerability, java }: { vulnerability?: Written; java?: Written | 'refused' } = {},
    cacheDir = newCache(),
  ): Promise<PlannedDatabases> => {
    write(cacheDir, 'vulnerability', vulnerability);
    const databases: Databases = {
      prepare: async () => undefined,
      java: async () => {
        calls.push('download Java database');
        if (java === 'refused') return { failed: REFUSED };
        write(cacheDir, 'java', java);
        return { stdout: '', stderr: '' };
      },
    };
    return keepDatabases({ archive, clock, log, databases, cacheDir }, wanted);
  };

  const shard = (planned: PlannedDatabases, cacheDir = newCache()) => ({
    databases: createArchivedDatabases({ archive, log, cacheDir }, planned),
    cacheDir,
    read: (kind: DatabaseKind) => readFileSync(join(cacheDir, ...PLACES[kind]), 'utf8'),
    files: () =>
      existsSync(cacheDir) ? readdirSync(cacheDir, { recursive: true }).map(String).sort() : [],
  });

  /** The calls since the last time. */
  const seen = () => calls.splice(0);
  return { archive, clock, log, newCache, write, plan, shard, seen };
}

const REFUSED = {
  exitCode: 1,
  signal: undefined,
  stderr:
    '2026-11-27T09:40:28Z\tFATAL\tFatal error\trun error: init error: DB error: Java DB error: failed to download Java DB: 403 Forbidden',
  timedOut: false,
  startError: undefined,
};
