import { resourceOf } from '../../../../src/adapters/security-hub/asff/to-resource';
import type { AffectedImage, VulnerablePackage } from '../../../../src/domain/finding';
import { utf8Length } from '../../../../src/domain/text';
import { anImage, target } from '../../../domain/builders';

const digest = `sha256:${'a'.repeat(64)}`;
const web = anImage('web');
const untagged: AffectedImage = { name: web.name, repository: 'web', services: [] };
const alpine: AffectedImage = { name: 'ghcr.io/acme/tool', repository: 'tool', services: [] };

function write(image: AffectedImage, packages: VulnerablePackage[] = [], values = 20) {
  return resourceOf(image, { packages, values }, target);
}
function inRegion(region: string, suffix = '') {
  return write({ ...web, name: `123456789012.dkr.ecr.${region}.amazonaws.com${suffix}/web` });
}
const otherOf = (...args: Parameters<typeof write>) => write(...args).Details?.Other;

test('an image past its end of life says so', () => {
  expect(otherOf({ ...web, endOfLife: 'Debian 9.13' })).toMatchObject({
    'Past end of life': 'Debian 9.13',
  });
});

test('a repository, even with the name of an image, is no container', () => {
  expect(write({ ...web, kind: 'repository' })).toMatchObject({
    Type: 'Other',
    Details: { Other: { Image: web.name, Kind: 'repository' } },
  });
  expect(write({ ...alpine, kind: 'sbom' }).Details).not.toHaveProperty('Container');
});

test('an image has the packages of its own tag', () => {
  const openssl = (tag: string) => ({
    name: `of-${tag}`,
    installedVersion: '1',
    image: web.name,
    tag,
  });
  const packages = [openssl('1'), openssl('2')];

  expect(otherOf({ ...web, tag: '1' }, packages)?.['Packages']).toBe('of-1 1');
  expect(otherOf({ ...web, tag: '2' }, packages)?.['Packages']).toBe('of-2 1');
});

test('why a package gets no fix is written after it', () => {
  const bash = { name: 'bash', installedVersion: '5.0', type: 'debian', image: web.name };

  expect(otherOf(web, [{ ...bash, status: 'will_not_fix' }])?.['Packages']).toBe(
    'bash 5.0 [debian] will_not_fix',
  );
});

describe('an image in ECR', () => {
  it('is named as Amazon Inspector names it, by its digest', () => {
    expect(write({ ...web, digest, platform: 'linux/amd64' })).toEqual({
      Type: 'AwsEcrContainerImage',
      Id: `arn:aws:ecr:eu-west-1:123456789012:repository/web/${digest}`,
      Partition: 'aws',
      Region: 'eu-west-1',
      Details: {
        AwsEcrContainerImage: {
          RegistryId: '123456789012',
          RepositoryName: 'web',
          Architecture: 'x86_64',
          ImageDigest: digest,
          ImageTags: ['latest'],
        },
        Other: { Image: web.name, Tag: 'latest', Digest: digest, Platform: 'linux/amd64' },
      },
    });
  });

  it.each([
    ['its tag while no digest is known', web, '/latest'],
    ['its repository while neither is known', untagged, ''],
  ])('is named by %s', (_, image, end) => {
    expect(write(image).Id).toBe(`arn:aws:ecr:eu-west-1:123456789012:repository/web${end}`);
  });

  it('leaves out what is unknown', () => {
    expect(write(untagged).Details).toStrictEqual({
      AwsEcrContainerImage: { RegistryId: '123456789012', RepositoryName: 'web' },
      Other: { Image: web.name },
    });
  });

  it('keeps every part of its repository path', () => {
    expect(write(anImage('team/shop/cart')).Details?.AwsEcrContainerImage?.RepositoryName).toBe(
      'team/shop/cart',
    );
  });

  it.each([
    ['linux/arm64', 'arm64'],
    ['linux/386', 'i386'],
    ['linux/riscv64', undefined],
    ['linux', undefined],
  ])('for %s has the architecture %s', (platform, architecture) => {
    const details = write({ ...web, platform }).Details?.AwsEcrContainerImage;

    expect(details?.Architecture).toBe(architecture);
    expect(Object.keys(details ?? {}).includes('Architecture')).toBe(architecture !== undefined);
  });

  it.each([
    ['us-east-2', '', 'arn:aws:ecr:us-east-2:'],
    ['cn-north-1', '.cn', 'arn:aws-cn:ecr:cn-north-1:'],
    ['us-gov-west-1', '', 'arn:aws-us-gov:ecr:us-gov-west-1:'],
  ])('of %s is in its own Region and partition', (region, suffix, arn) => {
    const resource = inRegion(region, suffix);

    expect(resource.Region).toBe(region);
    expect(resource.Id.startsWith(arn)).toBe(true);
  });
});

