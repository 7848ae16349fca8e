import fc from 'fast-check';
import { type CommandContext, knownNames, matches, parseCommand } from '../../src/domain/command';
import { runs } from '../runs';

const HOME = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const OTHER = '999999999999.dkr.ecr.us-east-1.amazonaws.com';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const LISTED: CommandContext = {
  images: [`${HOME}/api:latest`, `${HOME}/team/worker:stable`, 'web:latest'],
  repositories: [],
  anyRepository: false,
  registries: [HOME, OTHER],
};
const GLOBS: CommandContext = { ...LISTED, images: [], repositories: ['shop-*', 'api'] };
const CLUSTER: CommandContext = { ...LISTED, images: [], anyRepository: true };

test.each([
  ['', { do: 'scan', images: [] }],
  ['   ', { do: 'scan', images: [] }],
  ['all', { do: 'scan', images: [] }],
  ['ALL', { do: 'scan', images: [] }],
  ['help', { do: 'help' }],
  ['?', { do: 'help' }],
  ['Status', { do: 'ask', question: { about: 'status' } }],
  ['cancel', { do: 'cancel' }],
  ['open', { do: 'ask', question: { about: 'open', page: 1 } }],
  ['open critical', { do: 'ask', question: { about: 'open', severity: 'CRITICAL', page: 1 } }],
  ['open 3', { do: 'ask', question: { about: 'open', page: 3 } }],
  ['open High 2', { do: 'ask', question: { about: 'open', severity: 'HIGH', page: 2 } }],
  [
    'affected cve-2024-5535',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  [
    'affected ghsa-XVCH-5gv4-984h',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'GHSA-xvch-5gv4-984h' } },
  ],
  [
    'affected TEMP-0841856-B18BAF',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'TEMP-0841856-B18BAF' } },
  ],
])('"%s" is understood', (text, command) => {
  expect(parseCommand(text, LISTED)).toEqual(command);
});

test.each([
  ['api', [`${HOME}/api:latest`]],
  ['worker', [`${HOME}/team/worker:stable`]],
  ['team/worker', [`${HOME}/team/worker:stable`]],
  [`${HOME}/api`, [`${HOME}/api:latest`]],
  ['web', ['web:latest']],
  ['web:latest api', ['web:latest', `${HOME}/api:latest`]],
  ['api api', [`${HOME}/api:latest`]],
  ['api:v2', [`${HOME}/api:v2`]],
  [`${HOME}/anything:1`, [`${HOME}/anything:1`]],
  [`${OTHER}/a/b@${DIGEST}`, [`${OTHER}/a/b@${DIGEST}`]],
])('"%s" names images', (text, images) => {
  expect(parseCommand(text, LISTED)).toEqual({ do: 'scan', images });
});

test('where a registry is asked for its images, a bare name must match, and gets the registry', () => {
  expect(parseCommand('shop-cart', GLOBS)).toEqual({ do: 'scan', images: [`${HOME}/shop-cart`] });
  expect(parseCommand('bank', GLOBS)).toMatchObject({ fault: 'unknown-image' });
});

test("where clusters are asked, any repository of the account's own registry may be named", () => {
  expect(parseCommand('bank:1', CLUSTER)).toEqual({ do: 'scan', images: [`${HOME}/bank:1`] });
});

test.each([
  ['stauts', { fault: 'unknown-image', asked: 'stauts', nearest: 'status' }],
  ['zebra', { fault: 'unknown-image', asked: 'zebra' }],
  ['apii', { fault: 'unknown-image', asked: 'apii', nearest: 'api' }],
  ['status now', { fault: 'unknown-image', asked: 'status now', nearest: 'status' }],
  ['open critcal', { fault: 'bad-severity', asked: 'critcal', nearest: 'critical' }],
  ['open 0', { fault: 'bad-page', asked: '0' }],
  ['open 99999', { fault: 'bad-page', asked: '99999' }],
  ['affected', { fault: 'bad-vulnerability', asked: '' }],
  ['affected everything', { fault: 'bad-vulnerability', asked: 'everything' }],
  ['affected CVE-2024-1 now', { fault: 'bad-vulnerability', asked: 'CVE-2024-1 now' }],
  [Array.from({ length: 21 }, () => 'api').join(' '), { fault: 'too-many', most: 20 }],
])('"%s" is not understood, and says what would be', (text, fault) => {
  expect(parseCommand(text, LISTED)).toEqual(fault);
});

/** What must never become a target, whatever the configuration. */
const HOSTILE = [
  '-o',
  '--help',
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

test.each(HOSTILE)('%j is refused, whatever the images come from', (reference) => {
  for (const context of [LISTED, GLOBS, { ...CLUSTER, anyRepository: false }]) {
    expect(parseCommand(reference, context)).toHaveProperty('fault');
  }
});

test.each(HOSTILE.filter((reference) => reference !== ''))(
  '%j never leaves the registry where any repository may be named',
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

test('whatever is typed, what may be scanned is configured or lies in an allowed registry', () => {
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
    { numRuns: runs(5000) },
  );
});

test('an image that two configured ones share a short name with must be told apart', () => {
  const context = { ...LISTED, images: [`${HOME}/a/api:1`, `${HOME}/b/api:1`] };

  expect(parseCommand('api', context)).toMatchObject({ fault: 'unknown-image' });
  expect(parseCommand('a/api', context)).toEqual({ do: 'scan', images: [`${HOME}/a/api:1`] });
});

test('globs match as people read them', () => {
  expect(matches('shop-*', 'shop-cart')).toBe(true);
  expect(matches('*', 'anything/at/all')).toBe(true);
  expect(matches('a*b*c', 'a-b-c')).toBe(true);
  expect(matches('a*b*c', 'a-c-b')).toBe(false);
  expect(matches('ab*ba', 'aba')).toBe(false);
  expect(matches('.*', 'api')).toBe(false);
});

test('the names worth telling are those people call their images', () => {
  expect(knownNames(LISTED)).toEqual(['api', 'team/worker', 'web']);
});
