import { findingId } from '../../src/domain/finding-id';
import { aDetection, anImage, aScan, HOUR, target } from '../domain/builders';
import { DEFAULT_PRODUCT } from '../fakes/security-hub';
import { createScanWorld } from './scan-world';

const DAY = 24 * HOUR;
const web = anImage('web', { digest: `sha256:${'a'.repeat(64)}` });
const webRebuilt = anImage('web', { digest: `sha256:${'b'.repeat(64)}` });
const api = anImage('api', { digest: `sha256:${'c'.repeat(64)}` });
const CVE = findingId('CVE-1');

/** One finding in web, seen by a first scan and posted. */
async function withNotified() {
  const world = createScanWorld();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.notifyAll();
  world.calls.length = 0;
  return world;
}

describe('the lifecycle of a finding', () => {
  it('is NEW at first, stamped with its scan and the number of new findings', async () => {
    const world = createScanWorld();

    const { counts } = await world.scan([aScan(web, ['CVE-1', 'CVE-2']), aScan(api, ['CVE-1'])]);

    expect(counts).toEqual({ new: 2, reopened: 0, fixed: 0, unchanged: 0 });
    expect(world.finding(CVE)).toMatchObject({
      workflowStatus: 'NEW',
      scan: { id: 'scan-1', newFindings: 2 },
      images: [{ repository: 'api' }, { repository: 'web' }],
    });
  });

  it('is imported before less severe ones, since alerts come in that order', async () => {
    const world = createScanWorld();

    await world.scan([
      aScan(web, [
        ['CVE-1', 'HIGH'],
        ['CVE-2', 'CRITICAL'],
        ['CVE-3', 'HIGH'],
      ]),
    ]);

    expect(world.hub.findings().map(({ vulnerabilityId }) => vulnerabilityId)).toEqual([
      'CVE-2',
      'CVE-1',
      'CVE-3',
    ]);
  });

  it('is not imported at a severity that is not configured', async () => {
    const world = createScanWorld();

    const { counts } = await world.scan([
      aScan(web, [
        ['CVE-1', 'HIGH'],
        ['CVE-2', 'MEDIUM'],
      ]),
    ]);

    expect(counts.new).toBe(1);
    expect(world.hub.findings().map(({ id }) => id)).toEqual([CVE]);
  });

  it('is not written while it is unchanged', async () => {
    const world = await withNotified();

    const { counts } = await world.scan([aScan(web, ['CVE-1'])]);

    expect(counts.unchanged).toBe(1);
    expect(world.calls).toEqual(['list']);
  });

  it('is imported once in 45 days if unchanged, so that it does not expire, and keeps status and note', async () => {
    const world = await withNotified();
    await world.decide(CVE, { kind: 'suppress', reason: 'known', until: { kind: 'ever' } });
    const note = world.finding(CVE).note;
    world.calls.length = 0;
    world.pass(45 * DAY);

    await world.scan([aScan(web, ['CVE-1'])]);
    await world.scan([aScan(web, ['CVE-1'])]);

    expect(world.calls).toEqual(['list', `import ${CVE} ACTIVE`, 'list']);
    expect(world.finding(CVE)).toMatchObject({ workflowStatus: 'SUPPRESSED', note });
  });

  it('keeps its scan stamp while it waits to be posted and later scans refresh it', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, ['CVE-1', 'CVE-2'])]);
    world.pass(DAY);

    await world.scan([aScan(web, ['CVE-1', 'CVE-2'])]);

    expect(world.finding(CVE).scan).toEqual({
      id: 'scan-1',
      newFindings: 2,
      newCards: 1,
      page: { name: 'u1', size: 2 },
    });
  });

  it('ends when no image has it any more: archived, RESOLVED, with a note that says so', async () => {
    const world = await withNotified();

    const { counts } = await world.scan([aScan(webRebuilt, [])]);

    expect(counts).toEqual({ new: 0, reopened: 0, fixed: 1, unchanged: 0 });
    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ARCHIVED',
      workflowStatus: 'RESOLVED',
      note: { text: 'Fixed: no longer detected in web.' },
    });
  });

  it('stays SUPPRESSED when it ends, and silent when it comes back', async () => {
    const world = await withNotified();
    await world.decide(CVE, { kind: 'suppress', reason: 'known', until: { kind: 'ever' } });

    await world.scan([aScan(webRebuilt, [])]);
    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ARCHIVED',
      workflowStatus: 'SUPPRESSED',
    });

    const { counts } = await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ACTIVE',
      workflowStatus: 'SUPPRESSED',
    });
    expect(counts.reopened).toBe(0);
  });

  it('is NEW again when it comes back, and its note says so before the import', async () => {
    const world = await withNotified();
    await world.scan([aScan(webRebuilt, [])]);
    world.calls.length = 0;

    const { counts } = await world.scan([aScan(web, ['CVE-1'])]);

    expect(counts).toMatchObject({ new: 0, reopened: 1 });
    expect(world.calls).toEqual(['list', `update ${CVE} note`, `import ${CVE} ACTIVE`]);
    expect(world.finding(CVE)).toMatchObject({
      workflowStatus: 'NEW',
      note: { text: 'Came back: detected again in web.' },
      scan: { newFindings: 1 },
    });
  });
});

