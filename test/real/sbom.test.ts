import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '../../scanner/report';
import { createTrivy } from '../../scanner/trivy';
import type { Examined } from '../../scanner/trivy-sbom';
import { defined } from '../../src/domain/defined';
import { chunksOf } from '../../src/domain/group-by';
import { createFakeClock } from '../fakes/runtime';
import { testIf } from '../scanner/corpus';
import { quiet } from '../scanner/hub';
import { type Advisory, writeDatabase } from './remedy/database';
import { advisoriesFor, packagesOfSbom, type RawReport, readRaw } from './sbom/advisories';
import { type TestImage, testImages, unnamedJar } from './sbom/images';
import { imageArchive, sha1 } from './trivy-db/archive';
import {
  buildDatabaseProgram,
  findGo,
  findPython,
  findTrivy,
  writeEmptyJavaDatabase,
  writeJavaDatabase,
} from './trivy-db/run-trivy';

/*
 * A real Trivy judges images by their SBOMs. The SBOMs are made and compared with a database that knows nothing, as on a day
 * without advisories; then both are judged by one in which every package is vulnerable, in every release differently.
 */

const trivy = findTrivy();
const go = findGo();
const promise = testIf(trivy !== undefined && go !== undefined);
if (trivy === undefined || go === undefined)
  process.stderr.write('no Trivy or no Go here: no SBOM was compared with its image.\n');

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-sbom-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EMPTY = join(folder, 'empty');
const FULL = join(folder, 'full');

interface Case extends TestImage {
  archive: string;
  examined: Examined;
}

const cases: Case[] = [];

beforeAll(async () => {
  if (trivy === undefined || go === undefined) return;
  const program = buildDatabaseProgram(go, folder);
  writeCache(program, EMPTY, []);
  const images = testImages([program, ...goProgramsHere()]);
  const raw = await inPairs(images, async (image) => {
    const archive = join(folder, `${image.name}.tar`);
    const reference = `registry.example/${image.name}:1`;
    writeFileSync(archive, imageArchive({ reference, architecture: 'arm64', files: image.files }));
    const examined = await trivyWith(EMPTY).examine({ label: image.name, from: { archive } });
    cases.push({ ...image, archive, examined });
    const { sbom } = examined;
    const listed = await readWith(EMPTY, ['image', '--input', archive]);
    return 'bytes' in sbom ? [listed, packagesOfSbom(sbom.bytes)] : [listed];
  });
  writeCache(program, FULL, advisoriesFor(raw.flat()));
}, 420_000);

function writeCache(program: string, cache: string, advisories: Advisory[]): void {
  writeDatabase(program, cache, advisories);
  writeEmptyJavaDatabase(cache, new Date().toISOString());
}

/** Programs in Go that the development of this project brings along. */
function goProgramsHere(): string[] {
  const file = join(__dirname, '../../node_modules/@esbuild/linux-x64/bin/esbuild');
  return existsSync(file) ? [file] : [];
}

function trivyWith(cacheDir: string) {
  const settings = {
    ...{ program: trivy ?? '', cacheDir, timeoutMs: 120_000, offline: true },
    ...{ databases: [], javaDatabases: [], env: process.env },
  };
  return createTrivy(settings, { clock: createFakeClock(new Date()), log: quiet });
}

let reports = 0;
const times = { image: 0, sbom: 0 };

/** Trivy's own report, without anything of this project. */
async function readWith(cache: string, [command = '', ...what]: string[]): Promise<RawReport> {
  reports += 1;
  const output = join(folder, `report-${reports}.json`);
  const flags = ['--format', 'json', '--scanners', 'vuln', '--list-all-pkgs', '--offline-scan'];
  const cached = ['--cache-dir', cache, '--cache-backend', 'memory', '--skip-db-update'];
  const quietly = ['--skip-java-db-update', '--skip-version-check', '--disable-telemetry', '-q'];
  const started = performance.now();
  await run(trivy ?? '', [command, ...flags, ...cached, ...quietly, '--output', output, ...what]);
  if (cache === FULL) times[command === 'sbom' ? 'sbom' : 'image'] += performance.now() - started;
  return readRaw(output);
}

const run = promisify(execFile);

async function inPairs<T, R>(values: T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const pair of chunksOf(values, 2)) results.push(...(await Promise.all(pair.map(work))));
  return results;
}

/** What a card, a finding and the archive show of a detection. */
function detectionsIn({ Results = [] }: RawReport): string[] {
  return Results.flatMap(({ Class, Type, Target, Vulnerabilities = [] }) =>
    Vulnerabilities.map((each) =>
      JSON.stringify([
        ...[Class, Type, Class === 'os-pkgs' ? '' : Target],
        ...SHOWN.map((field) => each[field] ?? ''),
      ]),
    ),
  ).sort();
}

const SHOWN = [
  ...['VulnerabilityID', 'PkgName', 'PkgPath', 'InstalledVersion', 'FixedVersion', 'Status'],
  ...['Severity', 'Title', 'PrimaryURL', 'CVSS', 'SeveritySource'],
];

