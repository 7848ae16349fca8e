import {
  comparedVersionOf,
  packageKeyOf,
  remedyKeyOf,
  remedyNameOf,
  systemOf,
} from '../../src/domain/remedy-key';

const installedVersion = '1';

test.each([
  ['node-pkg', 'Lodash', 'npm|lodash'],
  ['yarn', 'lodash', 'npm|lodash'],
  ['jar', 'org.yaml:snakeyaml', 'maven|org.yaml:snakeyaml'],
  ['gradle', 'org.yaml:snakeyaml', 'maven|org.yaml:snakeyaml'],
  ['gobinary', 'github.com/Azure/go-autorest', 'go|github.com/Azure/go-autorest'],
  ['gomod', 'stdlib', 'go|stdlib'],
  ['poetry', 'Flask_Cors', 'pip|flask-cors'],
  ['python-pkg', 'zope.interface', 'pip|zope.interface'],
  ['gemspec', 'rack', 'gem|rack'],
  ['composer-vendor', 'Twig/Twig', 'composer|twig/twig'],
  ['rustbinary', 'tokio', 'cargo|tokio'],
  ['hex', 'plug', 'hex|plug'],
  [undefined, 'anything', 'package|anything'],
])('a library of type %s named %s is upgraded as %s', (type, name, key) => {
  expect(packageKeyOf({ name, ...(type !== undefined && { type }) })).toBe(key);
});

test('a package of an operating system is upgraded with its source package, in one release', () => {
  const libssl = { name: 'libssl3', type: 'debian', source: { name: 'openssl', version: '3' } };
  const libcrypto = { ...libssl, name: 'libcrypto3' };

  expect(packageKeyOf(libssl, { system: 'debian 12' })).toBe('debian 12|openssl');
  expect(packageKeyOf(libcrypto, { system: 'debian 12' })).toBe('debian 12|openssl');
  expect(packageKeyOf(libssl, { system: 'debian 11' })).toBe('debian 11|openssl');
  expect(packageKeyOf(libssl)).toBe('debian|openssl');
});

test('two streams of a Red Hat module are upgraded apart', () => {
  const npm = (module: string) => ({
    name: 'npm',
    type: 'redhat',
    source: { name: 'nodejs', version: '12', module },
  });

  expect(packageKeyOf(npm('nodejs:12'), { system: 'redhat 8' })).toBe('redhat 8|nodejs:12/nodejs');
  expect(packageKeyOf(npm('nodejs:14'), { system: 'redhat 8' })).toBe('redhat 8|nodejs:14/nodejs');
});

test('what no fix is known for has a remedy of its own', () => {
  expect(remedyKeyOf({ name: 'ip', type: 'npm', fixedVersion: '2.0.1' })).toBe('npm|ip');
  expect(remedyKeyOf({ name: 'ip', type: 'npm' })).toBe('npm|ip|no fix');
});

test('people read the source package, the artifact without its group, and Go for its standard library', () => {
  const source = { name: 'openssl', version: '3' };
  expect(remedyNameOf({ name: 'libssl3', type: 'debian', source })).toBe('openssl');
  expect(remedyNameOf({ name: 'org.apache.logging.log4j:log4j-core', type: 'jar' })).toBe(
    'log4j-core',
  );
  expect(remedyNameOf({ name: 'stdlib', type: 'gobinary' })).toBe('Go');
  expect(remedyNameOf({ name: 'golang.org/x/net', type: 'gomod' })).toBe('golang.org/x/net');
});

test('the source version counts where fixed versions are those of the source package', () => {
  const source = { name: 'util-linux', version: '2.41-5' };
  const bsdutils = { installedVersion: '1:2.41-5', source };

  expect(comparedVersionOf({ ...bsdutils, type: 'debian' })).toBe('2.41-5');
  expect(comparedVersionOf({ ...bsdutils, type: 'amazon' })).toBe('1:2.41-5');
  expect(comparedVersionOf({ installedVersion, type: 'debian' })).toBe('1');
});

test.each([
  ['debian', '11.2', 'debian 11'],
  ['ubuntu', '18.04', 'ubuntu 18.04'],
  ['alpine', '3.15.0', 'alpine 3.15'],
  ['amazon', '2 (Karoo)', 'amazon 2'],
  ['amazon', '2023.3.20240108 (Amazon Linux)', 'amazon 2023'],
  ['amazon', 'AMI release 2018.03', 'amazon 1'],
  ['redhat', '8.9', 'redhat 8'],
  ['oracle', '8.0', 'oracle 8'],
  ['photon', '3.0', 'photon 3.0'],
  ['wolfi', '20230201', 'wolfi'],
  ['alpine', undefined, 'alpine'],
])('advisories of %s %s are those of %s', (family, version, system) => {
  expect(systemOf({ family, ...(version !== undefined && { version }) })).toBe(system);
});
