import { gunzipSync } from 'node:zlib';
import { Unavailable } from '../../src/domain/errors';
import { bucketOf } from '../../src/domain/vulnerability-index';
import type { Archive } from '../../src/ports/archive';
import { anImage } from '../domain/builders';
import { at, createIndexWorld, detectionIn, scanOf, shortOf } from './index-world';

const failed = (repository: string, tag = 'latest') => {
  const { name } = anImage(repository);
  return { name, tag, code: 'registry_timeout' };
};
const images = (...names: string[]) => names.map((name) => scanOf(name, ['CVE-2026-1']));

describe('the index of the last complete scan', () => {
  test('answers for every image and every severity', async () => {
    const { write, ask } = createIndexWorld();
    await write({
      scans: [scanOf('api', [['CVE-2026-1', 'LOW']]), scanOf('web', ['CVE-2026-2']), scanOf('job')],
    });

    const answer = await ask('CVE-2026-1');

    expect(shortOf(answer)).toEqual({
      at: at(0),
      found: ['api'],
      notFound: ['job', 'web'],
      unjudged: {},
    });
    expect(answer?.detection).toMatchObject({ vulnerabilityId: 'CVE-2026-1', severity: 'LOW' });
    expect(answer?.detection?.packages).toEqual([
      {
        name: 'openssl',
        installedVersion: '3.0.1',
        fixedVersion: '3.0.15',
        type: 'alpine',
        image: anImage('api').name,
        tag: 'latest',
      },
    ]);
  });

  test('takes two reads: which scan was the last, and one part of its index', async () => {
    const calls: string[] = [];
    const { write, ask } = createIndexWorld(
      (call, moment) => moment === 'before' && void calls.push(call),
    );
    await write({ scans: images('api', 'web') });
    calls.length = 0;

    await ask('CVE-2026-1');

    expect(calls).toEqual([
      'get index/current',
      expect.stringMatching(/^get index\/2026.*\/\d{3}\.json\.gz$/),
    ]);
  });

  test('names images whose result proves nothing, unless the vulnerability was found in them', async () => {
    const { write, ask } = createIndexWorld();
    const old = { os: { family: 'debian', version: '10', endOfLife: true } };
    await write({
      scans: [
        scanOf('old', ['CVE-2026-1'], old),
        scanOf('older', [], old),
        ...images('api', 'web'),
      ],
      failed: [failed('broken')],
      vanished: [anImage('web').name],
    });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({
      found: ['api', 'old', 'web'],
      unjudged: { older: 'end-of-life', broken: 'registry_timeout' },
    });
    expect(shortOf(await ask('CVE-2026-2'))).toMatchObject({
      found: [],
      notFound: ['api'],
      unjudged: { old: 'end-of-life', web: 'mass-vanishing' },
    });
  });

  test('keeps what the scan before it found in an image that failed, with its own time', async () => {
    const { write, ask } = createIndexWorld();
    await write({ scans: images('api', 'web', 'gone') });
    await write({ at: at(1), scans: images('api'), failed: [failed('web')] });
    await write({ at: at(2), scans: images('api'), failed: [failed('web')] });

    expect(shortOf(await ask('CVE-2026-1'))).toEqual({
      at: at(2),
      found: ['api', 'web'],
      earlier: { web: at(0) },
      notFound: [],
      unjudged: {},
    });
    expect(shortOf(await ask('CVE-2026-2'))).toMatchObject({
      unjudged: { web: 'registry_timeout' },
    });

    await write({ at: at(3), scans: [...images('api'), scanOf('web')] });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ found: ['api'], notFound: ['web'] });
  });

  test('keeps it under the tag that it had, where only the name of a failed image is known', async () => {
    const { write, ask } = createIndexWorld();
    await write({ scans: images('api:1', 'api:2') });
    const { name } = anImage('api');
    await write({ at: at(1), scans: [scanOf('api:2')], failed: [{ name, code: 'network' }] });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({
      found: ['api:1'],
      notFound: ['api:2'],
      unjudged: { api: 'network' },
    });
  });

  test('an image that was never scanned has no time', async () => {
    const { write, index } = createIndexWorld();
    await write({ scans: images('api'), failed: [failed('web')] });
    await write({ at: at(1), scans: images('api'), failed: [failed('web')] });

    const { pointer } = (await index.current()) ?? {};
    const scan = await index.scan(pointer?.run ?? '');
    expect(scan?.images).toEqual([
      { name: anImage('api').name, tag: 'latest' },
      { name: anImage('web').name, tag: 'latest', failed: 'registry_timeout' },
    ]);
  });

  test('keeps rows also when the number of its parts changes with the number of images', async () => {
    const { write, ask, index } = createIndexWorld();
    const many = Array.from({ length: 1_001 }, (_, number) => scanOf(`service-${number}`));
    const ids = ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3', 'GHSA-aaaa-bbbb-cccc'];
    await write({ scans: [scanOf('api', ids)] });
    expect((await index.current())?.pointer?.buckets).toBe(16);

    await write({ at: at(1), scans: many, failed: [failed('api')] });
    expect((await index.current())?.pointer?.buckets).toBe(256);
    for (const id of ids) expect((await ask(id))?.detection?.images).toHaveLength(1);

    await write({ at: at(3), scans: [scanOf('web')], failed: [failed('api')] });
    expect((await index.current())?.pointer?.buckets).toBe(16);
    for (const id of ids) {
      expect(shortOf(await ask(id))).toMatchObject({ found: ['api'], earlier: { api: at(0) } });
    }
  });

  test('has one entry for a vulnerability, with the worst that it has in any image', async () => {
    const { write, ask } = createIndexWorld();
    const worse = { severity: 'HIGH' as const, score: 7.5, scoreVersion: '3.1', title: 'worse' };
    const one = detectionIn('api', 'CVE-2026-1', { severity: 'LOW', score: 9.9 });
    const other = detectionIn('web', 'CVE-2026-1', worse);
    await write({
      scans: [scanOf('api', [], { detections: [one] }), scanOf('web', [], { detections: [other] })],
    });

    expect((await ask('CVE-2026-1'))?.detection).toMatchObject(worse);
  });

  test('finds an id whatever its case, and under a former id as well', async () => {
    const { write, ask } = createIndexWorld();
    await write({ scans: [scanOf('api', ['GHSA-xvch-5gv4-984h']), scanOf('web', ['CVE-2026-9'])] });

    expect(shortOf(await ask('GHSA-XVCH-5GV4-984H'))).toMatchObject({ found: ['api'] });
    expect(shortOf(await ask('CVE-2026-9', 'GHSA-xvch-5gv4-984h'))).toMatchObject({
      found: ['api', 'web'],
    });
  });

  test('is written by complete scans of at least one image only', async () => {
    const { write, ask, keys } = createIndexWorld();
    await write({ scans: images('api') }, false);
    await write();

    expect(await ask('CVE-2026-1')).toBeUndefined();
    expect(await keys()).toEqual([expect.stringMatching(/^detections\/name-.*\.json\.gz$/)]);
  });
});

