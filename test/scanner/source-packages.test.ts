import { parseReport } from '../../scanner/report';

async function* pieces(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += 1000) yield Buffer.from(text.slice(at, at + 1000));
}

interface Result {
  Type?: string;
  Class?: string;
  Packages?: object[];
  Vulnerabilities?: object[];
}

async function packagesOf(results: Result[], os = { Family: 'debian', Name: '13.1' }) {
  const Results = results.map((each) => ({
    Target: 'web (debian 13.1)',
    Class: 'os-pkgs',
    Type: os.Family,
    ...each,
  }));
  const report = { SchemaVersion: 2, ArtifactName: 'web:1', Metadata: { OS: os }, Results };
  const { detections, image } = await parseReport(pieces(JSON.stringify(report)), 'web.json');
  return { image, packages: detections.flatMap((each) => each.packages) };
}

const vulnerable = (PkgName: string, InstalledVersion: string, more: object = {}) => ({
  VulnerabilityID: `CVE-${PkgName}`,
  PkgName,
  InstalledVersion,
  PkgIdentifier: { UID: `uid-${PkgName}` },
  ...more,
});
const installed = (Name: string, more: object) => ({
  Name,
  Identifier: { UID: `uid-${Name}` },
  ...more,
});

describe('a vulnerable package of an operating system has its source package', () => {
  it.each<[string, object, [string, string], object | undefined]>([
    [
      'of another name, with the release that is part of the version on Alpine',
      { Version: '3.1.4-r5', SrcName: 'openssl', SrcVersion: '3.1.4-r5' },
      ['libssl3', '3.1.4-r5'],
      { name: 'openssl', version: '3.1.4-r5' },
    ],
    [
      "with the source's own epoch, which is not that of the binary package",
      { Version: '2.41-5', Epoch: 1, SrcName: 'util-linux', SrcVersion: '2.41-5' },
      ['bsdutils', '1:2.41-5'],
      { name: 'util-linux', version: '2.41-5' },
    ],
    [
      'with epoch, version and release of the source where they are apart',
      {
        ...{ Version: '9.0.1160', Release: '1.amzn2.0.8', Epoch: 2 },
        ...{ SrcName: 'vim', SrcVersion: '9.0.1160', SrcRelease: '1.amzn2.0.8', SrcEpoch: 2 },
      },
      ['vim-minimal', '2:9.0.1160-1.amzn2.0.8'],
      { name: 'vim', version: '2:9.0.1160-1.amzn2.0.8' },
    ],
    [
      "without a version of the source: the package's",
      { Version: '1.0', Release: '2', Epoch: 3, SrcName: 'perl' },
      ['perl-libs', '3:1.0-2'],
      { name: 'perl', version: '3:1.0-2' },
    ],
    [
      'of the same name that was built again',
      { Version: '1.0-2+b1', SrcName: 'zlib', SrcVersion: '1.0-2' },
      ['zlib', '1.0-2+b1'],
      { name: 'zlib', version: '1.0-2' },
    ],
    [
      'with the stream of its Red Hat module',
      {
        ...{ Version: '12.3', SrcName: 'nodejs', SrcVersion: '12.3' },
        Modularitylabel: 'nodejs:12:8030020201124152102:229f0a1c',
      },
      ['nodejs', '12.3'],
      { name: 'nodejs', version: '12.3', module: 'nodejs:12' },
    ],
    [
      'only where it differs',
      { Version: '1.0', Release: '2', SrcName: 'zlib', SrcVersion: '1.0', SrcRelease: '2' },
      ['zlib', '1.0-2'],
      undefined,
    ],
    ['only where the report says it', { Version: '1.0' }, ['zlib', '1.0'], undefined],
    [
      'only where that is a name',
      { Version: '1.0', SrcName: 7, SrcVersion: [] },
      ['zlib', '1.0'],
      undefined,
    ],
  ])('%s', async (_what, more, [name, version], source) => {
    const { packages } = await packagesOf([
      { Packages: [installed(name, more)], Vulnerabilities: [vulnerable(name, version)] },
    ]);

    expect(packages.map((each) => each.source)).toEqual([source]);
  });

  it('by the id of the package where Trivy gives no other', async () => {
    const source = { SrcName: 'openssl', SrcVersion: '3.1' };
    const { packages } = await packagesOf([
      {
        Packages: [{ ID: 'libssl3@3.1', Name: 'libssl3', Version: '3.1', ...source }],
        Vulnerabilities: [
          vulnerable('libssl3', '3.1', { PkgIdentifier: undefined, PkgID: 'libssl3@3.1' }),
        ],
      },
    ]);

    expect(packages[0]?.source).toEqual({ name: 'openssl', version: '3.1' });
  });

  it('of its own result only', async () => {
    const source = { Version: '3.1', SrcName: 'openssl', SrcVersion: '3.1' };
    const { packages } = await packagesOf([
      { Packages: [installed('a', source)] },
      { Packages: [installed('b', source)], Vulnerabilities: [vulnerable('a', '3.1')] },
      { Vulnerabilities: [vulnerable('b', '3.1')] },
    ]);

    expect(packages.map((each) => each.source)).toEqual([undefined, undefined]);
  });

  it('and a report without packages, as Trivy wrote them before, is read as ever', async () => {
    const { packages } = await packagesOf([{ Vulnerabilities: [vulnerable('libssl3', '3.1')] }]);

    expect(packages).toEqual([
      {
        name: 'libssl3',
        installedVersion: '3.1',
        ...{ type: 'debian', image: 'web', tag: '1' },
      },
    ]);
  });
});

it('an image has the release of its operating system that advisories are published for', async () => {
  const { image } = await packagesOf([{}], { Family: 'debian', Name: '13.1' });

  expect(image.system).toBe('debian 13');
});

it('a list of many thousand packages leaves nothing behind but the sources of one result', async () => {
  const many = Array.from({ length: 20_000 }, (_, index) =>
    installed(`package-${index}`, { Version: '1', Licenses: ['MIT'], DependsOn: ['a', 'b'] }),
  );
  const { packages } = await packagesOf([
    { Type: 'node-pkg', Class: 'lang-pkgs', Packages: many },
    {
      Packages: [installed('a', { Version: '1', SrcName: 'b', SrcVersion: '1' })],
      Vulnerabilities: [vulnerable('a', '1')],
    },
  ]);

  expect(packages.map((each) => each.source)).toEqual([{ name: 'b', version: '1' }]);
});

describe('the day on which an image was begun', () => {
  const builtOn = async (history: unknown) => {
    const Metadata = { ImageConfig: { architecture: 'amd64', history } };
    const text = JSON.stringify({ SchemaVersion: 2, ArtifactName: 'web:1', Metadata, Results: [] });
    const report = await parseReport(pieces(text), 'web.json');
    expect(JSON.stringify(report)).not.toContain('hunter2');
    return report.builtOn;
  };

  it('is that of the first entry of its history, whose commands are not kept', async () => {
    const history = [
      { created: '2022-01-12T22:00:00.5Z', created_by: 'ARG PASSWORD=hunter2' },
      { created: '2024-02-13T00:00:00Z' },
    ];

    expect(await builtOn(history)).toBe('2022-01-12');
  });

  it.each([
    ['of 1970, which a build that is to be reproduced says', [{ created: '1970-01-01T00:00:00Z' }]],
    ['that is no date', [{ created: 'yesterday' }]],
    ['that is missing', [{}, { created: '2022-01-12T00:00:00Z' }]],
    ['of no history', []],
    ['of something else', 'history'],
  ])('is not known from one %s', async (_what, history) => {
    expect(await builtOn(history)).toBeUndefined();
  });
});
