import type { Finding } from '../../src/domain/finding';
import type { Job } from '../../src/domain/job';
import { forwardChange } from '../../src/usecases/forward-change';
import { PRODUCT } from '../fakes/security-hub';
import { aFinding, findings, NOW } from './kit';

const placement = { channel: 'C0', ts: String(NOW.getTime() / 1000), generation: 0 };
const note = { text: 'Resolved by Ana.', updatedBy: 'vulnscan/U1/1764000000/resolve' };

async function passed(...changed: Finding[]): Promise<Job[]> {
  const jobs: Job[] = [];
  const queue = { send: async (job: Job) => void jobs.push(job) };
  const outcome = await forwardChange(
    { queue },
    { findings: changed, time: NOW.toISOString(), eventId: 'e1' },
  );
  expect(outcome).toEqual({ kind: 'done' });
  return jobs;
}

test('a change of a shown finding is queued for its message, with the state in the event', async () => {
  const finding = aFinding({ workflowStatus: 'RESOLVED', placement, note });

  expect(await passed(finding)).toStrictEqual([
    {
      type: 'sync',
      key: { id: finding.id, productArn: PRODUCT },
      ref: { channel: 'C0', ts: placement.ts },
      eventTime: NOW.toISOString(),
      seen: { workflowStatus: 'RESOLVED', recordState: 'ACTIVE', placement, note },
      origin: { requestId: `e1/${finding.id}` },
    },
  ]);
});

test('a change of a finding under a digest is queued for its page in the thread', async () => {
  const under = { ...placement, threadTs: '7.7' };

  const [job] = await passed(aFinding({ workflowStatus: 'SUPPRESSED', placement: under }));

  expect(job).toMatchObject({ ref: { channel: 'C0', ts: placement.ts, threadTs: '7.7' } });
  expect(job?.type === 'sync' && job.seen && 'note' in job.seen).toBe(false);
});

test('each finding of an event is a job of its own', async () => {
  const jobs = await passed(...findings(2, { workflowStatus: 'RESOLVED', placement }));

  expect(jobs.map(({ origin }) => origin.requestId)).toEqual([
    'e1/vulnscan/CVE-2026-0',
    'e1/vulnscan/CVE-2026-1',
  ]);
});

test.each<[string, Partial<Finding>]>([
  ['that nothing shows has no message to change', { workflowStatus: 'RESOLVED' }],
  [
    'that was just posted is the echo of our own receipt',
    { workflowStatus: 'NOTIFIED', placement },
  ],
])('a finding %s', async (_what, changes) => {
  expect(await passed(aFinding(changes))).toHaveLength(0);
});
