import { readPermalink } from '../../../playground/page/state/permalink';

const ORIGIN = 'http://127.0.0.1:3000';

test('a link to a message names its channel and its time', () => {
  expect(readPermalink(`${ORIGIN}/archives/C0SECURITY/p1795741320000100`, ORIGIN)).toEqual({
    channel: 'C0SECURITY',
    ts: '1795741320.000100',
    thread: '',
  });
});

test('a link to a reply names the message of its thread as well', () => {
  const address = `${ORIGIN}/archives/C0SECURITY/p1795741320000100?thread_ts=1795741000.000200&cid=C0SECURITY`;

  expect(readPermalink(address, ORIGIN)).toMatchObject({ thread: '1795741000.000200' });
});

test.each([
  'https://example.slack.com/archives/C0SECURITY/p1795741320000100',
  `${ORIGIN}/archives/C0SECURITY`,
  `${ORIGIN}/archives/C0SECURITY/p12`,
  `${ORIGIN}/page/state`,
  'not an address',
])('%s is not a message of this page', (address) => {
  expect(readPermalink(address, ORIGIN)).toBeUndefined();
});
