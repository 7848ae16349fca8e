import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the fake trivy program behaves. Its messages are those of Trivy. */
export interface FakeTrivy {
  version?: string;
  databaseAt?: string;
  /** By the last part of the image's repository; anything else is scanned and clean. */
  images?: Record<
    string,
    {
      report?: object;
      stderr?: string;
      exit?: number;
      hang?: boolean;
      cut?: boolean;
      /** It holds a JAR, so the Java database is needed. */
      jar?: boolean;
      /** What its SBOM is judged to, in place of `report`: something else, or what the image was when it was made. */
      bySbom?: object | 'as made';
    }
  >;
  /** Database downloads that fail before one succeeds. */
  failedDownloads?: number;
  /** What an SBOM is told about a package, by `name version`; other packages have nothing. */
  advisories?: Record<string, { VulnerabilityID: string; FixedVersion?: string }[]>;
  /** What is written in place of the answer. */
  sbomReport?: object;
  /** What asking about an SBOM ends with, if it fails. */
  sbom?: string;
  /** What the download of the Java database ends with, if it fails. */
  javaDownload?: string;
}

/** Writes an executable that behaves like that and keeps what it was started with in `calls.jsonl`. */
export function fakeTrivy(behaviour: FakeTrivy = {}): { program: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fake-trivy-'));
  const program = join(folder, 'trivy');
  writeFileSync(
    program,
    `#!${process.execPath}\n(${act.toString()})(${JSON.stringify(behaviour)}, ${JSON.stringify(folder)});\n`,
  );
  chmodSync(program, 0o755);
  return { program, folder };
}

/** Runs inside the executable. */
function act(behaviour: FakeTrivy, folder: string): void {
  const fs = require('node:fs');
  const args = process.argv.slice(2);
  const after = (name: string) => args[args.indexOf(name) + 1] ?? '';
  fs.appendFileSync(`${folder}/calls.jsonl`, `${JSON.stringify({ args, env: process.env })}\n`);
  // A check whether the program is there.
  if (args[0] === '--version') return;
  if (args[0] === 'version') {
    const UpdatedAt = behaviour.databaseAt ?? new Date().toISOString();
    process.stdout.write(
      JSON.stringify({
        Version: behaviour.version ?? '0.74.0',
        VulnerabilityDB: { Version: 2, UpdatedAt },
      }),
    );
    return;
  }
  if (args.includes('--download-db-only')) {
    const file = `${folder}/downloads`;
    const done = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
    fs.writeFileSync(file, String(done + 1));
    if (done < (behaviour.failedDownloads ?? 0)) {
      process.stderr.write(
        '2026-11-24T03:00:00Z\tFATAL\tFatal error\tinit error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download artifact from any source',
      );
      process.exit(1);
    }
    return;
  }
  const javaFolder = `${after('--cache-dir')}/java-db`;
  if (args.includes('--download-java-db-only')) {
    if (behaviour.javaDownload !== undefined) {
      process.stderr.write(behaviour.javaDownload);
      process.exit(1);
    }
    fs.mkdirSync(javaFolder, { recursive: true });
    return;
  }
  if (args[0] === 'convert') {
    // The whole report, from which its SBOM is judged.
    const report = JSON.parse(fs.readFileSync(after('--'), 'utf8'));
    fs.writeFileSync(after('--output'), JSON.stringify({ bomFormat: 'CycloneDX', report }));
    return;
  }
  const nameOf = (image: string) => (image.split('/').at(-1) ?? '').replace(/[:@.].*$/, '');
  if (args[0] === 'sbom') {
    if (behaviour.sbom !== undefined) {
      process.stderr.write(behaviour.sbom);
      process.exit(1);
    }
    const bom: {
      components: { 'bom-ref': string; name: string; version: string }[];
      report?: { ArtifactName: string; Metadata?: object };
    } = JSON.parse(fs.readFileSync(after('--'), 'utf8'));
    if (bom.report !== undefined) {
      const own = behaviour.images?.[nameOf(bom.report.ArtifactName)];
      const Metadata = { ...bom.report.Metadata, ImageConfig: undefined };
      const { bySbom = own?.report ?? 'as made' } = own ?? {};
      const judged = { ...(typeof bySbom === 'string' ? bom.report : bySbom), Metadata };
      const kind = { ArtifactName: after('--'), ArtifactType: 'cyclonedx' };
      fs.writeFileSync(after('--output'), JSON.stringify({ ...judged, ...kind }));
      return;
    }
    fs.appendFileSync(`${folder}/sboms.jsonl`, `${JSON.stringify(bom)}\n`);
    const identified = (ref: string) => ({ BOMRef: ref });
    const Packages = bom.components.map((each) => ({ Identifier: identified(each['bom-ref']) }));
    const Vulnerabilities = bom.components.flatMap((each) =>
      (behaviour.advisories?.[`${each.name} ${each.version}`] ?? []).map((one) => ({
        ...one,
        PkgIdentifier: identified(each['bom-ref']),
      })),
    );
    const Results = [{ Target: 'x', Packages, Vulnerabilities }];
    const answer = behaviour.sbomReport ?? { SchemaVersion: 2, Results };
    fs.writeFileSync(after('--output'), JSON.stringify(answer));
    return;
  }
  const image = args.includes('--') ? after('--') : after('--input');
  const name = nameOf(image);
  const fate = behaviour.images?.[name] ?? {};
  if (fate.hang) return void setTimeout(() => undefined, 600_000);
  if (fate.jar && !fs.existsSync(javaFolder)) {
    process.stderr.write(
      "2026-11-27T09:40:28Z\tERROR\t[javadb] The first run cannot skip downloading Java DB\n2026-11-27T09:40:28Z\tFATAL\tFatal error\trun error: image scan error: scan error: scan failed: failed analysis: analyze error: pipeline error: failed to analyze layer (sha256:d3c6faeef9a8e2a225c086f4319515d09ee1ed49145b38bc46dd356a7a89c19c): post analysis error: post analysis error: Unable to initialize the Java DB: Java DB update failed: '--skip-java-db-update' cannot be specified on the first run",
    );
    process.exit(1);
  }
  if (fate.stderr) process.stderr.write(fate.stderr);
  const Results = [{ Target: image, Class: 'os-pkgs', Type: 'alpine' }];
  const text = JSON.stringify({ SchemaVersion: 2, ArtifactName: image, Results, ...fate.report });
  if (fate.exit === undefined)
    fs.writeFileSync(after('--output'), fate.cut ? text.slice(0, -9) : text);
  process.exit(fate.exit ?? 0);
}
