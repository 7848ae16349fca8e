import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { keepDatabases } from '../../scanner/keep-databases';
import { createTrivy } from '../../scanner/trivy';
import { Unavailable } from '../../src/domain/errors';
import type { Archive } from '../../src/ports/archive';
import { collect } from '../fakes/collect';
import { DAY, databaseWorld, HOUR } from './database-world';
import { fakeTrivy } from './fake-trivy';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const keys = async (world: ReturnType<typeof databaseWorld>) =>
  (await collect(world.archive.list(''))).map(({ key }) => key);

describe('databases of a run', () => {
  it('are in every task what they were when it was planned, from the archive', async () => {
    const world = databaseWorld();
    const planned = await world.plan({ java: true }, { vulnerability: { content: 'planned' } });
    await world.plan({ java: false }, { vulnerability: { content: 'newer' } });
    const { databases, read, files } = world.shard(planned);

    await databases.prepare();
    expect(files()).toEqual(['db', 'db/metadata.json', 'db/trivy.db']);
    expect(await databases.java()).toEqual({ stdout: '', stderr: '' });

    expect(read('vulnerability')).toBe('planned');
    expect(read('java')).toBe('java of today');
    expect(files()).toHaveLength(6);
  });

  it('are named by the SHA-256 of their content, and by when they were built', async () => {
    const world = databaseWorld();

    const planned = await world.plan({ java: true });

    const updatedAt = new Date(world.clock.at - HOUR).toISOString();
    expect(planned).toEqual({
      vulnerability: {
        key: `databases/vulnerability/${sha256('vulnerability of today')}/`,
        updatedAt,
      },
      java: { key: `databases/java/${sha256('java of today')}/`, updatedAt },
    });
  });

  it('are put into the archive once, and again before they expire', async () => {
    const world = databaseWorld();
    const first = await world.plan({ java: false });
    world.seen();

    expect(await world.plan({ java: false })).toEqual(first);
    expect(world.seen().filter((call) => call.startsWith('put'))).toEqual([]);
    // After 7 days they are deleted, and the run begins now.
    world.clock.at += 5.1 * DAY;
    await world.plan({ java: false });

    expect(world.seen().filter((call) => call.startsWith('put'))).toHaveLength(2);
  });

  it('are put again where the archive has half of them', async () => {
    const world = databaseWorld();
    const { vulnerability } = await world.plan({ java: false });
    await world.archive.delete([`${vulnerability.key}metadata.json`]);

    await world.plan({ java: false });

    expect(await keys(world)).toContain(`${vulnerability.key}metadata.json`);
  });

  it.each(['before', 'after'] as const)(
    'are whole after a plan was killed %s any call of the archive and made again',
    async (when) => {
      for (let killed = 0; killed < 4; killed += 1) {
        let left = killed;
        const world = databaseWorld((_, moment) => {
          if (moment !== when) return;
          left -= 1;
          if (left === -1) throw new Error('killed');
        });
        await world.plan({ java: false }).catch(() => undefined);
        left = Number.POSITIVE_INFINITY;

        const { databases, read } = world.shard(await world.plan({ java: false }));
        await databases.prepare();

        expect(read('vulnerability')).toBe('vulnerability of today');
      }
    },
  );

  it('that are not in the cache are said, with what to do', async () => {
    const { archive, clock, log, newCache } = databaseWorld();
    const databases = {
      prepare: async () => undefined,
      java: async () => ({ stdout: '', stderr: '' }),
    };
    const deps = { archive, clock, log, databases, cacheDir: newCache() };

    await expect(keepDatabases(deps, { java: false })).rejects.toMatchObject({
      name: 'Refused',
      code: 'database_missing',
    });
  });
});

describe('the Java database of a run', () => {
  it('is not downloaded where no shard needs it', async () => {
    const world = databaseWorld();

    expect(await world.plan({ java: false })).not.toHaveProperty('java');

    expect(world.seen()).not.toContain('download Java database');
  });

  it('is not downloaded again while the archive has one that Trivy would keep', async () => {
    const world = databaseWorld();
    const first = await world.plan({ java: true }, { java: { nextUpdate: 3 * DAY } });
    world.seen();
    world.clock.at += 2 * DAY;

    expect((await world.plan({ java: true })).java).toEqual(first.java);
    expect(world.seen()).not.toContain('download Java database');
    world.clock.at += DAY + 1;
    const later = await world.plan({ java: true }, { java: { content: 'newer' } });

    expect(later.java?.key).toContain(sha256('newer'));
  });

  it('is downloaded again before the one in the archive expires', async () => {
    const world = databaseWorld();
    await world.plan({ java: true }, { java: { nextUpdate: 30 * DAY } });
    world.seen();
    world.clock.at += 5.1 * DAY;

    await world.plan({ java: true });

    expect(world.seen()).toContain('download Java database');
  });

  it('is the newest of those in the archive', async () => {
    const world = databaseWorld();
    for (const content of ['old', 'new']) {
      const cacheDir = world.newCache();
      world.write(cacheDir, 'java', { content });
      await world.plan({ java: true }, {}, cacheDir);
      world.clock.at += HOUR;
    }

    expect((await world.plan({ java: true })).java?.key).toContain(sha256('new'));
  });

  it('is loaded by a shard when the first jar needs it, once', async () => {
    const world = databaseWorld();
    const { databases } = world.shard(await world.plan({ java: true }));
    await databases.prepare();
    world.seen();

    await Promise.all([databases.java(), databases.java()]);

    expect(world.seen()).toHaveLength(2);
  });

  it('that the registry refuses is missing from the plan, and images that need it say so', async () => {
    const world = databaseWorld();

    const planned = await world.plan({ java: true }, { java: 'refused' });

    expect(planned).not.toHaveProperty('java');
    expect(world.log.messages).toContain('the scan has no Java database');
    await expect(world.shard(planned).databases.java()).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'planned_database',
    });
  });
});

