/**
 * How many calls, how long and how much memory a large scan takes, with Security Hub's quotas enforced: a report of
 * 100 MB; 10,000 findings over 100 images, first scan and second. Then the conversion of one large report beside Trivy's
 * own asff.tpl. Usage: node tools/run.mjs tools/bench/import.ts [--check]; the comparison needs Trivy and the Go
 * module cache that has its source.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { type Aws, startAws } from '../../emulators/aws/server';
import { readReport } from '../../scanner/report';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { findingId } from '../../src/domain/finding-id';
import { HUB_RATES } from '../../src/domain/limits';
import { findTrivy } from '../samples/run-trivy';

const ROOT = resolve(__dirname, '../..');
const FINDINGS = 10_000;
const IMAGES = 100;
/** Images each vulnerability is in. */
const SPREAD = 3;
/** Entries of a report of about 100 MB. */
const HUGE_PACKAGES = 75_000;
const ACCOUNT = '123456789012';
const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';
const AIMS = { calls: 1.05, time: 1.1, megabytes: 512 };

interface Figures {
  /** By operation. */
  calls: Record<string, Calls>;
  /** The whole process, with starting Node and reading reports. */
  seconds: number;
  megabytes: number;
}

interface Calls {
  count: number;
  /** From the first to the last. */
  seconds: number;
}

const work = mkdtempSync(join(tmpdir(), 'vulnscan-bench-'));
main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(work, { recursive: true }));

async function main(): Promise<void> {
  const reports = writeReports();
  const aws = await startHub();
  try {
    await readHuge(aws);
    const batches = FINDINGS / 100;
    const first = await scan(aws, reports);
    tell('first scan', first, { GetFindings: 1, BatchImportFindings: batches });
    const second = await scan(aws, reports);
    tell('second scan, nothing changed', second, { GetFindings: batches });
  } finally {
    await aws.close();
  }
  await compareWithTemplate();
}

function writeReports(): string[] {
  const perImage = new Map<number, object[]>();
  for (let index = 0; index < FINDINGS * SPREAD; index += 1) {
    const image = (index * 7 + Math.floor(index / FINDINGS)) % IMAGES;
    const list = perImage.get(image) ?? [];
    list.push(vulnerability(index % FINDINGS));
    perImage.set(image, list);
  }
  return [...perImage].map(([image, vulnerabilities]) => {
    const file = join(work, `service-${image}.json`);
    writeFileSync(file, JSON.stringify(report(`service-${image}`, vulnerabilities)));
    return file;
  });
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
    Title: `package-${number % 400}: something goes wrong in a function with a long name`,
    Description: `A flaw of the usual kind. ${'It takes a few sentences to say what it is. '.repeat(12)}`,
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
    References: Array.from({ length: 10 }, (_, index) => `https://example.com/${id}/${index}`),
  };
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

/** A report of 100 MB: it is never in memory as a whole, so the peak stays far below two copies. */
async function readHuge(aws: Aws): Promise<void> {
  const file = join(work, 'huge.json');
  writeFileSync(file, JSON.stringify(largeReport(HUGE_PACKAGES)));
  const size = statSync(file).size / 1e6;
  const { seconds, megabytes } = await scan(aws, [file], ['--dry-run']);
  console.log(`one report of ${size.toFixed(0)} MB, read and planned`);
  console.log(`  time    ${seconds.toFixed(1)} s, memory ${Math.round(megabytes)} MB at its peak`);
  hold('huge report: memory', megabytes < AIMS.megabytes);
}

const MEASURE = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";

async function scan(aws: Aws, reports: string[], args: string[] = []): Promise<Figures> {
  const times: Record<string, number[]> = {};
  const stop = aws.onChange((change) => {
    if (change.type !== 'call' || change.call.service !== 'securityhub') return;
    const { operation } = change.call;
    times[operation] = [...(times[operation] ?? []), performance.now()];
  });
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', `data:text/javascript,${MEASURE}`, 'scanner/main.ts', ...args],
    { cwd: ROOT, env: environment(aws, reports) },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  stop();
  if (code !== 0) throw new Error(`the scan ended with ${code}:\n${output.slice(-2000)}`);
  const peak = Number(/peak (\d+)/.exec(output)?.[1]);
  const seconds = (performance.now() - began) / 1000;
  const calls = Object.fromEntries(
    Object.entries(times).map(([operation, all]) => [operation, callsOf(all)]),
  );
  return { calls, seconds, megabytes: peak / 1024 };
}

function callsOf(times: number[]): Calls {
  const [first = 0] = times;
  return { count: times.length, seconds: ((times.at(-1) ?? first) - first) / 1000 };
}

function environment(aws: Aws, reports: string[]): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
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

