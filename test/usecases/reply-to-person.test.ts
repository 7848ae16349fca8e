import { InvalidInput, Refused, Unavailable } from '../../src/domain/errors';
import type { ReplyTo } from '../../src/ports/people';
import {
  explain,
  explainRefusal,
  type ReplyJob,
  reasonOf,
  tell,
} from '../../src/usecases/reply-to-person';
import { TEAM } from '../fakes/people';
import { world } from './kit';

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
  const all = world();
  const to: ReplyTo[] = [];
  const replies: typeof all.deps.replies = {
    tell: async (where: ReplyTo, notice) => {
      if (error !== undefined) throw error;
      to.push(where);
      return all.deps.replies.tell(where, notice);
    },
  };
  return { ...all, deps: { ...all.deps, replies }, to };
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
  const { deps, replies, facts } = answering();
  const error = new Refused('denied', 'The role lacks a permission; deploy again.');

  await explain(deps, asked(), error);

  expect(replies.map(({ notice }) => notice)).toEqual([
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

test('a finding that Security Hub refuses is reported in Security Hub’s own words', async () => {
  const { deps, replies, facts } = answering();

  await explainRefusal(deps, asked(), { code: 'InvalidInput', message: 'Note too long', id: 'f' });

  expect(replies.map(({ notice }) => notice)).toMatchObject([
    {
      kind: 'failed',
      what: 'suppress',
      reason: expect.stringContaining('InvalidInput: Note too long'),
      code: 'finding_refused',
      reference: 'click-1',
    },
  ]);
  expect(facts).toEqual([
    {
      message: 'Security Hub refuses a decision',
      reference: 'click-1',
      finding: 'f',
      code: 'InvalidInput',
    },
  ]);
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