promise(
  'a database that knows every package finds the same in an image and in its SBOM, or the image is always pulled',
  async () => {
    const kept = cases.filter(({ examined }) => 'bytes' in examined.sbom);
    const figures = await inPairs(kept, async ({ name, archive, examined }) => {
      const file = join(folder, `${name}.cdx.json`);
      writeFileSync(file, 'bytes' in examined.sbom ? examined.sbom.bytes : '');
      const image = detectionsIn(await readWith(FULL, ['image', '--input', archive]));
      const sbom = detectionsIn(await readWith(FULL, ['sbom', file]));

      expect([name, sbom]).toEqual([name, image]);
      return image.length;
    });
    const pulled = cases.flatMap(({ name, examined: { sbom } }) =>
      'differs' in sbom ? [`  ${name}: ${sbom.differs}`] : [],
    );

    expect(cases.length).toBeGreaterThan(6 + 10);
    expect(kept.length).toBeGreaterThan(15);
    print(
      `${kept.length} images have the same ${sum(figures)} detections by their SBOM; always pulled:\n${pulled.join('\n')}`,
    );
    print(
      `judging the SBOM took ${(times.sbom / times.image).toFixed(2)} of the time of the image in a file ` +
        `(${Math.round(times.sbom / kept.length)} ms and ${Math.round(times.image / kept.length)} ms each; nothing was pulled over a network)`,
    );
  },
);

promise('an image is always pulled if its SBOM lacks what it is judged by', () => {
  const marked = cases.filter(({ examined: { sbom } }) => 'differs' in sbom);

  expect(marked.map(({ name }) => name).sort()).toEqual(
    cases.flatMap(({ name, mustDiffer }) => (mustDiffer ? [name] : [])).sort(),
  );
});

promise(
  'each of these images is judged differently by its SBOM on the day of an advisory',
  async () => {
    for (const { name, archive, mustDiffer } of cases) {
      if (!mustDiffer) continue;
      const report = join(folder, `${name}.json`);
      const image = await readWith(FULL, ['image', '--input', archive]);
      writeFileSync(report, JSON.stringify(image));
      const sbom = join(folder, `${name}.cdx.json`);
      await run(trivy ?? '', ['convert', '--format', 'cyclonedx', '--output', sbom, report]);

      const bySbom = detectionsIn(await readWith(FULL, ['sbom', sbom]));
      expect([name, bySbom]).not.toEqual([name, detectionsIn(image)]);
    }
  },
);

promise(
  'an image is known by its own name, platform and build date, whatever Trivy read',
  async () => {
    for (const { name, archive, examined } of cases.filter(({ name }) =>
      /sample|java/.test(name),
    )) {
      const bytes = 'bytes' in examined.sbom ? examined.sbom.bytes : new Uint8Array();
      const pulled = await trivyWith(FULL).scan({ label: name, from: { archive } });
      const { image, builtOn } = examined.report;

      const judged = await trivyWith(FULL).judge(bytes, { image, ...defined({ builtOn }) });

      expect(withoutRun(judged)).toEqual(withoutRun(pulled));
      expect(judged.image).toMatchObject({
        name: `registry.example/${name}`,
        platform: 'linux/arm64',
      });
      expect(judged.image).not.toHaveProperty('kind');
      expect(judged.builtOn).toBe('2026-11-20');
    }
  },
);

function withoutRun({ artifactName: _, createdAt: __, ...report }: Report) {
  return report;
}

promise('images with JARs, and with a Java runtime, are known to have some', () => {
  const withJars = cases.filter(({ examined }) => examined.hasJars).map(({ name }) => name);

  expect(withJars).toEqual(expect.arrayContaining(['alpine', 'alpine-java', 'sample-worker-1']));
  expect(withJars).not.toContain('debian-python');
});

const python = findPython();

testIf(trivy !== undefined && go !== undefined && python !== undefined)(
  'a JAR that only the Java database can name is in the SBOM that is made after it was named',
  async () => {
    const { files, content } = unnamedJar();
    const archive = join(folder, 'unnamed.tar');
    const reference = 'registry.example/unnamed:1';
    writeFileSync(archive, imageArchive({ reference, architecture: 'amd64', files }));
    const examine = () => trivyWith(EMPTY).examine({ label: 'unnamed', from: { archive } });
    const named = ({ sbom }: Examined) =>
      'bytes' in sbom && Buffer.from(sbom.bytes).includes('pkg:maven/com.example/shop@1.0');
    writeJavaDatabase(python ?? '', EMPTY, []);

    const before = await examine();
    writeJavaDatabase(python ?? '', EMPTY, [
      { sha1: sha1(content), group: 'com.example', name: 'shop' },
    ]);
    const after = await examine();

    expect([before.hasJars, named(before), named(after)]).toEqual([true, false, true]);
  },
);

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
