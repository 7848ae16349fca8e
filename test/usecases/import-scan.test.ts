import type { ImageScan } from '../../src/domain/detection';
import { findingId } from '../../src/domain/finding-id';
import type { FindingStore } from '../../src/ports/findings';
import { type ImportRequest, importScan } from '../../src/usecases/import-scan';
import { anImage, aScan, HOUR, target } from '../domain/builders';
import { createScanWorld } from './scan-world';

const web = anImage('web', { digest: `sha256:${'a'.repeat(64)}` });
const webRebuilt = anImage('web', { digest: `sha256:${'b'.repeat(64)}` });
const ONE = findingId('CVE-1');
const TWO = findingId('CVE-2');
const resolve = { kind: 'resolve' } as const;

/** A world whose imports can be watched and disturbed. */
function watched() {
  const world = createScanWorld();
  const facts: Record<string, unknown>[] = [];
  const note = (message: string, beside: Record<string, unknown> = {}) =>
    void facts.push({ message, ...beside });
  const log = { info: note, warn: note, error: note };
  async function importIt(
    seen: ImageScan[],
    more: Partial<ImportRequest> = {},
    hub: Partial<FindingStore> = {},
  ) {
    world.pass(1);
    const plan = await world.plan(seen);
    return importScan(
      { store: { ...world.store, ...hub }, clock: world.clock, log },
      { plan, scanId: 'scan-x', target, ...more },
    );
  }
  return Object.assign(world, { facts, importIt });
}

/** Refuses every update that `which` says. */
function refusing({ store }: ReturnType<typeof watched>, which: (status?: string) => boolean) {
  const update: FindingStore['update'] = async (keys, change) => {
    if (!which(change.workflowStatus)) return store.update(keys, change);
    const refused = keys.map((key) => ({
      ...key,
      code: 'Denied',
      message: 'no',
      retryable: false,
    }));
    return { updated: [], refused };
  };
  return { update };
}

test('an import reports its progress and total', async () => {
  const { importIt } = watched();
  const progress: [number, number][] = [];

  await importIt([aScan(web, ['CVE-1', 'CVE-2'])], {
    onProgress: (done, total) => progress.push([done, total]),
  });

  expect(progress).toEqual([[2, 2]]);
});

test.each([
  [
    'with Trivy’s version and the age of its database',
    { trivyVersion: '0.74.0', databaseAt: '2026-11-24T00:00:00.000Z' },
  ],
  ['without them where they are not known', {}],
])('a finding is stamped with its scan, %s', async (_what, versions) => {
  const { importIt, store } = watched();
  const imported: Parameters<FindingStore['importAll']>[0] = [];
  const importAll: FindingStore['importAll'] = (all, onBatch) => {
    imported.push(...all);
    return store.importAll(all, onBatch);
  };

  await importIt([aScan(web, ['CVE-1'])], versions, { importAll });

  const fields = JSON.stringify(imported[0]?.stamp);
  expect(fields).toContain('scan-x');
  expect(fields.includes('0.74.0')).toBe('trivyVersion' in versions);
  expect(fields.includes('2026-11-24T00:00:00.000Z')).toBe('databaseAt' in versions);
});

test('new, returned and reopened findings count as new in this scan; others do not', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3'])]);
  world.notifyAll();
  await world.scan([aScan(webRebuilt, ['CVE-2', 'CVE-3'])]);
  world.notifyAll();
  await world.decide(TWO, resolve);
  world.pass(25 * HOUR);

  const { counts } = await world.importIt([
    aScan(webRebuilt, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4']),
  ]);

  expect(counts).toEqual({ new: 1, reopened: 2, fixed: 0, unchanged: 1 });
  expect(world.finding(TWO).scan).toMatchObject({ id: 'scan-x', newFindings: 3 });
  expect(world.finding(ONE)).toMatchObject({ workflowStatus: 'NEW', scan: { newFindings: 3 } });
});

test('a finding that waits to be posted stays in the digest of the scan that found it', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.pass(25 * HOUR);

  await world.importIt([aScan(web, ['CVE-1', 'CVE-2'])]);

  expect(world.finding(ONE).scan).toMatchObject({ id: 'scan-1', newFindings: 1 });
  expect(world.finding(TWO).scan).toMatchObject({ id: 'scan-x', newFindings: 1 });
});

test('the new findings of a scan are placed by upgrade, and each says on how many cards they are', async () => {
  const { importIt, hub, finding } = watched();
  const scan = aScan(web, ['CVE-1', 'CVE-2', 'CVE-3', ['CVE-4', 'CRITICAL']]);
  const zip = { name: 'zip', installedVersion: '1', fixedVersion: '2', image: web.name };
  const detections = scan.detections.map((each) =>
    each.vulnerabilityId === 'CVE-4' ? { ...each, packages: [zip] } : each,
  );

  const { placed } = await importIt([{ ...scan, detections }]);

  expect(placed).toEqual({ findings: 4, cards: 2, urgent: 2 });
  const stamps = hub.findings().map(({ scan }) => scan);
  expect(stamps.map((stamp) => `${stamp?.page?.name}/${stamp?.page?.size}`).sort()).toEqual([
    ...Array(4).fill('u1/4'),
  ]);
  expect(finding(findingId('CVE-4')).scan).toMatchObject({ newFindings: 4, newCards: 2 });
});

