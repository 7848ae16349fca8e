import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import { findingId } from '../../src/domain/finding-id';
import { reconcile } from '../../src/domain/reconcile';
import { anImage, anImported, aScan, reconcileOptions } from './builders';

const [web, api, job] = [anImage('web'), anImage('api'), anImage('job')];
const CVE = findingId('CVE-1');

/** A run that knows that there are these images, and no others. */
const planOf = (
  known: KnownFinding,
  scans: ImageScan[],
  present?: string[],
  failed: string[] = [],
) => {
  const options = { ...(present && { present: new Set(present) }), failed: new Set(failed) };
  return reconcile([known], seenIn(scans), reconcileOptions(options));
};

describe('an image that a complete scan no longer has', () => {
  const scans = [aScan(api, [])];

  it('leaves its findings', async () => {
    const known = anImported({ images: [web, job] });

    const { steps } = await planOf(known, scans, [api.name, job.name]);

    expect(steps).toMatchObject([
      { kind: 'update', content: { id: CVE, detection: { images: [job] } } },
    ]);
  });

  it.each(['NEW', 'NOTIFIED'] as const)(
    'archives its last finding as no longer scanned, with a note that says so: %s',
    async (workflowStatus) => {
      const known = anImported({ images: [web, job], workflowStatus });

      expect((await planOf(known, scans, [api.name])).steps).toMatchObject([
        {
          kind: 'unscanned',
          content: { id: CVE, recordState: 'ARCHIVED' },
          change: {
            workflowStatus: 'RESOLVED',
            note: {
              text: 'No longer scanned: a scan of all images found no web, job.',
              updatedBy: expect.stringMatching(/\/unscanned$/),
            },
          },
        },
      ]);
    },
  );

  it.each(['RESOLVED', 'SUPPRESSED'] as const)(
    'changes no decision: %s',
    async (workflowStatus) => {
      const [step] = (await planOf(anImported({ workflowStatus }), scans, [api.name])).steps;

      expect(step).toMatchObject({ kind: 'unscanned' });
      expect(step).not.toHaveProperty('change');
    },
  );

  it('is not named where the finding is fixed in another image', async () => {
    const known = anImported({ images: [api, web] });

    expect((await planOf(known, scans, [api.name])).steps).toMatchObject([
      { kind: 'fixed', change: { note: { text: 'Fixed: no longer detected in api.' } } },
    ]);
  });

  it('is told the same after a scan that was interrupted', async () => {
    const known = anImported({ recordState: 'ARCHIVED', workflowStatus: 'NEW' });

    expect((await planOf(known, scans, [api.name])).steps).toMatchObject([
      { kind: 'settle', change: { note: { text: expect.stringMatching(/^No longer scanned/) } } },
    ]);
  });
});

describe('an image that may still exist keeps its findings', () => {
  const known = anImported({ images: [web] });

  it('when the scan was partial', async () => {
    expect((await planOf(known, [aScan(api, [])])).steps).toEqual([]);
  });

  it('when it could not be scanned, or not be looked up', async () => {
    expect((await planOf(known, [aScan(api, [])], [api.name, web.name], [web.name])).steps).toEqual(
      [],
    );
  });

  it('when another tag of it was scanned and this one failed', async () => {
    const other = aScan({ ...web, tag: 'v2' }, []);

    expect((await planOf(known, [other], [web.name], [web.name])).steps).toEqual([]);
    expect((await planOf(known, [other], [web.name])).steps).toMatchObject([{ kind: 'fixed' }]);
  });
});
