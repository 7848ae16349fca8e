import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInstalled } from '../../scanner/installed';

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-installed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(report: object) {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return readInstalled(file);
}

function withPackages(...Packages: object[]) {
  return { Results: [{ Target: 'x', Class: 'os-pkgs', Type: 'debian', Packages }] };
}

describe('an image may hold JARs that Trivy cannot name', () => {
  const config = (values: object) => ({ Metadata: { ImageConfig: { config: values } } });

  test.each<[string, object]>([
    ['has JARs', { Results: [{ Target: 'Java', Class: 'lang-pkgs', Type: 'jar' }] }],
    ...[
      'openjdk-17-jre-headless',
      'openjdk17-jre',
      'java-11-amazon-corretto',
      'temurin-17-jdk',
      'default-jre',
      'zulu21',
    ].map((Name): [string, object] => [
      `has the package ${Name}`,
      withPackages({ Name, Version: '1' }),
    ]),
    ['has JAVA_HOME', config({ Env: ['PATH=/bin', 'JAVA_HOME=/opt/java/openjdk'] })],
    ['starts Java', config({ Entrypoint: ['/usr/bin/java', '-jar', '/app'] })],
    ['starts a JAR', config({ Cmd: ['/app/app.jar'] })],
  ])('because it %s', async (_, report) => {
    expect((await read(report)).hasJars).toBe(true);
  });

  test.each<[string, object]>([
    ['nothing of it', {}],
    ...['javascript-common', 'libjs-jquery', 'libjavascriptcoregtk-4.0'].map(
      (Name): [string, object] => [`the package ${Name}`, withPackages({ Name, Version: '1' })],
    ),
    ['another command', config({ Env: ['PATH=/bin'], Cmd: ['node', 'javascript.js'] })],
  ])('unless it has %s', async (_, report) => {
    expect((await read(report)).hasJars).toBe(false);
  });
});

test('the environment of an image is not part of what is read', async () => {
  const secret = {
    Metadata: { ImageConfig: { config: { Env: ['JAVA_OPTS=secret', 'KEY=secret'] } } },
  };

  expect(JSON.stringify(await read(secret))).not.toContain('secret');
});

test('a package counts by its full version, wherever Trivy cuts it', async () => {
  const image = await read(
    withPackages({
      Name: 'a',
      Epoch: 1,
      Version: '2',
      Release: '3',
      SrcName: 'b',
      SrcVersion: '2-3',
    }),
  );
  const sbom = await read(
    withPackages({
      Name: 'a',
      Epoch: 1,
      Version: '2-3',
      SrcName: 'b',
      SrcVersion: '2',
      SrcRelease: '3',
    }),
  );

  expect([...sbom.packages]).toEqual([...image.packages]);
});

test('packages of third parties count only where Trivy judges them: in Echo', async () => {
  const thirdParty = {
    ID: 'docker@5',
    Name: 'docker',
    Version: '5',
    Repository: { Class: 'third-party' },
  };
  const report = (Type: string) => ({
    Results: [{ Target: 'x', Class: 'os-pkgs', Type, Packages: [thirdParty] }],
  });

  const debian = await read(report('debian'));
  expect([debian.packages.size, [...debian.unjudged]]).toEqual([0, ['docker@5']]);
  const echo = await read(report('echo'));
  expect([echo.packages.size, [...echo.unjudged]]).toEqual([1, []]);
});

test('a package without a version, in which Trivy finds nothing, makes no difference', async () => {
  expect((await read(withPackages({ Name: 'example.com/main' }))).packages.size).toBe(0);
});
