import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const text = readFileSync(join(ROOT, 'scanner/Dockerfile'), 'utf8');
const bases = [...text.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(
  (match) => match[1] ?? '',
);

/** What is wrong with a base image, if anything. */
function faultOf(base: string): string | undefined {
  if (!/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/.test(base)) return 'not pinned by tag and digest';
  if (/:(latest|canary)@/.test(base)) return 'a tag that moves';
  if (/trivy:0\.69\.[456]@/.test(base)) return 'a malicious release';
  return undefined;
}

test('every base image is pinned by tag and digest, and none is a malicious release', () => {
  expect(bases).toHaveLength(3);
  expect(bases.map(faultOf)).toEqual(bases.map(() => undefined));
});

test('the check finds each kind of fault', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  expect(faultOf('aquasec/trivy:0.74.0')).toBe('not pinned by tag and digest');
  expect(faultOf(`aquasec/trivy@${digest}`)).toBe('not pinned by tag and digest');
  expect(faultOf(`node:latest@${digest}`)).toBe('a tag that moves');
  for (const version of ['0.69.4', '0.69.5', '0.69.6']) {
    expect(faultOf(`ghcr.io/aquasecurity/trivy:${version}@${digest}`)).toBe('a malicious release');
  }
});

test('the container runs as an unprivileged user and needs no shell', () => {
  const last = text.slice(text.lastIndexOf('FROM '));

  expect(last).toMatch(/^USER 1000:1000$/m);
  expect(last).toMatch(/^ENTRYPOINT \["node", "\/app\/scanner\.js"\]$/m);
  expect(last).not.toMatch(/^RUN /m);
  expect(text).not.toMatch(/curl|wget/);
});

test('Trivy finds the certificate authorities that every registry is verified against', () => {
  const last = text.slice(text.lastIndexOf('FROM '));
  const roots = '/etc/ssl/certs/ca-certificates.crt';

  expect(last).toContain(`COPY --from=trivy ${roots} ${roots}\n`);
});

test('an x86 machine builds the image for arm64 without emulating it', () => {
  const stages = text.split(/^(?=FROM )/m).filter((stage) => /^RUN /m.test(stage));

  expect(stages).toHaveLength(1);
  expect(stages[0]).toMatch(/^FROM --platform=\$BUILDPLATFORM /);
});

test('the tested Trivy is the deployed Trivy', () => {
  const deployed = /trivy:(\d+\.\d+\.\d+)@/.exec(text)?.[1] ?? '';
  const built = readFileSync(join(ROOT, 'tools/real/find-tools.ts'), 'utf8');

  expect(built).toContain(`ver=${deployed}`);
});

test('the files that the build copies are all that the scanner needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-image-'));
  try {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    for (const name of copied) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const [, command = ''] =
      /RUN node_modules\/\.bin\/esbuild ([\s\S]+?)&&/.exec(text.replaceAll('\\\n', '')) ?? [];
    const args = command.trim().replace('=/out/', `=${folder}/out/`).split(/\s+/);

    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), args, { cwd: folder, stdio: 'pipe' });
    rmSync(join(folder, 'node_modules'));
    const program = join(folder, 'out/scanner.js');
    const said = execFileSync(process.execPath, [program, '--help'], { cwd: '/', env: {} });

    expect(String(said)).toMatch(/^vulnscan scanner: /);
    expect(text).toContain('ENTRYPOINT ["node", "/app/scanner.js"]');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
