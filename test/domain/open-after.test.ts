import { seenIn } from '../../src/domain/collected-scans';
import { openAfter } from '../../src/domain/open-after';
import { reconcile } from '../../src/domain/reconcile';
import { aDetection, aFinding, anImage, aScan, reconcileOptions } from './builders';

const web = anImage('web');
const api = anImage('api');
const known = (id: string, image = web, more: Parameters<typeof aFinding>[0] = {}) =>
  aFinding({
    ...aDetection(id, image),
    id: `vulnscan/${id}`,
    images: [image],
    workflowStatus: 'NOTIFIED',
    ...more,
  });

async function countAfter(refused: string[] = [], names?: Set<string>) {
  const findings = [
    known('CVE-1'),
    known('CVE-2', web, { workflowStatus: 'SUPPRESSED' }),
    known('CVE-3', web, { severity: 'CRITICAL' }),
    known('CVE-4', api, { severity: 'CRITICAL' }),
    known('CVE-5', web, { recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' }),
  ];
  const scans = [
    aScan(web, ['CVE-1', 'CVE-2', ['CVE-6', 'CRITICAL']]),
    aScan(api, [['CVE-4', 'CRITICAL']]),
  ];
  const plan = await reconcile(findings, seenIn(scans), reconcileOptions());
  return openAfter({ plan, known: findings, refused }, names);
}

test('open after a scan are the findings that nobody decided: known ones, new ones, not those that are gone', async () => {
  expect(await countAfter()).toEqual({ total: 3, critical: 2 });
});

test('a finding that Security Hub refused is as it was', async () => {
  expect(await countAfter(['vulnscan/CVE-6'])).toEqual({ total: 2, critical: 1 });
  expect(await countAfter(['vulnscan/CVE-3'])).toEqual({ total: 4, critical: 3 });
});

test('after a scan of some images they are those of these images', async () => {
  expect(await countAfter([], new Set([api.name]))).toEqual({ total: 1, critical: 1 });
});
