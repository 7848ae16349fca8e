import type { ImageScan } from '../../src/domain/detection';
import { doubtOf } from '../../src/domain/evidence';
import type { AffectedImage, Finding } from '../../src/domain/finding';
import { aDetection, aFinding, anImage, aScan } from './builders';
import { evidenceOf } from './seen';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const web = anImage('web', { digest: DIGEST });
const rebuilt = { ...web, digest: `sha256:${'b'.repeat(64)}` };
const old = anImage('web', { tag: 'v2', digest: `sha256:${'c'.repeat(64)}` });

/** What Security Hub holds of an image, one finding for each id. */
function known(image: AffectedImage, ids: string[], more: Partial<Finding> = {}): Finding[] {
  return ids.map((id) =>
    aFinding({ ...aDetection(id, image), id: `vulnscan/${id}`, images: [image], ...more }),
  );
}

async function doubts(
  scans: ImageScan[],
  findings: Finding[],
  { image = web, ...options }: { image?: AffectedImage; acceptVanished?: boolean } = {},
) {
  const evidence = await evidenceOf(scans, findings, { complete: true, ...options });
  return findings.map((finding) => evidence.doubt(finding, image));
}

describe('whether a scan of one tag covers an image', () => {
  const scan = aScan(anImage('web', { tag: 'v2', digest: DIGEST }), []);
  const heard = async (image: AffectedImage, complete: boolean) => {
    const evidence = await evidenceOf([scan], [], { complete });
    return evidence.scansOf(image).map((each) => each.image);
  };

  it.each<[string, AffectedImage]>([
    ['the same tag', anImage('web', { tag: 'v2' })],
    ['another tag of the same digest', anImage('web', { tag: 'v1', digest: DIGEST })],
  ])('is %s', async (_, image) => {
    expect(await heard(image, false)).toEqual([scan.image]);
  });

  it('is false for another tag with another or an unknown digest, unless every image was scanned', async () => {
    for (const more of [{ tag: 'v1' }, { tag: 'v1', digest: rebuilt.digest }]) {
      expect(await heard(anImage('web', more), false)).toEqual([]);
      expect(await heard(anImage('web', more), true)).toEqual([scan.image]);
    }
  });

  it('is false for a name whose tags nobody knows, unless every image was scanned and none failed', async () => {
    const image = { name: web.name, repository: 'web', services: [] };
    const failed = await evidenceOf([scan], [], { complete: true, failed: new Set([web.name]) });

    expect(await heard(image, false)).toEqual([]);
    expect(failed.scansOf(image)).toEqual([]);
    expect(await heard(image, true)).toEqual([scan.image]);
  });

  it('is false for another tag of which this run has no result', async () => {
    const failed = new Set([web.name]);
    const evidence = await evidenceOf([scan], [], { complete: true, failed });

    expect(evidence.scansOf(anImage('web', { tag: 'v1' }))).toEqual([]);
    expect(evidence.scansOf(anImage('web', { tag: 'v2' }))).toMatchObject([{ image: scan.image }]);
  });

  it('is false for another tag when neither digest is known', async () => {
    const blind = aScan(anImage('web', { tag: 'v2' }), []);

    expect(
      (await evidenceOf([blind], [], { complete: false })).scansOf(anImage('web', { tag: 'v1' })),
    ).toEqual([]);
  });

  it('is false for an image of another name', async () => {
    expect(await heard(anImage('api', { tag: 'v2' }), true)).toEqual([]);
  });
});

describe('an image', () => {
  it('no longer exists if this run knows all images and it is none of them', async () => {
    const isAbsent = async (present?: Set<string>) => {
      const evidence = await evidenceOf([], [], { complete: true, ...(present && { present }) });
      return evidence.isAbsent(web);
    };

    expect(await isAbsent(new Set([anImage('api').name]))).toBe(true);
    expect(await isAbsent(new Set([web.name]))).toBe(false);
    expect(await isAbsent()).toBe(false);
  });
});

