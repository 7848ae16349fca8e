import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
const VULNERABILITIES = 10_000;
/** Each vulnerability is in four packages, as in images of Debian and Amazon Linux. */
const PACKAGES_EACH = 4;

interface Measured {
  seconds: number;
  /** At the peak; NaN outside Linux. */
  megabytes: number;
}

/**
 * Converts one large report into ASFF with vulnscan and with Trivy's asff.tpl, and prints time and memory of the whole
 * processes. Needs Trivy (in TRIVY, built by `npm run test:real`, or on the PATH) and its source in Go's module cache.
 */
export async function compareConversion(work: string): Promise<void> {
  const trivy = findTrivy();
  const template = findTemplate();
  if (trivy === undefined || template === undefined) {
    console.log('Conversion was not compared: Trivy or its source was not found.');
    return;
  }
  const report = join(work, 'report.json');
  const output = join(work, 'asff.json');
  writeFileSync(report, JSON.stringify(largeReport()));
  const ours = await measure(process.execPath, [await bundleConvert(work), report, output]);
  const args = ['convert', '--format', 'template', '--template', `@${template}`, '--quiet'];
  const theirs = await measure(trivy, [...args, '--output', output, report]);
  const megabytes = (statSync(report).size / 1e6).toFixed(0);
  console.log(`Conversion of a report of ${megabytes} MB into ASFF, whole processes`);
  console.log(`  vulnscan  ${describe(ours)}`);
  console.log(`  asff.tpl  ${describe(theirs)}`);
  const time = (ours.seconds / theirs.seconds).toFixed(2);
  const memory = (ours.megabytes / theirs.megabytes).toFixed(2);
  console.log(`  ${time} of its time, ${memory} of its memory`);
}

function findTrivy(): string | undefined {
  const built = join(ROOT, '.cache', 'real', 'trivy');
  const programs = [process.env['TRIVY'] ?? built, 'trivy'];
  return programs.find((program) => spawnSync(program, ['--version']).status === 0);
}

function findTemplate(): string | undefined {
  const { stdout } = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' });
  const source = 'github.com/aquasecurity/trivy@v0.74.0/contrib/asff.tpl';
  const file = join(stdout?.trim() ?? '', source);
  return existsSync(file) ? file : undefined;
}

/** Plain JavaScript, as in the container: tsx would distort the measurement. */
async function bundleConvert(work: string): Promise<string> {
  const outfile = join(work, 'convert.js');
  const entryPoints = [join(__dirname, 'convert.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', minify: true });
  return outfile;
}

/** Runs a program to its end. The kernel keeps the peak of a process's memory in /proc. */
async function measure(command: string, args: string[]): Promise<Measured> {
  const began = performance.now();
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'eu-west-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let megabytes = Number.NaN;
  const timer = setInterval(() => {
    megabytes = peakOf(child.pid) ?? megabytes;
  }, 5);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, megabytes };
}

function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function describe({ seconds, megabytes }: Measured): string {
  return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
}

function largeReport(): object {
  const Vulnerabilities = Array.from({ length: VULNERABILITIES }, (_, index) => ({
    ...vulnerability(index % (VULNERABILITIES / PACKAGES_EACH)),
    PkgName: `package-${index}`,
  }));
  return {
    SchemaVersion: 2,
    ArtifactName: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/large:latest',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12' } },
    Results: [{ Target: 'large', Class: 'os-pkgs', Type: 'debian', Vulnerabilities }],
  };
}

function vulnerability(number: number): object {
  const id = `CVE-2026-${10_000 + number}`;
  return {
    VulnerabilityID: id,
    InstalledVersion: '1.2.3-4',
    FixedVersion: '1.2.3-5',
    Severity: number % 5 === 0 ? 'CRITICAL' : 'HIGH',
    Title: 'a flaw in a function with a long name',
    Description: `A flaw of the usual kind. ${'It takes a few sentences to describe. '.repeat(14)}`,
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
    References: Array.from({ length: 10 }, (_, index) => `https://example.com/${id}/${index}`),
  };
}
