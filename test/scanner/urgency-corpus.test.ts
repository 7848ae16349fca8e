import { readFileSync } from 'node:fs';
import { readReport } from '../../scanner/report';
import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, ScoredDetection } from '../../src/domain/detection';
import type { Feeds } from '../../src/domain/feeds';
import { SEVERITIES } from '../../src/domain/finding';
import type { ReconcileOptions } from '../../src/domain/plan';
import { reconcile } from '../../src/domain/reconcile';
import type { Exposure } from '../../src/domain/urgency';
import { reconcileOptions } from '../domain/builders';
import { corpusFile, corpusFiles, hasCorpus, testIf } from './corpus';

/** Real reports, the playground's samples and CISA's catalogue of August 2025. Figures of docs/urgency.md are from here. */
const promise = testIf(hasCorpus);

const SAMPLES = ['api-1', 'web-1', 'worker-1'].map((name) => `playground/samples/${name}.json`);
const KNOWN: Record<Exposure['exposed'], Exposure> = {
  yes: { exposed: 'yes', source: 'configured' },
  no: { exposed: 'no', source: 'configured' },
  unknown: { exposed: 'unknown' },
};

function readKev(): Feeds {
  const file = corpusFile('prioritisation/kev-2025-08-25.json');
  const { vulnerabilities }: { vulnerabilities: { cveID: string; dateAdded: string }[] } =
    JSON.parse(readFileSync(file, 'utf8'));
  const entries = vulnerabilities.map(
    ({ cveID, dateAdded }) => [cveID, { since: dateAdded, ransomware: false }] as const,
  );
  return { stale: [], exploited: new Map(entries) };
}

const isListed = ({ urgency }: ScoredDetection) => urgency?.exploitedSince !== undefined;

async function scansOf(files: string[], exposed: Exposure['exposed'] = 'unknown') {
  const reports = await Promise.all(files.map(readReport));
  return reports.map((report): ImageScan => {
    const image = { ...report.image, exposure: KNOWN[exposed] };
    const detections = report.detections.map((each) => ({ ...each, images: [image] }));
    return { ...report, image, detections };
  });
}

/** What a first scan imports. */
async function found(
  scans: ImageScan[],
  more: Partial<ReconcileOptions> = {},
): Promise<ScoredDetection[]> {
  const { steps } = await reconcile(
    [],
    seenIn(scans),
    reconcileOptions({ feeds: readKev(), ...more }),
  );
  return steps.map(({ content }) => content.detection);
}

function countOutcomes(detections: ScoredDetection[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { urgency } of detections) {
    if (urgency !== undefined) counts[urgency.outcome] = (counts[urgency.outcome] ?? 0) + 1;
  }
  return counts;
}

promise('all six listed vulnerabilities are findings whatever their severity', async () => {
  const scans = await scansOf([...corpusFiles('trivy'), ...SAMPLES]);
  const none = await found(scans, { severities: [], dueWithin: 0 });

  expect(none.map(({ vulnerabilityId }) => vulnerabilityId).sort()).toEqual([
    'CVE-2020-15999',
    'CVE-2021-3129',
    'CVE-2021-44228',
    'CVE-2021-45046',
    'CVE-2022-22965',
    'CVE-2023-44487',
  ]);
  expect(none.every(isListed)).toBe(true);
});

promise(
  'a first scan with the default settings finds what it did before, and the listed ones',
  async () => {
    const scans = await scansOf(corpusFiles('trivy'));
    const ids = (detections: ScoredDetection[]) =>
      new Set(detections.map(({ vulnerabilityId }) => vulnerabilityId));
    const before = ids(
      (await found(scans, { severities: SEVERITIES })).filter(
        ({ severity }) => severity === 'CRITICAL' || severity === 'HIGH',
      ),
    );
    const now = await found(scans);

    expect(before.size).toBe(331);
    expect(now).toHaveLength(332);
    expect(now.filter(({ vulnerabilityId }) => !before.has(vulnerabilityId)).every(isListed)).toBe(
      true,
    );
  },
);

describe('of the vulnerabilities of all reports', () => {
  const figures: [Exposure['exposed'], Record<string, number>, number][] = [
    ['yes', { '3DF': 1, '3D': 71, '14D': 336, '60D': 168 }, 120],
    ['unknown', { '3DF': 1, '3D': 71, '14D': 336, '60D': 168 }, 1],
    ['no', { '3DF': 1, '14D': 2, '60D': 227, FSU: 346 }, 1],
  ];
  for (const [exposed, outcomes, below] of figures) {
    promise(
      `where exposed is ${exposed}, so many are due so soon, and ${below} below HIGH become findings`,
      async () => {
        const scans = await scansOf(corpusFiles('trivy'), exposed);

        expect(countOutcomes(await found(scans, { severities: SEVERITIES }))).toEqual(outcomes);
        expect(await found(scans)).toHaveLength(331 + below);
      },
    );
  }
});

promise("the answers of a vector are compared with CISA's own", async () => {
  const { rows }: { rows: { id: string; automatable: string; technicalImpact: string }[] } =
    JSON.parse(readFileSync(corpusFile('prioritisation/ssvc-2024-10-24.json'), 'utf8'));
  const own = new Map(rows.map((row) => [row.id, row]));
  const scans = await scansOf([...corpusFiles('trivy'), ...SAMPLES]);
  const compared = (await found(scans, { severities: SEVERITIES })).flatMap(
    ({ vulnerabilityId, urgency }) => {
      const row = own.get(vulnerabilityId);
      return row === undefined || urgency?.vectorSource !== 'cvss' ? [] : [{ row, urgency }];
    },
  );
  const same = (isSame: (one: (typeof compared)[number]) => boolean) =>
    compared.filter(isSame).length;

  expect(compared).toHaveLength(68);
  expect(
    same(({ row, urgency }) => (row.automatable.toLowerCase() === 'yes') === urgency.automatable),
  ).toBe(62);
  expect(same(({ row, urgency }) => row.technicalImpact.toLowerCase() === urgency.impact)).toBe(66);
});
