import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { Refused } from '../../src/domain/errors';
import { collect } from '../fakes/collect';

/* What is said of every archive is in test/contracts/archive.contract.ts. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

test('a file that was being written when the process ended is no object', async () => {
  const archive = createFolderArchive(folder);
  await archive.put('feeds/kev', bytes('whole'));
  writeFileSync(join(folder, '.writing-0'), 'hal');

  expect(await collect(archive.list(''))).toMatchObject([{ key: 'feeds/kev' }]);
});

test('a reader sees an object before or after a write, and never half of it', async () => {
  const archive = createFolderArchive(folder);
  const contents = ['a', 'b'].map((letter) => bytes(letter.repeat(300_000)));
  await archive.put('index/current', bytes('a'.repeat(300_000)));

  const writes = Array.from({ length: 20 }, (_, index) =>
    archive.put('index/current', contents[index % 2] ?? bytes('')),
  );
  const reads = await Promise.all(Array.from({ length: 40 }, () => archive.get('index/current')));
  await Promise.all(writes);

  for (const read of reads) {
    const text = new TextDecoder().decode(read?.body);
    expect(text).toHaveLength(300_000);
    expect(new Set(text).size).toBe(1);
  }
  expect(readdirSync(folder)).toEqual(['index']);
});

test('an object stays what it was in another process', async () => {
  await createFolderArchive(folder).put('detections/sha256:0a', bytes('kept'));
  const archive = createFolderArchive(folder);
  const read = await archive.get('detections/sha256:0a');

  expect(new TextDecoder().decode(read?.body)).toBe('kept');
  expect(
    await archive.put('detections/sha256:0a', bytes('new'), { ifMatch: read?.etag ?? '' }),
  ).toBe(true);
});

test('a folder that cannot be written to is refused with its name', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const written = createFolderArchive(file).put('feeds/kev', bytes('x'));

  await expect(written).rejects.toThrow(Refused);
  await expect(written).rejects.toMatchObject({ code: 'archive_folder' });
  await expect(written).rejects.toThrow(`check that the folder ${file} can be written to`);
});

test('a key below or above another object is not there, and a write that fails keeps no later one up', async () => {
  const archive = createFolderArchive(folder);
  await archive.put('index/1', bytes('x'));

  expect(await archive.get('index/1/a')).toBeUndefined();
  expect(await archive.get('index')).toBeUndefined();
  await expect(archive.put('index/1/a', bytes('x'))).rejects.toThrow(Refused);
  await archive.delete(['index/1/a']);
  expect(await archive.put('index/2', bytes('x'))).toBe(true);
});