describe('two scans at the same time', () => {
  test('the one that began later wins, whichever ends first', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { write, ask } = createIndexWorld();
      for (const minutes of order) {
        const scans = minutes === 1 ? images('new') : images('old');
        await write({ at: at(minutes), scanId: `scan-${minutes}`, scans });
      }
      expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ at: at(1), found: ['new'] });
    }
  });

  test('a scan that ends while another is writing is not lost: what failed in it comes from the other', async () => {
    const other: { write?(): Promise<void>; running?: Promise<void> } = {};
    let buckets = 0;
    const { write, ask, index } = createIndexWorld((call, moment) => {
      if (moment === 'after' && /^put .*\/\d{3}\.json\.gz$/.test(call)) buckets += 1;
      // The first scan has written its 16, and the slow one its last.
      if (buckets === 32) {
        const { write } = other;
        delete other.write;
        other.running = write?.() ?? other.running ?? Promise.resolve();
      }
    });
    const commit = index.commit.bind(index);
    index.commit = async (...given) => {
      const { running } = other;
      delete other.running;
      await running;
      return commit(...given);
    };
    await write({ scans: [scanOf('web'), ...images('api')] });
    other.write = () => write({ at: at(1), scanId: 'other', scans: images('api', 'web') });

    await write({ at: at(2), scanId: 'slow', scans: images('api'), failed: [failed('web')] });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({
      at: at(2),
      found: ['api', 'web'],
      earlier: { web: at(1) },
    });
  });

  test('gives up where the index changes all the time, and leaves it as it is', async () => {
    const { write, ask, index } = createIndexWorld();
    await write({ scans: images('api') });
    index.commit = async () => false;

    await expect(write({ at: at(1), scans: images('web') })).rejects.toMatchObject({
      code: 'archive_conflict',
    });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ at: at(0), found: ['api'] });
  });

  test('a scan whose clock was in the future keeps no later scan out', async () => {
    const { write, ask } = createIndexWorld();
    await write({ at: '2031-01-01T00:00:00.000Z', scans: images('old') });
    await write({ at: at(1), scans: images('new') });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ at: at(1), found: ['new'] });
  });
});