describe('a finding that a successful scan no longer has', () => {
  it('is gone', async () => {
    expect(await doubts([aScan(rebuilt, [])], known(web, ['CVE-1']))).toEqual([undefined]);
  });

  it('is not gone if Trivy found nothing to check', async () => {
    const scan = aScan(rebuilt, [], { coversAny: false });

    expect(await doubts([scan], known(web, ['CVE-1']))).toEqual(['nothing-scanned']);
  });

  it('is not gone if one of two scans of the image is weak', async () => {
    const scans = [aScan(rebuilt, []), aScan(rebuilt, [], { coversAny: false })];

    expect(await doubts(scans, known(web, ['CVE-1']))).toEqual(['nothing-scanned']);
  });

  describe('of an operating system', () => {
    const os = { family: 'alpine', endOfLife: false };
    const ended = { family: 'alpine', endOfLife: true };
    const ofType = (...types: (string | undefined)[]) =>
      known(web, ['CVE-1'], {
        packages: types.map((type) => ({
          name: 'p',
          installedVersion: '1',
          image: web.name,
          ...(type !== undefined && { type }),
        })),
      });

    it.each<[string, Partial<ImageScan>, string | undefined]>([
      ['that Trivy knows and has advisories for', { os }, undefined],
      ['that Trivy has no advisories for', { os, coversOs: false }, 'os-not-covered'],
      ['that nobody could name', { coversOs: false }, undefined],
      ['that gets no more advisories', { os: ended }, 'end-of-life'],
    ])('%s is held: %#', async (_, more, reason) => {
      expect(await doubts([aScan(rebuilt, [], more)], ofType('alpine'))).toEqual([reason]);
    });

    it.each<[string, string[], string | undefined]>([
      ['gone where the scan still shows another of its packages', ['npm', 'alpine'], undefined],
      ['held where the scan shows those of languages only', ['npm'], 'end-of-life'],
    ])('at its end of life is %s', async (_, types, reason) => {
      const detections = ofType(...types);
      const scan = aScan(rebuilt, [], { os: ended, detections });

      expect(await doubts([scan], ofType('alpine'))).toEqual([reason]);
    });

    it.each<[string, Finding[], string | undefined]>([
      ['of a language only', ofType('npm'), undefined],
      ['of a language and of the operating system', ofType('npm', 'debian'), 'end-of-life'],
      ['of a kind nobody knows', ofType(undefined), 'end-of-life'],
      ['known for no image', known(web, ['CVE-1'], { packages: [] }), 'end-of-life'],
      [
        'of a language here, of the operating system in another image',
        known(web, ['CVE-1'], {
          packages: [
            { name: 'lodash', installedVersion: '4', type: 'npm', image: web.name },
            { name: 'musl', installedVersion: '1', type: 'alpine', image: 'api' },
          ],
        }),
        undefined,
      ],
    ])('counts by its packages here: %s', async (_, findings, reason) => {
      expect(await doubts([aScan(rebuilt, [], { os: ended })], findings)).toEqual([reason]);
    });
  });
});

