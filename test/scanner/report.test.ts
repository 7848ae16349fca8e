import { parseReport } from '../../scanner/report';
import { InvalidInput } from '../../src/domain/errors';

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const read = (json: unknown) =>
  parseReport(bytes(typeof json === 'string' ? json : JSON.stringify(json)), 'x/report.json');

const VULNERABILITY = {
  VulnerabilityID: 'CVE-2022-0778',
  PkgName: 'libssl3',
  InstalledVersion: '3.0.1-r0',
  FixedVersion: '3.0.2-r0',
  Severity: 'HIGH',
};

const aReport = (more: object = {}, ...vulnerabilities: object[]) => ({
  SchemaVersion: 2,
  ArtifactName: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2',
  Metadata: { OS: { Family: 'alpine', Name: '3.20.1' } },
  Results: [
    { Target: 'web (alpine)', Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: vulnerabilities },
  ],
  ...more,
});

describe('a report is read although parts are missing', () => {
  it('without Results, with none, or with a result that has no Vulnerabilities', async () => {
    for (const Results of [
      undefined,
      null,
      [],
      [{ Target: 'a', Class: 'os-pkgs', Type: 'alpine' }],
    ]) {
      const report = await read(aReport({ Results }));

      expect(report.detections).toEqual([]);
      expect(report.coversAny).toBe(Array.isArray(Results) && Results.length > 0);
    }
    expect(
      (await read(aReport({ Results: [{ Target: 'a', Vulnerabilities: null }] }))).detections,
    ).toEqual([]);
  });

  it('with a severity that is empty, missing, UNKNOWN or nonsense: INFORMATIONAL', async () => {
    for (const Severity of ['', undefined, 'UNKNOWN', 'TERRIBLE', 7]) {
      const report = await read(aReport({}, { ...VULNERABILITY, Severity }));

      expect(report.detections[0]?.severity).toBe('INFORMATIONAL');
    }
  });

  it('with nothing but an id', async () => {
    const report = await read(aReport({}, { VulnerabilityID: 'TEMP-1' }));

    expect(report.detections[0]).toMatchObject({
      title: 'TEMP-1',
      description: '',
      packages: [{ name: 'unknown', installedVersion: 'unknown', type: 'alpine' }],
    });
  });

  it('with entries without an id, which are counted', async () => {
    const report = await read(
      aReport({}, VULNERABILITY, { PkgName: 'x' }, { VulnerabilityID: ' ' }),
    );

    expect(report.detections).toHaveLength(1);
    expect(report.ignored.withoutId).toBe(2);
  });

  it('of the first schema, a bare list', async () => {
    const report = await read([
      { Target: 'composer.lock', Type: 'composer', Vulnerabilities: [VULNERABILITY] },
      { Target: 'Cargo.lock', Type: 'cargo', Vulnerabilities: null },
    ]);

    expect(report.detections).toHaveLength(1);
    expect(report.image.name).toBe('report.json');
  });

  it('with secrets and misconfigurations, which are counted and otherwise ignored', async () => {
    const secrets = { Target: '.env', Class: 'secret', Secrets: [{ Match: 'password=hunter2' }] };
    const config = { Target: 'Dockerfile', Class: 'config', Misconfigurations: [{}, {}] };

    const report = await read(aReport({ Results: [secrets, config] }));

    expect(report.ignored).toEqual({
      secrets: 1,
      misconfigurations: 2,
      licenses: 0,
      withoutId: 0,
    });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});

describe('a report', () => {
  it('gives one detection for each vulnerability, with every package and the worst severity', async () => {
    const report = await read(
      aReport(
        {},
        { ...VULNERABILITY, Severity: 'MEDIUM' },
        { ...VULNERABILITY, PkgName: 'libcrypto3' },
        { ...VULNERABILITY, PkgName: 'libcrypto3' },
      ),
    );

    expect(report.detections).toHaveLength(1);
    expect(report.detections[0]).toMatchObject({
      severity: 'HIGH',
      packages: [{ name: 'libcrypto3' }, { name: 'libssl3' }],
    });
  });

  it('names the image without tag and digest, and keeps both separately', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const name = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web';

    const report = await read(
      aReport({
        Metadata: {
          RepoDigests: [`${name}@${digest}`],
          ImageConfig: { architecture: 'arm64', os: 'linux', config: { Env: ['SECRET=1'] } },
        },
      }),
    );

    expect(report.image).toEqual({
      name,
      repository: 'web',
      tag: '1.2',
      digest,
      platform: 'linux/arm64',
      services: [],
    });
  });

  it('gives the score of NVD where the source of the severity rated nothing', async () => {
    const CVSS = {
      redhat: { V3Vector: 'CVSS:3.1/AV:L', V3Score: 9.9 },
      nvd: { V2Vector: 'AV:N', V2Score: 5, V3Vector: 'CVSS:3.0/AV:N', V3Score: 7.5 },
      broken: { V3Score: 77 },
    };

    const [detection] = (await read(aReport({}, { ...VULNERABILITY, CVSS }))).detections;

    expect(detection).toMatchObject({ score: 7.5, scoreVersion: '3.0' });
    expect(detection?.cvss?.[0]).toEqual({
      version: '3.0',
      score: 7.5,
      vector: 'CVSS:3.0/AV:N',
      source: 'nvd',
    });
  });
});

describe('an archive', () => {
  it.each([
    ['/tmp/build/web.tar', { RepoTags: ['team/web:1.2'] }, 'team/web', '1.2'],
    ['/tmp/build/my-web.tar.gz', {}, 'my-web', undefined],
    ['./archives/web', {}, 'web', undefined],
  ])('%s has the name it was saved under, else that of its file', async (file, more, name, tag) => {
    const { image } = await read(aReport({ ArtifactName: file, Metadata: more }));

    expect(image.name).toBe(name);
    expect(image.tag).toBe(tag);
  });
});

describe('anything but a report is refused with one sentence that names it', () => {
  it.each([
    ['an empty file', ''],
    ['something that is not JSON', 'hello'],
    ['a report that was cut off', JSON.stringify(aReport({}, VULNERABILITY)).slice(0, -20)],
    ['JSON of something else', { name: 'vulnscan' }],
    ['a list of something else', [1, 2]],
    ['a number', '7'],
    ['a CycloneDX document', { bomFormat: 'CycloneDX', specVersion: '1.5' }],
    ['a schema from the future', aReport({ SchemaVersion: 3 })],
    ['Results that are no list', aReport({ Results: 'none' })],
  ])('%s', async (_name, json) => {
    const error = await read(json).then(
      () => undefined,
      (reason: unknown) => reason,
    );

    expect(error).toBeInstanceOf(InvalidInput);
    expect(error).toMatchObject({ code: 'trivy_report' });
    expect(String(error)).toContain('x/report.json');
  });
});