describe('a shard never judges by another database than the plan names', () => {
  const expected = {
    name: 'Unavailable',
    code: 'planned_database',
    message: expect.stringContaining('start the scan again'),
  };

  it.each<[string, (archive: Archive, key: string) => Promise<unknown>]>([
    ['is gone', (archive, key) => archive.delete([`${key}trivy.db.gz`])],
    ['has no metadata', (archive, key) => archive.delete([`${key}metadata.json`])],
    ['has another content', (archive, key) => archive.put(`${key}trivy.db.gz`, gzipSync('other'))],
    ['is cut', (archive, key) => archive.put(`${key}trivy.db.gz`, gzipSync('x').subarray(0, -4))],
    ['is not compressed', (archive, key) => archive.put(`${key}trivy.db.gz`, Buffer.from('x'))],
    ['is empty', (archive, key) => archive.put(`${key}trivy.db.gz`, Buffer.from(''))],
  ])('where it %s nothing is judged', async (_, spoil) => {
    const world = databaseWorld();
    const planned = await world.plan({ java: false });
    await spoil(world.archive, planned.vulnerability.key);
    const { databases, files } = world.shard(planned);

    await expect(databases.prepare()).rejects.toMatchObject(expected);

    expect(files()).toEqual([]);
  });

  it('and replaces one that is in the cache', async () => {
    const world = databaseWorld();
    const planned = await world.plan({ java: false });
    const cacheDir = world.newCache();
    world.write(cacheDir, 'vulnerability', { content: 'of an image' });
    const { databases, read } = world.shard(planned, cacheDir);

    await databases.prepare();

    expect(read('vulnerability')).toBe('vulnerability of today');
  });

  it('and does not load again what the cache has', async () => {
    const world = databaseWorld();
    const planned = await world.plan({ java: false });
    const { databases, cacheDir } = world.shard(planned);
    await databases.prepare();
    world.seen();

    await world.shard(planned, cacheDir).databases.prepare();

    expect(world.seen()).toEqual([]);
  });

  it.each(['databases/vulnerability/x/', 'feeds/', `databases/java/${'0'.repeat(64)}/`])(
    'and takes no other key, such as %s',
    async (key) => {
      const { databases } = databaseWorld().shard({ vulnerability: { key } });

      await expect(databases.prepare()).rejects.toMatchObject(expected);
    },
  );

  it('where the archive does not answer the error says so', async () => {
    const world = databaseWorld();
    const planned = await world.plan({ java: false });
    const { databases } = world.shard(planned);
    world.archive.get = async () => {
      throw new Unavailable('archive_busy', 'Busy; try again.');
    };

    await expect(databases.prepare()).rejects.toMatchObject({
      ...expected,
      message: expect.stringContaining('archive_busy'),
    });
  });
});

it.each([false, true])(
  'a Trivy with the databases of a plan asks no registry for others, offline: %s',
  async (offline) => {
    const world = databaseWorld();
    const { databases, cacheDir, read } = world.shard(await world.plan({ java: true }));
    const { program, folder } = fakeTrivy({ images: { a: { jar: true }, b: { jar: true } } });
    const settings = {
      ...{ program, cacheDir, timeoutMs: 10_000, env: { PATH: process.env['PATH'] }, offline },
      ...{ databases: ['registry.example/db:2'], javaDatabases: ['registry.example/java:1'] },
    };
    const trivy = createTrivy(settings, { clock: world.clock, log: world.log, databases });

    await trivy.prepare();
    await Promise.all(
      ['a', 'b'].map((image) => trivy.scan({ label: image, from: { image: `${image}:1` } })),
    );

    expect(read('java')).toBe('java of today');
    expect(readFileSync(join(folder, 'calls.jsonl'), 'utf8')).not.toMatch(/download|registry/);
  },
);
