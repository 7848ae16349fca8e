import { type Finding, type FindingKey, type Mark, NO_MARK } from '../../src/domain/finding';
import { findingId } from '../../src/domain/finding-id';
import type { FindingContent, FindingImport, ImportTarget } from '../../src/domain/finding-import';
import type { FindingFilter, FindingStore } from '../../src/ports/findings';
import { aDetection, anImage, target } from '../domain/builders';
import { collect } from '../fakes/collect';
import { DEFAULT_PRODUCT } from '../fakes/security-hub';

export interface OpenedStore {
  store: FindingStore;
  /** Lets the administrator account see this finding, which is of another account. */
  showForeign(finding: FindingImport): void;
}

let minute = 0;

/** An ACTIVE finding of severity HIGH to import; each one is newer than the one before. */
export function anImport(
  id: string,
  changes: {
    content?: Partial<FindingContent>;
    target?: Partial<ImportTarget>;
    page?: NonNullable<Finding['scan']>['page'];
  } = {},
): FindingImport {
  minute += 1;
  const at = new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString();
  const content = {
    id: findingId(id),
    detection: aDetection(id, anImage('web')),
    recordState: 'ACTIVE' as const,
    ...changes.content,
  };
  const { page } = changes;
  const stamp = { at, scan: { id: 's', newFindings: 0, ...(page && { page }) } };
  return { content, stamp, target: { ...target, ...changes.target } };
}

export function keyOf({ content, target: { productArn } }: FindingImport): FindingKey {
  return { id: content.id, productArn };
}

