import { buttonValue, readFindingValue } from '../../../src/adapters/slack/button-values';
import { suppressModal } from '../../../src/adapters/slack/modals/suppress';
import { aFinding, english } from './kit';

const key = { id: 'vulnscan/CVE-2024-1', productArn: 'arn:product' };

test.each([
  [true, '30'],
  [false, 'fix'],
])(
  'with a fix known (%s) the form proposes %s, not an expiry that the next scan would reach',
  (fixable, until) => {
    const view = suppressModal({ key, base: 0, images: 1, fixable }, english.text);

    expect(view.blocks).toMatchObject([{}, {}, { element: { initial_option: { value: until } } }]);
  },
);

test("a button's value names the finding, its appearance, its images and whether it has a fix", () => {
  const packages = [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.15' }];
  const images = ['api', 'web', 'worker'].map((name) => ({ name, repository: name, services: [] }));
  const finding = aFinding({ ...key, packages, images });
  const value = { key, base: 2, images: 3, fixable: true, hopeless: false };

  expect(readFindingValue(buttonValue({ finding, base: 2 }, 2000))).toEqual(value);
  expect(readFindingValue(JSON.stringify([key.id, key.productArn, 2, 3]))).toBeUndefined();
  expect(buttonValue({ finding, base: 2 }, 10)).toBeUndefined();
});

const UNFIXED = { name: 'bash', installedVersion: '5.0', status: 'will_not_fix' } as const;

test.each([
  ['no package will get a fix', [UNFIXED, { ...UNFIXED, name: 'dash' }], false],
  ['one package may get a fix', [UNFIXED, { name: 'dash', installedVersion: '1' }], true],
  ['one package has a fix', [UNFIXED, { ...UNFIXED, name: 'dash', fixedVersion: '2' }], true],
])('where %s, "until a fix exists" is offered: %#', (_name, packages, isOffered) => {
  const value = readFindingValue(buttonValue({ finding: aFinding({ packages }), base: 0 }, 2000));
  if (value === undefined) throw new Error('no value');

  const form = JSON.stringify(suppressModal(value, english.text).blocks);

  expect(form.includes('"value":"fix"')).toBe(isOffered);
  expect(form).toContain('"value":"30"');
});

test.each([
  ['repository', '1 repository'],
  ['sbom', '1 SBOM file'],
  [undefined, '1 image'],
] as const)('the form of a finding in a %s says that it covers %s', (kind, count) => {
  const images = [{ name: 'x', repository: 'x', services: [], ...(kind && { kind }) }];
  const value = readFindingValue(buttonValue({ finding: aFinding({ images }), base: 0 }, 2000));
  if (value === undefined) throw new Error('no value');

  expect(JSON.stringify(suppressModal(value, english.text))).toContain(`This covers ${count}`);
});