describe('a decision', () => {
  it('to resolve holds for the grace period, then the finding is reopened', async () => {
    const world = await withNotified();
    await world.decide(CVE, { kind: 'resolve', reason: 'rolled out' });

    world.pass(23 * HOUR);
    await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE).workflowStatus).toBe('RESOLVED');

    world.pass(1 * HOUR);
    const { counts } = await world.scan([aScan(web, ['CVE-1'])]);
    expect(counts.reopened).toBe(1);
    expect(world.finding(CVE)).toMatchObject({
      workflowStatus: 'NEW',
      note: {
        text: 'Reopened by the scanner: still detected in web after it was resolved. Before: Resolved by Aiko: rolled out',
      },
    });
  });

  it('to resolve that was made elsewhere counts from when the scanner first sees it', async () => {
    const world = await withNotified();
    world.hub.set({ ...world.finding(CVE), workflowStatus: 'RESOLVED' });
    world.pass(10 * DAY);

    await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE).workflowStatus).toBe('RESOLVED');

    world.pass(DAY);
    await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE).workflowStatus).toBe('NEW');
  });

  it('to suppress until a day holds until that day begins', async () => {
    const world = await withNotified();
    const until = { kind: 'date' as const, date: '2026-11-26' };
    await world.decide(CVE, { kind: 'suppress', reason: 'on holiday', until });

    world.pass(44 * HOUR);
    await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE).workflowStatus).toBe('SUPPRESSED');

    world.pass(1 * HOUR);
    await world.scan([aScan(web, ['CVE-1'])]);
    expect(world.finding(CVE).workflowStatus).toBe('NEW');
    expect(world.finding(CVE).note?.text).toContain('suppressed until 2026-11-26');
  });

  it('that somebody reverted in the AWS console has ended, whatever its note says', async () => {
    const world = await withNotified();
    const until = { kind: 'date' as const, date: '2026-11-26' };
    await world.decide(CVE, { kind: 'suppress', reason: 'on holiday', until });
    world.hub.set({ ...world.finding(CVE), workflowStatus: 'NOTIFIED' });
    world.pass(3 * DAY);

    const { counts } = await world.scan([aScan(web, ['CVE-1'])]);

    expect(counts).toMatchObject({ reopened: 0, unchanged: 1 });
    expect(world.finding(CVE).workflowStatus).toBe('NOTIFIED');
  });

  it('to suppress until a fix exists ends with the fix', async () => {
    const world = createScanWorld();
    const unfixed = aDetection('CVE-1', web, {
      packages: [{ name: 'openssl', installedVersion: '3.0.1', type: 'alpine', image: web.name }],
    });
    await world.scan([{ ...aScan(web, []), detections: [unfixed] }]);
    await world.decide(CVE, { kind: 'suppress', reason: 'no fix', until: { kind: 'fix' } });
    await world.scan([{ ...aScan(web, []), detections: [unfixed] }]);
    expect(world.finding(CVE).workflowStatus).toBe('SUPPRESSED');

    await world.scan([aScan(web, ['CVE-1'])]);

    expect(world.finding(CVE)).toMatchObject({ workflowStatus: 'NEW' });
    expect(world.finding(CVE).note?.text).toContain('a fixed version is out (openssl 3.0.15)');
  });

  it('that was made while the scan ran is not overwritten', async () => {
    const world = await withNotified();
    await world.decide(CVE, { kind: 'resolve' });
    world.pass(2 * DAY);
    const { importAll } = world.store;
    world.store.importAll = async (...args) => {
      const outcome = await importAll(...args);
      await world.decide(CVE, { kind: 'suppress', reason: 'mine', until: { kind: 'ever' } });
      return outcome;
    };

    await world.scan([aScan(web, ['CVE-1'])]);

    expect(world.finding(CVE)).toMatchObject({ workflowStatus: 'SUPPRESSED' });
    expect(world.finding(CVE).note?.text).toContain('mine');
  });
});

