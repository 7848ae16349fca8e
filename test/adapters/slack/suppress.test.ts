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
    const view = suppressModal({ key, images: 1, fixable }, english.text);

    expect(view.blocks).toMatchObject([{}, {}, { element: { initial_option: { value: until } } }]);
  },
);

test('a button of an older message, without fix information, still works', () => {
  const packages = [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.15' }];
  const images = ['api', 'web', 'worker'].map((name) => ({ name, repository: name, services: [] }));
  const finding = aFinding({ ...key, packages, images });
  const value = { key, generation: 2, images: 3, fixable: true };

  expect(readFindingValue(buttonValue({ finding, generation: 2 }, 2000))).toEqual(value);
  expect(readFindingValue(JSON.stringify([key.id, key.productArn, 2, 3]))).toEqual({
    ...value,
    fixable: false,
  });
});