/** `least` is what cannot be done with fewer calls; the operation with the most of them takes the time. */
function tell(name: string, figures: Figures, least: Record<string, number>): void {
  const made = Object.values(figures.calls).reduce((sum, { count }) => sum + count, 0);
  const needed = Object.values(least).reduce((sum, count) => sum + count, 0);
  const calls = Object.entries(figures.calls).map(
    ([operation, { count }]) => `${operation} ${count}`,
  );
  console.log(`${name}: ${FINDINGS} findings, ${IMAGES} images`);
  console.log(`  calls   ${made} (${calls.join(', ')}), least ${needed}: ${ratio(made, needed)}`);
  for (const operation of limited(least)) {
    const { perSecond, burst } = HUB_RATES[operation];
    const bound = quotaSeconds(operation, least);
    const taken = figures.calls[operation]?.seconds ?? 0;
    console.log(
      `  time    ${taken.toFixed(1)} s for ${operation}; the quota (${burst} at once, then ${perSecond} a second) allows ${bound.toFixed(1)} s: ${ratio(taken, bound)}`,
    );
    hold(`${name}: time of ${operation}`, taken <= bound * AIMS.time);
  }
  console.log(`          ${figures.seconds.toFixed(1)} s from start to end of the process`);
  console.log(`  memory  ${Math.round(figures.megabytes)} MB at its peak`);
  hold(`${name}: calls`, made <= needed * AIMS.calls);
  hold(`${name}: memory`, figures.megabytes < AIMS.megabytes);
}

type Operation = keyof typeof HUB_RATES;
const OPERATIONS: Operation[] = ['GetFindings', 'BatchImportFindings', 'BatchUpdateFindings'];

/** Operations that are called more often than a rest lets through at once. */
function limited(least: Record<string, number>): Operation[] {
  return OPERATIONS.filter((operation) => quotaSeconds(operation, least) > 0);
}

function quotaSeconds(operation: Operation, least: Record<string, number>): number {
  const { perSecond, burst } = HUB_RATES[operation];
  return Math.max(0, (least[operation] ?? 0) - burst) / perSecond;
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)}x`;
}

function hold(aim: string, holds: boolean): void {
  if (holds) return;
  console.log(`  MISSED  ${aim}`);
  if (process.argv.includes('--check')) process.exitCode = 1;
}

/** The same report through both: time of the conversion, and how many findings have an id of their own. */
async function compareWithTemplate(): Promise<void> {
  const trivy = findTrivy();
  const template = templateOf();
  if (trivy === undefined || template === undefined) {
    console.log('no Trivy with its source here: the conversion was not compared with asff.tpl.');
    return;
  }
  const file = join(work, 'large.json');
  writeFileSync(file, JSON.stringify(largeReport(FINDINGS)));
  const ours = await convert(file);
  const theirs = convertWithTrivy(trivy, template, file);
  console.log(`one report of ${(readFileSync(file).length / 1e6).toFixed(1)} MB as ASFF`);
  console.log(`  vulnscan  ${ours.ms.toFixed(0)} ms, ${ours.findings} findings, ${ours.ids} ids`);
  console.log(
    `  asff.tpl  ${theirs.ms.toFixed(0)} ms, ${theirs.findings} findings, ${theirs.ids} ids`,
  );
  console.log(`  time ${ratio(ours.ms, theirs.ms)}`);
  hold('conversion: faster than the template', ours.ms < theirs.ms);
}

interface Converted {
  ms: number;
  findings: number;
  ids: number;
}

/** Each vulnerability in four packages, as Debian's and Amazon's images have them. */
function largeReport(entries: number): object {
  const all = Array.from({ length: entries }, (_, index) => ({
    ...vulnerability(index % (FINDINGS / 4)),
    PkgName: `package-${index % 400}-${Math.floor(index / (FINDINGS / 4))}`,
  }));
  return report('large', all);
}

async function convert(file: string): Promise<Converted> {
  const began = performance.now();
  const { detections } = await readReport(file);
  const target = {
    account: ACCOUNT,
    region: 'eu-west-1',
    partition: 'aws' as const,
    productArn: PRODUCT,
  };
  const stamp = { at: new Date().toISOString(), scan: { id: 'bench', newFindings: 0 } };
  const findings = detections.map((detection) => {
    const id = findingId(detection.vulnerabilityId);
    return toAsff({ id, detection, recordState: 'ACTIVE' }, stamp, target);
  });
  writeFileSync(join(work, 'ours.json'), JSON.stringify({ Findings: findings }));
  const ms = performance.now() - began;
  return { ms, findings: findings.length, ids: new Set(findings.map((each) => each.Id)).size };
}

function convertWithTrivy(trivy: string, template: string, file: string): Converted {
  const output = join(work, 'theirs.json');
  const args = [
    'convert',
    '--format',
    'template',
    '--template',
    `@${template}`,
    '--output',
    output,
  ];
  const env = { ...process.env, AWS_REGION: 'eu-west-1', AWS_ACCOUNT_ID: ACCOUNT };
  const began = performance.now();
  execFileSync(trivy, [...args, '--quiet', file], { env });
  const ms = performance.now() - began;
  const { Findings }: { Findings: { Id: string }[] } = JSON.parse(readFileSync(output, 'utf8'));
  return { ms, findings: Findings.length, ids: new Set(Findings.map((each) => each.Id)).size };
}

function templateOf(): string | undefined {
  const cache = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).stdout?.trim();
  const file = join(cache ?? '', 'github.com/aquasecurity/trivy@v0.74.0/contrib/asff.tpl');
  return existsSync(file) ? file : undefined;
}
