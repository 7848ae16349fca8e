import type { SbomRecord } from '../../src/domain/sbom-record';
import type { SbomStore } from '../../src/ports/sboms';
import { collect } from '../fakes/collect';

export interface OpenedSboms {
  store: SbomStore;
  /** Changes the bytes of the SBOM behind the store's back, or takes it away. */
  damage(key: string, how: 'changed' | 'missing' | 'not compressed'): Promise<void>;
  /** Makes the record one that nobody wrote. */
  spoil(key: string): Promise<void>;
}

/** SHA-256 of `{}`. */
const SHA = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const SBOM = Buffer.from('{}');
const KEY = 'sha256-1/linux-arm64';

const RECORD: SbomRecord = {
  ...{ digest: 'sha256:1', platform: 'linux/arm64', builtOn: '2026-01-02', hasJars: false },
  ...{ trivyVersion: '0.74.0', sha256: SHA },
  ...{ comparedAt: '2026-11-24T03:00:00.000Z', usedAt: '2026-11-24T03:00:00.000Z' },
};

/** What the scanner relies on, of every implementation of `SbomStore`. `open` gives an empty one. */
export function describeSboms(name: string, open: () => Promise<OpenedSboms>): void {
  describe(`SBOMs in ${name}`, () => {
    test('an SBOM and its record are read as they were written', async () => {
      const { store } = await open();

      await store.put(KEY, RECORD, SBOM);

      expect(await store.record(KEY)).toMatchObject(RECORD);
      expect(Buffer.from((await store.sbom(KEY, RECORD)) ?? [])).toEqual(SBOM);
    });

    test('what was never written is not there', async () => {
      const { store } = await open();

      expect(await store.record(KEY)).toBeUndefined();
      expect(await store.sbom(KEY, RECORD)).toBeUndefined();
    });

    test('a record is renewed without its SBOM, which stays', async () => {
      const { store } = await open();
      await store.put(KEY, RECORD, SBOM);

      await store.put(KEY, { ...RECORD, usedAt: '2026-12-01T03:00:00.000Z' });

      expect(await store.record(KEY)).toMatchObject({ usedAt: '2026-12-01T03:00:00.000Z' });
      expect(await store.sbom(KEY, RECORD)).toBeDefined();
    });

    test('an image that is always pulled has no SBOM, not even an older one', async () => {
      const { store } = await open();
      await store.put(KEY, RECORD, SBOM);
      const { sha256: _, ...rest } = RECORD;

      await store.put(KEY, { ...rest, differs: 'packages: 1 only in the image (a 1)' });

      expect(await store.record(KEY)).toMatchObject({ differs: expect.stringContaining('a 1') });
      expect(await store.sbom(KEY, RECORD)).toBeUndefined();
    });

    test.each(['changed', 'missing', 'not compressed'] as const)(
      'an SBOM that is %s is not given out',
      async (how) => {
        const { store, damage } = await open();
        await store.put(KEY, RECORD, SBOM);

        await damage(KEY, how);

        expect(await store.sbom(KEY, RECORD)).toBeUndefined();
      },
    );

    test('a record that cannot be read counts as none', async () => {
      const { store, spoil } = await open();
      await store.put(KEY, RECORD, SBOM);

      await spoil(KEY);

      expect(await store.record(KEY)).toBeUndefined();
    });

    test('all keys are listed once, with the time of the last write, and what is removed is gone', async () => {
      const { store } = await open();
      const others = ['sha256-1/linux-amd64', 'sha256-1/linux-arm64-v8', 'sha256-2/unknown'];
      for (const key of [KEY, ...others]) await store.put(key, RECORD, SBOM);

      const listed = await collect(store.list());

      expect(listed.map(({ key }) => key).sort()).toEqual([KEY, ...others].sort());
      for (const { writtenAt } of listed) {
        expect(Math.abs(Date.parse(writtenAt) - Date.now())).toBeLessThan(60_000);
      }
      await store.remove([KEY, 'sha256-3/unknown']);
      expect((await collect(store.list())).map(({ key }) => key).sort()).toEqual(others.sort());
      expect(await store.sbom(KEY, RECORD)).toBeUndefined();
    });

    test('an SBOM whose record was never written is listed too, so that it can be removed', async () => {
      const { store, spoil } = await open();
      await store.put(KEY, RECORD, SBOM);

      await spoil(KEY);

      expect((await collect(store.list())).map(({ key }) => key)).toEqual([KEY]);
    });
  });
}
