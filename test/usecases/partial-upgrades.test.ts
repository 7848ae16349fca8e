import type { ImageScan } from '../../src/domain/detection';
import { findingId } from '../../src/domain/finding-id';
import { aDetection, anImage, HOUR } from '../domain/builders';
import { createScanWorld } from './scan-world';

/* What a scan of some images does to the upgrades of findings that are in others. */

const web = anImage('web', { system: 'alpine 3.15' });
const api = anImage('api', { system: 'alpine 3.15' });
type Image = typeof web;

/** A scan of an image whose openssl of this version has these vulnerabilities, each with its fixed version. */
function aScan(image: Image, installedVersion: string, fixes: Record<string, string>): ImageScan {
  const detections = Object.entries(fixes).map(([id, fixedVersion]) =>
    aDetection(id, image, {
      packages: [
        { name: 'openssl', installedVersion, fixedVersion, type: 'alpine', image: image.name },
      ],
    }),
  );
  return { image, detections, coversOs: true, coversAny: true };
}

function upgradeOf(world: ReturnType<typeof createScanWorld>, id: string) {
  const finding = world.finding(findingId(id));
  return finding.remedies?.map(({ key, rows }) => ({
    key,
    rows: rows.map(({ installed, target }) => `${installed} -> ${target}`),
  }));
}

const KEY = 'alpine 3.15|openssl';
const partial = { complete: false };

test('a scan of all images gives all findings of a package the version that clears all of them', async () => {
  const world = createScanWorld();

  await world.scan([
    aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' }),
    aScan(api, '1.0.0-r0', { 'CVE-2': '1.0.0-r3' }),
  ]);

  for (const id of ['CVE-1', 'CVE-2']) {
    expect(upgradeOf(world, id)).toEqual([{ key: KEY, rows: ['1.0.0-r0 -> 1.0.0-r3'] }]);
  }
});

test('a scan of one image keeps the rows of images that were not scanned, and their higher targets', async () => {
  const world = createScanWorld();
  await world.scan([
    aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' }),
    aScan(api, '0.9.0-r0', { 'CVE-1': '1.0.0-r1', 'CVE-2': '1.0.0-r3' }),
  ]);
  world.notifyAll();
  world.pass(25 * HOUR);

  await world.scan([aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' })], partial);

  expect(upgradeOf(world, 'CVE-1')).toEqual([
    { key: KEY, rows: ['0.9.0-r0 -> 1.0.0-r3', '1.0.0-r0 -> 1.0.0-r3'] },
  ]);
  expect(upgradeOf(world, 'CVE-2')).toEqual([{ key: KEY, rows: ['0.9.0-r0 -> 1.0.0-r3'] }]);
});

test('a scan of one image that finds a higher target raises it for the same version everywhere', async () => {
  const world = createScanWorld();
  await world.scan([
    aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' }),
    aScan(api, '1.0.0-r0', { 'CVE-2': '1.0.0-r1' }),
  ]);
  world.notifyAll();

  const { counts } = await world.scan(
    [aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1', 'CVE-3': '1.0.0-r2' })],
    partial,
  );

  expect(counts).toMatchObject({ new: 1, reopened: 0, fixed: 0 });
  for (const id of ['CVE-1', 'CVE-2', 'CVE-3']) {
    expect(upgradeOf(world, id)).toEqual([{ key: KEY, rows: ['1.0.0-r0 -> 1.0.0-r2'] }]);
  }
  expect(world.finding(findingId('CVE-2'))).toMatchObject({ workflowStatus: 'NOTIFIED' });
});

test('a scan of one image that changes no target imports nothing of the others', async () => {
  const world = createScanWorld();
  await world.scan([
    aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' }),
    aScan(api, '1.0.0-r0', { 'CVE-2': '1.0.0-r1' }),
  ]);
  world.notifyAll();
  world.calls.length = 0;

  await world.scan([aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' })], partial);

  expect(world.calls).toEqual(['list']);
});

test('a finding of an earlier version gets its upgrades when one of its images is scanned, not before', async () => {
  const world = createScanWorld();
  await world.scan([aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' })]);
  world.notifyAll();
  const { remedies: _, ...old } = world.finding(findingId('CVE-1'));
  world.hub.set({ ...old, content: 'old' });
  world.calls.length = 0;

  await world.scan([aScan(api, '1.0.0-r0', {})], partial);
  expect(world.calls).toEqual(['list']);

  await world.scan([aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' })], partial);
  expect(upgradeOf(world, 'CVE-1')).toEqual([{ key: KEY, rows: ['1.0.0-r0 -> 1.0.0-r1'] }]);
});

test('the card of a finding stays the same while its upgrade is needed, though another would clear more', async () => {
  const world = createScanWorld();
  const zip = { name: 'zip', installedVersion: '1-r0', fixedVersion: '1-r1', type: 'alpine' };
  const scan = aScan(web, '1.0.0-r0', { 'CVE-1': '1.0.0-r1' });
  await world.scan([scan]);
  world.notifyAll();
  const both = scan.detections.map((each) => ({
    ...each,
    packages: [...each.packages, { ...zip, image: web.name }],
  }));
  const more = ['CVE-7', 'CVE-8'].map((id) =>
    aDetection(id, web, { packages: [{ ...zip, image: web.name }] }),
  );

  await world.scan([{ ...scan, detections: [...both, ...more] }]);

  expect(upgradeOf(world, 'CVE-1')?.map(({ key }) => key)).toEqual([KEY, 'alpine 3.15|zip']);
  expect(upgradeOf(world, 'CVE-7')?.map(({ key }) => key)).toEqual(['alpine 3.15|zip']);
});
