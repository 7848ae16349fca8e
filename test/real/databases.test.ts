import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArchivedDatabases } from '../../scanner/archived-databases';
import { keepDatabases } from '../../scanner/keep-databases';
import { createTrivy } from '../../scanner/trivy';
import { createDatabases, type Databases } from '../../scanner/trivy-databases';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { testIf } from '../scanner/corpus';
import { imageArchive } from './trivy-db/archive';
import { buildCache, findGo, findTrivy } from './trivy-db/run-trivy';
import { imageOf } from './trivy-db/services';

/* A real Trivy over databases that another task put into the archive. */

const trivy = findTrivy();
const go = findGo();
const promise = testIf(trivy !== undefined && go !== undefined);
if (trivy === undefined || go === undefined)
  process.stderr.write('no Trivy or no Go here: databases of the archive were not tried.\n');

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-archived-'));
const clock = createFakeClock(new Date());
const log = createFakeLog();
const archive = createFolderArchive(join(folder, 'archive'));
/** Nobody answers there. */
const NOWHERE = ['127.0.0.1:9/db:2'];

beforeAll(() => {
  if (go === undefined) return;
  buildCache(go, join(folder, 'planned'), new Date(Date.now() - 3_600_000).toISOString());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settingsOf = (cache: string) => ({
  program: trivy ?? '',
  cacheDir: join(folder, cache),
  timeoutMs: 60_000,
  databases: NOWHERE,
  javaDatabases: NOWHERE,
  offline: false,
  env: process.env,
});

async function scanWith(cache: string, databases: Databases) {
  const from = { archive: join(folder, 'worker.tar') };
  writeFileSync(from.archive, imageArchive(imageOf('worker', 1)));
  const task = createTrivy(settingsOf(cache), { clock, log, databases });
  const { databaseAt } = await task.prepare();
  const { detections } = await task.scan({ label: 'worker', from });
  return { databaseAt, found: detections.map((each) => each.vulnerabilityId).sort() };
}

promise('a task with an empty cache judges by the databases that the plan names', async () => {
  const { cacheDir } = settingsOf('planned');
  const own = createDatabases(settingsOf('planned'), { clock, log });
  const inCache: Databases = { ...own, prepare: async () => undefined };
  const planned = await keepDatabases(
    { archive, clock, log, databases: own, cacheDir },
    { java: true },
  );
  mkdirSync(join(folder, 'shard'));

  const deps = { archive, log, cacheDir: join(folder, 'shard') };
  const inShard = await scanWith('shard', createArchivedDatabases(deps, planned));

  expect(inShard).toEqual(await scanWith('planned', inCache));
  expect(inShard.found).toContain('CVE-2021-44228');
  expect(inShard.databaseAt).toBe(planned.vulnerability.updatedAt);
});
