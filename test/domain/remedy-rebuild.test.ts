import { seenIn } from '../../src/domain/collected-scans';
import { createRebuilds } from '../../src/domain/remedy-rebuild';
import { scanOf } from './remedy-builders';

const alpine = { type: 'alpine' };
const web = {
  ...scanOf('web', [
    ['CVE-1', 'openssl', '1', '2', alpine],
    ['CVE-2', 'openssl', '1', '2', alpine],
    ['CVE-2', 'lodash', '1', '2'],
    ['CVE-3', 'zlib', '1', undefined, alpine],
    ['CVE-4', 'zlib', '1', '2', alpine],
  ]),
  builtOn: '2022-01-12',
};
const api = { ...scanOf('api', [['CVE-4', 'moment', '1', '2']]), builtOn: '2021-05-01' };
const rebuildOf = async (images: Parameters<Awaited<ReturnType<typeof createRebuilds>>>[0]) =>
  (await createRebuilds(seenIn([web, api]), (id) => id !== 'CVE-9'))(images);

test('an update of the OS packages clears what is in no other package and has a fix', async () => {
  expect(await rebuildOf([web.image])).toEqual({ clears: 2, of: 4, builtOn: '2022-01-12' });
});

test('of several images it clears what none of them keeps, and the oldest one is named', async () => {
  expect(await rebuildOf([web.image, api.image])).toEqual({
    clears: 1,
    of: 4,
    builtOn: '2021-05-01',
  });
});

test('nothing is said where it clears nothing, or of images that were not scanned', async () => {
  expect(await rebuildOf([api.image])).toBeUndefined();
  expect(await rebuildOf([web.image, { name: 'other' }])).toBeUndefined();
});
