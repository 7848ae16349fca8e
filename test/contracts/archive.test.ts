import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { createFakeArchive } from '../fakes/archive';
import { describeArchive } from './archive.contract';

const root = mkdtempSync(join(tmpdir(), 'vulnscan-archive-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

describeArchive('a folder', async () => {
  folders += 1;
  return createFolderArchive(join(root, String(folders), 'archive'));
});
describeArchive('the fake', async () => createFakeArchive());
