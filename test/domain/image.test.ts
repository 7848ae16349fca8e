import fc from 'fast-check';
import {
  formatReference,
  imageName,
  parseEcrHost,
  parseImageReference,
} from '../../src/domain/image';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

test('a full reference is taken apart and put together again', () => {
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

test('tag and digest are no part of what an image is called', () => {
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
])('%j is not an image reference', (text) => {
  expect(() => parseImageReference(text)).toThrow(/is not an image reference/);
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

test('whatever text comes in, it is refused or it comes out again unchanged', () => {
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
