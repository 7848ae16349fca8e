import {
  isOsType,
  mergeDetections,
  type ScoredDetection,
  sortImages,
  sortPackages,
} from '../../src/domain/detection';
import type { VulnerablePackage } from '../../src/domain/finding';
import { aDetection, anImage } from './builders';

const web = anImage('web');
const api = anImage('api');
const aPackage = (more: Partial<VulnerablePackage> = {}): VulnerablePackage => ({
  name: 'openssl',
  installedVersion: '3.0.1',
  ...more,
});
const seen = (more: Partial<ScoredDetection> = {}) => aDetection('CVE-1', web, more);

test.each([
  ['alpine', true],
  ['debian', true],
  ['suse linux enterprise server', true],
  ['npm', false],
  ['not suse linux', false],
  [undefined, false],
])('a package of type %s belongs to the operating system: %s', (type, ofOs) => {
  expect(isOsType(type)).toBe(ofOs);
});

describe('one vulnerability seen several times', () => {
  it('has the worst severity, in any order', () => {
    const [medium, critical] = [seen({ severity: 'MEDIUM' }), seen({ severity: 'CRITICAL' })];

    expect(mergeDetections(medium, [critical, medium]).severity).toBe('CRITICAL');
    expect(mergeDetections(critical, [medium]).severity).toBe('CRITICAL');
  });

  it('has the text of the first, and the first page that is named', () => {
    const merged = mergeDetections(seen({ title: 'one', description: 'first' }), [
      seen({ title: 'two', description: 'second', primaryUrl: 'https://two.example' }),
      seen({ primaryUrl: 'https://three.example' }),
    ]);

    expect(merged).toMatchObject({
      vulnerabilityId: 'CVE-1',
      title: 'one',
      description: 'first',
      primaryUrl: 'https://two.example',
    });
  });

  it('has the highest known score', () => {
    expect(mergeDetections(seen(), [seen({ score: 5 }), seen({ score: 7 })]).score).toBe(7);
  });

  it('has no score, rating or page if none is known', () => {
    const merged = mergeDetections(seen(), [seen()]);

    for (const field of ['score', 'cvss', 'primaryUrl']) expect(merged).not.toHaveProperty(field);
  });

  it('has each rating once by source, version and vector', () => {
    const nvd = { version: '3.1', score: 7.5, vector: 'CVSS:3.1/A', source: 'nvd' };
    const others = [
      { ...nvd, source: 'ghsa' },
      { ...nvd, version: '2.0' },
      { ...nvd, vector: 'CVSS:3.1/B' },
    ];

    const merged = mergeDetections(seen({ cvss: [nvd] }), [seen({ cvss: [nvd, ...others] })]);

    expect(merged.cvss).toEqual([nvd, ...others]);
  });

  it('has every image and package once, sorted', () => {
    const one = seen({ images: [web], packages: [aPackage({ image: web.name })] });
    const two = seen({ images: [api, web], packages: [aPackage({ image: api.name })] });

    const merged = mergeDetections(one, [two, one]);

    expect(merged.images).toEqual([api, web]);
    expect(merged.packages.map(({ image }) => image)).toEqual([api.name, web.name]);
    expect(merged).toEqual(mergeDetections(two, [one]));
  });
});

describe('packages in a fixed order', () => {
  const PARTS = ['image', 'name', 'installedVersion', 'path', 'type', 'fixedVersion'] as const;
  it.each(PARTS)('are listed once by their %s', (part) => {
    const [one, two] = [aPackage({ [part]: '1' }), aPackage({ [part]: '2' })];

    expect(sortPackages([two, one, two])).toEqual([one, two]);
  });

  it.each(['image', 'path', 'type', 'fixedVersion'] as const)(
    'begin with those without %s',
    (part) => {
      const [none, one] = [aPackage(), aPackage({ [part]: '1' })];

      expect(sortPackages([one, none])).toEqual([none, one]);
    },
  );

  it('are not mixed up when one field ends with the text the next begins with', () => {
    const packages = [
      aPackage({ name: 'a', installedVersion: 'bc' }),
      aPackage({ name: 'ab', installedVersion: 'c' }),
    ];

    expect(sortPackages(packages)).toEqual(packages);
  });
});

describe('images in a fixed order', () => {
  it('are listed once by name and tag, those without a tag first', () => {
    const untagged = { name: 'web', repository: 'web', services: [] };
    const [v1, v2] = [
      { ...untagged, tag: '1.0' },
      { ...untagged, tag: '2.0' },
    ];

    expect(sortImages([v2, v1, untagged, v1])).toEqual([untagged, v1, v2]);
  });

  it('have the services of all digests under one tag, and are exposed if one of them is', () => {
    const open = { ...web, digest: 'sha256:1', services: ['c/public'] };
    const closed = { ...web, digest: 'sha256:2', services: ['c/internal'] };
    const exposed = { exposed: 'yes', source: 'derived' } as const;

    expect(
      sortImages([
        { ...open, exposure: exposed },
        { ...closed, exposure: { exposed: 'no', source: 'derived' } },
      ]),
    ).toEqual([{ ...closed, services: ['c/internal', 'c/public'], exposure: exposed }]);
  });

  it('show the last data when one is listed twice', () => {
    expect(sortImages([web, { ...web, digest: 'sha256:new' }])).toEqual([
      { ...web, digest: 'sha256:new' },
    ]);
  });

  it('are not mixed up when a name ends with the text a tag begins with', () => {
    const images = [
      anImage('a', { name: 'a', tag: 'bc' }),
      anImage('ab', { name: 'ab', tag: 'c' }),
    ];

    expect(sortImages(images)).toEqual(images);
  });
});
