import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Refused } from '../src/domain/errors';
import { parseJson } from '../src/domain/json';
import type { Clock, Log } from '../src/ports/runtime';
import { type Answers, askTrivy } from './ask-trivy';
import { type KnownContent, type Report, readReport } from './report';
import { commonArguments, createDatabases, type Databases } from './trivy-databases';
import { isInEcr } from './trivy-environment';
import { explainEnding, lacksJavaDatabase } from './trivy-errors';
import { type Ran, type Run, runTrivy, type TrivySource } from './trivy-run';
import { type Examined, examine, judge } from './trivy-sbom';

export interface TrivySettings {
  /** The program, by path or by name. */
  program: string;
  cacheDir: string;
  /** Milliseconds for one image. */
  timeoutMs: number;
  databases: string[];
  javaDatabases: string[];
  /** Use the databases in the cache and make no network calls for them. */
  offline: boolean;
  env: Record<string, string | undefined>;
}

export interface TrivyDeps {
  clock: Clock;
  log: Log;
  /** Ends running scans. */
  signal?: AbortSignal;
  /** Where its databases come from, whether `offline` or not; from registries if absent. */
  databases?: Databases;
}

export interface TrivyFacts {
  version: string;
  /** When the vulnerability database was built, ISO 8601; absent when there is none yet. */
  databaseAt?: string;
}

export interface Trivy {
  /** Gets the vulnerability database once for all scans; tried again when it fails. */
  prepare(): Promise<TrivyFacts>;
  scan(source: TrivySource): Promise<Report>;
  /** What the vulnerability database says of the packages of an SBOM, by their references, within `timeoutMs`. */
  ask(sbom: object, timeoutMs: number): Promise<Answers>;
}

/** What scanning once needs beside. */
export interface SbomTrivy {
  version(): Promise<string>;
  /** Scans an image, makes its SBOM, judges that by the same database, and compares the two. Rejects like `scan`. */
  examine(source: TrivySource): Promise<Examined>;
  /** Judges an SBOM as the image that it is of. */
  judge(sbom: Uint8Array, known: KnownContent): Promise<Report>;
}

/** Releases that carried a credential stealer: GHSA-69fq-xp46-6x23, March 2026. */
const MALICIOUS = new Set(['0.69.4', '0.69.5', '0.69.6']);

export function createTrivy(settings: TrivySettings, deps: TrivyDeps): Trivy & SbomTrivy {
  const running = { ...settings, ...(deps.signal && { signal: deps.signal }) };
  const run = (args: string[], pulls: string[] = []) => runTrivy(running, args, pulls);
  const databases = deps.databases ?? createDatabases(running, deps);
  const cached = settings.offline && deps.databases === undefined;
  let version: Promise<string> | undefined;
  const scanTo = (source: TrivySource, output: string) =>
    scanInto(settings, run, cached ? undefined : databases, source, output);
  const judgeTo = (input: string, output: string, label: string) =>
    judgeInto(settings, run, { input, output, label });
  return {
    async prepare() {
      refuseMalicious((await readVersion(settings, run)).version);
      if (!cached) await databases.prepare();
      const facts = await readVersion(settings, run);
      version = Promise.resolve(facts.version);
      return facts;
    },
    scan: (source) =>
      inFolder(async (folder) => {
        const output = join(folder, 'report.json');
        await scanTo(source, output);
        return readReport(output);
      }),
    ask: (sbom, timeoutMs) => ask({ ...settings, timeoutMs }, deps, sbom),
    version() {
      version ??= readVersion(settings, run).then((facts) => facts.version);
      return version;
    },
    examine: (source) => inFolder((folder) => examine({ run, scanTo, judgeTo }, source, folder)),
    judge: (sbom, known) => inFolder((folder) => judge(judgeTo, sbom, known, folder)),
  };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'vulnscan-report-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseMalicious(version: string): void {
  if (!MALICIOUS.has(version)) return;
  throw new Refused(
    'trivy_malicious',
    `Trivy ${version} is a malicious release (CVE-2026-33634); remove it, rotate every credential it could see, and install another.`,
  );
}

