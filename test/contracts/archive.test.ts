import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { createFakeArchive } from '../fakes/archive';
import { describeArchive } from './archive.contract';
import { describeArchiveFiles } from './archive-files.contract';

const root = mkdtempSync(join(tmpdir(), 'vulnscan-archive-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

const openFolder = async () => {
  folders += 1;
  return createFolderArchive(join(root, String(folders), 'archive'));
};
describeArchive('a folder', openFolder);
describeArchiveFiles('a folder', openFolder);
describeArchive('the fake', async () => createFakeArchive());
describeArchiveFiles('the fake', async () => createFakeArchive());
