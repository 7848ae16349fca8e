import {
  numberKeys,
  packItems,
  readNumbered,
  readPackage,
  unpackItems,
  writePackage,
} from '../../../../src/adapters/security-hub/asff/fit-size';
import type { VulnerablePackage } from '../../../../src/domain/finding';
import { utf8Length } from '../../../../src/domain/text';

/** Ten bytes besides the mark. */
const tight = { separator: ', ', bytes: 34, values: 2 };

describe('a list in values of limited size', () => {
  it.each<[string, string[], string[]]>([
    ['has no value where there is nothing to say', [], []],
    ['fills a value to its last byte', ['aaaa', 'bbbb'], ['aaaa, bbbb']],
    [
      'begins the next value with what would be a byte too long',
      ['aaaa', 'bbbbb'],
      ['aaaa', 'bbbbb'],
    ],
    ['goes on in the next value', ['aaaa', 'bbbb', 'c', 'd'], ['aaaa, bbbb', 'c, d']],
    [
      'counts in its last value what no longer fits',
      ['aaaa', 'bbbb', 'cccccc', 'dddd', 'e'],
      ['aaaa, bbbb', 'cccccc, … and 2 more'],
    ],
    ['counts bytes, not characters', ['脆脆', '脆'], ['脆脆', '脆']],
    ['cuts with a mark what is longer than a value', ['abcdefghijk'], ['abcdefg…']],
  ])('%s', (_, items, values) => {
    expect(packItems(items, tight, (item) => item)).toEqual(values);
  });

  it('never takes more bytes or values than allowed, mark included', () => {
    const items = Array.from({ length: 999 }, () => 'aaaaaaaaaa');

    const values = packItems(items, tight, (item) => item);

    expect(values).toHaveLength(2);
    for (const value of values) expect(utf8Length(value)).toBeLessThanOrEqual(34);
    expect(values.at(-1)).toBe('aaaaaaaaaa, … and 997 more');
  });

  it('is split into its items again, without the mark', () => {
    expect(unpackItems(['aaaa, bbbb', 'cccccc, … and 2 more'], ', ')).toEqual([
      'aaaa',
      'bbbb',
      'cccccc',
    ]);
    expect(unpackItems(['', 'a, , b'], ', ')).toEqual(['a', 'b']);
  });

  it.each(['note: … and 2 more', '… and 2 more things', '… and many more'])(
    'keeps "%s", which only looks like the mark',
    (item) => {
      expect(unpackItems([item], ', ')).toEqual([item]);
    },
  );
});

describe('values under numbered keys', () => {
  it('are numbered from the second on', () => {
    expect(numberKeys('Packages', ['a', 'b', 'c'])).toEqual({
      Packages: 'a',
      'Packages 2': 'b',
      'Packages 3': 'c',
    });
  });

  it('are read back up to the first missing number', () => {
    const fields = { Packages: 'a', 'Packages 2': 'b', 'Packages 4': 'd', Image: 'web' };

    expect(readNumbered(fields, 'Packages')).toEqual(['a', 'b']);
    expect(readNumbered(fields, 'Runs in')).toEqual([]);
  });
});

describe('a package in one line', () => {
  const openssl = { name: 'openssl', installedVersion: '3.0.1' };

  it.each<[string, VulnerablePackage]>([
    ['openssl 3.0.1', openssl],
    ['openssl 3.0.1 -> 3.0.15', { ...openssl, fixedVersion: '3.0.15' }],
    ['openssl 3.0.1 (usr/lib)', { ...openssl, path: 'usr/lib' }],
    ['openssl 3.0.1 [alpine]', { ...openssl, type: 'alpine' }],
    [
      'openssl 3.0.1 -> 3.0.15 [alpine] of ssl%20x 1:3.0.1',
      {
        ...openssl,
        fixedVersion: '3.0.15',
        type: 'alpine',
        source: { name: 'ssl x', version: '1:3.0.1' },
      },
    ],
    [
      'openssl 3.0.1 [debian] will_not_fix of ssl 3.0.1 in ssl:3',
      {
        ...openssl,
        type: 'debian',
        status: 'will_not_fix',
        source: { name: 'ssl', version: '3.0.1', module: 'ssl:3' },
      },
    ],
    [
      'a%3Bb%20c 1%5B2%5D -> 2.6.9, 3.1 %3B 4 (opt/%28x%29 y) [a%25]',
      {
        name: 'a;b c',
        installedVersion: '1[2]',
        fixedVersion: '2.6.9, 3.1 ; 4',
        path: 'opt/(x) y',
        type: 'a%',
      },
    ],
  ])('is written as %s and read back', (line, entry) => {
    expect(writePackage(entry)).toBe(line);
    expect(readPackage(line)).toEqual(entry);
  });

  it.each(['', 'openssl', 'openssl 3.0.1 and more', '… and 2 more (of many'])(
    'is not read from "%s"',
    (line) => {
      expect(readPackage(line)).toBeUndefined();
    },
  );

  it('is read unchanged where somebody else wrote a percent sign', () => {
    expect(readPackage('openssl 100%')).toEqual({ name: 'openssl', installedVersion: '100%' });
  });

  it('cuts each part with a mark so that every part fits', () => {
    const long = 'x'.repeat(400);

    const line = writePackage({
      name: long,
      installedVersion: long,
      fixedVersion: long,
      path: long,
      type: long,
    });

    expect(line.match(/x+…/g)?.map(utf8Length)).toEqual([200, 120, 200, 300, 40]);
  });
});
