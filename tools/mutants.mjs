#!/usr/bin/env node
/**
 * Would the tests notice? Stryker changes src/domain and src/usecases in thousands of small ways, one file after another,
 * and runs that file's own tests: `test/domain/NAME.test.ts` and `NAME-*.test.ts`. Not part of CI; takes a quarter of
 * an hour. `npm run mutants -- FILE ...` looks at single files, `--tests GLOB` by other tests. Reports are in
 * .cache/mutants; ends with 1 below 85 %.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = join(root, '.cache', 'mutants');
/** Fetched when asked for: 150 packages that nobody else needs. */
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1'];
const AIM = 85;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-mutants-'));
mkdirSync(reports, { recursive: true });
const rows = (positionals.length > 0 ? positionals : sources()).map(scoreOf);
rmSync(folder, { recursive: true });
process.exit(tell(rows) ? 0 : 1);

function sources() {
  return ['src/domain', 'src/usecases'].flatMap((room) =>
    readdirSync(join(root, room)).map((file) => `${room}/${file}`),
  );
}

/** No score for a file without tests of its own; most hold types only. */
function scoreOf(file) {
  const tests = values.tests ?? ownTests(file);
  if (tests === undefined) return { file };
  const name = file.replaceAll('/', '-').replace(/\.ts$/, '');
  const report = join(reports, `${name}.json`);
  rmSync(report, { force: true });
  const config = join(folder, `${name}.json`);
  writeFileSync(config, JSON.stringify(settings(file, tests, name)));
  const packages = STRYKER.flatMap((each) => ['-p', each]);
  const ran = spawnSync('npx', ['--yes', ...packages, 'stryker', 'run', config], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, VULNSCAN_MUTANTS: '1' },
  });
  if (!existsSync(report)) throw new Error(`no report of ${file}:\n${ran.stdout}${ran.stderr}`);
  const row = { file, ...countsIn(report) };
  console.log(
    `${file}: ${row.killed} of ${row.mutants}${row.left.map((each) => `\n  ${each}`).join('')}`,
  );
  return row;
}

/** A test called after a longer-named source file is that one's. */
function ownTests(file) {
  const name = basename(file, '.ts');
  const room = basename(dirname(file));
  const tests = readdirSync(join(root, 'test', room))
    .filter((test) => test === `${name}.test.ts` || test.startsWith(`${name}-`))
    .filter((test) => test.endsWith('.test.ts'))
    .map((test) => basename(test, '.test.ts'))
    .filter((test) => test === name || !existsSync(join(root, dirname(file), `${test}.ts`)));
  return tests.length === 0 ? undefined : `**/test/${room}/@(${tests.join('|')}).test.ts`;
}

function countsIn(report) {
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  const killed = all.filter(({ status }) => ['Killed', 'Timeout'].includes(status));
  const left = all.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
  return {
    killed: killed.length,
    mutants: killed.length + left.length,
    left: left.map(
      ({ status, location, mutatorName, replacement = '' }) =>
        `${status} at ${location.start.line}: ${mutatorName} ${replacement.slice(0, 60).replaceAll('\n', ' ')}`,
    ),
  };
}

function tell(scored) {
  const killed = scored.reduce((sum, row) => sum + (row.killed ?? 0), 0);
  const mutants = scored.reduce((sum, row) => sum + (row.mutants ?? 0), 0);
  const score = mutants === 0 ? 100 : (100 * killed) / mutants;
  const untested = scored.filter((row) => row.mutants === undefined).map(({ file }) => file);
  if (untested.length > 0) console.log(`without tests of their own: ${untested.join(', ')}`);
  console.log(`${killed} of ${mutants} mutants killed: ${score.toFixed(1)} %, aim ${AIM} %`);
  return score >= AIM;
}

function settings(file, tests, name) {
  return {
    mutate: [file],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'jest.config.js',
      config: {
        testEnvironment: 'node',
        // What imports what is followed in these alone: only so are a file's tests found.
        roots: ['<rootDir>/src', '<rootDir>/test'],
        testMatch: [tests],
        setupFiles: ['<rootDir>/test/setup.ts', '<rootDir>/test/setup-mutants.ts'],
      },
    },
    // It would read tsconfig.json with an API that TypeScript 7 no longer has; swc needs none of it.
    tsconfigFile: 'none.json',
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    ignorePatterns: ['.cache', '.git', 'cdk.out', 'dist', 'docs', 'infra'],
    concurrency: 2,
    timeoutMS: 20_000,
    reporters: ['html', 'json'],
    htmlReporter: { fileName: `.cache/mutants/${name}.html` },
    jsonReporter: { fileName: `.cache/mutants/${name}.json` },
    tempDirName: join(tmpdir(), 'vulnscan-stryker'),
  };
}