describe('nothing is archived by mistake', () => {
  it('because an image failed or was left out', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, ['CVE-1']), aScan(api, ['CVE-1', 'CVE-2'])]);

    await world.scan([aScan(webRebuilt, [])]);

    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ACTIVE',
      images: [{ repository: 'api' }],
      packages: [{ image: api.name }],
    });
    expect(world.finding(findingId('CVE-2')).recordState).toBe('ACTIVE');
  });

  it('because fewer severities are configured', async () => {
    const world = await withNotified();

    await world.scan([aScan(web, ['CVE-1'])], { severities: ['CRITICAL'] });

    expect(world.finding(CVE)).toMatchObject({ recordState: 'ACTIVE', workflowStatus: 'NOTIFIED' });
  });

  it('because Trivy found nothing it could check', async () => {
    const world = await withNotified();
    const empty = aScan(webRebuilt, [], { coversOs: false, coversAny: false });

    const plan = await world.plan([empty]);

    expect(plan.steps).toEqual([]);
    expect(plan.held).toEqual([{ image: web.name, reason: 'nothing-scanned', findings: 1 }]);
  });

  it('because the operating system is at its end of life or not covered', async () => {
    const world = await withNotified();
    const os = { family: 'alpine', endOfLife: true };

    const ended = await world.plan([aScan(webRebuilt, [], { os })]);
    const uncovered = await world.plan([
      aScan(webRebuilt, [], { os: { family: 'alpine', endOfLife: false }, coversOs: false }),
    ]);

    expect(ended.held).toEqual([{ image: web.name, reason: 'end-of-life', findings: 1 }]);
    expect(uncovered.held).toEqual([{ image: web.name, reason: 'os-not-covered', findings: 1 }]);
    expect([...ended.steps, ...uncovered.steps]).toEqual([]);
  });

  it('but a fixed language package counts, whatever the operating system', async () => {
    const world = createScanWorld();
    const lodash = aDetection('CVE-1', web, {
      packages: [{ name: 'lodash', installedVersion: '4.17.20', type: 'npm', image: web.name }],
    });
    await world.scan([{ ...aScan(web, []), detections: [lodash] }]);
    const os = { family: 'alpine', endOfLife: true };

    const { counts } = await world.scan([aScan(webRebuilt, [], { os })]);

    expect(counts.fixed).toBe(1);
  });

  it('because most findings of an unchanged image disappeared at once, unless a person confirms it', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'])]);
    const left = aScan(web, ['CVE-4']);

    const plan = await world.plan([left]);
    const accepted = await world.plan([left], { acceptVanished: true });

    expect(plan.held).toEqual([{ image: web.name, reason: 'mass-vanishing', findings: 3 }]);
    expect(plan.steps).toEqual([]);
    expect(accepted.steps.map((step) => step.kind)).toEqual(['fixed', 'fixed', 'fixed']);
  });

  it('but a single withdrawn advisory of an unchanged image counts, and so does everything in a rebuilt one', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3'])]);

    const withdrawn = await world.plan([aScan(web, ['CVE-2', 'CVE-3'])]);
    const rebuilt = await world.plan([aScan(webRebuilt, [])]);

    expect(withdrawn.steps.map((step) => step.kind)).toEqual(['fixed']);
    expect(rebuilt.steps.map((step) => step.kind)).toEqual(['fixed', 'fixed', 'fixed']);
  });

  it('but what a rebuilt tag no longer has does not hold the findings of another tag', async () => {
    const world = createScanWorld();
    const v2 = anImage('web', { tag: 'v2', digest: `sha256:${'d'.repeat(64)}` });
    const v2Rebuilt = { ...v2, digest: `sha256:${'e'.repeat(64)}` };
    await world.scan([
      aScan(web, ['CVE-1', 'CVE-2', 'CVE-3']),
      aScan(v2, ['CVE-4', 'CVE-5', 'CVE-6', 'CVE-7']),
    ]);

    const plan = await world.plan([aScan(web, ['CVE-2', 'CVE-3']), aScan(v2Rebuilt, [])]);

    expect(plan.held).toEqual([]);
    expect(plan.steps.map((step) => step.kind)).toEqual(Array(5).fill('fixed'));
  });

  it('because another tag of the image was scanned by hand', async () => {
    const world = await withNotified();
    const old = anImage('web', { tag: 'v1' });

    const byHand = await world.plan([aScan(old, [])], { complete: false });
    const everything = await world.plan([aScan(old, [])], { complete: true });

    expect(byHand.steps).toEqual([]);
    expect(everything.steps.map((step) => step.kind)).toEqual(['fixed']);
  });

  it('because another product has the same id', async () => {
    const world = await withNotified();
    world.hub.set({ ...world.finding(CVE), productArn: DEFAULT_PRODUCT });

    const plan = await world.plan([aScan(webRebuilt, [])]);

    expect(plan.steps.map(({ known }) => known?.productArn)).toEqual([target.productArn]);
  });

  it("because another tool has it: findings of Trivy's own template are unchanged", async () => {
    const world = await withNotified();
    world.hub.set({
      ...world.finding(CVE),
      id: 'web (alpine 3.20)/CVE-1',
    });

    const plan = await world.plan([aScan(webRebuilt, [])]);

    expect(plan.steps.map((step) => step.content.id)).toEqual([CVE]);
  });
});