test('returned and reopened findings share the pages of new ones; findings that are not new have none', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3'])]);
  world.notifyAll();
  await world.scan([aScan(webRebuilt, ['CVE-2', 'CVE-3'])]);
  world.notifyAll();
  await world.decide(TWO, resolve);
  world.pass(25 * HOUR);

  await world.importIt([aScan(webRebuilt, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'])]);

  const [three, four] = ['CVE-3', 'CVE-4'].map((id) => world.finding(findingId(id)).scan?.page);
  const page = { name: 'u1', size: 3 };
  expect([world.finding(ONE).scan?.page, world.finding(TWO).scan?.page, four]).toEqual([
    page,
    page,
    page,
  ]);
  expect(three).toBeUndefined();
});

test('a finding that waits to be posted stays on its page, which a later scan does not fill up', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.pass(25 * HOUR);

  await world.importIt([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3'])]);

  expect(world.finding(ONE).scan).toEqual({
    id: 'scan-1',
    newFindings: 1,
    newCards: 1,
    page: { name: 'u1', size: 1 },
  });
  expect(world.finding(TWO).scan?.page).toEqual({ name: 'u1', size: 2 });
});

test('a posted finding that is kept alive has the stamp of the newest scan', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.notifyAll();
  world.pass(46 * 24 * HOUR);

  await world.importIt([aScan(web, ['CVE-1'])]);

  expect(world.finding(ONE).scan).toEqual({ id: 'scan-x', newFindings: 0, newCards: 0 });
});

test('a finding that an interrupted run archived is closed without another import', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.hub.set({ ...world.finding(ONE), recordState: 'ARCHIVED' });
  world.calls.length = 0;

  await world.importIt([aScan(webRebuilt, [])]);

  expect(world.calls).toEqual(['list', `update ${ONE} RESOLVED`]);
});

test('the creation date of the first import is kept', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  const { createdAt } = world.finding(ONE);
  world.pass(25 * HOUR);

  await world.importIt([aScan(web, ['CVE-1'])]);

  expect(world.finding(ONE).createdAt).toBe(createdAt);
});

test('findings with the same final status are written in one update', async () => {
  const world = watched();
  const updates: string[][] = [];
  await world.scan([aScan(web, ['CVE-1', 'CVE-2'])]);
  world.notifyAll();
  const update: FindingStore['update'] = (keys, change) => {
    updates.push(keys.map(({ id }) => id));
    return world.store.update(keys, change);
  };

  const { counts } = await world.importIt([aScan(webRebuilt, [])], {}, { update });

  expect(updates).toEqual([[ONE, TWO]]);
  expect(counts).toMatchObject({ new: 0, reopened: 0, fixed: 2 });
});

test('a scan without final statuses reads nothing again', async () => {
  const world = watched();
  const get: FindingStore['get'] = () => Promise.reject(new Error('not expected'));

  const { counts } = await world.importIt([aScan(web, ['CVE-1'])], {}, { get });

  expect(counts.new).toBe(1);
});

test('a refused status is returned and logged', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.notifyAll();

  const { refused } = await world.importIt(
    [aScan(webRebuilt, [])],
    {},
    refusing(world, (status) => status === 'RESOLVED'),
  );

  expect(refused).toMatchObject([{ id: ONE, code: 'Denied' }]);
  expect(world.facts).toEqual([
    { message: 'finding refused', finding: ONE, code: 'Denied', reason: 'no' },
  ]);
});

test('a refused import is logged', async () => {
  const world = watched();
  world.refused.add(ONE);

  const { counts } = await world.importIt([aScan(web, ['CVE-1', 'CVE-2'])]);

  expect(counts.new).toBe(1);
  expect(world.facts).toMatchObject([{ message: 'finding refused', finding: ONE }]);
});

test('a refused note on a returned finding changes nothing else', async () => {
  const world = watched();
  await world.scan([aScan(web, ['CVE-1'])]);
  world.notifyAll();
  await world.scan([aScan(webRebuilt, [])]);

  const { counts, refused } = await world.importIt(
    [aScan(webRebuilt, ['CVE-1'])],
    {},
    refusing(world, (status) => status === undefined),
  );

  expect([counts.reopened, refused]).toEqual([1, []]);
  expect(world.finding(ONE).workflowStatus).toBe('NEW');
  expect(world.facts).toMatchObject([
    { message: 'note not written', finding: ONE, code: 'Denied' },
  ]);
});

describe('a finding that was changed while the scan ran', () => {
  /** Something happens between the import and the writing of the ends. */
  async function meanwhile(happen: (world: ReturnType<typeof watched>) => void) {
    const world = watched();
    await world.scan([aScan(web, ['CVE-1', 'CVE-2', 'CVE-3'])]);
    world.notifyAll();
    const get: FindingStore['get'] = (keys) => {
      happen(world);
      return world.store.get(keys);
    };
    await world.importIt([aScan(webRebuilt, ['CVE-2', 'CVE-3'])], {}, { get });
    return world.hub.finding(ONE);
  }
  const note = { text: 'Not reachable.', updatedBy: 'console' };

  test('keeps the status of a decision', async () => {
    const found = await meanwhile(({ hub, finding }) =>
      hub.set({ ...finding(ONE), workflowStatus: 'SUPPRESSED' }),
    );

    expect(found).toMatchObject({ workflowStatus: 'SUPPRESSED' });
    expect(found?.note).toBeUndefined();
  });

  test('keeps a note that was written', async () => {
    const found = await meanwhile(({ hub, finding }) => hub.set({ ...finding(ONE), note }));

    expect(found).toMatchObject({ workflowStatus: 'NOTIFIED', note });
  });

  test('is closed if nobody changed it, or if it cannot be read yet', async () => {
    expect(await meanwhile(() => undefined)).toMatchObject({ workflowStatus: 'RESOLVED' });

    const world = watched();
    await world.scan([aScan(web, ['CVE-1'])]);
    await world.importIt([aScan(webRebuilt, [])], {}, { get: async () => [] });
    expect(world.finding(ONE).workflowStatus).toBe('RESOLVED');
  });
});
