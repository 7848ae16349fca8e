import { Refused, Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { AlertEntry } from '../../src/domain/message';
import { redraw } from '../../src/usecases/redraw';
import { aFinding, world } from './kit';

const REF = { channel: 'C0', ts: '1.1' };
const entry = (changes: Partial<Finding> = {}): AlertEntry => ({
  finding: aFinding(changes),
  generation: 0,
  reason: 'new',
});

/** A channel that says how a message was redrawn, or refuses to. */
function drawing(error?: Error) {
  const all = world();
  const drawn: string[] = [];
  const draw = async (how: string) => {
    if (error !== undefined) throw error;
    drawn.push(how);
  };
  const channel: typeof all.deps.channel = {
    ...all.deps.channel,
    rewrite: () => draw('whole'),
    rewriteEntries: (_ref, entries) => draw(`entries ${entries.length}`),
  };
  return { ...all, deps: { ...all.deps, channel }, drawn };
}

test.each([
  ['nothing to draw', REF, [], []],
  ['a message of its own', REF, [entry()], ['whole']],
  ['one of those in a thread', { ...REF, threadTs: '0.9' }, [entry()], ['entries 1']],
  ['several in one message', REF, [entry(), entry({ id: 'b' })], ['entries 2']],
])('%s is redrawn without changing the findings beside it', async (_what, ref, entries, how) => {
  const { deps, drawn } = drawing();

  await redraw(deps, ref, entries);

  expect(drawn).toEqual(how);
});

test('a temporary failure is retried', async () => {
  const { deps } = drawing(new Unavailable('slack', 'no answer'));

  await expect(redraw(deps, REF, [entry()])).rejects.toThrow('no answer');
});

test('a deleted message ends the job, with a line in the log', async () => {
  const { deps, facts, threadReplies } = drawing(new Refused('message_gone', 'no'));

  await redraw(deps, REF, [entry()]);

  expect(threadReplies).toEqual([]);
  expect(facts).toEqual([{ message: 'the message was deleted', ts: '1.1' }]);
});

test('any other refusal is logged with its code, and nothing is posted', async () => {
  const error = new Refused('channel', 'invite the app');
  const { deps, facts, threadReplies } = drawing(error);

  await redraw(deps, REF, [entry()]);

  expect(threadReplies).toEqual([]);
  expect(facts).toEqual([
    { message: 'Slack refuses to redraw a message', ts: '1.1', code: 'channel', error },
  ]);
});

describe('a message that cannot be edited any more', () => {
  const locked = () => drawing(new Refused('message_locked', 'no'));
  const note = { text: 'Resolved by Ana.', updatedBy: 'vulnscan/U1/1/resolve' };

  test('gets a reply for each of its findings: the note, or the status if there is none', async () => {
    const { deps, threadReplies } = locked();

    await redraw(deps, REF, [
      entry({ id: 'a', vulnerabilityId: 'CVE-1', workflowStatus: 'RESOLVED', note }),
      entry({ id: 'b', vulnerabilityId: 'CVE-2', workflowStatus: 'SUPPRESSED' }),
    ]);

    expect(threadReplies).toEqual([
      { ref: REF, text: 'CVE-1: Resolved by Ana.' },
      { ref: REF, text: 'CVE-2: SUPPRESSED' },
    ]);
  });

  test('gets the reply once, and another one when the state changes', async () => {
    const { deps, threadReplies } = locked();
    const states: Partial<Finding>[] = [
      { workflowStatus: 'RESOLVED' },
      { workflowStatus: 'RESOLVED' },
      { workflowStatus: 'RESOLVED', note },
      { workflowStatus: 'RESOLVED', note: { ...note, updatedBy: 'vulnscan/U2/2/resolve' } },
      { workflowStatus: 'SUPPRESSED', note },
    ];

    for (const state of states) await redraw(deps, REF, [entry(state)]);

    expect(threadReplies).toHaveLength(4);
  });
});
