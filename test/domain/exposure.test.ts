import { extentOf, isPublicAddress, overlap } from '../../src/domain/address-range';
import { exposureOfImage, namesWithoutImage } from '../../src/domain/exposure';
import { allOf, anyOf, NO, type Reach, UNCLEAR, unclear, YES } from '../../src/domain/reach';
import { type Exposure, mostExposed } from '../../src/domain/urgency';

const image = {
  name: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web',
  repository: 'team/web',
  tag: '1.2',
  services: ['prod/shop'],
};

describe('exposed of vulnscan.yml', () => {
  test.each([
    ['the name', image.name],
    ['the repository', 'team/web'],
    ['the last part of the repository', 'web'],
    ['the repository and the tag', 'team/web:1.2'],
    ['a service with its cluster', 'prod/shop'],
    ['a service', 'shop'],
    ['a pattern of repositories', 'team/*'],
    ['a pattern of services', 'prod/*'],
    ['everything', '*'],
  ])('names an image by %s', (_, name) => {
    expect(exposureOfImage(image, { names: ['other', name] })).toEqual({
      exposed: 'yes',
      source: 'configured',
    });
  });

  test.each(['we', 'team', 'web:1.3', 'shop2', 'prod', 'WEB'])('does not name it by %s', (name) => {
    expect(exposureOfImage(image, { names: [name] })).toEqual({
      exposed: 'no',
      source: 'configured',
    });
  });

  test('that is empty says that nothing is exposed, and none that it is not known', () => {
    expect(exposureOfImage(image, { names: [] })).toEqual({ exposed: 'no', source: 'configured' });
    expect(exposureOfImage(image, {})).toEqual({ exposed: 'unknown' });
  });

  test('tells which of its names are no image and no service', () => {
    expect(namesWithoutImage(['shop', 'wbe', 'team/*', 'x*'], [image])).toEqual(['wbe', 'x*']);
  });
});

describe('what is derived from ECS', () => {
  test.each<[string, Reach, string[] | undefined, Exposure]>([
    ['yes', YES, undefined, { exposed: 'yes', source: 'derived' }],
    ['no', NO, undefined, { exposed: 'no', source: 'derived' }],
    ['unknown', unclear('by_name'), undefined, { exposed: 'unknown' }],
    ['yes, and the list names others', YES, ['api'], { exposed: 'yes', source: 'derived' }],
    ['no, and the list names it', NO, ['web'], { exposed: 'yes', source: 'configured' }],
    ['no, and the list names others', NO, ['api'], { exposed: 'no', source: 'derived' }],
    [
      'unknown, and the list names it',
      unclear('by_name'),
      ['web'],
      { exposed: 'yes', source: 'configured' },
    ],
    [
      'unknown, and the list names others',
      unclear('internal_balancer'),
      ['api'],
      { exposed: 'no', source: 'configured' },
    ],
    ['not read, and the list names others', unclear('not_read'), ['api'], { exposed: 'unknown' }],
    ['not found, and the list names others', unclear('not_found'), ['api'], { exposed: 'unknown' }],
    ['not read, and the list is empty', unclear('not_read'), [], { exposed: 'unknown' }],
  ])('%s', (_, reach, names, expected) => {
    expect(exposureOfImage(image, { names, reach })).toEqual(expected);
  });

  test('an image that several services run is exposed if one is, and not known before not exposed', () => {
    const yes: Exposure = { exposed: 'yes', source: 'derived' };
    const no: Exposure = { exposed: 'no', source: 'derived' };
    const unknown: Exposure = { exposed: 'unknown' };

    expect(mostExposed(no, yes)).toBe(yes);
    expect(mostExposed(unknown, yes)).toBe(yes);
    expect(mostExposed(unknown, no)).toBe(unknown);
    expect(mostExposed(no, undefined)).toBe(no);
    expect(mostExposed(undefined, undefined)).toBeUndefined();
  });
});

describe('several ways and several barriers', () => {
  const why = unclear('by_name');

  test('one open way is enough, and all must be known as closed for "no"', () => {
    expect(anyOf([NO, why, YES])).toEqual(YES);
    expect(anyOf([NO, why])).toEqual(why);
    expect(anyOf([NO, NO])).toEqual(NO);
    expect(anyOf([])).toEqual(NO);
  });

  test('one closed barrier is enough, and all must be known as open for "yes"', () => {
    expect(allOf([YES, why, NO])).toEqual(NO);
    expect(allOf([YES, why])).toEqual(why);
    expect(allOf([YES, YES])).toEqual(YES);
  });

  test('of several reasons, what could not be read is said first', () => {
    const [first = 'not_read'] = UNCLEAR;

    expect(first).toBe('not_read');
    expect(anyOf([...UNCLEAR].reverse().map(unclear))).toEqual(unclear(first));
  });
});

describe('a range of addresses', () => {
  test.each([
    ['0.0.0.0/0', 'internet'],
    ['128.0.0.0/1', 'internet'],
    ['::/0', 'internet'],
    ['2000::/3', 'internet'],
    ['203.0.113.0/24', 'some'],
    ['13.0.0.0/8', 'some'],
    ['2600:1f18::/36', 'some'],
    ['10.0.0.0/8', 'private'],
    ['172.31.4.0/24', 'private'],
    ['172.32.0.0/16', 'some'],
    ['192.168.1.7/32', 'private'],
    ['100.64.0.0/10', 'private'],
    ['100.128.0.0/10', 'some'],
    ['fd00:ec2::/32', 'private'],
    ['fe80::1/128', 'private'],
    ['nonsense', 'some'],
    ['300.0.0.0/8', 'some'],
    ['1::2::3/16', 'some'],
    ['10.0.0.0/33', 'some'],
  ])('%s covers %s', (range, extent) => {
    expect(extentOf(range)).toBe(extent);
  });

  test.each([
    ['10.0.0.0/16', '10.0.4.0/24', true],
    ['10.0.4.0/24', '10.0.0.0/16', true],
    ['10.0.4.128/25', '10.0.4.0/25', false],
    ['10.0.4.77/24', '10.0.4.0/25', true],
    ['2600:1f18:0:1::/64', '2600:1f18::/32', true],
    ['2600:1f18:0:1::/64', '2600:1f18:0:2::/64', false],
    ['0.0.0.0/0', '::/0', false],
    ['nonsense', '0.0.0.0/0', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
  });

  test('an address of AWS is public, one of a VPC is not', () => {
    expect(isPublicAddress('2600:1f18:1234::1')).toBe(true);
    expect(isPublicAddress('fd12:3456::1')).toBe(false);
    expect(isPublicAddress('52.1.2.3')).toBe(true);
    expect(isPublicAddress('10.1.2.3')).toBe(false);
  });
});
