/**
 * Calls, time and memory of large scans, with Security Hub's quotas enforced: one report of 100 MB; 10,000 findings in
 * 100 images, scanned twice. Then one report converted to ASFF by vulnscan and by Trivy's asff.tpl, as whole processes;
 * that needs Trivy (on the PATH, in TRIVY, or built by `npm run test:real`) and its source in Go's module cache.
 * `--check` makes the exit code 1 if a target is missed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { build } from 'esbuild';
import { type Aws, startAws } from '../../emulators/aws/server';
import { HUB_RATES } from '../../src/domain/limits';
import { findTrivy } from '../samples/run-trivy';

const ROOT = resolve(__dirname, '../..');
const FINDINGS = 10_000;
const IMAGES = 100;
/** Images that each vulnerability is in. */
const IMAGES_PER_FINDING = 3;
/** Packages in a report of about 100 MB. */
const HUGE_PACKAGES = 75_000;
const ACCOUNT = '123456789012';
const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';
/** Multiples of the fewest calls and of the time that the quotas allow; and megabytes. */
const TARGETS = { calls: 1.05, time: 1.1, megabytes: 512, conversionTime: 1.5 };

const work = mkdtempSync(join(tmpdir(), 'vulnscan-bench-'));
main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(work, { recursive: true }));

async function main(): Promise<void> {
  const scanner = await bundle('scanner/main.ts');
  const aws = await startHub();
  try {
    await scanHugeReport(scanner, aws);
    const reports = writeReports();
    const batches = FINDINGS / 100;
    await scanAll('first scan', { GetFindings: 1, BatchImportFindings: batches });
    await scanAll('second scan, nothing changed', { GetFindings: batches });

    async function scanAll(name: string, fewest: Calls): Promise<void> {
      const times = new Map<string, number[]>();
      const stop = aws.onChange((change) => {
        if (change.type !== 'call' || change.call.service !== 'securityhub') return;
        const { operation } = change.call;
        times.set(operation, [...(times.get(operation) ?? []), performance.now()]);
      });
      const measured = await measure(process.execPath, [scanner], environment(aws, reports));
      stop();
      reportScan(name, measured, times, fewest);
    }
  } finally {
    await aws.close();
  }
  await compareWithTemplate();
}

/** Runs as plain JavaScript, as in the container. */
async function bundle(entry: string): Promise<string> {
  const outfile = join(work, `${entry.replaceAll('/', '-')}.js`);
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    logLevel: 'error',
  });
  return outfile;
}

interface Measured {
  seconds: number;
  /** At the peak. */
  megabytes: number;
}

