import fc from 'fast-check';
import { parseCommand } from '../../src/domain/command';
import { runs } from '../runs';
import { CLUSTER, DIGEST, GLOBS, HOME, LISTED, OTHER } from './command-contexts';

/** What must never become a target, whatever the configuration. */
const HOSTILE = [
  '-o',
  '--helpme',
  '-flag',
  `--server=${HOME}/api`,
  `${HOME}/-api`,
  `${HOME}/api:-x`,
  'api:-latest',
  'api;id',
  'api|id',
  'api&&id',
  'api`id`',
  '$(id)',
  '$IFS',
  'api>x',
  "api'x",
  'api"x',
  'api\nid',
  'api\u0000',
  'api\u202e',
  '..',
  '../etc/passwd',
  'api/../../x',
  `${HOME}/../x`,
  `${HOME}/a/..`,
  '/etc/passwd',
  './api',
  'file:///etc/passwd',
  'http://169.254.169.254/latest',
  'https://example.com/api',
  'oci-archive:/tmp/x',
  'docker-daemon:api',
  '169.254.170.2',
  '169.254.170.2/v2/credentials',
  '169.254.169.254/api',
  '2852039166/api',
  '0xa9fea9fe/api',
  '0251.0376.0251.0376/api',
  '169.254.43518/api',
  '127.0.0.1:5000/api',
  '127.1/api',
  '[::1]/api',
  '[::ffff:169.254.169.254]/api',
  'localhost/api',
  'localhost:5000/api',
  'LOCALHOST/api',
  'metadata.google.internal/api',
  'docker.io/library/alpine',
  'index.docker.io/alpine',
  'ghcr.io/org/api',
  'public.ecr.aws/x/y',
  'evil.example.com/api',
  `${HOME}.evil.com/api`,
  `evil.com/${HOME}/api`,
  `user@${HOME}/api`,
  `user:pw@${HOME}/api`,
  `${HOME}:443/api`,
  `${HOME}:22/api`,
  `${HOME}@evil.com/api`,
  `https://${HOME}/api`,
  `//${HOME}/api`,
  `${HOME}\\api`,
  `${HOME}/api%2f..`,
  `${HOME}/api?x=1`,
  `${HOME}/api#x`,
  `${HOME}/API`,
  `${HOME.toUpperCase()}/api`,
  `111111111111.dkr.ecr.eu-west-1.amazonaws.com/api`,
  `123456789012.dkr.ecr.us-west-2.amazonaws.com/api`,
  `123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/api`,
  `${HOME}/api@sha256:abc`,
  `${HOME}/api@${DIGEST}@${DIGEST}`,
  `${HOME}/api@md5:${'a'.repeat(32)}`,
  `${HOME}/`,
  `${HOME}`,
  `${HOME}/a//b`,
  'аpi',
  'api。example',
  '<!channel>',
  '<https://evil.com|api>',
  '@channel',
  `${HOME}/${'a'.repeat(512)}`,
  'API',
];

test.each(HOSTILE)('%j is refused, for every source of images', (reference) => {
  for (const context of [LISTED, GLOBS, { ...CLUSTER, anyRepository: false }]) {
    expect(parseCommand(reference, context)).toHaveProperty('fault');
  }
});

test.each(HOSTILE.filter((reference) => reference !== ''))(
  '%j never leaves the registry that a repository may come from',
  (reference) => {
    expect(imagesOf(parseCommand(reference, CLUSTER)).filter((image) => !isSafe(image))).toEqual(
      [],
    );
  },
);

function imagesOf(parsed: ReturnType<typeof parseCommand>): string[] {
  return 'do' in parsed && parsed.do === 'scan' ? parsed.images : [];
}

/** Configured word by word, or into an allowed registry in plain characters. */
function isSafe(image: string): boolean {
  if (LISTED.images.includes(image)) return true;
  const host = LISTED.registries.find((registry) => image.startsWith(`${registry}/`));
  return host !== undefined && /^[a-z0-9][A-Za-z0-9._/:@-]*$/.test(image.slice(host.length + 1));
}

test('any accepted command scans a configured image or one in an allowed registry', () => {
  const pieces = fc.constantFrom(
    HOME,
    OTHER,
    '/',
    ':',
    '@',
    DIGEST,
    '-',
    '..',
    'api',
    ' ',
    '%',
    'É',
    ';',
  );
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(typed, fc.constantFrom(LISTED, GLOBS, CLUSTER), (text, context) =>
      imagesOf(parseCommand(text, context)).every(isSafe),
    ),
    { numRuns: runs(2500) },
  );
});
