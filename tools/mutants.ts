/**
 * Mutation testing: Stryker changes each file of src/domain, src/usecases, src/adapters and src/handlers in many small
 * ways and runs that file's own tests, `NAME.test.ts` and `NAME-*.test.ts` in the same folder of test/, which should
 * fail. Not part of CI; takes about an hour.
 * `npm run mutants -- FILE ...` checks single files, `--tests GLOB` uses other tests. Reports are in .cache/mutants;
 * the exit code is 1 below 95 %.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { groupBy } from '../src/domain/group-by';

const ROOT = join(__dirname, '..');
const REPORTS = join(ROOT, '.cache', 'mutants');
/** Installed by npx on demand: 150 packages that nothing else needs. */
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1'];
const TARGET_PERCENT = 95;

interface Mutant {
  status: string;
  location: { start: { line: number } };
  mutatorName: string;
  replacement?: string;
}

interface Score {
  killed: number;
  mutants: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string' } },
});

mkdirSync(REPORTS, { recursive: true });
const files = positionals.length > 0 ? positionals : sourceFiles();
const untested = files.filter((file) => testsOf(file) === undefined);
const scores = files.map((file) => ({ file, ...testMutants(file) }));
for (const [folder, part] of groupBy(scores, ({ file }) => dirname(file))) {
  const { killed, mutants } = sumOf(part);
  if (mutants > 0) console.log(`${folder}: ${((100 * killed) / mutants).toFixed(1)} %`);
}
const total = sumOf(scores);
const percent = total.mutants === 0 ? 100 : (100 * total.killed) / total.mutants;
if (untested.length > 0) console.log(`without tests of their own: ${untested.join(', ')}`);
console.log(
  `${total.killed} of ${total.mutants} mutants killed: ${percent.toFixed(1)} %, target ${TARGET_PERCENT} %`,
);
process.exitCode = percent >= TARGET_PERCENT ? 0 : 1;

function sumOf(scores: Score[]): Score {
  return scores.reduce(
    (sum, { killed, mutants }) => ({ killed: sum.killed + killed, mutants: sum.mutants + mutants }),
    { killed: 0, mutants: 0 },
  );
}

function sourceFiles(): string[] {
  return ['src/domain', 'src/usecases', 'src/adapters', 'src/handlers'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
}

/** A glob of the file's own tests. A test that is named after another source file with a longer name belongs to that one. */
function testsOf(file: string): string | undefined {
  if (values.tests !== undefined) return values.tests;
  const name = basename(file, '.ts');
  const folder = relative('src', dirname(file));
  if (!existsSync(join(ROOT, 'test', folder))) return undefined;
  const tests = readdirSync(join(ROOT, 'test', folder))
    .filter((test) => test.endsWith('.test.ts'))
    .map((test) => basename(test, '.test.ts'))
    .filter((test) => test === name || test.startsWith(`${name}-`))
    .filter((test) => test === name || !existsSync(join(ROOT, dirname(file), `${test}.ts`)));
  return tests.length === 0 ? undefined : `**/test/${folder}/@(${tests.join('|')}).test.ts`;
}

function testMutants(file: string): Score {
  const tests = testsOf(file);
  if (tests === undefined) return { killed: 0, mutants: 0 };
  const name = file.replaceAll('/', '-').replace(/\.ts$/, '');
  const report = join(REPORTS, `${name}.json`);
  const config = join(REPORTS, `${name}.config.json`);
  rmSync(report, { force: true });
  writeFileSync(config, JSON.stringify(strykerConfig(file, tests, name)));
  const packages = STRYKER.flatMap((each) => ['-p', each]);
  const ran = spawnSync('npx', ['--yes', ...packages, 'stryker', 'run', config], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, VULNSCAN_MUTANTS: '1' },
  });
  if (!existsSync(report))
    throw new Error(`Stryker wrote no report of ${file}:\n${ran.stdout}${ran.stderr}`);
  const all = mutantsIn(report);
  const survivors = all.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
  const killed = all.filter(({ status }) => ['Killed', 'Timeout'].includes(status)).length;
  const mutants = killed + survivors.length;
  console.log([`${file}: ${killed} of ${mutants}`, ...survivors.map(describe)].join('\n  '));
  return { killed, mutants };
}

function mutantsIn(report: string): Mutant[] {
  const parsed: { files: Record<string, { mutants: Mutant[] }> } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return Object.values(parsed.files).flatMap(({ mutants }) => mutants);
}

function describe({ status, location, mutatorName, replacement = '' }: Mutant): string {
  const text = replacement.slice(0, 60).replaceAll('\n', ' ');
  return `${status} at line ${location.start.line}: ${mutatorName} ${text}`;
}

function strykerConfig(file: string, tests: string, name: string): object {
  return {
    mutate: [file],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'jest.config.js',
      config: {
        testEnvironment: 'node',
        // Jest finds a file's tests by following imports within the roots.
        roots: ['<rootDir>/src', '<rootDir>/test'],
        testMatch: [tests],
        setupFiles: ['<rootDir>/test/setup.ts', '<rootDir>/test/setup-mutants.ts'],
      },
    },
    // Stryker would read tsconfig.json with an API that TypeScript 7 no longer has; swc does not need it.
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