/** Writes the report of an image; what Trivy said meanwhile. */
async function scanInto(
  settings: TrivySettings,
  run: Run,
  databases: Databases | undefined,
  source: TrivySource,
  output: string,
): Promise<string> {
  const args = scanArguments(settings, source, output);
  const pulls = 'image' in source.from ? [source.from.image] : [];
  const ran = await withJavaDatabase(databases, () => run(args, pulls));
  if (!('failed' in ran)) return ran.stderr;
  const failed = `${source.label} was not scanned`;
  throw explainEnding(ran.failed, { failed, inEcr: pulls.some(isInEcr) });
}

/** Writes the report of an SBOM; what Trivy said meanwhile. */
async function judgeInto(
  settings: TrivySettings,
  run: Run,
  { input, output, label }: { input: string; output: string; label: string },
): Promise<string> {
  const ran = await run(sbomArguments(settings, input, output));
  if (!('failed' in ran)) return ran.stderr;
  throw explainEnding(ran.failed, { failed: `${label} was not scanned`, inEcr: false });
}

function ask(settings: TrivySettings, { signal }: TrivyDeps, sbom: object): Promise<Answers> {
  return askTrivy(sbom, async (input, output) => {
    const args = sbomArguments(settings, input, output);
    const ran = await runTrivy({ ...settings, ...(signal && { signal }) }, args, []);
    if (!('failed' in ran)) return;
    throw explainEnding(ran.failed, { failed: 'Trivy was not asked', inEcr: false });
  });
}

/** As of an image: without any filter, with all packages. Trivy needs no Java database for it. */
function sbomArguments(settings: TrivySettings, input: string, output: string): string[] {
  return [
    ...['sbom', '--format', 'json', '--output', output],
    ...['--scanners', 'vuln', '--list-all-pkgs'],
    ...databaseArguments(settings),
    ...['--', input],
  ];
}

/** The databases as they are in the cache. */
function databaseArguments(settings: TrivySettings): string[] {
  return [
    ...['--timeout', `${Math.ceil(settings.timeoutMs / 1000)}s`],
    ...['--cache-backend', 'memory', '--skip-db-update', '--skip-java-db-update'],
    ...commonArguments(settings.cacheDir),
    ...(settings.offline ? ['--offline-scan'] : []),
  ];
}

/** The first image with a JAR makes the database be downloaded, and is then scanned again; most tasks never need it. */
async function withJavaDatabase(
  databases: Databases | undefined,
  run: () => Promise<Ran>,
): Promise<Ran> {
  const ran = await run();
  if (databases === undefined || !('failed' in ran) || !lacksJavaDatabase(ran.failed)) return ran;
  const downloaded = await databases.java();
  return 'failed' in downloaded ? downloaded : run();
}

/**
 * Arguments of a scan, without any filter: a finding filtered out would look fixed. All packages are listed, because only
 * these lists say what source package a vulnerable one is from.
 */
function scanArguments(settings: TrivySettings, source: TrivySource, output: string): string[] {
  const { from, platform } = source;
  return [
    'image',
    ...['--format', 'json', '--output', output],
    ...['--scanners', 'vuln', '--list-all-pkgs'],
    ...databaseArguments(settings),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...('image' in from ? ['--image-src', 'remote', '--', from.image] : ['--input', from.archive]),
  ];
}

const Version = z.object({
  Version: z.string(),
  VulnerabilityDB: z.optional(z.object({ UpdatedAt: z.optional(z.string()) })),
});

async function readVersion({ program, cacheDir }: TrivySettings, run: Run): Promise<TrivyFacts> {
  const ran = await run(['version', '--format', 'json', '--cache-dir', cacheDir]);
  if ('failed' in ran) {
    throw explainEnding(ran.failed, { failed: 'Nothing was scanned', inEcr: false });
  }
  const parsed = Version.safeParse(parseJson(ran.stdout));
  if (!parsed.success) {
    throw new Refused(
      'trivy_version',
      `${program} does not say its version as Trivy does; set TRIVY to a Trivy program.`,
    );
  }
  const databaseAt = parsed.data.VulnerabilityDB?.UpdatedAt;
  return {
    version: parsed.data.Version,
    ...(databaseAt !== undefined && { databaseAt: new Date(databaseAt).toISOString() }),
  };
}