describe('interrupted', () => {
  const first = { scans: images('api', 'web') };
  const second = { at: at(1), scanId: 'second', scans: images('api'), failed: [failed('web')] };

  /** Runs a second scan that fails at its nth call; false where it has fewer. */
  async function interrupt(nth: number, moment: 'before' | 'after') {
    let calls = Number.NEGATIVE_INFINITY;
    const world = createIndexWorld((_call, when) => {
      if (when !== moment) return;
      calls += 1;
      if (calls === nth) throw new Unavailable('archive_unavailable', 'No answer.');
    });
    await world.write(first);
    calls = 0;
    const error = await world.write(second).catch((cause: unknown) => cause);
    calls = Number.NEGATIVE_INFINITY;
    return { ...world, error };
  }

  test.each(['before', 'after'] as const)(
    '%s any call the index is whole: the old one, or from the last step on the new one',
    async (moment) => {
      const seen: (string | undefined)[] = [];
      let isThrough = false;
      for (let nth = 1; !isThrough; nth += 1) {
        const { ask, write, error, log } = await interrupt(nth, moment);
        const answer = shortOf(await ask('CVE-2026-1'));
        isThrough = error === undefined && !log.messages.includes('old indexes are not deleted');
        expect(answer).toEqual(
          answer?.at === at(0)
            ? { at: at(0), found: ['api', 'web'], notFound: [], unjudged: {} }
            : {
                at: at(1),
                found: ['api', 'web'],
                notFound: [],
                unjudged: {},
                earlier: { web: at(0) },
              },
        );
        if (error === undefined) expect(answer?.at).toBe(at(1));
        seen.push(answer?.at);

        await write({ at: at(2), scanId: 'third', scans: images('new') });
        expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ at: at(2), found: ['new'] });
      }
      expect(seen.length).toBeGreaterThan(35);
      // Once it is in force it stays.
      expect(seen).toEqual([...seen].sort());
      expect(new Set(seen)).toEqual(new Set([at(0), at(1)]));
    },
    60_000,
  );
});

describe('old indexes', () => {
  test('are deleted but for two before the one in force', async () => {
    const { write, index } = createIndexWorld();
    for (let minutes = 0; minutes < 6; minutes += 1) {
      await write({ at: at(minutes), scans: images('api') });
    }

    const runs = await index.runs();
    expect(runs).toHaveLength(3);
    expect(runs.at(-1)).toBe((await index.current())?.pointer?.run);
  });

  test('that are not in force yet are not deleted: a later scan may still be writing them', async () => {
    const { write, index } = createIndexWorld();
    const later = ['20270101T000000000Z-a', '20270101T000000000Z-b', '20270101T000000000Z-c'];
    for (const run of later) await index.putBucket(run, 0, { images: [], vulnerabilities: [] });

    for (let minutes = 0; minutes < 4; minutes += 1) {
      await write({ at: at(minutes), scans: images('api') });
    }

    expect(await index.runs()).toHaveLength(6);
    expect(await index.runs()).toEqual(expect.arrayContaining(later));
  });

  test('that cannot be deleted are only logged', async () => {
    const { write, ask, index, log } = createIndexWorld();
    index.runs = async () => {
      throw new Unavailable('archive_unavailable', 'No answer.');
    };

    await write({ scans: images('api') });

    expect(log.messages).toContain('old indexes are not deleted');
    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ found: ['api'] });
  });
});

