import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInput } from '../../src/domain/errors';
import type { Archive } from '../../src/ports/archive';

/** What is relied on where objects are files: databases and large results. `open` gives an empty archive. */
export function describeArchiveFiles(name: string, open: () => Promise<Archive>): void {
  describe(`files in ${name}`, () => {
    let folder: string;
    const fileOf = (content: string | Uint8Array, file = join(folder, 'sent')) => {
      writeFileSync(file, content);
      return file;
    };
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'vulnscan-files-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    test.each([
      ['a large file', 3_000_001],
      ['an empty file', 0],
    ])('%s comes back as it was, and nothing else is in its folder', async (_, length) => {
      const archive = await open();
      const content = Uint8Array.from({ length }, (__, index) => (index * 7 + index / 256) % 256);
      expect(await archive.putFile('databases/1/a', fileOf(content))).toBe(true);

      expect(await archive.getFile('databases/1/a', join(folder, 'got'))).toBe(true);

      expect(Buffer.compare(readFileSync(join(folder, 'got')), content)).toBe(0);
      expect(readdirSync(folder).sort()).toEqual(['got', 'sent']);
    });

    test('a file and its content are the same object', async () => {
      const archive = await open();
      await archive.putFile('runs/1/a', fileOf('as a file'));
      await archive.put('runs/1/b', Buffer.from('as bytes'));

      expect(Buffer.from((await archive.get('runs/1/a'))?.body ?? []).toString()).toBe('as a file');
      await archive.getFile('runs/1/b', join(folder, 'got'));

      expect(readFileSync(join(folder, 'got'), 'utf8')).toBe('as bytes');
    });

    test('a file that is there is replaced; where there is no object it stays', async () => {
      const archive = await open();
      await archive.putFile('runs/1/a', fileOf('newer'));
      const got = fileOf('older', join(folder, 'got'));

      expect(await archive.getFile('runs/1/none', got)).toBe(false);
      expect(readFileSync(got, 'utf8')).toBe('older');
      expect(await archive.getFile('runs', got)).toBe(false);
      expect(await archive.getFile('runs/1/a', got)).toBe(true);

      expect(readFileSync(got, 'utf8')).toBe('newer');
      expect(readdirSync(folder).sort()).toEqual(['got', 'sent']);
    });

    test('the conditions are those of other objects', async () => {
      const archive = await open();
      const file = fileOf('first');

      expect(await archive.putFile('runs/1/a', file, { ifAbsent: true })).toBe(true);
      expect(await archive.putFile('runs/1/a', file, { ifAbsent: true })).toBe(false);
      const ifMatch = (await archive.get('runs/1/a'))?.etag ?? '';
      expect(await archive.putFile('runs/1/a', fileOf('second'), { ifMatch })).toBe(true);
      expect(await archive.putFile('runs/1/a', fileOf('third'), { ifMatch })).toBe(false);
      expect(await archive.putFile('runs/1/none', file, { ifMatch })).toBe(false);

      await archive.getFile('runs/1/a', file);
      expect(readFileSync(file, 'utf8')).toBe('second');
    });

    test('of eight that create an object at once one wins', async () => {
      const archive = await open();
      const files = Array.from({ length: 8 }, (_, index) =>
        fileOf(`by ${index}`, join(folder, String(index))),
      );

      const won = await Promise.all(
        files.map((file) => archive.putFile('runs/1/a', file, { ifAbsent: true })),
      );

      expect(won.filter(Boolean)).toHaveLength(1);
      await archive.getFile('runs/1/a', join(folder, 'got'));
      expect(readFileSync(join(folder, 'got'), 'utf8')).toBe(`by ${won.indexOf(true)}`);
    });

    test('a file that is missing, and a folder that is missing, are said', async () => {
      const archive = await open();
      const none = join(folder, 'none', 'file');
      await archive.putFile('runs/1/a', fileOf('x'));

      await expect(archive.putFile('runs/1/b', none)).rejects.toMatchObject({ name: 'Refused' });
      await expect(archive.getFile('runs/1/a', none)).rejects.toMatchObject({ name: 'Refused' });
      await expect(archive.putFile('a/../b', fileOf('x'))).rejects.toThrow(InvalidInput);
      await expect(archive.getFile('a//b', fileOf('x'))).rejects.toThrow(InvalidInput);
    });
  });
}
