import { mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTrivy, type TrivySettings } from '../../scanner/trivy';
import { type FakeTrivy, fakeTrivy } from './fake-trivy';
import { quiet } from './hub';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const ENV = {
  PATH: process.env['PATH'],
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1',
  SLACK_BOT_TOKEN: 'xoxb-1',
  GITHUB_TOKEN: 'ghp-1',
  TRIVY_SEVERITY: 'CRITICAL',
};

function start(behaviour: FakeTrivy = {}, more: Partial<TrivySettings> = {}) {
  const { program, folder } = fakeTrivy(behaviour);
  const waits: number[] = [];
  const settings = {
    program,
    cacheDir: '/cache',
    timeoutMs: 10_000,
    databases: ['public.ecr.aws/aquasecurity/trivy-db:2', 'ghcr.io/aquasecurity/trivy-db:2'],
    javaDatabases: ['public.ecr.aws/aquasecurity/trivy-java-db:1'],
    offline: false,
    env: ENV,
    ...more,
  };
  const clock = {
    now: () => new Date(),
    sleep: async (ms: number) => {
      waits.push(ms);
    },
  };
  const trivy = createTrivy(settings, { clock, log: quiet });
  const calls = (): { args: string[]; env: Record<string, string> }[] =>
    readFileSync(join(folder, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { trivy, calls, waits };
}

const pull = (image: string) => ({ label: image, from: { image } });

describe('a scan', () => {
  it('always uses the same flags: no filter, no shell, nothing but vulnerabilities', async () => {
    const { trivy, calls } = start();

    await trivy.scan({ ...pull(`${ECR}/web@sha256:1`), platform: 'linux/arm64' });

    const line = calls()[0]?.args.join(' ') ?? '';
    expect(line).toMatch(
      /^image --format json --output \S+ --scanners vuln --list-all-pkgs=false /,
    );
    for (const flag of [
      '--timeout 10s',
      '--cache-backend memory',
      '--skip-db-update',
      '--cache-dir /cache',
      '--no-progress',
      '--skip-version-check',
      '--disable-telemetry',
      '--java-db-repository public.ecr.aws/aquasecurity/trivy-java-db:1',
      '--platform linux/arm64',
    ]) {
      expect(line).toContain(flag);
    }
    expect(line.endsWith(` --image-src remote -- ${ECR}/web@sha256:1`)).toBe(true);
    expect(line).not.toMatch(/--severity|--ignore/);
  });

  it('unpacks its Java database in another folder than a parallel scan, and shares the vulnerability database', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    mkdirSync(join(cacheDir, 'db'));
    const { trivy, calls } = start({}, { cacheDir });

    await Promise.all([trivy.scan(pull(`${ECR}/a:1`)), trivy.scan(pull(`${ECR}/b:1`))]);
    await Promise.all([trivy.scan(pull(`${ECR}/c:1`)), trivy.scan(pull(`${ECR}/d:1`))]);

    const folders = calls().map(({ args }) => args[args.indexOf('--cache-dir') + 1] ?? '');
    expect(folders).toHaveLength(4);
    expect(new Set(folders.slice(0, 2)).size).toBe(2);
    expect(new Set(folders).size).toBe(2);
    for (const folder of folders) {
      expect(realpathSync(join(folder, 'db'))).toBe(realpathSync(join(cacheDir, 'db')));
    }
  });

  it('offline uses the cached databases, however many scans run', async () => {
    const { trivy, calls } = start({}, { offline: true });

    await Promise.all([trivy.scan(pull(`${ECR}/a:1`)), trivy.scan(pull(`${ECR}/b:1`))]);

    for (const { args } of calls()) expect(args[args.indexOf('--cache-dir') + 1]).toBe('/cache');
  });

  it('gives AWS credentials only to a run that pulls from ECR, and nothing else to any', async () => {
    const { trivy, calls } = start();

    await trivy.scan(pull(`${ECR}/web:1`));
    await trivy.scan(pull('docker.io/library/alpine:3.20'));

    const [ecr, hub] = calls().map((call) => Object.keys(call.env).sort());
    expect(ecr).toEqual([
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_SECRET_ACCESS_KEY',
      'PATH',
    ]);
    expect(hub).toEqual(['PATH']);
  });

  it('passes a hostile reference as one argument behind --', async () => {
    const { trivy, calls } = start();

    await trivy.scan(pull('--server=http://169.254.170.2;$(id)'));

    expect(calls()[0]?.args.slice(-2)).toEqual(['--', '--server=http://169.254.170.2;$(id)']);
  });

  it('whose output is cut off is an error, not a clean result', async () => {
    const { trivy } = start({ images: { web: { cut: true } } });

    await expect(trivy.scan(pull(`${ECR}/web:1`))).rejects.toMatchObject({ code: 'trivy_report' });
  });

  it('that does not end is stopped', async () => {
    const { trivy } = start({ images: { web: { hang: true } } }, { timeoutMs: -14_500 });

    await expect(trivy.scan(pull(`${ECR}/web:1`))).rejects.toMatchObject({ code: 'trivy_timeout' });
  });

  const fatal = (text: string) => `2026-11-24T03:00:00Z\tFATAL\tFatal error\trun error: ${text}`;

  it.each([
    ['killed for memory', 137, '', 'out_of_memory', /raise scan\.memory/],
    [
      'disk full',
      1,
      fatal('write /tmp/fanal-1: no space left on device'),
      'disk_full',
      /ephemeral storage/,
    ],
    [
      'no right to pull',
      1,
      fatal('GET https://x: UNAUTHORIZED: 401 Not Authorized'),
      'registry_denied',
      /task role/,
    ],
    [
      'no such image',
      1,
      fatal('remote error: GET https://x/manifests/1: MANIFEST_UNKNOWN'),
      'image_not_found',
      /name and tag/,
    ],
    [
      'rate-limited',
      1,
      fatal('TOOMANYREQUESTS: retry-after: 1s'),
      'rate_limited',
      /scan\.parallel/,
    ],
    [
      'timed out inside',
      1,
      fatal('analyze error: timeout: context deadline exceeded'),
      'trivy_timeout',
      /scan\.timeout/,
    ],
    [
      'no database',
      1,
      fatal('--skip-db-update cannot be specified on the first run'),
      'database_download',
      /scan\.databases/,
    ],
    ['a helm chart', 1, fatal('unsupported artifact type'), 'not_an_image', /leave it out/],
    ['no network', 1, fatal('dial tcp: lookup x: no such host'), 'network', /subnets/],
    [
      'anything else',
      1,
      fatal('something https://user:hunter2@x new'),
      'trivy_failed',
      /something https:\/\/x new/,
    ],
  ])('that fails (%s) says what a person can do', async (_name, exit, stderr, code, words) => {
    const { trivy } = start({ images: { web: { exit, stderr } } });

    const error = await trivy.scan(pull(`${ECR}/web:1`)).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(String(error)).toContain(`${ECR}/web:1 was not scanned`);
  });

  it('without the program says where to get it', async () => {
    const { trivy } = start({}, { program: '/no/such/trivy' });

    await expect(trivy.prepare()).rejects.toMatchObject({ code: 'trivy_missing' });
  });
});

describe('preparing', () => {
  it('downloads the database once, retrying with growing delays, with the mirrors in order', async () => {
    const { trivy, calls, waits } = start({
      failedDownloads: 2,
      databaseAt: '2026-11-24T00:00:00Z',
    });

    const facts = await trivy.prepare();

    expect(facts).toEqual({ version: '0.74.0', databaseAt: '2026-11-24T00:00:00.000Z' });
    expect(waits).toEqual([5000, 10_000]);
    expect(calls()[1]?.args.slice(-4)).toEqual([
      '--db-repository',
      'public.ecr.aws/aquasecurity/trivy-db:2',
      '--db-repository',
      'ghcr.io/aquasecurity/trivy-db:2',
    ]);
  });

  it('gives up after four downloads', async () => {
    const { trivy, waits } = start({ failedDownloads: 9 });

    await expect(trivy.prepare()).rejects.toMatchObject({ code: 'database_download' });
    expect(waits).toHaveLength(3);
  });

  it.each(['0.69.4', '0.69.5', '0.69.6'])('refuses the malicious release %s', async (version) => {
    const { trivy, calls } = start({ version });

    await expect(trivy.prepare()).rejects.toMatchObject({ code: 'trivy_malicious' });
    expect(calls()).toHaveLength(1);
  });
});