/** Runs a program to its end and measures the whole process. Memory is read from /proc, so it is NaN outside Linux. */
async function measure(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Measured> {
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let output = '';
  let megabytes = Number.NaN;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  const timer = setInterval(() => {
    megabytes = peakOf(child.pid) ?? megabytes;
  }, 5);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-2000)}`);
  return { seconds: (performance.now() - began) / 1000, megabytes };
}

function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  const kilobytes = existsSync(file)
    ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]
    : undefined;
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

async function startHub(): Promise<Aws> {
  const aws = await startAws({ account: ACCOUNT, lag: { min: 0, max: 0 }, rates: true });
  const client = new SecurityHubClient({
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' },
  });
  await client.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  await client.send(new EnableImportFindingsForProductCommand({ ProductArn: PRODUCT }));
  return aws;
}

function environment(aws: Aws, reports: string[]): Record<string, string> {
  return {
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    SCAN_REPORTS: JSON.stringify(reports),
    VULNSCAN_CONFIG: JSON.stringify({
      aws: { account: ACCOUNT, region: 'eu-west-1' },
      slack: { channel: 'C0BENCH', team: 'T0BENCH' },
      images: ['service-0'],
    }),
  };
}

/** The report is streamed, so the peak of memory stays far below its size. */
async function scanHugeReport(scanner: string, aws: Aws): Promise<void> {
  const file = join(work, 'huge.json');
  writeFileSync(file, JSON.stringify(largeReport(HUGE_PACKAGES)));
  const env = environment(aws, [file]);
  const { seconds, megabytes } = await measure(process.execPath, [scanner, '--dry-run'], env);
  console.log(`one report of ${(statSync(file).size / 1e6).toFixed(0)} MB, read and planned`);
  console.log(`  ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at the peak`);
  target('memory of a huge report', megabytes, TARGETS.megabytes);
}

type Operation = keyof typeof HUB_RATES;
type Calls = Partial<Record<Operation, number>>;
const OPERATIONS: Operation[] = ['GetFindings', 'BatchImportFindings', 'BatchUpdateFindings'];

/** `fewest` are the calls without which it cannot be done. */
function reportScan(
  name: string,
  { seconds, megabytes }: Measured,
  times: Map<string, number[]>,
  fewest: Calls,
): void {
  const calls = [...times].map(([operation, { length }]) => `${operation} ${length}`);
  const made = [...times.values()].flat().length;
  const needed = Object.values(fewest).reduce((sum, count) => sum + count, 0);
  console.log(`${name}: ${FINDINGS} findings, ${IMAGES} images`);
  console.log(`  ${made} calls (${calls.join(', ')}); at least ${needed} are needed`);
  console.log(`  ${seconds.toFixed(1)} s in all, ${megabytes.toFixed(0)} MB at the peak`);
  target(`${name}: calls`, made, needed * TARGETS.calls);
  target(`${name}: memory`, megabytes, TARGETS.megabytes);
  for (const operation of OPERATIONS) {
    const { perSecond, burst } = HUB_RATES[operation];
    const allowed = ((fewest[operation] ?? 0) - burst) / perSecond;
    if (allowed <= 0) continue;
    const all = times.get(operation) ?? [];
    const taken = ((all.at(-1) ?? 0) - (all[0] ?? 0)) / 1000;
    console.log(
      `  ${taken.toFixed(1)} s for ${operation}; the quota allows ${allowed.toFixed(1)} s`,
    );
    target(`${name}: time of ${operation}`, taken, allowed * TARGETS.time);
  }
}

async function compareWithTemplate(): Promise<void> {
  const trivy = findTrivy() ?? builtTrivy();
  const template = findTemplate();
  if (trivy === undefined || template === undefined) {
    console.log('conversion not compared with asff.tpl: no Trivy and its source found');
    return;
  }
  const file = join(work, 'large.json');
  const output = join(work, 'asff.json');
  writeFileSync(file, JSON.stringify(largeReport(FINDINGS)));
  const convert = await bundle('tools/bench/convert.ts');
  const ours = await measure(process.execPath, [convert, file, output]);
  const oursFound = findingsIn(output);
  const args = ['convert', '--format', 'template', '--template', `@${template}`, '--quiet'];
  const env = { AWS_REGION: 'eu-west-1', AWS_ACCOUNT_ID: ACCOUNT };
  const theirs = await measure(trivy, [...args, '--output', output, file], env);
  console.log(
    `one report of ${(statSync(file).size / 1e6).toFixed(1)} MB as ASFF, whole processes`,
  );
  console.log(`  vulnscan  ${describe(ours)}, ${oursFound}`);
  console.log(`  asff.tpl  ${describe(theirs)}, ${findingsIn(output)}`);
  const time = ours.seconds / theirs.seconds;
  const memory = ours.megabytes / theirs.megabytes;
  console.log(`  ${time.toFixed(2)} of its time, ${memory.toFixed(2)} of its memory`);
  target('conversion: time', time, TARGETS.conversionTime);
}

function describe({ seconds, megabytes }: Measured): string {
  return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
}

function findingsIn(file: string): string {
  const { Findings }: { Findings: { Id: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
  return `${Findings.length} findings, ${new Set(Findings.map(({ Id }) => Id)).size} ids`;
}

function builtTrivy(): string | undefined {
  const built = join(ROOT, '.cache', 'real', 'trivy');
  return existsSync(built) ? built : undefined;
}

function findTemplate(): string | undefined {
  const { stdout } = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' });
  const source = 'github.com/aquasecurity/trivy@v0.74.0/contrib/asff.tpl';
  const file = join(stdout?.trim() ?? '', source);
  return existsSync(file) ? file : undefined;
}

function target(name: string, value: number, most: number): void {
  if (!(value > most)) return;
  console.log(`  MISSED  ${name}: ${value.toFixed(2)}, target ${most.toFixed(2)}`);
  if (process.argv.includes('--check')) process.exitCode = 1;
}

function writeReports(): string[] {
  const byImage = Array.from({ length: IMAGES }, () => [] as object[]);
  for (let index = 0; index < FINDINGS * IMAGES_PER_FINDING; index += 1) {
    const image = (index * 7 + Math.floor(index / FINDINGS)) % IMAGES;
    byImage[image]?.push(vulnerability(index % FINDINGS));
  }
  return byImage.map((vulnerabilities, image) => {
    const file = join(work, `service-${image}.json`);
    writeFileSync(file, JSON.stringify(report(`service-${image}`, vulnerabilities)));
    return file;
  });
}

/** Each vulnerability is in four packages, as in images of Debian and Amazon Linux. */
function largeReport(packages: number): object {
  const vulnerabilities = Array.from({ length: packages }, (_, index) => ({
    ...vulnerability(index % (FINDINGS / 4)),
    PkgName: `package-${index % 400}-${Math.floor(index / (FINDINGS / 4))}`,
  }));
  return report('large', vulnerabilities);
}

function report(name: string, Vulnerabilities: object[]): object {
  return {
    SchemaVersion: 2,
    ArtifactName: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/${name}:latest`,
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12' } },
    Results: [{ Target: name, Class: 'os-pkgs', Type: 'debian', Vulnerabilities }],
  };
}

function vulnerability(number: number): object {
  const id = `CVE-2026-${10_000 + number}`;
  return {
    VulnerabilityID: id,
    PkgName: `package-${number % 400}`,
    InstalledVersion: '1.2.3-4',
    FixedVersion: '1.2.3-5',
    Severity: number % 5 === 0 ? 'CRITICAL' : 'HIGH',
    Title: `package-${number % 400}: a flaw in a function with a long name`,
    Description: `A flaw of the usual kind. ${'It takes a few sentences to describe. '.repeat(14)}`,
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
    References: Array.from({ length: 10 }, (_, index) => `https://example.com/${id}/${index}`),
  };
}
