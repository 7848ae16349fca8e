import { countImages, countSeverities } from '../../src/domain/counts';

test('findings are counted by severity', () => {
  const severities = ['HIGH', 'CRITICAL', 'HIGH'] as const;

  expect(countSeverities(severities.map((severity) => ({ severity })))).toEqual({
    CRITICAL: 1,
    HIGH: 2,
  });
  expect(countSeverities([])).toEqual({});
});

describe('the images with the most findings', () => {
  const inImages = (...names: string[]) => ({ images: names });

  it('come first; equal counts are sorted by name', () => {
    expect(countImages([inImages('web', 'db'), inImages('web'), inImages('api', 'web')])).toEqual([
      { name: 'web', count: 3 },
      { name: 'api', count: 1 },
      { name: 'db', count: 1 },
    ]);
  });

  it('count a finding once, however many tags it was found in', () => {
    expect(countImages([inImages('web', 'web')])).toMatchObject([{ count: 1 }]);
  });

  it('are ten at most', () => {
    const names = Array.from({ length: 11 }, (_, index) => `image-${index}`);

    expect(countImages([inImages(...names)])).toHaveLength(10);
  });
});
