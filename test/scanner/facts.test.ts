import { readFileSync } from 'node:fs';
import { parseReport, readReport } from '../../scanner/report';
import { corpusFile, corpusFiles, hasCorpus, testIf } from './corpus';

/* What a report says about a vulnerability is neither lost nor mixed with what it says about another (issue 13). */

const promise = testIf(hasCorpus);

async function* bytes(json: unknown): AsyncGenerator<Buffer> {
  yield Buffer.from(JSON.stringify(json));
}

const VULNERABILITY = {
  VulnerabilityID: 'CVE-2026-1',
  PkgName: 'golang.org/x/net',
  InstalledVersion: '0.1.0',
  Severity: 'HIGH',
};

function read(Results: object[], more: object = {}) {
  const report = { SchemaVersion: 2, ArtifactName: 'team/api:1', Results, ...more };
  return parseReport(bytes(report), 'report.json');
}

const osResult = (...Vulnerabilities: object[]) => ({
  Target: 'api (debian 12)',
  Class: 'os-pkgs',
  Type: 'debian',
  Vulnerabilities,
});

const goBinary = (Target: string, more: object = {}) => ({
  Target,
  Class: 'lang-pkgs',
  Type: 'gobinary',
  Vulnerabilities: [{ ...VULNERABILITY, ...more }],
});

describe('the score', () => {
  const v2 = { V2Score: 10, V2Vector: 'AV:N' };
  const v3 = { V3Score: 8.8, V3Vector: 'CVSS:3.1/AV:N' };
  const v4 = { V40Score: 6.9, V40Vector: 'CVSS:4.0/AV:N' };

  it.each([
    ['is of the newest version', { nvd: { ...v2, ...v3, ...v4 } }, 'nvd', 6.9, '4.0'],
    ['is no v2 score above a v3 one', { nvd: { ...v2, ...v3 } }, 'nvd', 8.8, '3.1'],
    ['is of the source of the severity', { nvd: v4, ghsa: v3 }, 'ghsa', 8.8, '3.1'],
    ["is NVD's where that source has none", { redhat: v4, nvd: v3 }, 'debian', 8.8, '3.1'],
    ['is of another source where NVD has none', { redhat: v2 }, 'debian', 10, '2.0'],
  ])('%s', async (_name, CVSS, SeveritySource, score, scoreVersion) => {
    const { detections } = await read([osResult({ ...VULNERABILITY, CVSS, SeveritySource })]);

    expect(detections[0]).toMatchObject({ score, scoreVersion });
  });

  it('belongs to the severity that is shown, whatever the order of the packages', async () => {
    const CVSS = { nvd: { ...v2 }, ghsa: v3 };
    const low = { ...VULNERABILITY, Severity: 'LOW', SeveritySource: 'nvd', CVSS };
    const high = { ...VULNERABILITY, Severity: 'HIGH', SeveritySource: 'ghsa', CVSS };

    for (const order of [
      [low, high],
      [high, low],
    ]) {
      const [detection] = (await read([osResult(...order)])).detections;

      expect(detection).toMatchObject({ severity: 'HIGH', score: 8.8, scoreVersion: '3.1' });
      expect(detection?.cvss?.[0]).toMatchObject({ source: 'ghsa', score: 8.8 });
    }
  });

  promise('of the cases is the right one', async () => {
    const { detections } = await readReport(corpusFile('cases/score-v2-above-v3.json'));

    expect(detections.map(({ score, scoreVersion }) => [score, scoreVersion])).toEqual([
      [8.8, '3.1'],
      [7.5, '3.1'],
    ]);
  });

  promise(
    'of no real vulnerability is of v2 where its source or NVD rated a newer version',
    async () => {
      const wrong: string[] = [];
      for (const file of corpusFiles('trivy')) {
        for (const { vulnerabilityId, scoreVersion, cvss = [] } of (await readReport(file))
          .detections) {
          const [shown] = cvss;
          const newer = cvss.some(
            ({ source, version }) => source === shown?.source && version > '3',
          );
          if (scoreVersion === '2.0' && newer) wrong.push(vulnerabilityId);
        }
      }

      expect(wrong).toEqual([]);
    },
  );
});

