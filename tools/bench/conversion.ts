import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, type Measured, measure } from './measure';

const ROOT = join(__dirname, '..', '..');
const VULNERABILITIES = 10_000;
/** Each vulnerability is in four packages, as in images of Debian and Amazon Linux. */
const PACKAGES_EACH = 4;

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
  const ours = await measure(process.execPath, [await bundled(work, 'convert'), report, output]);
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
