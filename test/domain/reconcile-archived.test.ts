import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import type { Note, WorkflowStatus } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import type { ReconcileOptions } from '../../src/domain/plan';
import { reconcile } from '../../src/domain/reconcile';
import { aNote, anImage, anImported, aScan, reconcileOptions } from './builders';

const web = anImage('web');
const CVE = findingId('CVE-1');
const seesIt = [aScan(web, ['CVE-1'])];
const isClean = [aScan(web, [])];

const planFor = (known: KnownFinding, scans: ImageScan[], more: Partial<ReconcileOptions> = {}) =>
  reconcile([known], seenIn(scans), reconcileOptions(more));

describe('an archived finding', () => {
  const archived = (workflowStatus: WorkflowStatus, note?: Note) =>
    anImported({ recordState: 'ARCHIVED', workflowStatus, ...(note && { note }) });

  it.each(['NEW', 'NOTIFIED', 'RESOLVED'] as const)(
    'that is found again comes back: %s',
    async (status) => {
      const known = archived(status);

      const made = await planFor(known, seesIt);

      expect(made).toMatchObject({
        steps: [{ kind: 'back', content: { id: CVE, recordState: 'ACTIVE' }, known }],
        unchanged: 0,
      });
      // Security Hub itself makes it NEW at the import.
      expect(made.steps[0]?.change).toEqual({
        note: { text: 'Came back: detected again in web.', updatedBy: expect.any(String) },
      });
    },
  );

  it('that is found again stays silent if it is suppressed for good', async () => {
    const known = archived('SUPPRESSED', aNote('suppress/until=ever'));

    const made = await planFor(known, seesIt);

    expect(made).toMatchObject({
      steps: [{ kind: 'update', content: { id: CVE, recordState: 'ACTIVE' }, known }],
      unchanged: 1,
    });
    expect(made.steps[0]).not.toHaveProperty('change');
  });

  it('that is found again is reopened if the suppression has ended', async () => {
    const made = await planFor(archived('SUPPRESSED', aNote('suppress/until=fix')), seesIt);

    expect(made.steps).toMatchObject([{ kind: 'reopen', change: { workflowStatus: 'NEW' } }]);
  });

  it.each(['NEW', 'NOTIFIED'] as const)(
    'that an interrupted scan left without its status gets it: %s',
    async (status) => {
      const known = archived(status);

      expect(await planFor(known, isClean)).toMatchObject({
        steps: [
          {
            kind: 'settle',
            content: { id: CVE, detection: known, recordState: 'ARCHIVED' },
            known,
            change: {
              workflowStatus: 'RESOLVED',
              note: { text: 'Fixed: no longer detected in web.' },
            },
          },
        ],
        unchanged: 0,
      });
    },
  );

  it.each(['RESOLVED', 'SUPPRESSED'] as const)('that is %s is left unchanged', async (status) => {
    expect(await planFor(archived(status), isClean)).toEqual({ steps: [], unchanged: 0, held: [] });
  });

  it('does not come back at a severity that is not configured', async () => {
    expect(
      (await planFor(archived('RESOLVED'), seesIt, { severities: ['CRITICAL'] })).steps,
    ).toEqual([]);
  });
});
