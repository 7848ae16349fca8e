import { basename } from 'node:path';
import type { Aws } from '../../emulators/aws/server';
import { readReport } from '../../scanner/report';
import { seenIn } from '../../src/domain/collected-scans';
import type { Severity } from '../../src/domain/finding';
import { importScan } from '../../src/usecases/import-scan';
import { planScan } from '../../src/usecases/plan-scan';
import { reconcileOptions, target } from '../domain/builders';
import { remedies } from '../usecases/remedies';
import { corpusFile, corpusFiles, countIds, hasCorpus, testIf } from './corpus';
import { quiet, startHub, storeOf } from './hub';

const promise = testIf(hasCorpus);
if (!hasCorpus) process.stderr.write('no corpus of real reports: set VULNSCAN_CORPUS to try it.\n');

const clock = { now: () => new Date(), sleep: async () => undefined };
let aws: Aws;

beforeEach(async () => {
  aws = await startHub();
});
afterEach(() => aws.close());

async function scan(file: string, severities: Severity[]) {
  const store = storeOf(aws);
  const report = await readReport(file);
  const options = reconcileOptions({ severities, now: clock.now() });
  const { plan } = await planScan({ store, remedies }, seenIn([report]), options);
  return importScan({ store, clock, log: quiet }, { plan, scanId: 'corpus', target });
}

for (const file of corpusFiles('trivy')) {
  test(`every vulnerability of ${basename(file)} at a watched severity is one finding, and none is refused`, async () => {
    const { counts, refused } = await scan(file, ['CRITICAL', 'HIGH']);

    expect(refused).toEqual([]);
    expect(counts.new).toBe(countIds(file, ['CRITICAL', 'HIGH']));
    expect(aws.hub.findings()).toHaveLength(counts.new);
  });
}

for (const file of corpusFiles('trivy')) {
  test(`every vulnerability of ${basename(file)} at any severity is one finding, and none is refused`, async () => {
    const all: Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];

    const { counts, refused } = await scan(file, all);

    expect(refused).toEqual([]);
    expect(counts.new).toBe(countIds(file, ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN']));
  });
}

promise(
  'after a rebuild, missing findings are fixed, remaining ones unchanged, and others new',
  async () => {
    const all: Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];
    const file = (version: string) =>
      corpusFile(`trivy/EdgewareRoad--TrivySummary--testapp-${version}.json`);

    const first = await scan(file('0.0.1'), all);
    const second = await scan(file('0.0.2'), all);
    const third = await scan(file('0.0.2'), all);

    expect(first.counts).toEqual({ new: 398, reopened: 0, fixed: 0, unchanged: 0 });
    expect(second.counts).toEqual({ new: 1, reopened: 0, fixed: 305, unchanged: 93 });
    expect(third.counts).toEqual({ new: 0, reopened: 0, fixed: 0, unchanged: 94 });
  },
);
