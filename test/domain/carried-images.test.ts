import { partImages, withCarried } from '../../src/domain/carried-images';
import type { AffectedImage, Finding, VulnerablePackage } from '../../src/domain/finding';
import { aDetection, aFinding, anImage, aScan } from './builders';
import { evidenceOf } from './seen';

const [web, api, job] = [anImage('web'), anImage('api'), anImage('job')];
const inImage = (image?: AffectedImage, name = 'openssl'): VulnerablePackage => ({
  name,
  installedVersion: '3.0.1',
  ...(image && { image: image.name }),
});

function known(images: AffectedImage[], packages: VulnerablePackage[] = []): Finding {
  return aFinding({ ...aDetection('CVE-1', web), images, packages });
}

describe('the images of a known finding', () => {
  const finding = known([web, api, job]);

  it('are kept, in doubt or gone, depending on what the run scanned', async () => {
    const scans = [aScan(api, [], { coversAny: false }), aScan(job, [])];
    const evidence = await evidenceOf(scans, [finding], { complete: true });

    expect(partImages(finding, undefined, evidence)).toEqual({
      others: [],
      kept: [web],
      doubted: [{ image: api, reason: 'nothing-scanned' }],
      gone: 1,
      absent: [],
    });
  });

  it('that no longer exist are neither kept nor gone', async () => {
    const present = new Set([api.name]);
    const evidence = await evidenceOf([aScan(job, [])], [finding], { complete: true, present });

    expect(partImages(finding, undefined, evidence)).toEqual({
      others: [],
      kept: [api],
      doubted: [],
      gone: 1,
      absent: [web],
    });
  });

  it('in which it was found again are not carried', async () => {
    const evidence = await evidenceOf([aScan(web, ['CVE-1'])], [finding], { complete: true });

    expect(partImages(finding, aDetection('CVE-1', web), evidence)).toEqual({
      others: [],
      kept: [api, job],
      doubted: [],
      gone: 0,
      absent: [],
    });
  });

  it('are kept where they have no result, also beside another tag of the same name in which it was found', async () => {
    const [old, recent] = [
      { ...web, tag: 'v1' },
      { ...web, tag: 'v2' },
    ];
    const tagged = known([old, api]);
    const options = { complete: true, failed: new Set([web.name]) };
    const evidence = await evidenceOf([aScan(recent, ['CVE-1'])], [tagged], options);

    const seen = aDetection('CVE-1', recent);
    expect(partImages(tagged, seen, evidence).kept).toEqual([old, api]);
  });
});

describe('the finding with the images that the run could not check', () => {
  it('has the text of the newest scan, the images of both, and their packages', () => {
    const seen = aDetection('CVE-1', web, { title: 'seen', packages: [inImage(web)] });
    const finding = known([web, api], [inImage(web, 'old'), inImage(api)]);

    expect(withCarried(seen, finding, [api])).toMatchObject({
      title: 'seen',
      images: [api, web],
      packages: [inImage(api), inImage(web)],
    });
  });

  it('has its old text and the remaining images if the run did not find it', () => {
    const finding = known([web, api], [inImage(web), inImage(api)]);

    expect(withCarried(undefined, finding, [api])).toMatchObject({
      title: finding.title,
      images: [api],
      packages: [inImage(api)],
    });
  });

  it('keeps packages without an image as long as any image is carried', () => {
    const finding = known([api], [inImage()]);

    expect(withCarried(undefined, finding, [api]).packages).toEqual([inImage()]);
    expect(withCarried(aDetection('CVE-1', web), finding, []).packages).toEqual(
      aDetection('CVE-1', web).packages,
    );
  });
});
