import { join } from 'node:path';
import * as z from 'zod/mini';
import { Unavailable } from '../src/domain/errors';
import type { ArchivedDatabase, RunPlan } from '../src/domain/fan-out';
import { parseJson } from '../src/domain/json';
import { ARCHIVE_PREFIXES } from '../src/installation';

/*
 * Databases in the archive: `databases/<kind>/<sha256>/` holds the file, compressed, and its metadata.json, which is written
 * last: without it the file does not count. The SHA-256 is that of the file as Trivy reads it. Compressed, the file is a
 * tenth (measured for tools/bench), and each task has it sooner.
 */

/** The databases of a run. */
export type PlannedDatabases = RunPlan['databases'];
export type DatabaseKind = keyof PlannedDatabases;

/** Where Trivy keeps them in its cache folder. */
const PLACES: Record<DatabaseKind, { folder: string; file: string }> = {
  vulnerability: { folder: 'db', file: 'trivy.db' },
  java: { folder: 'java-db', file: 'trivy-java.db' },
};

export const METADATA = 'metadata.json';

export function folderOf(cacheDir: string, kind: DatabaseKind): string {
  return join(cacheDir, PLACES[kind].folder);
}

export function fileNameOf(kind: DatabaseKind): string {
  return PLACES[kind].file;
}

/** The prefix of all databases of a kind. */
export function prefixOf(kind: DatabaseKind): string {
  return `${ARCHIVE_PREFIXES.databases}${kind}/`;
}

export function keysOf(kind: DatabaseKind, digest: string) {
  const key = `${prefixOf(kind)}${digest}/`;
  return { key, content: `${key}${fileNameOf(kind)}.gz`, metadata: `${key}${METADATA}` };
}

/** Throws Unavailable `planned_database` for a key that no database has. */
export function digestOf(kind: DatabaseKind, { key }: ArchivedDatabase): string {
  const digest = key.slice(prefixOf(kind).length, -1);
  if (/^[\da-f]{64}$/.test(digest) && keysOf(kind, digest).key === key) return digest;
  throw notAsPlanned(kind, key, 'its name is none that a plan gives');
}

export function notAsPlanned(kind: DatabaseKind, key: string, why: string, cause?: unknown) {
  const name = kind === 'java' ? 'Java' : 'vulnerability';
  return new Unavailable(
    'planned_database',
    `The ${name} database of this scan could not be read from the archive (${key}: ${why}); start the scan again.`,
    { cause },
  );
}

export interface DatabaseMetadata {
  /** Both ISO 8601. Trivy looks for no newer database before the second. */
  UpdatedAt?: string | undefined;
  NextUpdate?: string | undefined;
}

const date = z.optional(z.iso.datetime({ offset: true }));
const Metadata: z.ZodMiniType<DatabaseMetadata> = z.object({ UpdatedAt: date, NextUpdate: date });

/** Undefined where it is not Trivy's metadata.json. */
export function readMetadata(content: Uint8Array): DatabaseMetadata | undefined {
  const parsed = Metadata.safeParse(parseJson(Buffer.from(content).toString('utf8')));
  return parsed.success ? parsed.data : undefined;
}

export function asPlanned(key: string, { UpdatedAt }: DatabaseMetadata): ArchivedDatabase {
  return { key, ...(UpdatedAt !== undefined && { updatedAt: new Date(UpdatedAt).toISOString() }) };
}