describe('an image outside ECR', () => {
  it('is a container in the scanner’s Region, with the name people pull it by', () => {
    expect(write({ ...alpine, tag: '3.20', digest })).toMatchObject({
      Type: 'Container',
      Id: `ghcr.io/acme/tool:3.20@${digest}`,
      Region: 'eu-west-1',
      Details: { Container: { ImageName: `ghcr.io/acme/tool:3.20@${digest}` } },
    });
    expect(write(alpine).Id).toBe('ghcr.io/acme/tool');
  });

  it('includes a name with an ECR registry but no repository', () => {
    expect(write({ ...web, name: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' }).Type).toBe(
      'Container',
    );
  });

  it('keeps the end of a long name, which distinguishes it, within 128 bytes', () => {
    const nameOf = (name: string) => write({ ...alpine, name }).Details?.Container?.ImageName;

    expect(nameOf('x'.repeat(128))).toBe('x'.repeat(128));
    expect(nameOf(`${'x'.repeat(128)}y`)).toBe(`…${'x'.repeat(124)}y`);
    expect(utf8Length(nameOf('脆'.repeat(100)) ?? '')).toBe(126);
  });
});

describe('the details of an image', () => {
  it('are its own packages, not those of another image', () => {
    const packages = [
      { name: 'openssl', installedVersion: '3.0.1', image: web.name },
      { name: 'zlib', installedVersion: '1.2', image: web.name },
      { name: 'lodash', installedVersion: '4', image: 'api' },
    ];

    expect(otherOf(web, packages)).toMatchObject({ Packages: 'openssl 3.0.1; zlib 1.2' });
  });

  it('list as many packages as fit, and how many more there are', () => {
    const packages = Array.from({ length: 500 }, (_, index) => ({
      name: `package-${index}`,
      installedVersion: '1',
      image: web.name,
    }));

    const other = otherOf(web, packages, 2);

    expect(Object.keys(other ?? {})).toEqual(['Image', 'Tag', 'Packages', 'Packages 2']);
    expect(other?.['Packages 2']).toMatch(/; … and \d+ more$/);
    expect(otherOf(web, packages, 0)).toEqual({ Image: web.name, Tag: 'latest' });
  });

  it('list the services that run it, in five values at most', () => {
    const services = Array.from({ length: 200 }, (_, index) => `main/${'x'.repeat(50)}-${index}`);

    expect(otherOf({ ...web, services: ['main/web', 'main/api'] })).toMatchObject({
      'Runs in': 'main/web, main/api',
    });
    const keys = Object.keys(otherOf({ ...web, services }) ?? {});
    expect(keys.filter((key) => key.startsWith('Runs in'))).toHaveLength(5);
    expect(otherOf({ ...web, services })?.['Runs in 5']).toMatch(/, … and \d+ more$/);
    expect(otherOf({ ...web, services }, [], 0)).not.toHaveProperty(['Runs in 2']);
    expect(otherOf({ ...web, services }, [], 1)).toHaveProperty(['Runs in 2']);
  });
});

test('names are cut with a mark to the length Security Hub allows', () => {
  const long = anImage('x'.repeat(2000));

  expect(utf8Length(write(long).Id)).toBe(512);
  expect(utf8Length(otherOf(long)?.['Image'] ?? '')).toBe(1024);
});
