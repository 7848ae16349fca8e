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
  const value = { key, base: 2, images: 3, fixable: true };

  expect(readFindingValue(buttonValue({ finding, base: 2 }, 2000))).toEqual(value);
  expect(readFindingValue(JSON.stringify([key.id, key.productArn, 2, 3]))).toBeUndefined();
  expect(buttonValue({ finding, base: 2 }, 10)).toBeUndefined();
});
