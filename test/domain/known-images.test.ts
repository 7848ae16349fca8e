import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import { knownImages } from '../../src/domain/known-images';
import { reconcile } from '../../src/domain/reconcile';
import { hashOfName } from '../../src/domain/unnamed-images';
import { aFinding, anImage, aScan, reconcileOptions } from './builders';

const WEB = anImage('web');
const SHOP = anImage('shop');

async function found(known: KnownFinding[], ...scans: ImageScan[]) {
  const options = reconcileOptions({ complete: false });
  const seen = seenIn(scans);
  return knownImages(known, seen, await reconcile(known, seen, options), options.scope);
}

const known = (vulnerabilityId: string, more: Partial<KnownFinding> = {}) =>
  aFinding({ vulnerabilityId, images: [WEB], workflowStatus: 'NOTIFIED', ...more });

test('a new image is told with the number of its findings, all of which were known', async () => {
  const findings = [known('CVE-1'), known('CVE-2', { workflowStatus: 'SUPPRESSED' })];
  expect(await found(findings, aScan(SHOP, ['CVE-1', 'CVE-2', ['CVE-3', 'LOW']]))).toEqual([
    { image: SHOP.name, findings: 2 },
  ]);
});

test('an image with a finding that is new, or back, is told by that', async () => {
  const gone = known('CVE-2', { recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' });
  expect(await found([known('CVE-1')], aScan(SHOP, ['CVE-1', 'CVE-2']))).toEqual([]);
  expect(await found([known('CVE-1'), gone], aScan(SHOP, ['CVE-1', 'CVE-2']))).toEqual([]);
});

test('an image without findings is not told', async () => {
  expect(await found([known('CVE-1')], aScan(SHOP, [['CVE-9', 'LOW']]))).toEqual([]);
});

test('an image is told once: the findings name it from then on', async () => {
  const images = [SHOP, WEB];
  expect(await found([known('CVE-1', { images })], aScan(SHOP, ['CVE-1']))).toEqual([]);
});

test('an image that a finding knows by the hash of its name only is not new', async () => {
  const images = Array.from({ length: 32 }, (_, index) => anImage(`image-${index}`));
  const unnamed = { count: 1, names: hashOfName(SHOP.name) };
  expect(await found([known('CVE-1', { images, unnamed })], aScan(SHOP, ['CVE-1']))).toEqual([]);
});

test('an image that its findings cannot keep, for they are in too many, is not told at each scan', async () => {
  const images = Array.from({ length: 32 }, (_, index) => anImage(`image-${index}`));
  const unnamed = { count: 20_000 };
  expect(await found([known('CVE-1', { images, unnamed })], aScan(SHOP, ['CVE-1']))).toEqual([]);
});

test('with a finding for each image every one is new, and posted', async () => {
  expect(
    await knownImages([known('CVE-1')], seenIn([aScan(SHOP, ['CVE-1'])]), NOTHING, 'image'),
  ).toEqual([]);
});

const NOTHING = { steps: [], unchanged: 0, held: [] };
