#!/usr/bin/env node
/**
 * Runs the tests in test/real: against a browser, the AWS CLI and boto3, a real Trivy, and other judges this project
 * did not write. Installs what it can, says plainly what it could not have and so skipped.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTools } from './real/tools.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tools = findTools(root);

const env = { ...process.env };
if (tools.chromium) env.CHROMIUM = tools.chromium;
if (tools.python) env.PYTHON = tools.python;
if (tools.trivy) env.TRIVY = tools.trivy;

const jest = join(root, 'node_modules', '.bin', 'jest');
const done = spawnSync(
  jest,
  ['--config', join(root, 'jest.real.config.js'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env,
  },
);

for (const [name, why] of [
  ['chromium', 'the page was not tried in a browser'],
  ['python', 'the AWS CLI, boto3 and the outside validators were not tried'],
  ['trivy', 'no real Trivy was run'],
]) {
  console.log(tools[name] ? `with ${name}: ${tools[name]}` : `skipped for want of ${name}: ${why}`);
}
process.exit(done.status ?? 1);
