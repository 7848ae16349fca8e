import { newCard } from '../../src/domain/card';
import { claimed, type RemedyContent } from '../../src/domain/remedy-item';

const content: RemedyContent = { kind: 'remedy', remedy: 'r', name: 'openssl' };

test('a card that takes over takes what is open on the card before', () => {
  const first = claimed(content, 'a', undefined);
  const second = claimed(first, 'b', newCard('a', 'C1', { kind: 'finding' }));

  expect(second).toEqual({ ...content, card: 'b', former: ['a'] });
});

test('a card that gets the buttons back before they were handed over keeps them', () => {
  const stopped: RemedyContent = { ...content, card: 'b', former: ['a'] };

  expect(claimed(stopped, 'a', undefined)).toEqual({ ...content, card: 'a', former: ['b'] });
});
