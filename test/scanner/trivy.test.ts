import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
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
  const calls = (): Call[] =>
    readFileSync(join(folder, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { trivy, calls, waits };
}

const pull = (image: string) => ({ label: image, from: { image } });

interface Call {
  args: string[];
  env: Record<string, string>;
}

const cacheOf = ({ args }: Call) => args[args.indexOf('--cache-dir') + 1];

/** The calls with this flag, and the others. */
function split(calls: Call[], flag: string): [Call[], Call[]] {
  return [
    calls.filter(({ args }) => args.includes(flag)),
    calls.filter(({ args }) => !args.includes(flag)),
  ];
}

describe('a scan', () => {
  it('always uses the same flags: no filter, no shell, nothing but vulnerabilities', async () => {
    const { trivy, calls } = start();

    await trivy.scan({ ...pull(`${ECR}/web@sha256:1`), platform: 'linux/arm64' });

    const line = calls()[0]?.args.join(' ') ?? '';
    expect(line).toMatch(/^image --format json --output \S+ --scanners vuln --list-all-pkgs /);
    for (const flag of [
      '--timeout 10s',
      '--cache-backend memory',
      '--skip-db-update',
      '--skip-java-db-update',
      '--cache-dir /cache',
      '--no-progress',
      '--skip-version-check',
      '--disable-telemetry',
      '--platform linux/arm64',
    ]) {
      expect(line).toContain(flag);
    }
    expect(line.endsWith(` --image-src remote -- ${ECR}/web@sha256:1`)).toBe(true);
    expect(line).not.toMatch(/--severity|--ignore/);
  });

  it('of an SBOM reads the databases as they are in the cache, without credentials', async () => {
    const { trivy, calls } = start();

    const answers = await trivy.ask({ components: [] }, 5_000);

    const line = calls()[0]?.args.join(' ') ?? '';
    expect(line).toMatch(/^sbom --format json --output \S+ --scanners vuln --list-all-pkgs --timeout 5s /);
    expect(line).toContain(
      '--cache-backend memory --skip-db-update --skip-java-db-update --cache-dir /cache --no-progress',
    );
    expect(line).toMatch(/--skip-version-check --disable-telemetry -- \S+\.cdx\.json$/);
    expect(JSON.stringify(calls()[0]?.env)).not.toMatch(/secret|xoxb|CRITICAL/);
    expect(answers.size).toBe(0);
  });

  it('of an SBOM that is not answered with a report is refused', async () => {
    const { trivy } = start({ sbomReport: { hello: 1 } });

    await expect(trivy.ask({ components: [] }, 5_000)).rejects.toMatchObject({
      code: 'trivy_report',
    });
  });

  it('with JARs shares one Java database with all others, which is downloaded when the first of them needs it', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    const { trivy, calls } = start(
      { images: { a: { jar: true }, b: { jar: true }, d: { jar: true } } },
      { cacheDir },
    );

    await Promise.all(['a', 'b', 'c', 'd'].map((name) => trivy.scan(pull(`${ECR}/${name}:1`))));

    const [downloads, scans] = split(calls(), '--download-java-db-only');
    expect(downloads).toHaveLength(1);
    expect(downloads[0]?.args.slice(-2)).toEqual([
      '--java-db-repository',
      'public.ecr.aws/aquasecurity/trivy-java-db:1',
    ]);
    expect(new Set(scans.map(cacheOf))).toEqual(new Set([cacheDir]));
    // No scan reads the folder while the database is unpacked into it.
    expect(downloads.map(cacheOf)).not.toContain(cacheDir);
  });

  it('without JARs downloads no Java database', async () => {
    const { trivy, calls } = start();

    await trivy.scan(pull(`${ECR}/web:1`));

    expect(calls()).toHaveLength(1);
  });

  it('with JARs names scan.javaDatabases when that database cannot be had, and the others are scanned', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    const { trivy, calls } = start(
      {
        images: { a: { jar: true }, b: { jar: true } },
        javaDownload:
          '2026-11-27T09:40:28Z\tFATAL\tFatal error\trun error: init error: DB error: Java DB error: OCI artifact error: failed to download Java DB: failed to download artifact from 127.0.0.1:34031/trivy-java-db:1: OCI repository error: 1 error occurred:\n\t* GET http://127.0.0.1:34031/v2/trivy-java-db/manifests/1: MANIFEST_UNKNOWN: manifest unknown; map[Tag:1]\n',
      },
      { cacheDir },
    );

    const [a, b, c] = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) => trivy.scan(pull(`${ECR}/${name}:1`))),
    );

    for (const [name, outcome] of Object.entries({ a, b })) {
      expect(outcome).toMatchObject({
        reason: {
          code: 'java_database_download',
          message: expect.stringMatching(
            new RegExp(`/${name}:1 was not scanned: .*MANIFEST_UNKNOWN.*scan\\.javaDatabases`),
          ),
        },
      });
    }
    expect(c).toMatchObject({ status: 'fulfilled' });
    // One try for the task, not for each image, since the registry will not change its mind.
    expect(split(calls(), '--download-java-db-only')[0]).toHaveLength(1);
  });

  it('offline uses the cached databases', async () => {
    const { trivy, calls } = start({ images: { a: { jar: true } } }, { offline: true });

    await expect(trivy.scan(pull(`${ECR}/a:1`))).rejects.toMatchObject({
      code: 'java_database_download',
    });

    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.args).toContain('--offline-scan');
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

    await expect(trivy.scan(pull(`${ECR}/web:1`))).rejects.toMatchObject({
      code: 'registry_timeout',
    });
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

  it('renews a Java database that an earlier scan left, and does not fail for it', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    mkdirSync(join(cacheDir, 'java-db'));
    const { trivy, calls } = start({ javaDownload: 'gone' }, { cacheDir });

    await trivy.prepare();

    expect(calls().map(({ args }) => args[1])).toContain('--download-java-db-only');
  });

  it('logs in to ECR only where a database that it downloads is in ECR', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    const images = { a: { jar: true } };
    const secretOf = async (more: Partial<TrivySettings>) => {
      const { trivy, calls } = start({ images }, { cacheDir, ...more });
      await trivy.prepare();
      await trivy.scan(pull('docker.io/library/a:1'));
      const withSecret = calls().filter(({ env }) => env['AWS_SECRET_ACCESS_KEY'] !== undefined);
      return withSecret.map(({ args }) => args[1]);
    };

    expect(await secretOf({ databases: [`${ECR}/trivy-db:2`] })).toEqual(['--download-db-only']);
    expect(
      await secretOf({
        cacheDir: mkdtempSync(join(tmpdir(), 'vulnscan-cache-')),
        javaDatabases: ['ghcr.io/aquasecurity/trivy-java-db:1', `${ECR}/trivy-java-db:1`],
      }),
    ).toEqual(['--download-java-db-only']);
    expect(await secretOf({ cacheDir: mkdtempSync(join(tmpdir(), 'vulnscan-cache-')) })).toEqual(
      [],
    );
  });

  it.each(['0.69.4', '0.69.5', '0.69.6'])('refuses the malicious release %s', async (version) => {
    const { trivy, calls } = start({ version });

    await expect(trivy.prepare()).rejects.toMatchObject({ code: 'trivy_malicious' });
    expect(calls()).toHaveLength(1);
  });
});
