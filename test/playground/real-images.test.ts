import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageState } from '../../playground/page/protocol';
import { type FakeTrivy, fakeTrivy } from '../scanner/fake-trivy';
import { eventually, type Started, startPlayground } from './process';

/* `npm start` with a Trivy that a person has installed; a program that speaks as Trivy does stands in for it. */

const ANY_PORTS = ['--port', '0', '--aws-port', '0'];
const before = process.env['TRIVY'];
let playground: Started | undefined;

afterEach(async () => {
  if (before === undefined) delete process.env['TRIVY'];
  else process.env['TRIVY'] = before;
  if (playground === undefined) return;
  try {
    process.kill(-playground.pid, 'SIGINT');
  } catch {
    // It has ended already.
  }
  await playground.exit;
  playground = undefined;
});

test('--image pulls what Docker means by the name, without any AWS credentials, and shows its findings', async () => {
  const { trivy, state } = await start(
    { images: { alpine: { report: reportOf('docker.io/library/alpine:3.19') } } },
    ...['--image', 'alpine:3.19'],
  );

  expect(await eventually(async () => (await state()).findings.length > 0)).toBe(true);
  const [finding] = (await state()).findings;
  expect(finding).toMatchObject({ id: 'vulnscan/CVE-2099-0001' });
  expect(JSON.stringify(finding?.asff)).toContain('docker.io/library/alpine');
  const [scan, ...others] = trivy().filter(({ args }) => args.includes('--output'));
  expect(scan?.args.slice(-2)).toEqual(['--', 'docker.io/library/alpine:3.19']);
  expect(Object.keys(scan?.env ?? {}).filter((name) => name.startsWith('AWS_'))).toEqual([]);
  expect(others).toEqual([]);
});

test('--image-tar scans the archive, and its findings carry the name it is given', async () => {
  const { trivy, state } = await start(
    { images: { LICENSE: { report: reportOf('LICENSE') } } },
    ...['--image-tar', 'team/web:dev=LICENSE'],
  );

  expect(await eventually(async () => (await state()).findings.length > 0)).toBe(true);
  expect((await state()).findings[0]?.images).toEqual(['team/web:dev']);
  expect(trivy().some(({ args }) => args.join(' ').endsWith('--input LICENSE'))).toBe(true);
});

async function start(behaviour: FakeTrivy, ...args: string[]) {
  const { program, folder } = fakeTrivy(behaviour);
  process.env['TRIVY'] = program;
  playground = startPlayground([...ANY_PORTS, ...args]);
  const url = await playground.line('ready:');
  return {
    trivy: (): { args: string[]; env: Record<string, string> }[] =>
      readFileSync(join(folder, 'calls.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    async state(): Promise<PageState> {
      return (await fetch(`${url}/page/state`)).json();
    },
  };
}

function reportOf(image: string): object {
  const vulnerability = {
    VulnerabilityID: 'CVE-2099-0001',
    PkgName: 'zlib',
    InstalledVersion: '1.0',
    FixedVersion: '1.1',
    Severity: 'HIGH',
  };
  return {
    SchemaVersion: 2,
    ArtifactName: image,
    Results: [
      { Target: image, Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: [vulnerability] },
    ],
  };
}