describe('objects that are not what they should be', () => {
  async function withBroken(pattern: RegExp, text: string) {
    const world = createIndexWorld();
    await world.write({ scans: images('api', 'web') });
    const keys = (await world.keys('index/')).filter((key) => pattern.test(key));
    for (const key of keys) await world.archive.put(key, Buffer.from(text));
    expect(keys.length).toBeGreaterThan(0);
    return world;
  }

  test.each([
    ['the pointer', /current$/, '{"version":1'],
    [
      'the pointer of a later version',
      /current$/,
      '{"version":2,"run":"x","at":"2026-01-01T00:00:00Z","buckets":16}',
    ],
    ['a part', /\/\d{3}\.json\.gz$/, 'no gzip'],
  ])(
    '%s: a question is told so, and the next complete scan writes it again',
    async (_what, key, text) => {
      const { ask, write, log } = await withBroken(key, text);

      await expect(ask('CVE-2026-1')).rejects.toMatchObject({ code: 'archive_index' });
      expect(log.messages).toContain('an object of the archive cannot be read');

      await write({ at: at(1), scans: images('api'), failed: [failed('web')] });

      const answer = shortOf(await ask('CVE-2026-1'));
      expect(answer).toMatchObject({
        at: at(1),
        found: ['api'],
        unjudged: { web: 'registry_timeout' },
      });
    },
  );

  test('the list of images: what failed is then known by its failure only', async () => {
    const { ask, write } = await withBroken(/scan\.json\.gz$/, '');

    await write({ at: at(1), scans: images('api'), failed: [failed('web')] });

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({
      unjudged: { web: 'registry_timeout' },
    });
  });

  test('an index that is replaced while it is read is read again', async () => {
    const { ask, write, index } = createIndexWorld();
    await write({ scans: images('api') });
    const bucket = index.bucket.bind(index);
    index.bucket = async (run, number) => {
      index.bucket = bucket;
      await write({ at: at(1), scans: images('web') });
      await index.remove(run);
      return bucket(run, number);
    };

    expect(shortOf(await ask('CVE-2026-1'))).toMatchObject({ at: at(1), found: ['web'] });
  });
});

describe('all detections of an image', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const read = async (archive: Archive, key: string) =>
    JSON.parse(gunzipSync((await archive.get(key))?.body ?? '').toString());

  test('are kept by digest and platform, once for all names, at every severity', async () => {
    const { write, archive, keys } = createIndexWorld();
    const named = (repository: string) => {
      const image = anImage(repository, { digest, platform: 'linux/arm64' });
      return scanOf(repository, ['CVE-2026-1', ['CVE-2026-2', 'INFORMATIONAL']], { image });
    };
    const facts = { databaseAt: at(-60), trivyVersion: '0.74.0' };

    await write({ ...facts, scans: [named('api'), named('copy')] }, false);

    expect(await keys()).toEqual([`detections/sha256-${'a'.repeat(64)}/linux-arm64.json.gz`]);
    const [key = ''] = await keys();
    const content = await read(archive, key);
    expect(content).toMatchObject({
      version: 1,
      images: [
        { name: anImage('api').name, tag: 'latest' },
        { name: anImage('copy').name, tag: 'latest' },
      ],
      digest,
      platform: 'linux/arm64',
      scanId: 'scan',
      at: at(0),
      ...facts,
      coversOs: true,
      detections: [
        { vulnerabilityId: 'CVE-2026-1', severity: 'HIGH' },
        { vulnerabilityId: 'CVE-2026-2', severity: 'INFORMATIONAL' },
      ],
    });
    expect(content.detections[0].packages).toEqual([
      { name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.15', type: 'alpine' },
    ]);
  });

  test('of an image without a digest are kept by its name and tag', async () => {
    const { write, archive, keys } = createIndexWorld();
    await write({ scans: [scanOf('api:1', ['CVE-2026-1']), scanOf('api:2')] }, false);
    await write({ at: at(1), scans: [scanOf('api:1')] }, false);

    const written = await keys();
    expect(written).toHaveLength(2);
    expect(written[0]).toMatch(/^detections\/name-[0-9a-z]{15,24}\/unknown\.json\.gz$/);
    const contents = await Promise.all(written.map((key) => read(archive, key)));
    expect(contents).toContainEqual(
      expect.objectContaining({
        at: at(1),
        images: [{ name: anImage('api').name, tag: '1' }],
        detections: [],
      }),
    );
  });
});

test('ids are spread over the parts', () => {
  const ids = Array.from({ length: 16_000 }, (_, number) => `CVE-2024-${number}`);
  const sizes = new Array<number>(16).fill(0);
  for (const id of ids) sizes[bucketOf(id, 16)] = (sizes[bucketOf(id, 16)] ?? 0) + 1;

  expect(Math.min(...sizes)).toBeGreaterThan(800);
  expect(Math.max(...sizes)).toBeLessThan(1_200);
});
