import { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { render } from '../../src/adapters/slack/blocks/render';
import { absorb } from '../../src/domain/absorb';
import type { Finding } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import { decisionOf } from '../../src/domain/signature';
import type { Decision } from '../../src/domain/workflow';
import { cardsOf, english } from '../adapters/slack/kit';
import { anImage, aScan, FINDING_RULES, HOUR, NOW, target } from '../domain/builders';
import { createScanWorld } from './scan-world';

/* A vulnerability that Trivy reports under a CVE id from now on keeps its decision (issue 13). */

const web = anImage('web', { digest: `sha256:${'a'.repeat(64)}` });
const GHSA = 'GHSA-xvch-5gv4-984h';
const OLD = findingId(GHSA);
const NEW = findingId('CVE-2026-1');
const suppress: Decision = { kind: 'suppress', reason: 'not reachable', until: { kind: 'fix' } };
const RULES = FINDING_RULES;
const now = { now: NOW, token: () => 't1' };

async function renamed(decision?: Decision) {
  const world = createScanWorld();
  await world.scan([aScan(web, [GHSA])]);
  world.notifyAll();
  if (decision !== undefined) await world.decide(OLD, decision);
  world.pass(HOUR);
  const { counts, refused } = await world.scan([aScan(web, ['CVE-2026-1'])]);
  expect(refused).toEqual([]);
  return { world, counts };
}

const created = (finding: Finding) => {
  const item = absorb(undefined, { finding, time: NOW.getTime() / 1000 }, RULES, now);
  if (item === undefined) throw new Error('not created');
  return item;
};

function shown(finding: Finding): string {
  const entry = { finding, base: 0, reason: 'new' as const };
  const { blocks, attachments } = render(cardsOf(entry), english);
  return JSON.stringify([blocks, attachments]);
}

describe('a suppressed vulnerability that gets a CVE id', () => {
  it('is suppressed under that id for the same reason, and is never posted', async () => {
    const { world } = await renamed(suppress);

    const item = created(world.finding(NEW));

    expect(item).toMatchObject({
      finding: {
        workflowStatus: 'SUPPRESSED',
        note: {
          text: `Renamed from ${GHSA}: Suppressed by Aiko until a fix exists: not reachable`,
        },
      },
      ownNote: true,
      seq: 1,
      work: { priority: 1 },
    });
    expect(decisionOf(item.finding)).toMatchObject({
      who: 'U1',
      action: 'suppress',
      until: { kind: 'fix' },
    });
  });

  it('keeps its decision although the import stopped after the old finding was archived', async () => {
    const world = createScanWorld();
    await world.scan([aScan(web, [GHSA])]);
    world.notifyAll();
    await world.decide(OLD, suppress);
    world.pass(HOUR);
    await world.scan([aScan(web, ['CVE-2026-1'])], { severities: ['LOW'] });
    expect(world.finding(OLD).recordState).toBe('ARCHIVED');

    await world.scan([aScan(web, ['CVE-2026-1'])]);

    expect(created(world.finding(NEW)).finding).toMatchObject({
      workflowStatus: 'SUPPRESSED',
      note: { text: `Renamed from ${GHSA}: Suppressed by Aiko until a fix exists: not reachable` },
    });
  });

  it('is not undone by an older event that shows it NEW', async () => {
    const { world } = await renamed(suppress);
    const finding = world.finding(NEW);
    const item = created(finding);

    const again = absorb(item, { finding, time: NOW.getTime() / 1000 + 30 }, RULES, now);

    expect((again ?? item).finding.workflowStatus).toBe('SUPPRESSED');
    expect((again ?? item).seq).toBe(1);
  });

  it('is archived under the old id, which stays suppressed and names the new one', async () => {
    const { world } = await renamed(suppress);

    const old = world.finding(OLD);

    expect(old).toMatchObject({
      recordState: 'ARCHIVED',
      workflowStatus: 'SUPPRESSED',
      note: { text: 'Renamed to CVE-2026-1: Suppressed by Aiko until a fix exists: not reachable' },
    });
    expect(decisionOf(old)).toMatchObject({ who: 'U1', action: 'suppress' });
    expect(shown(old)).toContain(`${GHSA} → CVE-2026-1`);
    expect(shown(old)).not.toContain('no longer detected');
    expect(shown(old)).toContain('“not reachable”');
  });

  it('is counted as unchanged, neither as new nor as gone', async () => {
    const { counts } = await renamed(suppress);

    expect(counts).toEqual({ new: 0, reopened: 0, fixed: 0, unchanged: 1 });
  });

  it('shows who decided, why, until when, and its former id', async () => {
    const { world } = await renamed(suppress);

    const text = shown(created(world.finding(NEW)).finding);

    expect(text).toContain('*Suppressed until a fix exists*');
    expect(text).toContain('Aiko · ');
    expect(text).toContain('“not reachable”');
    expect(text).toContain(`CVE-2026-1 was ${GHSA}`);
  });
});

test('a decision is not taken over by a new id that is in another image: that is asked', async () => {
  const world = createScanWorld();
  await world.scan([aScan(web, [GHSA])]);
  world.notifyAll();
  await world.decide(OLD, { kind: 'suppress', until: { kind: 'ever' } });
  world.pass(HOUR);

  const { counts } = await world.scan([
    aScan(web, ['CVE-2026-1']),
    aScan(anImage('checkout-public'), ['CVE-2026-1']),
  ]);

  expect(counts.new).toBe(1);
  expect(created(world.finding(NEW)).finding.workflowStatus).toBe('NEW');
});

test('a resolved vulnerability that gets a CVE id is asked again when a resolved one would be', async () => {
  const { world } = await renamed({ kind: 'resolve' });
  const item = created(world.finding(NEW));
  expect(item.finding.workflowStatus).toBe('RESOLVED');
  world.hub.set({ ...world.finding(NEW), ...item.finding });

  world.pass(20 * HOUR);
  const early = await world.scan([aScan(web, ['CVE-2026-1'])]);
  world.pass(5 * HOUR);
  const late = await world.scan([aScan(web, ['CVE-2026-1'])]);

  expect([early.counts.reopened, late.counts.reopened]).toEqual([0, 1]);
});

describe('an undecided vulnerability that gets a CVE id', () => {
  it('is posted under that id, says its former one, and keeps saying so', async () => {
    const { world, counts } = await renamed();
    const item = created(world.finding(NEW));

    expect(counts.new).toBe(1);
    expect(item).toMatchObject({ finding: { workflowStatus: 'NEW' }, seq: 0 });
    expect(shown(item.finding)).toContain(`CVE-2026-1 was ${GHSA}`);
    world.pass(25 * HOUR);
    world.notifyAll();
    await world.scan([aScan(web, ['CVE-2026-1'])]);
    expect(world.finding(NEW).renamedFrom).toBe(GHSA);
  });

  it('is archived under the old id and not shown as fixed', async () => {
    const { world, counts } = await renamed();
    const old = world.finding(OLD);

    expect(counts.fixed).toBe(0);
    expect(old).toMatchObject({
      recordState: 'ARCHIVED',
      workflowStatus: 'RESOLVED',
      note: { text: 'Renamed to CVE-2026-1.' },
    });
    expect(shown(old)).toContain('*Renamed*');
    expect(shown(old)).toContain(`${GHSA} → CVE-2026-1`);
    expect(shown(old)).not.toContain('Gone');
  });
});

test('several renames at once are not held back as a mass of vanished findings', async () => {
  const world = createScanWorld();
  const ids = ['GHSA-aaaa-aaaa-aaaa', 'GHSA-bbbb-bbbb-bbbb', 'GHSA-cccc-cccc-cccc'];
  const scanOf = (names: string[]) => {
    const scan = aScan(web, names);
    for (const [index, { packages }] of scan.detections.entries()) {
      for (const entry of packages) entry.name = `package-${index}`;
    }
    return scan;
  };
  await world.scan([scanOf(ids)]);
  world.notifyAll();

  const made = await world.plan([scanOf(['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3'])]);

  expect(made.held).toEqual([]);
  expect(made.steps.map(({ kind }) => kind).sort()).toEqual([
    ...['new', 'new', 'new'],
    ...['renamed', 'renamed', 'renamed'],
  ]);
});

test('the decision and the former id survive Security Hub', async () => {
  const { world } = await renamed(suppress);
  const finding = world.finding(NEW);
  const { scan } = finding;
  if (scan === undefined) throw new Error('no scan');

  const content = { id: NEW, detection: finding, recordState: 'ACTIVE' as const };
  const read = parseFinding(toAsff(content, { at: NOW.toISOString(), scan }, target));

  expect(read.renamedFrom).toBe(GHSA);
  expect(read.scan?.inherited).toEqual(scan.inherited);
});
