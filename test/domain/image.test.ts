import fc from 'fast-check';
import {
  formatReference,
  imageName,
  isImageReference,
  parseEcrHost,
  parseImageReference,
  repositoryOf,
} from '../../src/domain/image';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

test('a full reference is parsed and formatted again', () => {
  const text = `${REGISTRY}/team/api:1.2@sha256:${'a'.repeat(64)}`;

  const reference = parseImageReference(text);

  expect(reference).toEqual({
    registry: REGISTRY,
    repository: 'team/api',
    tag: '1.2',
    digest: `sha256:${'a'.repeat(64)}`,
  });
  expect(formatReference(reference)).toBe(text);
});

test.each([
  ['api', { repository: 'api' }],
  ['team/api:v1', { repository: 'team/api', tag: 'v1' }],
  [`api@sha256:${'a'.repeat(64)}`, { repository: 'api', digest: `sha256:${'a'.repeat(64)}` }],
  ['localhost/api', { registry: 'localhost', repository: 'api' }],
  ['registry:5000/team/api', { registry: 'registry:5000', repository: 'team/api' }],
  ['ghcr.io/api', { registry: 'ghcr.io', repository: 'api' }],
  // Without a dot or a colon it is no host, whatever it is called.
  ['localhosts/api', { repository: 'localhosts/api' }],
  ['a__b/c--d.e', { repository: 'a__b/c--d.e' }],
])('%s is parsed into the parts it has', (text, reference) => {
  expect(parseImageReference(text)).toEqual(reference);
  expect(isImageReference(text)).toBe(true);
  expect(formatReference(parseImageReference(text))).toBe(text);
});

test('a reference may have 512 characters, and its tag 128', () => {
  expect(isImageReference('a'.repeat(512))).toBe(true);
  expect(isImageReference('a'.repeat(513))).toBe(false);
  expect(isImageReference(`api:${'a'.repeat(128)}`)).toBe(true);
  expect(isImageReference(`api:${'a'.repeat(129)}`)).toBe(false);
});

test('tag and digest are not part of an image’s short name', () => {
  expect(imageName(parseImageReference(`${REGISTRY}/api:1`))).toBe(`${REGISTRY}/api`);
  expect(imageName(parseImageReference('library/nginx:1.27'))).toBe('library/nginx');
});

test.each([
  '',
  '-flag',
  'api;rm -rf /',
  'api && id',
  '$(id)',
  '`id`',
  'api\nweb',
  '../../etc/passwd',
  'a/../b',
  'API',
  'api:',
  'api:tag:tag',
  'api@sha256:short',
  'api@@sha256',
  'api image',
  'api%2f',
  'api\\x',
  '日本',
  'a'.repeat(513),
  'api@evil.example/x',
  'http://evil.example/x',
  `api@sha256:${'a'.repeat(64)}@sha256:${'a'.repeat(64)}`,
  '/api',
  'api/',
  ':tag',
])('%j is not an image reference', (text) => {
  expect(isImageReference(text)).toBe(false);
  expect(() => parseImageReference(text)).toThrow(/is not an image reference/);
});

test('the error for an invalid reference says what to write, and shows the beginning of a long one', () => {
  const errorOf = (text: string) => {
    try {
      parseImageReference(text);
    } catch (error) {
      return error;
    }
    throw new Error('it was taken');
  };

  expect(errorOf('API')).toMatchObject({
    code: 'image_reference',
    message: expect.stringMatching(/^"API" is not .*; write repository\[:tag\] or ACCOUNT\./),
  });
  expect(errorOf('A'.repeat(80))).toMatchObject({ message: expect.stringMatching(/^"A{80}" is/) });
  expect(errorOf('A'.repeat(81))).toMatchObject({ message: expect.stringMatching(/^"A{80}…" is/) });
});

test.each([
  '169.254.170.2',
  'localhost',
  'localhost:5000',
  'docker.io',
  `${REGISTRY}.evil.example`,
  `evil.${REGISTRY}`,
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com:443',
  '12345.dkr.ecr.eu-west-1.amazonaws.com',
])('%s is no ECR registry', (host) => {
  expect(parseEcrHost(host)).toBeUndefined();
});

test('an ECR registry names its account and Region', () => {
  expect(parseEcrHost(REGISTRY)).toEqual({ account: '123456789012', region: 'eu-west-1' });
  expect(parseEcrHost('123456789012.dkr-ecr.eu-west-1.on.aws')?.region).toBe('eu-west-1');
  expect(parseEcrHost('123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn')?.account).toBe(
    '123456789012',
  );
});

test('any text is refused or comes out again unchanged', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain()), (text) => {
      try {
        return formatReference(parseImageReference(text)) === text;
      } catch (error) {
        return error instanceof Error && error.name === 'InvalidInput';
      }
    }),
  );
});

test.each([
  [`${REGISTRY}/team/api`, 'team/api'],
  ['localhost/api', 'api'],
  ['library/nginx', 'library/nginx'],
  ['api', 'api'],
])('the image %s is called %s', (name, repository) => {
  expect(repositoryOf(name)).toBe(repository);
});