/** What the use cases rely on, of every implementation of `FindingStore`. */
export function describeFindingStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the finding store of ${name}`, () => {
    let store: FindingStore;
    let showForeign: OpenedStore['showForeign'];
    beforeEach(async () => {
      ({ store, showForeign } = await open());
    });
    const read = async (finding: FindingImport) => (await store.get([keyOf(finding)]))[0];

    test('returns each imported finding once, and leaves out ids that do not exist', async () => {
      const finding = anImport('CVE-1');

      expect(await store.importAll([finding])).toEqual({ imported: 1, refused: [] });

      const missing = { ...keyOf(finding), id: 'missing' };
      const found = await store.get([keyOf(finding), missing, keyOf(finding)]);
      expect(found).toMatchObject([
        { id: finding.content.id, workflowStatus: 'NEW', recordState: 'ACTIVE', severity: 'HIGH' },
      ]);
    });

    test('distinguishes findings of two products with the same id', async () => {
      const [aqua, own] = [
        anImport('CVE-1'),
        anImport('CVE-1', { target: { productArn: DEFAULT_PRODUCT } }),
      ];
      await store.importAll([aqua]);
      await store.importAll([own]);

      await store.update([keyOf(own)], { workflowStatus: 'SUPPRESSED' });

      expect((await read(aqua))?.workflowStatus).toBe('NEW');
      expect((await read(own))?.workflowStatus).toBe('SUPPRESSED');
      expect(await collect(store.list({}))).toHaveLength(2);
    });

    test('leaves out findings of another account, even with the same key and product', async () => {
      const [own, alike] = [
        anImport('CVE-1'),
        anImport('CVE-1', { target: { account: '999999999999' } }),
      ];
      await store.importAll([own]);
      showForeign(alike);
      showForeign(anImport('CVE-2', { target: { account: '999999999999' } }));

      expect(await store.get([keyOf(own)])).toMatchObject([{ accountId: target.account }]);
      expect(await collect(store.list({}))).toMatchObject([{ accountId: target.account }]);
    });

    test('updates only the named fields: a note is written only when there is one', async () => {
      const finding = anImport('CVE-1');
      await store.importAll([finding]);
      const note = { text: 'Known.', updatedBy: 'vulnscan/U1/1.2/suppress/until=ever' };
      const mark: Mark = { seq: 2, status: 'RESOLVED' };

      await store.update([keyOf(finding)], { note });
      await store.update([keyOf(finding)], { workflowStatus: 'RESOLVED', mark });
      await store.update([keyOf(finding)], { workflowStatus: 'SUPPRESSED' });

      const found = await read(finding);
      expect(found).toMatchObject({ workflowStatus: 'SUPPRESSED', mark, note });
      expect(found?.note?.updatedAt).toMatch(/^\d{4}-/);
    });

    test('gives a finding that nobody wrote to no mark and no note', async () => {
      const finding = anImport('CVE-1');
      await store.importAll([finding]);

      const found = await read(finding);

      expect(found).toMatchObject({ workflowStatus: 'NEW', mark: NO_MARK });
      expect(found).not.toHaveProperty('note');
    });

    test('applies a status and its mark together, and the newer mark replaces the older', async () => {
      const finding = anImport('CVE-1');
      await store.importAll([finding]);
      const writes: Mark[] = [
        { seq: 1, status: 'NOTIFIED' },
        { seq: 2, status: 'SUPPRESSED' },
        { seq: 13, status: 'NOTIFIED' },
      ];

      for (const mark of writes) {
        await store.update([keyOf(finding)], { workflowStatus: mark.status, mark });

        expect(await read(finding)).toMatchObject({ workflowStatus: mark.status, mark });
      }
    });

    test('keeps the page of a scan until an import without one', async () => {
      const first = anImport('CVE-1', { page: { name: 'c1', size: 3 } });
      await store.importAll([first]);
      await store.update([keyOf(first)], { workflowStatus: 'NOTIFIED' });
      expect((await read(first))?.scan?.page).toEqual({ name: 'c1', size: 3 });

      await store.importAll([anImport('CVE-1')]);

      expect((await read(first))?.scan).toEqual({ id: 's', newFindings: 0 });
    });

    test('names each finding that was not updated, and updates the others', async () => {
      const finding = anImport('CVE-1');
      await store.importAll([finding]);
      const missing = { ...keyOf(finding), id: 'missing' };

      const outcome = await store.update([missing, keyOf(finding), keyOf(finding)], {
        workflowStatus: 'NOTIFIED',
      });

      expect(outcome.updated).toEqual([keyOf(finding)]);
      expect(outcome.refused).toMatchObject([
        { ...missing, code: 'FindingNotFound', retryable: false },
      ]);
    });

    test('keeps status, note and mark at a later import, and ignores an older import', async () => {
      const [older, first, second] = [anImport('CVE-1'), anImport('CVE-1'), anImport('CVE-1')];
      await store.importAll([first]);
      const mark: Mark = { seq: 4, status: 'SUPPRESSED' };
      const note = { text: 'Known.', updatedBy: 'ana' };
      await store.update([keyOf(first)], { workflowStatus: 'SUPPRESSED', mark, note });

      await store.importAll([second]);
      await store.importAll([older]);

      expect(await read(first)).toMatchObject({
        updatedAt: second.stamp.at,
        workflowStatus: 'SUPPRESSED',
        mark,
        note,
      });
    });

    test.each([
      ['NOTIFIED', 'NEW'],
      ['RESOLVED', 'NEW'],
      ['SUPPRESSED', 'SUPPRESSED'],
    ] as const)(
      'changes a %s finding to %s when it is archived and comes back',
      async (before, after) => {
        const first = anImport('CVE-1');
        await store.importAll([first]);
        await store.update([keyOf(first)], { workflowStatus: before });

        await store.importAll([anImport('CVE-1', { content: { recordState: 'ARCHIVED' } })]);
        expect(await read(first)).toMatchObject({
          recordState: 'ARCHIVED',
          workflowStatus: before,
        });
        await store.importAll([anImport('CVE-1')]);

        expect(await read(first)).toMatchObject({ recordState: 'ACTIVE', workflowStatus: after });
      },
    );

    test('imports the newer one when an id is given twice', async () => {
      const twice = [anImport('CVE-1'), anImport('CVE-1')];

      expect((await store.importAll(twice)).imported).toBe(1);

      expect((await collect(store.list({})))[0]?.updatedAt).toBe(twice[1]?.stamp.at);
    });

    test.each<[FindingFilter, string[]]>([
      [{}, ['CVE-1', 'CVE-2', 'CVE-3']],
      [{ workflowStatus: ['NOTIFIED'] }, ['CVE-1']],
      [{ recordState: ['ARCHIVED'] }, ['CVE-2']],
      [{ recordState: ['ACTIVE'], workflowStatus: ['NEW'] }, ['CVE-3']],
      [{ severities: ['HIGH'] }, ['CVE-1', 'CVE-2', 'CVE-3']],
      [{ severities: ['CRITICAL', 'LOW'] }, []],
      [{ vulnerabilityId: 'CVE-3' }, ['CVE-3']],
    ])('lists what matches %j', async (filter, ids) => {
      const [first, ...others] = [
        anImport('CVE-1'),
        anImport('CVE-2', { content: { recordState: 'ARCHIVED' } }),
        anImport('CVE-3'),
      ];
      await store.importAll([first, ...others]);
      await store.update([keyOf(first)], { workflowStatus: 'NOTIFIED' });

      const listed = await collect(store.list(filter));

      expect(listed.map(({ vulnerabilityId }) => vulnerabilityId).sort()).toEqual(ids);
    });

    test('lists what was updated up to and including a moment', async () => {
      const [first, second] = [anImport('CVE-1'), anImport('CVE-2')];
      await store.importAll([first, second]);

      const listed = await collect(store.list({ updatedBefore: first.stamp.at }));

      expect(listed.map(({ id }) => id)).toEqual([first.content.id]);
    });
  });
}
