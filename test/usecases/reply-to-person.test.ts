import { InvalidInput, Refused, Unavailable } from '../../src/domain/errors';
import { explain, type ReplyJob, reasonOf, tell } from '../../src/usecases/reply-to-person';
import { createFakeReplies, TEAM } from '../fakes/people';
import { createFakeLog } from '../fakes/runtime';

const asked = (origin: Partial<ReplyJob['origin']> = {}): ReplyJob => ({
  request: {
    decision: { kind: 'suppress', reason: 'base image', until: { kind: 'fix' } },
    actor: { userId: 'U1', teamId: TEAM, name: 'Ana' },
    actionTs: '1764000000.000100',
  },
  origin: { requestId: 'click-1', ...origin },
});

/** Records the private replies; or a Slack that refuses them. */
function answering(error?: Error) {
  const { addressees, notices, tell: record } = createFakeReplies();
  const log = createFakeLog();
  const replies = { tell: error === undefined ? record : () => Promise.reject(error) };
  return { deps: { replies, log }, to: addressees, notices, facts: log.facts };
}

test.each<[string, Partial<ReplyJob['origin']>]>([
  ['the click came from, by its response_url', { channel: 'C0', responseUrl: 'https://x' }],
  ['a form was submitted, which has no response_url', { channel: 'C0' }],
  ['the person is, if nothing else is known', {}],
])('a reply is sent to where %s', async (_where, origin) => {
  const { deps, to } = answering();

  await tell(deps, asked(origin), { kind: 'not-found' });

  expect(to).toStrictEqual([{ userId: 'U1', ...origin }]);
});

test('a reply that Slack refuses is logged, and retried if the refusal is temporary', async () => {
  const refused = new Refused('user', 'gone');
  const { deps, facts } = answering(refused);

  await tell(deps, asked(), { kind: 'not-found' });
  const later = tell(answering(new Unavailable('slack', 'no answer')).deps, asked(), {
    kind: 'not-found',
  });

  await expect(later).rejects.toThrow('no answer');
  expect(facts).toEqual([
    { message: 'a private reply could not be sent', notice: 'not-found', error: refused },
  ]);
});

test('the person who clicked gets a reply with what failed, why, and the id that is logged with the cause', async () => {
  const { deps, notices, facts } = answering();
  const error = new Refused('denied', 'The role lacks a permission; deploy again.');

  await explain(deps, asked(), error);

  expect(notices).toEqual([
    {
      kind: 'failed',
      what: 'suppress',
      reason: 'The role lacks a permission; deploy again.',
      code: 'denied',
      reference: 'click-1',
    },
  ]);
  expect(facts).toEqual([{ message: 'a decision failed', reference: 'click-1', error }]);
});

test('if that reply fails too, it is logged', async () => {
  const unheard = new Unavailable('slack', 'no answer');
  const { deps, facts } = answering(unheard);

  await explain(deps, asked(), new Refused('denied', 'no'));

  expect(facts[1]).toEqual({
    message: 'a failure could not be reported',
    reference: 'click-1',
    error: unheard,
  });
});

test.each([
  [
    'that is retried says so',
    new Unavailable('slack', 'Wait.'),
    { reason: 'Wait.', code: 'slack', triedAgain: true },
  ],
  ['that is final', new Refused('denied', 'No.'), { reason: 'No.', code: 'denied' }],
  ['in the input', new InvalidInput('date', 'Fix it.'), { reason: 'Fix it.', code: 'date' }],
  [
    'that is unexpected reveals no details',
    new Error('at 10.0.0.1'),
    { reason: expect.stringContaining('try again'), code: 'unexpected' },
  ],
])('an error %s', (_what, error, reason) => {
  expect(reasonOf(error)).toStrictEqual(reason);
});
