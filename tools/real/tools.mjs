/**
 * What the real tests need from outside npm. Each tool is looked for, installed where the machine allows it, and
 * otherwise named with what is skipped because of it. Nothing is kept outside the checkout but Debian packages.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function findTools(root) {
  const cache = join(root, '.cache', 'real');
  mkdirSync(cache, { recursive: true });
  return { chromium: chromium(), python: python(root, cache), trivy: trivy(root, cache) };
}

function chromium() {
  const found = () => process.env.CHROMIUM ?? CHROMIUM_PATHS.find((path) => existsSync(path));
  if (found() === undefined && has('apt-get') && process.getuid?.() === 0) {
    say('installing chromium');
    run('apt-get', ['update', '-qq']);
    run('apt-get', [
      'install',
      '-y',
      '-qq',
      'chromium',
      'fonts-noto-cjk',
      'fonts-noto-color-emoji',
    ]);
  }
  return found();
}

/** Versions are pinned in requirements.txt: the tests compare against what these say. */
function python(root, cache) {
  const venv = join(cache, 'venv');
  const binary = join(venv, 'bin', 'python');
  const wanted = join(root, 'tools', 'real', 'requirements.txt');
  const complete = join(venv, 'complete');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === readFileSync(wanted, 'utf8'))
    return binary;
  if (!has('python3') || !run('python3', ['-m', 'venv', venv])) return undefined;
  say('installing the AWS CLI, boto3 and the validators');
  if (!run(binary, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', wanted]))
    return undefined;
  copyFileSync(wanted, complete);
  return binary;
}

/** Built from the Go module proxy at the version the Dockerfile pins, since no registry has the binary. */
function trivy(root, cache) {
  if (process.env.TRIVY !== undefined) return process.env.TRIVY;
  const built = join(cache, 'trivy');
  if (existsSync(built)) return built;
  if (has('trivy')) return 'trivy';
  if (!has('go')) return undefined;
  say('building trivy from source (about five minutes, once)');
  const source = join(root, 'tools', 'real', 'trivy-build');
  const version = '-X github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0';
  const args = [
    'build',
    '-mod=mod',
    '-ldflags',
    `-s -w ${version}`,
    '-o',
    built,
    'github.com/aquasecurity/trivy/cmd/trivy',
  ];
  const env = { ...process.env, CGO_ENABLED: '0', GOEXPERIMENT: 'jsonv2', GOFLAGS: '' };
  return run('go', args, { cwd: source, env }) ? built : undefined;
}

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options }).status === 0;
}

function say(text) {
  console.error(`test:real: ${text} ...`);
}