describe('most findings of an unchanged image disappearing at once', () => {
  const held = async (had: string[], left: string[]) =>
    (await doubts([aScan(web, left)], known(web, had))).includes('mass-vanishing');

  it.each([
    ['both of two', ['CVE-1', 'CVE-2'], [], true],
    ['two of three', ['CVE-1', 'CVE-2', 'CVE-3'], ['CVE-3'], true],
    ['half of four', ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'], ['CVE-1', 'CVE-2'], false],
    ['the only one', ['CVE-1'], [], false],
  ])('are held: %s', async (_, had, left, expected) => {
    expect(await held(had, left)).toBe(expected);
  });

  it('are accepted when a person looked and confirmed it', async () => {
    expect(
      await doubts([aScan(web, [])], known(web, ['CVE-1', 'CVE-2']), { acceptVanished: true }),
    ).toEqual([undefined, undefined]);
  });

  it('are accepted for a rebuilt image, or one whose digest is unknown', async () => {
    const unknown = anImage('web');

    expect(await doubts([aScan(rebuilt, [])], known(web, ['CVE-1', 'CVE-2']))).toEqual([
      undefined,
      undefined,
    ]);
    expect(
      await doubts([aScan(unknown, [])], known(unknown, ['CVE-1', 'CVE-2']), { image: unknown }),
    ).toEqual([undefined, undefined]);
  });

  it('are counted by open findings, not by archived ones', async () => {
    const archived = known(web, ['CVE-2', 'CVE-3'], { recordState: 'ARCHIVED' });

    expect(await doubts([aScan(web, [])], [...known(web, ['CVE-1']), ...archived])).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('are counted over all scans of the image', async () => {
    const scans = [aScan(web, ['CVE-1']), aScan(web, ['CVE-2'])];

    expect(await doubts(scans, known(web, ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4']))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('do not hold the findings of another tag that was rebuilt', async () => {
    const scans = [aScan(web, []), aScan({ ...rebuilt, tag: 'v2' }, [])];
    const findings = [...known(web, ['CVE-1', 'CVE-2']), ...known(old, ['CVE-3'])];

    expect(await doubts(scans, findings, { image: old })).toEqual(Array(3).fill(undefined));
    expect(await doubts(scans, findings, { image: web })).toEqual(Array(3).fill('mass-vanishing'));
  });

  it('do not include those that a rebuilt tag of it no longer has', async () => {
    const scans = [aScan(web, ['CVE-2', 'CVE-3']), aScan({ ...rebuilt, tag: 'v2' }, [])];
    const findings = [
      ...known(web, ['CVE-1', 'CVE-2', 'CVE-3']),
      ...known(old, ['CVE-4', 'CVE-5', 'CVE-6']),
    ];

    expect(await doubts(scans, findings)).toEqual(Array(6).fill(undefined));
  });
});

describe('a clean result of an image is doubted', () => {
  const debian = { family: 'debian', version: '9.13', endOfLife: false };
  const alma = { family: 'alma', endOfLife: false };

  it.each<[string, Partial<ImageScan>, ReturnType<typeof doubtOf>]>([
    ['not if Trivy looked at a system that is supported', { os: debian }, undefined],
    ['not if it looked at libraries, and there is no system', { coversOs: false }, undefined],
    [
      'if Trivy could look at nothing in it',
      { coversAny: false, coversOs: false },
      { reason: 'nothing-scanned' },
    ],
    [
      'if its system is known and nothing was looked at',
      { os: debian, coversAny: false, coversOs: false },
      { reason: 'nothing-scanned', os: 'Debian 9.13' },
    ],
    [
      'if Trivy has no advisories for its system',
      { os: alma, coversOs: false },
      { reason: 'os-not-covered', os: 'AlmaLinux' },
    ],
    [
      'if its system is past its end of life, even if it shows findings',
      { os: { ...debian, endOfLife: true } },
      { reason: 'end-of-life', os: 'Debian 9.13' },
    ],
  ])('%s', (_when, more, doubt) => {
    expect(doubtOf(aScan(web, ['CVE-1'], more))).toEqual(doubt);
  });
});

test('what a person can accept is the last reason: nobody can accept what Trivy could not look at', async () => {
  const findings = known(web, ['CVE-1', 'CVE-2', 'CVE-3']);
  const blind = aScan(web, [], { coversAny: false, coversOs: false });

  expect(await doubts([blind], findings)).toEqual(Array(3).fill('nothing-scanned'));
  expect(await doubts([blind], findings, { acceptVanished: true })).toEqual(
    Array(3).fill('nothing-scanned'),
  );
  expect(await doubts([aScan(web, [])], findings)).toEqual(Array(3).fill('mass-vanishing'));
});
