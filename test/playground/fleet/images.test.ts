import { createFleet, redeployed } from '../../../playground/fleet/images';

test('the same images come each time, and a larger fleet has those of a smaller one', () => {
  const fleet = createFleet(500);

  expect(createFleet(500)).toEqual(fleet);
  expect(createFleet(10_000).images.slice(0, 500)).toEqual(fleet.images);
});

test.each([10, 500, 10_000])('%i images have names and digests of their own', (count) => {
  const { images } = createFleet(count);

  expect(images).toHaveLength(count);
  expect(new Set(images.map(({ repository, tag }) => `${repository}:${tag}`)).size).toBe(count);
  expect(new Set(images.map(({ digest }) => digest)).size).toBe(count);
  expect(images.every(({ repository }) => /^[a-z]+\/[a-z0-9-]+$/.test(repository))).toBe(true);
});

test('many images share few builds, all of which a fleet of 300 has', () => {
  const { images, builds } = createFleet(300);

  const used = new Set(images.map(({ build }) => build));
  expect([...used].sort()).toEqual(builds.map(({ name }) => name).sort());
});

test('a day later one in twenty services has a new image in production, and never the same again', () => {
  const { images } = createFleet(300);

  const rounds = [redeployed(images, 1), redeployed(images, 2), redeployed(images, 21)];

  expect(rounds.map(({ length }) => length)).toEqual([5, 5, 5]);
  const digests = [...images, ...rounds.flat()].map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(digests.length);
  expect(rounds[0]?.every(({ build }) => build.endsWith('-latest'))).toBe(true);
});
