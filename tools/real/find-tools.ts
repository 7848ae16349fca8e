import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const CACHE = join(ROOT, '.cache', 'real');
const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Paths of programs that npm does not provide; undefined where one is neither installed nor installable. */
export interface RealTools {
  chromium: string | undefined;
  python: string | undefined;
  /** ministack, an AWS emulator. */
  ministack: string | undefined;
  trivy: string | undefined;
  /** Debian's docker-registry, to be started by the tests. */
  registry: string | undefined;
}

/** Finds each tool or installs it, into .cache/real except for Debian packages. */
export function findTools(): RealTools {
  mkdirSync(CACHE, { recursive: true });
  return {
    chromium: findChromium(),
    python: findPython(),
    ministack: findMinistack(),
    trivy: findTrivy(),
    registry: findRegistry(),
  };
}

function findChromium(): string | undefined {
  const installed = () =>
    process.env['CHROMIUM'] ?? CHROMIUM_PATHS.find((path) => existsSync(path));
  if (installed() === undefined && has('apt-get') && process.getuid?.() === 0) {
    print('installing chromium');
    const packages = ['chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji'];
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', ...packages]);
  }
  return installed();
}

function findPython(): string | undefined {
  return findPackages(
    'venv',
    'requirements.txt',
    'python',
    'the AWS CLI, boto3 and the validators',
  );
}

/** In an environment of its own: it wants another botocore than the AWS CLI. */
function findMinistack(): string | undefined {
  return findPackages('ministack', 'requirements-ministack.txt', 'ministack', 'ministack');
}

/**
 * A program of an environment with Python packages. The versions are pinned, because the tests compare with what these
 * packages do.
 */
function findPackages(
  folder: string,
  requirements: string,
  program: string,
  what: string,
): string | undefined {
  const venv = join(CACHE, folder);
  const python = join(venv, 'bin', 'python');
  const found = join(venv, 'bin', program);
  const wanted = join(__dirname, requirements);
  const complete = join(venv, 'complete');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === readFileSync(wanted, 'utf8'))
    return found;
  if (!has('python3') || !run('python3', ['-m', 'venv', venv])) return undefined;
  print(`installing ${what}`);
  const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', wanted];
  if (!run(python, pip)) return undefined;
  copyFileSync(wanted, complete);
  return found;
}

/** Built with Go at the version that the Dockerfile pins, because no registry has the binary. */
function findTrivy(): string | undefined {
  if (process.env['TRIVY'] !== undefined) return process.env['TRIVY'];
  const built = join(CACHE, 'trivy');
  if (existsSync(built)) return built;
  if (has('trivy')) return 'trivy';
  if (!has('go')) return undefined;
  print('building trivy from source (about five minutes, once)');
  const flags = '-s -w -X github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0';
  const program = 'github.com/aquasecurity/trivy/cmd/trivy';
  return run('go', ['build', '-mod=mod', '-ldflags', flags, '-o', built, program], {
    cwd: join(__dirname, 'trivy-build'),
    env: { ...process.env, CGO_ENABLED: '0', GOEXPERIMENT: 'jsonv2', GOFLAGS: '' },
  })
    ? built
    : undefined;
}

function findRegistry(): string | undefined {
  const name = 'docker-registry';
  if (!has(name) && has('apt-get') && process.getuid?.() === 0) {
    print(`installing ${name}`);
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
  }
  return has(name) ? name : undefined;
}

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options }).status === 0;
}

function print(text: string): void {
  console.error(`test:real: ${text} ...`);
}
