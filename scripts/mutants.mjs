#!/usr/bin/env node
/**
 * Would the tests notice? Stryker changes src/domain and src/flow in thousands of small ways and runs the tests that
 * reach each change. Not part of CI; takes an hour. `npm run mutants -- FILE ...` looks at single files, with
 * `--tests GLOB` by few tests and so within a minute. The report is .cache/mutants.html (and .json); ends with 1
 * below 85 %.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Fetched when asked for: 150 packages that nobody else needs. */
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1'];
const EVERYTHING = ['src/domain/**/*.ts', 'src/flow/**/*.ts', '!src/flow/ports.ts'];

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string', default: '**/test/{domain,flow,lambdas}/**/*.test.ts' } },
});
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-mutants-'));
const config = join(folder, 'stryker.config.json');
writeFileSync(config, JSON.stringify(settings(files.length > 0 ? files : EVERYTHING)));
const packages = STRYKER.flatMap((name) => ['-p', name]);
const done = spawnSync('npx', ['--yes', ...packages, 'stryker', 'run', config], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, VULNSCAN_MUTANTS: '1' },
});
rmSync(folder, { recursive: true });
process.exit(done.status ?? 1);

function settings(mutate) {
  return {
    mutate,
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'jest.config.js',
      config: {
        testEnvironment: 'node',
        // What imports what is followed in these alone: only so are a file's tests found.
        roots: ['<rootDir>/src', '<rootDir>/test'],
        testMatch: [values.tests],
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
    thresholds: { high: 95, low: 85, break: 85 },
    reporters: ['clear-text', 'progress', 'html', 'json'],
    htmlReporter: { fileName: '.cache/mutants.html' },
    jsonReporter: { fileName: '.cache/mutants.json' },
    tempDirName: join(tmpdir(), 'vulnscan-stryker'),
  };
}
