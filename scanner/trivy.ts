import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Refused, Unavailable } from '../src/domain/errors';
import { parseEcrHost } from '../src/domain/image';
import { parseJson } from '../src/domain/json';
import { DOWNLOAD_RETRY_MS, TRIVY_GRACE_MS } from '../src/domain/timing';
import type { Clock, Log } from '../src/ports/runtime';
import { createCacheFolders } from './cache-folders';
import { type Report, readReport } from './report';
import { type Ending, explainEnding } from './trivy-errors';

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
}

export interface TrivyFacts {
  version: string;
  /** When the vulnerability database was built, ISO 8601; absent when there is none yet. */
  databaseAt?: string;
}

/** What is scanned: an image by reference, or an archive that `docker save` wrote. */
interface TrivySource {
  label: string;
  platform?: string;
  from: { image: string } | { archive: string };
}

export interface Trivy {
  /** Downloads the vulnerability database once for all scans; tried again when it fails. */
  prepare(): Promise<TrivyFacts>;
  scan(source: TrivySource): Promise<Report>;
}

/** Releases that carried a credential stealer: GHSA-69fq-xp46-6x23, March 2026. */
const MALICIOUS = new Set(['0.69.4', '0.69.5', '0.69.6']);
const DOWNLOAD_TRIES = 4;
const MAX_OUTPUT = 64 * 1024 * 1024;

export function createTrivy(settings: TrivySettings, deps: TrivyDeps): Trivy {
  const useCache = createCacheFolders(settings.cacheDir);
  return {
    async prepare() {
      refuseMalicious((await readVersion(settings, deps)).version);
      if (!settings.offline) await downloadDatabase(settings, deps);
      return readVersion(settings, deps);
    },
    // Offline nothing is unpacked, so the cache can be shared.
    scan: (source) =>
      settings.offline
        ? scan(settings, deps, source)
        : useCache((cacheDir) => scan({ ...settings, cacheDir }, deps, source)),
  };
}

function refuseMalicious(version: string): void {
  if (!MALICIOUS.has(version)) return;
  throw new Refused(
    'trivy_malicious',
    `Trivy ${version} is a malicious release (CVE-2026-33634); remove it, rotate every credential it could see, and install another.`,
  );
}

async function scan(
  settings: TrivySettings,
  deps: TrivyDeps,
  source: TrivySource,
): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'vulnscan-report-'));
  const output = join(folder, 'report.json');
  try {
    await run(settings, deps, scanArguments(settings, source, output), source);
    return await readReport(output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Arguments of a scan, without any filter: a finding filtered out would look fixed. */
function scanArguments(settings: TrivySettings, source: TrivySource, output: string): string[] {
  const { from, platform } = source;
  return [
    'image',
    ...['--format', 'json', '--output', output],
    ...['--scanners', 'vuln', '--list-all-pkgs=false'],
    ...['--timeout', `${Math.ceil(settings.timeoutMs / 1000)}s`],
    ...['--cache-backend', 'memory', '--skip-db-update'],
    ...common(settings),
    ...(settings.offline
      ? ['--skip-java-db-update', '--offline-scan']
      : settings.javaDatabases.flatMap((name) => ['--java-db-repository', name])),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...('image' in from ? ['--image-src', 'remote', '--', from.image] : ['--input', from.archive]),
  ];
}

function common(settings: TrivySettings): string[] {
  return [
    ...['--cache-dir', settings.cacheDir, '--no-progress'],
    ...['--skip-version-check', '--disable-telemetry'],
  ];
}

async function downloadDatabase(settings: TrivySettings, deps: TrivyDeps): Promise<void> {
  const args = [
    'image',
    '--download-db-only',
    ...common(settings),
    ...settings.databases.flatMap((name) => ['--db-repository', name]),
  ];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run(settings, deps, args, { label: 'the vulnerability database' });
      return;
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt === DOWNLOAD_TRIES) throw error;
      deps.log.warn('database download failed, trying again', { attempt, error });
      await deps.clock.sleep(DOWNLOAD_RETRY_MS * 2 ** (attempt - 1));
    }
  }
}

const Version = z.object({
  Version: z.string(),
  VulnerabilityDB: z.optional(z.object({ UpdatedAt: z.optional(z.string()) })),
});

async function readVersion(settings: TrivySettings, deps: TrivyDeps): Promise<TrivyFacts> {
  const args = ['version', '--format', 'json', '--cache-dir', settings.cacheDir];
  const text = await run(settings, deps, args, { label: 'the version' });
  const parsed = Version.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Refused(
      'trivy_version',
      `${settings.program} does not say its version as Trivy does; set TRIVY to a Trivy program.`,
    );
  }
  const databaseAt = parsed.data.VulnerabilityDB?.UpdatedAt;
  return {
    version: parsed.data.Version,
    ...(databaseAt !== undefined && { databaseAt: new Date(databaseAt).toISOString() }),
  };
}

/** Runs the program without a shell. Resolves with stdout, rejects with one of our error kinds. */
function run(
  settings: TrivySettings,
  deps: TrivyDeps,
  args: string[],
  subject: { label: string; from?: TrivySource['from'] },
): Promise<string> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const child = execFile(
      settings.program,
      args,
      {
        env: environmentOf(settings.env, subject.from),
        maxBuffer: MAX_OUTPUT,
        ...(deps.signal && { signal: deps.signal }),
      },
      (error, stdout, stderr) => {
        clearTimeout(timer);
        if (error === null) resolve(stdout);
        else reject(explainEnding(endingOf(error, stderr, timedOut), subject.label));
      },
    );
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, settings.timeoutMs + TRIVY_GRACE_MS);
  });
}

function endingOf(
  error: { code?: string | number | null | undefined; signal?: string | null | undefined },
  stderr: string,
  timedOut: boolean,
): Ending {
  return {
    exitCode: typeof error.code === 'number' ? error.code : undefined,
    startError: typeof error.code === 'string' ? error.code : undefined,
    signal: error.signal ?? undefined,
    stderr,
    timedOut,
  };
}

/** Variables needed to run and to reach the network; no TRIVY_* variable, which could change the filters. */
const NEEDED = [
  ...['PATH', 'HOME', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];
/** Variables by which the AWS SDK in Trivy logs in to ECR. */
const CREDENTIALS = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ...['AWS_EC2_METADATA_DISABLED', 'AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'],
];

/** Trivy's environment; credentials only for a run that pulls from ECR. */
function environmentOf(
  env: Record<string, string | undefined>,
  from: TrivySource['from'] | undefined,
): Record<string, string> {
  const host = from !== undefined && 'image' in from ? (from.image.split('/')[0] ?? '') : '';
  const names = parseEcrHost(host) === undefined ? NEEDED : [...NEEDED, ...CREDENTIALS];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