describe('the place of a package', () => {
  it('is the binary or lock file that has it, each of them', async () => {
    const binaries = Array.from({ length: 19 }, (_, index) => `usr/bin/tool-${index}`);

    const { detections } = await read(binaries.map((name) => goBinary(name)));

    expect(detections).toHaveLength(1);
    expect(detections[0]?.packages.map(({ path }) => path).sort()).toEqual([...binaries].sort());
  });

  it.each(['Java', 'Node.js', 'Python', 'Ruby', 'Conda', ''])(
    'is not %p, which is a kind of package',
    async (target) => {
      const { detections } = await read([goBinary(target)]);

      expect(detections[0]?.packages[0]).not.toHaveProperty('path');
    },
  );

  it("is the package's own path where it has one, and none for a package of the system", async () => {
    const jar = await read([goBinary('Java', { PkgPath: 'app/log4j.jar' })]);
    const system = await read([osResult(VULNERABILITY)]);

    expect(jar.detections[0]?.packages[0]?.path).toBe('app/log4j.jar');
    expect(system.detections[0]?.packages[0]).not.toHaveProperty('path');
  });

  promise(
    'is known for every language package of real reports whose target is a file',
    async () => {
      const lost: string[] = [];
      for (const file of corpusFiles('trivy')) {
        const targets = languageTargets(file);
        const { detections } = await readReport(file);
        const paths = new Set(detections.flatMap((each) => each.packages.map(({ path }) => path)));
        lost.push(...targets.filter((target) => !paths.has(target)));
      }

      expect(lost).toEqual([]);
    },
  );
});

interface Raw {
  Results?: { Target: string; Class?: string; Vulnerabilities?: { PkgPath?: string }[] }[];
}

/** Targets of results with language packages that have no path of their own, straight from the file. */
function languageTargets(file: string): string[] {
  const { Results = [] }: Raw = JSON.parse(readFileSync(file, 'utf8'));
  return Results.filter(
    ({ Class, Vulnerabilities = [] }) =>
      Class === 'lang-pkgs' && Vulnerabilities.some(({ PkgPath }) => !PkgPath),
  )
    .map(({ Target }) => Target)
    .filter((target) => !['Java', 'Node.js', 'Python', 'Ruby'].includes(target));
}

test.each([
  ['will_not_fix', 'will_not_fix'],
  ['fix_deferred', 'fix_deferred'],
  ['end_of_life', 'end_of_life'],
  ['affected', undefined],
  ['under_investigation', undefined],
])('the status %s of a package without a fix is kept as %s', async (Status, status) => {
  const { detections } = await read([osResult({ ...VULNERABILITY, Status })]);

  expect(detections[0]?.packages[0]?.status).toBe(status);
});

test('a package with a fixed version has no such status', async () => {
  const fixed = { ...VULNERABILITY, FixedVersion: '2', Status: 'will_not_fix' };

  const { detections } = await read([osResult(fixed)]);

  expect(detections[0]?.packages[0]).not.toHaveProperty('status');
});

test('an image past its end of life is known as such', async () => {
  const OS = { Family: 'debian', Name: '9.13', EOSL: true };

  const { image } = await read([osResult()], { Metadata: { OS } });
  const other = await read([osResult()], { Metadata: { OS: { ...OS, EOSL: false } } });

  expect(image.endOfLife).toBe('Debian 9.13');
  expect(other.image).not.toHaveProperty('endOfLife');
});

test.each([
  ['container_image', undefined],
  [undefined, undefined],
  ['repository', 'repository'],
  ['filesystem', 'filesystem'],
  ['cyclonedx', 'sbom'],
  ['spdx', 'sbom'],
  ['vm', 'vm'],
])('a report about a %s is about a %s', async (ArtifactType, kind) => {
  const { image } = await read([osResult()], { ArtifactType });

  expect(image.kind).toBe(kind);
});

promise(
  'one vulnerability in several packages names each once, with its own fixed version',
  async () => {
    const { detections } = await readReport(corpusFile('cases/one-cve-many-packages.json'));
    const fixes = detections[0]?.packages.map(({ name, fixedVersion, path }) => [
      name,
      fixedVersion,
      path,
    ]);

    expect(detections).toHaveLength(1);
    expect(fixes).toEqual([
      ['libssl3', '3.0.9', undefined],
      ['node-openssl', '1.2.0, 2.0.1', 'app/package-lock.json'],
      ['openssl', '3.0.9', undefined],
    ]);
  },
);
