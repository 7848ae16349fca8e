import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(__dirname, '../../scanner/Dockerfile'), 'utf8');
const bases = [...text.matchAll(/^FROM (\S+)/gm)].map((match) => match[1] ?? '');

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

test('the check refuses what it is there to refuse', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  expect(faultOf('aquasec/trivy:0.74.0')).toBe('not pinned by tag and digest');
  expect(faultOf(`aquasec/trivy@${digest}`)).toBe('not pinned by tag and digest');
  expect(faultOf(`node:latest@${digest}`)).toBe('a tag that moves');
  for (const version of ['0.69.4', '0.69.5', '0.69.6']) {
    expect(faultOf(`ghcr.io/aquasecurity/trivy:${version}@${digest}`)).toBe('a malicious release');
  }
});

test('the container runs as a user without rights and needs no shell', () => {
  const last = text.slice(text.lastIndexOf('FROM '));

  expect(last).toMatch(/^USER 1000:1000$/m);
  expect(last).toMatch(/^ENTRYPOINT \["node", "\/app\/scanner\.js"\]$/m);
  expect(last).not.toMatch(/^RUN /m);
  expect(text).not.toMatch(/curl|wget/);
});

test('the Trivy that is tested is the Trivy that is deployed', () => {
  const deployed = /trivy:(\d+\.\d+\.\d+)@/.exec(text)?.[1] ?? '';
  const built = readFileSync(join(__dirname, '../../scripts/real/tools.mjs'), 'utf8');

  expect(built).toContain(`ver=${deployed}`);
});