describe('two scans at once', () => {
  it('never make each other lose an image for longer than until the next full scan', async () => {
    const world = createScanWorld();
    const seesWeb = [aScan(web, ['CVE-1', 'CVE-2'])];
    const seesApi = [aScan(api, ['CVE-1', 'CVE-3'])];
    const planned = await Promise.all([
      world.plan(seesWeb, { complete: false }),
      world.plan(seesApi, { complete: false }),
    ]);
    for (const plan of planned) {
      world.pass(1);
      await world.carryOut(plan);
    }
    expect(world.finding(CVE).images).toMatchObject([{ repository: 'api' }]);

    world.pass(1);
    await world.scan([...seesWeb, ...seesApi]);

    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ACTIVE',
      images: [{ repository: 'api' }, { repository: 'web' }],
    });
    expect(world.hub.findings().map((each) => each.recordState)).toEqual(Array(3).fill('ACTIVE'));
  });

  it('never archive what only the other one found', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, ['CVE-1']), aScan(api, ['CVE-1'])]);
    const gone = await world.plan([aScan(webRebuilt, [])], { complete: false });
    await world.scan([aScan(webRebuilt, []), aScan(api, ['CVE-1'])]);
    world.pass(1);

    await world.carryOut(gone);

    expect(world.finding(CVE)).toMatchObject({
      recordState: 'ACTIVE',
      images: [{ repository: 'api' }],
    });
  });
});

describe('importing a plan', () => {
  it('names refused findings, does not count them and writes no status for them', async () => {
    const world = await withNotified();
    world.refused.add(CVE);

    const { counts, refused } = await world.scan([aScan(webRebuilt, [])]);

    expect(refused).toEqual([expect.objectContaining({ id: CVE, code: 'InvalidInput' })]);
    expect(counts.fixed).toBe(0);
    expect(world.finding(CVE).workflowStatus).toBe('NOTIFIED');
  });

  it('keeps one finding per repository in scope image', async () => {
    const world = createScanWorld({ scope: 'image' });
    await world.scan([aScan(web, ['CVE-1']), aScan(api, ['CVE-1'])]);

    await world.scan([aScan(webRebuilt, []), aScan(api, ['CVE-1'])]);

    expect(world.finding(findingId('CVE-1', web.name)).recordState).toBe('ARCHIVED');
    expect(world.finding(findingId('CVE-1', api.name)).recordState).toBe('ACTIVE');
  });
});
