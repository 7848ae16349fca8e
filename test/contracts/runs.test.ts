import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { createFakeArchive } from '../fakes/archive';
import { describeRunStore } from './runs.contract';

const root = mkdtempSync(join(tmpdir(), 'vulnscan-runs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

describeRunStore('a folder', async () => {
  folders += 1;
  return createFolderArchive(join(root, String(folders), 'archive'));
});
describeRunStore('the fake', async () => createFakeArchive());
