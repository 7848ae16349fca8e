import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import { WORKFLOW_STATUSES, type WorkflowStatus } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import { keepAfter } from '../../src/domain/keep-alive';
import type { Plan, ReconcileOptions } from '../../src/domain/plan';
import { reconcile } from '../../src/domain/reconcile';
import {
  aDetection,
  aNote,
  anImage,
  anImported,
  aScan,
  HOUR,
  NOW,
  reconcileOptions,
} from './builders';

const web = anImage('web');
const api = anImage('api');
const CVE = findingId('CVE-1');

const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();

const plan = (known: KnownFinding[], scans: ImageScan[], more: Partial<ReconcileOptions> = {}) =>
  reconcile(known, seenIn(scans), reconcileOptions(more));

const kindsOf = ({ steps }: Plan) => steps.map(({ kind, content }) => `${kind} ${content.id}`);

const seesIt = [aScan(web, ['CVE-1'])];
const isClean = [aScan(web, [])];

describe('a finding that Security Hub does not have', () => {
  it('is imported once, with every image that has it', async () => {
    const { steps, unchanged } = await plan([], [aScan(web, ['CVE-1']), aScan(api, ['CVE-1'])]);

    expect(steps).toMatchObject([
      {
        kind: 'new',
        content: { id: CVE, recordState: 'ACTIVE', detection: { images: [api, web] } },
      },
    ]);
    expect(steps[0]).not.toHaveProperty('change');
    expect(unchanged).toBe(0);
  });

  it('is one finding per image in scope image', async () => {
    const scans = [aScan(web, ['CVE-1']), aScan(api, ['CVE-1'])];

    expect(kindsOf(await plan([], scans, { scope: 'image' }))).toEqual([
      `new vulnscan/${api.name}/CVE-1`,
      `new vulnscan/${web.name}/CVE-1`,
    ]);
  });

  it('is not imported below the configured severities', async () => {
    expect(await plan([], [aScan(web, [['CVE-1', 'LOW']])])).toEqual({
      steps: [],
      unchanged: 0,
      held: [],
    });
  });
});

describe('a finding that is still detected', () => {
  it('is counted, and not written while it is unchanged', async () => {
    expect(await plan([anImported()], seesIt)).toEqual({ steps: [], unchanged: 1, held: [] });
  });

  it.each([
    ['not after 30 days', 30 * 24 * HOUR - 1, []],
    ['not yet', keepAfter(CVE) - 1, []],
    ['now', keepAfter(CVE), [`keep ${CVE}`]],
    ['by half of the time that Security Hub keeps it', 45 * 24 * HOUR, [`keep ${CVE}`]],
  ])('is imported again before it expires: %s', async (_when, age, steps) => {
    const made = await plan([anImported({ updatedAt: ago(age) })], seesIt);

    expect(kindsOf(made)).toEqual(steps);
    expect(made.unchanged).toBe(1);
  });

  it('is imported when its content differs, without a message', async () => {
    const known = anImported();
    const retitled = aDetection('CVE-1', web, { title: 'another title' });

    const made = await plan([known], [{ ...aScan(web, []), detections: [retitled] }]);

    expect(made.steps).toMatchObject([
      { kind: 'update', content: { id: CVE, detection: retitled, recordState: 'ACTIVE' }, known },
    ]);
    expect(made.unchanged).toBe(1);
  });

  it('stays a finding when fewer severities are configured', async () => {
    const options = { severities: ['CRITICAL' as const] };

    expect(await plan([anImported()], seesIt, options)).toMatchObject({ steps: [], unchanged: 1 });
  });
});

describe('a finding that no image has any more', () => {
  it.each(WORKFLOW_STATUSES)('is archived when it was %s', async (workflowStatus) => {
    const known = anImported({ workflowStatus });

    const made = await plan([known], isClean);

    expect(made).toMatchObject({ unchanged: 0, held: [] });
    expect(made.steps).toMatchObject([
      { kind: 'fixed', content: { id: CVE, detection: known, recordState: 'ARCHIVED' }, known },
    ]);
  });

  it('becomes RESOLVED, unless a person had decided', async () => {
    const changeOf = async (workflowStatus: WorkflowStatus) =>
      (await plan([anImported({ workflowStatus })], isClean)).steps[0]?.change;
    const resolved = {
      workflowStatus: 'RESOLVED',
      note: { text: 'Fixed: no longer detected in web.' },
    };

    expect(await changeOf('NEW')).toMatchObject(resolved);
    expect(await changeOf('NOTIFIED')).toMatchObject(resolved);
    expect(await changeOf('RESOLVED')).toBeUndefined();
    expect(await changeOf('SUPPRESSED')).toBeUndefined();
  });

  it('loses the images that are clean, and keeps those that were not scanned', async () => {
    const known = anImported({ images: [api, web] });

    const made = await plan([known], isClean);

    expect(made.steps).toMatchObject([
      { kind: 'update', content: { detection: { images: [api] } } },
    ]);
    expect(made.unchanged).toBe(0);
  });

  it('is unchanged if none of its images was scanned, however old', async () => {
    const known = anImported({ images: [api], updatedAt: ago(99 * HOUR) });

    expect(await plan([known], isClean)).toEqual({ steps: [], unchanged: 0, held: [] });
  });
});

