import { type AskedPackage, isAskable, sbomsOf } from '../../scanner/targets-sbom';

const asked = (type: string, name: string, version: string, system?: string): AskedPackage => ({
  ...{ ref: `${name} ${version}`, type, name, version },
  ...(system !== undefined && { system }),
});

interface Bom {
  components: { 'bom-ref': string; type: string; purl?: string }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

function boms(packages: AskedPackage[]): Bom[] {
  return JSON.parse(JSON.stringify(sbomsOf(packages)));
}

test.each([
  [
    'jar',
    'org.apache.logging.log4j:log4j-core',
    '2.17.1',
    'pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1',
  ],
  ['node-pkg', '@babel/core', '7.0.0-rc.1', 'pkg:npm/%40babel/core@7.0.0-rc.1'],
  ['gobinary', 'golang.org/x/net', 'v0.17.0', 'pkg:golang/golang.org/x/net@v0.17.0'],
  ['gobinary', 'stdlib', '1.22.3', 'pkg:golang/stdlib@1.22.3'],
  ['python-pkg', 'Jinja2', '3.1.2', 'pkg:pypi/Jinja2@3.1.2'],
  ['composer-vendor', 'guzzlehttp/guzzle', '7.4.3', 'pkg:composer/guzzlehttp/guzzle@7.4.3'],
])('a %s package is asked about by its package URL: %s %s', (type, name, version, purl) => {
  const [bom] = boms([asked(type, name, version)]);

  expect(bom?.components).toMatchObject([{ purl }]);
  expect(bom?.dependencies).toEqual([{ ref: 'targets', dependsOn: [`${name} ${version}`] }]);
});

test('RPM has its epoch as a qualifier, and a plus sign encoded, as Trivy reads them', () => {
  const vim = asked('amazon', 'vim-minimal', '2:9.0.2153-1.amzn2.0.1', 'amazon 2');
  const java = asked('amazon', 'java-17', '1:17.0.10+7-1.amzn2.1', 'amazon 2');

  expect(boms([vim, java])[0]?.components).toMatchObject([
    { type: 'operating-system', name: 'amazon', version: '2' },
    { purl: 'pkg:rpm/amazon/vim-minimal@9.0.2153-1.amzn2.0.1?epoch=2' },
    { purl: 'pkg:rpm/amazon/java-17@17.0.10%2B7-1.amzn2.1?epoch=1' },
  ]);
});

test('each system has a document of its own, because Trivy reads one system of a document; libraries are in the first', () => {
  const packages = [
    asked('debian', 'openssl', '1.1.1n-0', 'debian 11'),
    asked('alpine', 'openssl', '1.1.1n-r0', 'alpine 3.15'),
    asked('npm', 'lodash', '4.17.21'),
  ];

  const documents = boms(packages);

  expect(documents.map(({ dependencies }) => dependencies.map((each) => each.dependsOn))).toEqual([
    [['operating-system', 'lodash 4.17.21'], ['openssl 1.1.1n-0']],
    [['operating-system'], ['openssl 1.1.1n-r0']],
  ]);
});

test('nothing is asked about packages of ecosystems and systems that Trivy could not be asked about', () => {
  const odd = [
    asked('conda-pkg', 'a', '1'),
    asked('redhat', 'b', '1', 'redhat 9'),
    asked('debian', 'c', '1'),
  ];

  expect(odd.map(isAskable)).toEqual([false, false, false]);
  expect(sbomsOf(odd)).toEqual([]);
});
