import { Unavailable } from '../../src/domain/errors';
import { asideReporter, createPainterHandler } from '../../src/handlers/painter';
import { CHANNEL, loops, workIn } from '../usecases/loop-kit';
import { aWakeUp, queueSide } from './loop-kit';

const DONE = { batchItemFailures: [] };
const KEY = 'finding/CVE-1';

function painter(options: Parameters<typeof loops>[0] = {}) {
  const world = loops(options);
  const queue = queueSide();
  const handle = createPainterHandler({ ...world.paintDeps, ...queue });
  const receive = (...bodies: unknown[]) =>
    handle({ Records: bodies.map((body) => aWakeUp(body)) });
  return { ...world, ...queue, handle, receive };
}

test('a wake-up has the card that it names drawn, though the index lags', async () => {
  const { addShown, receive, channel } = painter({ ledger: { lagMs: () => 60_000 } });
  await addShown(KEY, ['CVE-1'], { work: workIn(0, 0) });

  await expect(receive({ type: 'wake', keys: [KEY] })).resolves.toEqual(DONE);

  expect(channel.messages).toMatchObject([{ key: KEY }]);
});

test.each([['not JSON'], [{ type: 'wake', keys: 7 }], [{ type: 'wake' }]])(
  'a record without names (%j) wakes the loop all the same',
  async (body) => {
    const { addShown, receive, channel } = painter();
    await addShown(KEY, ['CVE-1']);

    await expect(receive(body)).resolves.toEqual(DONE);

    expect(channel.messages).toHaveLength(1);
  },
);

test('the whole group waits while Slack asks for a pause', async () => {
  const { addShown, receive, channel, visibility } = painter();
  await addShown(KEY, ['CVE-1']);
  channel.refuse('slack_rate_limited');

  const { batchItemFailures } = await receive({ type: 'wake' }, { type: 'wake' });

  expect(batchItemFailures).toHaveLength(2);
  expect(visibility.postponed).toHaveLength(1);
  expect(visibility.postponed[0]).toMatchObject({ ms: 30_000 });
  expect(visibility.postponed[0]?.receipts).toHaveLength(2);
});

test.each(['channel', 'token', 'slack_down', 'rendering'])(
  'a wake-up is done after %s, because the tick tries the cards again',
  async (code) => {
    const { addShown, receive, channel, visibility } = painter();
    await addShown(KEY, ['CVE-1']);
    channel.refuse(code);

    await expect(receive({ type: 'wake' })).resolves.toEqual(DONE);

    expect(visibility.postponed).toEqual([]);
  },
);

test('a batch is received again when the table does not answer', async () => {
  const onCall = () => {
    throw new Unavailable('table', 'No answer; try again.');
  };
  const { receive } = painter({ ledger: { onCall } });

  const { batchItemFailures } = await receive({ type: 'wake' });

  expect(batchItemFailures).toHaveLength(1);
});

test('findings whose message Slack refuses are a health problem, until it is over', async () => {
  const { ledger, waker, clock, paintDeps, receive, channel } = painter();
  const { token } = paintDeps;
  const report = asideReporter({ ledger, waker, clock, token, channel: CHANNEL });

  await report(['CVE-1'], 'teapot', false);
  await receive({ type: 'wake' });
  const problem = { kind: 'set-aside', findings: ['CVE-1'], reason: 'teapot' };
  expect(channel.messages).toMatchObject([{ message: { notice: { problem, over: false } } }]);

  await report(['CVE-1'], 'teapot', true);
  await receive({ type: 'wake' });
  expect(channel.messages).toMatchObject([{ message: { notice: { problem, over: true } } }]);
});
