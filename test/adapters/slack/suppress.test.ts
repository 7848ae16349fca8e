import { readFindingValue, writeFindingValue } from '../../../src/adapters/slack/button-values';
import { suppressModal } from '../../../src/adapters/slack/modals/suppress';
import { english } from './kit';

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
  const value = { key, generation: 2, images: 3, fixable: true };

  expect(readFindingValue(writeFindingValue(value, 2000))).toEqual(value);
  expect(readFindingValue(JSON.stringify([key.id, key.productArn, 2, 3]))).toEqual({
    ...value,
    fixable: false,
  });
});
