import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Trivy to run: TRIVY, or the one on the PATH. Undefined where there is none. */
export function findTrivy(): string | undefined {
  const program = process.env['TRIVY'] || 'trivy';
  return spawnSync(program, ['--version']).status === 0 ? program : undefined;
}

/** A registry to run: REGISTRY, or Debian's docker-registry. Undefined where there is none. */
export function findRegistry(): string | undefined {
  const program = process.env['REGISTRY'] || 'docker-registry';
  return spawnSync(program, ['--version']).status === 0 ? program : undefined;
}

/** Go builds the vulnerability database. Undefined where there is none. */
export function findGo(): string | undefined {
  return spawnSync('go', ['version']).status === 0 ? 'go' : undefined;
}

/** A Python with SQLite, which the Java database is. */
export function findPython(): string | undefined {
  const program = process.env['PYTHON'] || 'python3';
  return spawnSync(program, ['-c', 'import sqlite3']).status === 0 ? program : undefined;
}

/** Builds the program that writes a database; in the folder given, it is called `trivy-db`. */
export function buildDatabaseProgram(go: string, folder: string): string {
  const program = join(folder, 'trivy-db');
  mkdirSync(folder, { recursive: true });
  execFileSync(go, ['build', '-o', program, '.'], { cwd: __dirname });
  return program;
}

/**
 * Fills a Trivy cache folder with the vulnerability database of advisories.json and an empty Java database. The
 * advisories are real, from NVD (public domain) and the GitHub Advisory Database (CC-BY 4.0).
 */
export function buildCache(go: string, cache: string, builtAt: string): void {
  const program = buildDatabaseProgram(go, cache);
  const input = readFileSync(join(__dirname, 'advisories.json'));
  execFileSync(program, [join(cache, 'db'), builtAt], { input });
  writeEmptyJavaDatabase(cache, builtAt);
}

export function writeEmptyJavaDatabase(cache: string, builtAt: string): void {
  const java = join(cache, 'java-db');
  mkdirSync(java, { recursive: true });
  // An empty file is an empty SQLite database; it is asked only about JARs that don't name themselves.
  writeFileSync(join(java, 'trivy-java.db'), '');
  const metadata = {
    Version: 1,
    NextUpdate: '2099-01-01T00:00:00Z',
    UpdatedAt: builtAt,
    DownloadedAt: builtAt,
  };
  writeFileSync(join(java, 'metadata.json'), JSON.stringify(metadata));
}

/** A Java database that knows these JARs in version 1.0. Its tables: pkg/db/db.go in aquasecurity/trivy-java-db. */
export function writeJavaDatabase(
  python: string,
  cache: string,
  jars: { sha1: string; group: string; name: string }[],
): void {
  writeEmptyJavaDatabase(cache, new Date().toISOString());
  const file = join(cache, 'java-db', 'trivy-java.db');
  execFileSync(python, ['-c', JAVA_DATABASE, file, JSON.stringify(jars)]);
}

const JAVA_DATABASE = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)")
db.execute("CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)")
for number, jar in enumerate(json.loads(sys.argv[2])):
    db.execute("INSERT INTO artifacts VALUES (?, ?, ?)", (number, jar["group"], jar["name"]))
    row = (number, "1.0", bytes.fromhex(jar["sha1"]), "jar")
    db.execute("INSERT INTO indices VALUES (?, ?, ?, ?)", row)
db.commit()
`;
