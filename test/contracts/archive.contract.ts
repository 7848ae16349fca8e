import { InvalidInput } from '../../src/domain/errors';
import type { Archive, ArchiveEntry } from '../../src/ports/archive';
import { collect } from '../fakes/collect';

/** What the use cases rely on, of every implementation of `Archive`. `open` gives an empty archive. */
export function describeArchive(name: string, open: () => Promise<Archive>): void {
  describe(`objects in ${name}`, () => {
    test('an object is read as it was written, whatever its bytes', async () => {
      const archive = await open();
      const body = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);

      expect(await archive.put('index/1/buckets', body)).toBe(true);
      const read = await archive.get('index/1/buckets');

      expect(Buffer.compare(read?.body ?? new Uint8Array(), body)).toBe(0);
      expect(read?.etag).toMatch(/./);
    });

    test('an empty object is not a missing one', async () => {
      const archive = await open();
      await archive.put('feeds/empty', new Uint8Array());

      expect((await archive.get('feeds/empty'))?.body).toHaveLength(0);
      expect(await archive.get('feeds/missing')).toBeUndefined();
    });

    test('a later object replaces an earlier one, and identifies itself by another etag', async () => {
      const archive = await open();
      await archive.put('feeds/kev', bytes('old'));
      const old = await archive.get('feeds/kev');
      await archive.put('feeds/kev', bytes('new'));

      const now = await archive.get('feeds/kev');

      expect(text(now?.body)).toBe('new');
      expect(now?.etag).not.toBe(old?.etag);
    });

    test('keys may have any characters in their parts', async () => {
      const archive = await open();
      const keys = [
        'a b/c+d',
        'a/%41',
        'a/&<>"\'',
        'a/.hidden',
        'detections/sha256:0a',
        '脆弱性/é',
      ];
      for (const key of keys) await archive.put(key, bytes(key));

      for (const key of keys) expect(text((await archive.get(key))?.body)).toBe(key);
      expect(keysOf(await collect(archive.list('')))).toEqual(sorted(keys));
      await archive.delete(keys);
      expect(await collect(archive.list(''))).toEqual([]);
    });

    test.each([
      ['empty', ''],
      ['without a first part', '/a'],
      ['without a last part', 'a/'],
      ['with an empty part', 'a//b'],
      ['with a part that means this folder', './a'],
      ['with a part that means the folder above', 'a/../b'],
      ['of 1,026 bytes', 'あ'.repeat(342)],
    ])('a key %s is refused', async (_, key) => {
      const archive = await open();

      await expect(archive.put(key, bytes('x'))).rejects.toThrow(InvalidInput);
      await expect(archive.get(key)).rejects.toThrow(InvalidInput);
      await expect(archive.delete([key])).rejects.toThrow(InvalidInput);
    });
  });

  describe(`conditions in ${name}`, () => {
    test('what may only be written once stays as it was first written', async () => {
      const archive = await open();

      expect(await archive.put('index/1/a', bytes('first'), { ifAbsent: true })).toBe(true);
      expect(await archive.put('index/1/a', bytes('second'), { ifAbsent: true })).toBe(false);

      expect(text((await archive.get('index/1/a'))?.body)).toBe('first');
    });

    test('an object is replaced only while it is the one that was read', async () => {
      const archive = await open();
      await archive.put('index/current', bytes('1'));
      const read = await archive.get('index/current');
      const ifMatch = read?.etag ?? '';

      expect(await archive.put('index/current', bytes('2'), { ifMatch })).toBe(true);
      expect(await archive.put('index/current', bytes('3'), { ifMatch })).toBe(false);

      expect(text((await archive.get('index/current'))?.body)).toBe('2');
    });

    test('an object that is gone is not the one that was read', async () => {
      const archive = await open();
      await archive.put('index/current', bytes('1'));
      const ifMatch = (await archive.get('index/current'))?.etag ?? '';
      await archive.delete(['index/current']);

      expect(await archive.put('index/current', bytes('2'), { ifMatch })).toBe(false);

      expect(await archive.get('index/current')).toBeUndefined();
    });

    test.each([
      ['create', () => ({ ifAbsent: true }) as const],
      ['replace', (etag: string) => ({ ifMatch: etag })],
    ])('of eight that %s an object at once one wins', async (what, condition) => {
      const archive = await open();
      if (what === 'replace') await archive.put('index/current', bytes('0'));
      const etag = (await archive.get('index/current'))?.etag ?? '';

      const won = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          archive.put('index/current', bytes(`by ${index}`), condition(etag)),
        ),
      );

      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text((await archive.get('index/current'))?.body)).toBe(`by ${won.indexOf(true)}`);
    });
  });

  describe(`lists and deletions in ${name}`, () => {
    test('lists what starts with a prefix, in the order of bytes, with size and time', async () => {
      const archive = await open();
      const before = Date.now();
      for (const key of ['index/2/b', 'index/10/a', 'index/2/a', 'feeds/kev'])
        await archive.put(key, bytes(key));

      const entries = await collect(archive.list('index/'));

      expect(entries.map(({ key, size }) => [key, size])).toEqual([
        ['index/10/a', 10],
        ['index/2/a', 9],
        ['index/2/b', 9],
      ]);
      for (const { modifiedAt } of entries) {
        expect(new Date(modifiedAt).toISOString()).toBe(modifiedAt);
        // S3 says whole seconds.
        expect(Math.abs(Date.parse(modifiedAt) - before)).toBeLessThan(60_000);
      }
      expect(keysOf(await collect(archive.list('index/2')))).toEqual(['index/2/a', 'index/2/b']);
      expect(await collect(archive.list('none/'))).toEqual([]);
    });

    test('more than a thousand objects are all listed, and all deleted', async () => {
      const archive = await open();
      const keys = Array.from({ length: 1_005 }, (_, index) => `detections/${index}`);
      for (let start = 0; start < keys.length; start += 50) {
        const some = keys.slice(start, start + 50);
        await Promise.all(some.map((key) => archive.put(key, bytes(key))));
      }
      await archive.put('index/current', bytes('stays'));

      expect(keysOf(await collect(archive.list('detections/')))).toEqual(sorted(keys));
      await archive.delete(keys);

      expect(keysOf(await collect(archive.list('')))).toEqual(['index/current']);
    }, 120_000);

    test('deleting what is not there, or nothing, is no error', async () => {
      const archive = await open();

      await archive.delete(['index/none', 'index/neither']);
      await archive.delete([]);

      expect(await collect(archive.list(''))).toEqual([]);
    });
  });
}

function keysOf(entries: ArchiveEntry[]): string[] {
  return entries.map(({ key }) => key);
}

function sorted(keys: string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function text(body: Uint8Array | undefined): string {
  return new TextDecoder().decode(body);
}
