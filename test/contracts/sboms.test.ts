import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createSbomStore } from '../../src/adapters/archive/sboms';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import type { Archive } from '../../src/ports/archive';
import { createFakeArchive } from '../fakes/archive';
import { quiet } from '../scanner/hub';
import { describeSboms, type OpenedSboms } from './sboms.contract';

const root = mkdtempSync(join(tmpdir(), 'vulnscan-sboms-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

function openIn(archive: Archive): OpenedSboms {
  return {
    store: createSbomStore(archive, quiet),
    async damage(key, how) {
      const name = `sboms/${key}.cdx.json.gz`;
      if (how === 'missing') await archive.delete([name]);
      else await archive.put(name, how === 'changed' ? gzipSync('{"a":1}') : Buffer.from('{}'));
    },
    spoil: async (key) =>
      void (await archive.put(`sboms/${key}.json`, Buffer.from('{"version":1}'))),
  };
}

describeSboms('an archive in memory', async () => openIn(createFakeArchive()));
describeSboms('a folder', async () => {
  folders += 1;
  return openIn(createFolderArchive(join(root, String(folders))));
});
