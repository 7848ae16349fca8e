/**
 * Makes the playground's recorded scans (playground/samples) with a real Trivy: images of three small services, in two
 * builds each, against a small database of real advisories. Usage: node tools/run.mjs tools/make-samples.ts; needs
 * Go, and Trivy on the PATH or in TRIVY.
 *
 * The images never were in a registry, so what a scan of a pulled image would say is put in afterwards: name, digest
 * and time. Everything else is Trivy's.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { imageArchive, sha256 } from './samples/archive';
import { buildCache, findGo, findTrivy } from './samples/run-trivy';
import { type Build, imageOf, referenceOf, SERVICES, type Service } from './samples/services';

const SAMPLES = resolve(__dirname, '../playground/samples');
const SCANNED_AT: Record<Build, string> = {
  1: '2026-11-23T03:00:12Z',
  2: '2026-11-24T03:00:14Z',
};

const trivy = findTrivy();
const go = findGo();
if (trivy === undefined || go === undefined) {
  console.error('Samples need Go, and Trivy on the PATH or in TRIVY; install what is missing.');
  process.exitCode = 1;
} else makeAll(trivy, go);

function makeAll(trivy: string, go: string): void {
  const work = mkdtempSync(join(tmpdir(), 'vulnscan-samples-'));
  try {
    buildCache(go, join(work, 'cache'), '2026-11-23T00:00:00Z');
    for (const service of SERVICES) {
      for (const build of [1, 2] as const) make(trivy, work, service, build);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
}

function make(trivy: string, work: string, service: Service, build: Build): void {
  const archive = join(work, `${service}.tar`);
  const content = imageArchive(imageOf(service, build));
  writeFileSync(archive, content);
  const text = execFileSync(
    trivy,
    [
      ...['image', '--input', archive, '--format', 'json'],
      ...['--scanners', 'vuln', '--list-all-pkgs=false', '--cache-dir', join(work, 'cache')],
      ...['--skip-db-update', '--skip-java-db-update', '--offline-scan', '--quiet'],
      ...['--skip-version-check', '--disable-telemetry', '--cache-backend', 'memory'],
    ],
    { encoding: 'utf8' },
  );
  const report = asPulled(text, archive, service, sha256(content), SCANNED_AT[build]);
  const file = join(SAMPLES, `${service}-${build}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  console.log(`${file}: ${readFileSync(file).length} bytes`);
}

function asPulled(
  text: string,
  archive: string,
  service: Service,
  digest: string,
  createdAt: string,
): object {
  const reference = referenceOf(service);
  const [repository] = reference.split(':');
  const report = JSON.parse(text.replaceAll(archive, reference));
  return {
    ...report,
    ReportID: `${digest.slice(0, 8)}-0000-7000-8000-${digest.slice(8, 20)}`,
    CreatedAt: createdAt,
    ArtifactName: reference,
    Metadata: { ...report.Metadata, RepoDigests: [`${repository}@sha256:${digest}`] },
  };
}
