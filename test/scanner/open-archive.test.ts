import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../scanner/open-archive';
import { parseConfig } from '../../src/config/config';
import { MINIMAL } from '../infra/synth';

const config = parseConfig(MINIMAL);
const body = new TextEncoder().encode('text');

test('a scanner run by hand keeps in a folder what the next scan needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-scanner-'));
  const env = { SCAN_ARCHIVE_DIR: folder };

  await openArchive(config, env)?.put('feeds/kev', body);

  expect((await openArchive(config, env)?.get('feeds/kev'))?.body).toHaveLength(4);
  rmSync(folder, { recursive: true });
});

test('a scanner without an installation and without a folder keeps nothing', () => {
  expect(openArchive(config, {})).toBeUndefined();
  expect(openArchive(config, { ARCHIVE_BUCKET: '', SCAN_ARCHIVE_DIR: '' })).toBeUndefined();
});