describe('a disappearance that is not trusted', () => {
  const unseen = { coversAny: false, coversOs: false };

  it('is held, and counted by image and reason', async () => {
    const npm = { name: 'lodash', installedVersion: '4', type: 'npm', image: web.name };
    const known = [
      anImported(),
      anImported({ vulnerabilityId: 'CVE-2', id: findingId('CVE-2') }),
      anImported({ vulnerabilityId: 'CVE-3', id: findingId('CVE-3'), packages: [npm] }),
      anImported({ vulnerabilityId: 'CVE-4', id: findingId('CVE-4'), images: [api] }),
    ];
    const os = { family: 'alpine', endOfLife: false };
    const scans = [
      aScan(web, [], { os, coversOs: false }),
      aScan({ ...web, tag: 'v2' }, [], unseen),
      aScan(api, [], unseen),
    ];

    expect(await plan(known, scans)).toEqual({
      steps: [],
      unchanged: 0,
      held: [
        { image: web.name, reason: 'os-not-covered', findings: 2 },
        { image: web.name, reason: 'nothing-scanned', findings: 1 },
        { image: api.name, reason: 'nothing-scanned', findings: 1 },
      ],
    });
  });

  it('does not let the finding expire', async () => {
    const known = anImported({ updatedAt: ago(keepAfter(CVE)) });

    expect(kindsOf(await plan([known], [aScan(web, [], unseen)]))).toEqual([`keep ${CVE}`]);
  });

  it('keeps the doubtful images when the finding is gone from others', async () => {
    const known = anImported({ images: [api, web] });

    const made = await plan([known], [aScan(api, [], unseen), aScan(web, [])]);

    expect(made.steps).toMatchObject([
      { kind: 'update', content: { detection: { images: [api] } } },
    ]);
  });
});

describe('a decision that no longer applies', () => {
  const overdue = anImported({ workflowStatus: 'RESOLVED', note: aNote('resolve', 24 * HOUR) });

  it('is undone: NEW, with a note that says why', async () => {
    expect(await plan([overdue], seesIt)).toMatchObject({
      steps: [
        {
          kind: 'reopen',
          content: { id: CVE, recordState: 'ACTIVE' },
          known: overdue,
          change: {
            workflowStatus: 'NEW',
            note: { text: expect.stringMatching(/still detected/) },
          },
        },
      ],
      unchanged: 0,
    });
  });

  it('still applies when the severity is no longer configured', async () => {
    expect(kindsOf(await plan([overdue], seesIt, { severities: ['CRITICAL'] }))).toEqual([]);
  });

  it('counts from the current scan if the time of its resolve is unknown', async () => {
    const resolved = anImported({ workflowStatus: 'RESOLVED' });
    const remembered = anImported({ workflowStatus: 'RESOLVED', resolvedSeenAt: ago(HOUR) });

    expect((await plan([resolved], seesIt)).steps).toMatchObject([
      { kind: 'update', content: { resolvedSeenAt: NOW.toISOString() } },
    ]);
    expect((await plan([remembered], seesIt)).steps).toEqual([]);
  });

  it('needs no such date after a click, and drops it when the finding is open again', async () => {
    const clicked = anImported({ workflowStatus: 'RESOLVED', note: aNote('resolve', HOUR) });
    const reopened = anImported({ workflowStatus: 'NOTIFIED', resolvedSeenAt: ago(HOUR) });

    expect((await plan([clicked], seesIt)).steps).toEqual([]);
    const [step] = (await plan([reopened], seesIt)).steps;
    expect(step?.kind).toBe('update');
    expect(step?.content).not.toHaveProperty('resolvedSeenAt');
  });
});

describe('reconciliation', () => {
  const inScope = { scope: 'image' as const };
  const ofWeb = findingId('CVE-1', web.name);

  it('ignores findings of another product, another tool or the other scope', async () => {
    const others = [
      anImported({ productArn: 'arn:aws:securityhub:eu-west-1::product/other/other' }),
      anImported({ id: 'web (alpine 3.20)/CVE-1' }),
      anImported({ id: ofWeb }),
    ];

    expect((await plan(others, isClean)).steps).toEqual([]);
    expect((await plan([anImported()], isClean, inScope)).steps).toEqual([]);
  });

  it('recognises a finding of scope image by any of its images', async () => {
    const known = anImported({ id: ofWeb, images: [api, web] });

    expect(kindsOf(await plan([known], [aScan(web, []), aScan(api, [])], inScope))).toEqual([
      `fixed ${ofWeb}`,
    ]);
  });
});
