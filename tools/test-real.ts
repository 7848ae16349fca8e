/**
 * Runs the tests in test/real, which compare this project with software that it did not write: a browser, the AWS CLI,
 * boto3, Trivy, a registry. Installs what it can and prints what was skipped.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findTools } from './real/find-tools';

const ROOT = join(__dirname, '..');
const { chromium, python, ministack, trivy, registry } = findTools();

const jest = join(ROOT, 'node_modules', '.bin', 'jest');
const args = ['--config', join(ROOT, 'jest.real.config.js'), ...process.argv.slice(2)];
const env = {
  ...process.env,
  ...(chromium !== undefined && { CHROMIUM: chromium }),
  ...(python !== undefined && { PYTHON: python }),
  ...(ministack !== undefined && { MINISTACK: ministack }),
  ...(trivy !== undefined && { TRIVY: trivy }),
  ...(registry !== undefined && { REGISTRY: registry }),
};
const { status } = spawnSync(jest, args, { cwd: ROOT, stdio: 'inherit', env });

printTool('chromium', chromium, 'the page was not tested in a browser');
printTool('python', python, 'the AWS CLI, boto3 and the other validators were not run');
printTool('ministack', ministack, 'nothing was deployed into an emulator');
printTool('trivy', trivy, 'no real Trivy was run');
printTool('docker-registry', registry, 'no image was pulled from a real registry');
process.exitCode = status ?? 1;

function printTool(name: string, found: string | undefined, skipped: string): void {
  console.log(found === undefined ? `skipped, no ${name} found: ${skipped}` : `${name}: ${found}`);
}
