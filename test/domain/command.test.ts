import { knownNames, matches, parseCommand } from '../../src/domain/command';
import { CLUSTER, DIGEST, GLOBS, HOME, LISTED, OTHER } from './command-contexts';

test.each([
  ['', { do: 'scan', images: [] }],
  ['   ', { do: 'scan', images: [] }],
  ['all', { do: 'scan', images: [] }],
  ['ALL', { do: 'scan', images: [] }],
  ['help', { do: 'help' }],
  ['?', { do: 'help' }],
  ['？', { do: 'help' }],
  ['-h', { do: 'help' }],
  ['--help', { do: 'help' }],
  ['—help', { do: 'help' }],
  ['open --help', { do: 'help' }],
  ['"status"', { do: 'ask', question: { about: 'status' } }],
  ['“status”', { do: 'ask', question: { about: 'status' } }],
  ['「status」', { do: 'ask', question: { about: 'status' } }],
  ['ｓｔａｔｕｓ', { do: 'ask', question: { about: 'status' } }],
  ['open　high　２', { do: 'ask', question: { about: 'open', severities: ['HIGH'], page: 2 } }],
  [
    'open high, critical 2',
    { do: 'ask', question: { about: 'open', severities: ['CRITICAL', 'HIGH'], page: 2 } },
  ],
  [
    'open critical、high',
    { do: 'ask', question: { about: 'open', severities: ['CRITICAL', 'HIGH'], page: 1 } },
  ],
  [
    'open unknown',
    { do: 'ask', question: { about: 'open', severities: ['INFORMATIONAL'], page: 1 } },
  ],
  [' \t status\n', { do: 'ask', question: { about: 'status' } }],
  ['Status', { do: 'ask', question: { about: 'status' } }],
  ['cancel', { do: 'cancel' }],
  ['open', { do: 'ask', question: { about: 'open', page: 1 } }],
  ['open critical', { do: 'ask', question: { about: 'open', severities: ['CRITICAL'], page: 1 } }],
  ['open overdue', { do: 'ask', question: { about: 'open', due: 'overdue', page: 1 } }],
  [
    'open Overdue high 2',
    { do: 'ask', question: { about: 'open', severities: ['HIGH'], due: 'overdue', page: 2 } },
  ],
  ['open nofix', { do: 'ask', question: { about: 'open', due: 'nofix', page: 1 } }],
  [
    'open API high NoFix',
    {
      do: 'ask',
      question: { about: 'open', severities: ['HIGH'], due: 'nofix', image: 'api', page: 1 },
    },
  ],
  ['open 3', { do: 'ask', question: { about: 'open', page: 3 } }],
  ['open 2 high', { do: 'ask', question: { about: 'open', severities: ['HIGH'], page: 2 } }],
  ['open 9999', { do: 'ask', question: { about: 'open', page: 9999 } }],
  ['open High 2', { do: 'ask', question: { about: 'open', severities: ['HIGH'], page: 2 } }],
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
  [
    'affected TEMP-cve-ghsa-1aB',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'TEMP-cve-ghsa-1aB' } },
  ],
  [
    'affected CVE‑2024–5535',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  [
    'ＣＶＥー２０２４ー５５３５',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  [
    'cve-2024-5535',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  [
    'ghsa-XVCH-5gv4-984h',
    { do: 'ask', question: { about: 'affected', vulnerabilityId: 'GHSA-xvch-5gv4-984h' } },
  ],
  [
    'TEMP-0841856-B18BAF',
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
  ['api \t web', [`${HOME}/api:latest`, 'web:latest']],
  [Array.from({ length: 20 }, () => 'api').join(' '), [`${HOME}/api:latest`]],
  ['api api', [`${HOME}/api:latest`]],
  ['api:v2', [`${HOME}/api:v2`]],
  ['api, web', [`${HOME}/api:latest`, 'web:latest']],
  ['“api” ‘web’', [`${HOME}/api:latest`, 'web:latest']],
  ['ａｐｉ　ｗｅｂ', [`${HOME}/api:latest`, 'web:latest']],
  [`${HOME}/anything:1`, [`${HOME}/anything:1`]],
  [`${OTHER}/a/b@${DIGEST}`, [`${OTHER}/a/b@${DIGEST}`]],
])('"%s" names images', (text, images) => {
  expect(parseCommand(text, LISTED)).toEqual({ do: 'scan', images });
});

test('with a registry as source, a bare name must match and gets the registry', () => {
  expect(parseCommand('shop-cart', GLOBS)).toEqual({ do: 'scan', images: [`${HOME}/shop-cart`] });
  expect(parseCommand('bank', GLOBS)).toMatchObject({ fault: 'unknown-image' });
});

test('an image may be called like the beginning of an id', () => {
  const context = { ...GLOBS, repositories: ['cve-*', 'ghsa-*'] };

  expect(parseCommand('cve-search', context)).toEqual({
    do: 'scan',
    images: [`${HOME}/cve-search`],
  });
  expect(parseCommand('ghsa-sync:1', context)).toEqual({
    do: 'scan',
    images: [`${HOME}/ghsa-sync:1`],
  });
});

test("with clusters as source, any repository of the account's registry is allowed", () => {
  expect(parseCommand('bank:1', CLUSTER)).toEqual({ do: 'scan', images: [`${HOME}/bank:1`] });
});

test('without an allowed registry, only configured images are allowed', () => {
  expect(parseCommand('bank:1', { ...CLUSTER, registries: [] })).toMatchObject({
    fault: 'unknown-image',
  });
});

test.each([
  ['stauts', { fault: 'unknown-image', asked: 'stauts', nearest: 'status' }],
  ['zebra', { fault: 'unknown-image', asked: 'zebra' }],
  ['apii', { fault: 'unknown-image', asked: 'apii', nearest: 'api' }],
  ['status now', { fault: 'unknown-image', asked: 'status now', nearest: 'status' }],
  ['open critcal', { fault: 'bad-severity', asked: 'critcal', nearest: 'critical' }],
  ['all now', { fault: 'unknown-image', asked: 'all now', nearest: 'all' }],
  ['cancel it', { fault: 'unknown-image', asked: 'cancel it', nearest: 'cancel' }],
  ['open overdeu', { fault: 'bad-severity', asked: 'overdeu', nearest: 'overdue' }],
  ['open everything', { fault: 'bad-severity', asked: 'everything' }],
  ['open high2', { fault: 'bad-severity', asked: 'high2', nearest: 'high' }],
  ['open zebra', { fault: 'bad-severity', asked: 'zebra' }],
  ['open api web', { fault: 'bad-severity', asked: 'web' }],
  ['open overdue nofix', { fault: 'bad-severity', asked: 'nofix' }],
  ['open 2nd', { fault: 'bad-page', asked: '2nd' }],
  ['open 01', { fault: 'bad-page', asked: '01' }],
  ['open 2 3', { fault: 'bad-page', asked: '2 3' }],
  ['open 0', { fault: 'bad-page', asked: '0' }],
  ['open 99999', { fault: 'bad-page', asked: '99999' }],
  ['affected', { fault: 'bad-vulnerability', asked: '' }],
  ['affected everything', { fault: 'bad-vulnerability', asked: 'everything' }],
  ['affected CVE-2024-1 CVE-2024-2', { fault: 'one-vulnerability' }],
  ['CVE-2024-1, CVE-2024-2', { fault: 'one-vulnerability' }],
  ['CVE-2024-1 now', { fault: 'bad-vulnerability', asked: 'CVE-2024-1 now' }],
  ['-o', { fault: 'bad-reference', asked: '-o' }],
  ['ghcr.io/api', { fault: 'bad-reference', asked: 'ghcr.io/api' }],
  ['api;id', { fault: 'bad-reference', asked: 'api;id' }],
  ['api zebra', { fault: 'unknown-image', asked: 'zebra' }],
  ['affected CVE-2024-1 now', { fault: 'bad-vulnerability', asked: 'CVE-2024-1 now' }],
  [Array.from({ length: 21 }, () => 'api').join(' '), { fault: 'too-many', most: 20 }],
])('"%s" is not understood, and the answer says what would be', (text, fault) => {
  expect(parseCommand(text, LISTED)).toStrictEqual(fault);
});

test('a short name that two configured images share is refused', () => {
  const context = { ...LISTED, images: [`${HOME}/a/api:1`, `${HOME}/b/api:1`] };

  expect(parseCommand('api', context)).toMatchObject({ fault: 'unknown-image' });
  expect(parseCommand('a/api', context)).toEqual({ do: 'scan', images: [`${HOME}/a/api:1`] });
});

test.each([
  ['api', 'api', true],
  ['api', 'api2', false],
  ['shop-*', 'shop-cart', true],
  ['shop-*', 'shop-', true],
  ['shop-*', 'my-shop-cart', false],
  ['*-cart', 'shop-cart', true],
  ['*-cart', 'shop-carts', false],
  ['*', 'anything/at/all', true],
  ['a*b*c', 'a-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['ab*ba', 'aba', false],
  ['ab*b*c', 'ab-c', false],
  ['a*b*b', 'a-b', false],
  ['*ab*ab*', 'xabab', true],
  ['*ab*ab*', 'xxxab', false],
  ['*ab*ba*', 'xaba', false],
  ['.*', 'api', false],
])('the glob %s matches %s: %s', (glob, name, expected) => {
  expect(matches(glob, name)).toBe(expected);
});

test('suggested names are the short names people use', () => {
  const images = [...LISTED.images, `${HOME}/api:v2`];

  expect(knownNames({ ...LISTED, images, repositories: ['shop-*'] })).toEqual([
    'api',
    'team/worker',
    'web',
    'shop-*',
  ]);
});
