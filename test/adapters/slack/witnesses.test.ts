import { keyOf } from '../../../src/adapters/slack/message-key';
import { EVENT } from '../../../src/adapters/slack/metadata';
import { createWitnesses, type Ours } from '../../../src/adapters/slack/witnesses';
import { identityText } from '../../../src/domain/alert';

const SINCE = new Date(1_000_000_000);

function identity(name: string) {
  return { id: name, productArn: 'arn', generation: 0 };
}

function message(name: string, seconds: number): Ours {
  const ts = `${seconds}.000000`;
  return {
    ref: { channel: 'C', ts },
    message: { ts },
    metadata: {
      event_type: EVENT.alert,
      event_payload: { entries: [{ key: keyOf(identity(name)), state: 'open' }] },
    },
  };
}

/** A history that grows, and remembers from when on it was read. */
function aHistory() {
  const messages: Ours[] = [];
  const reads: number[] = [];
  const witnesses = createWitnesses(async function* (since) {
    reads.push(since.getTime());
    yield* messages.filter(({ ref }) => Number(ref.ts) * 1000 >= since.getTime());
  });
  return { messages, reads, find: witnesses.find };
}

test('a message that becomes visible up to a minute after a newer one is still found', async () => {
  const { messages, find } = aHistory();
  messages.push(message('newer', 1_000_100));
  await find([identity('newer')], SINCE);
  messages.push(message('late', 1_000_050));

  expect([...(await find([identity('late')], SINCE)).keys()]).toEqual([
    identityText(identity('late')),
  ]);
});

test('messages that were read once are not read again', async () => {
  const { messages, reads, find } = aHistory();
  messages.push(message('old', 1_000_001), message('new', 1_005_000));
  await find([identity('old')], SINCE);

  expect((await find([identity('old')], SINCE)).size).toBe(1);
  expect(reads).toEqual([SINCE.getTime(), 1_004_940_000]);
});

test('a search from an earlier time reads the history from that time on', async () => {
  const { messages, reads, find } = aHistory();
  messages.push(message('early', 999_000));
  expect((await find([identity('early')], SINCE)).size).toBe(0);

  const earlier = new Date(900_000_000);
  expect((await find([identity('early')], earlier)).size).toBe(1);
  expect(reads).toEqual([SINCE.getTime(), earlier.getTime()]);
});

test('a thread is read separately from the channel', async () => {
  const { messages, reads, find } = aHistory();
  messages.push(message('one', 1_000_100));
  await find([identity('one')], SINCE);
  await find([identity('one')], SINCE, '1.0');

  expect(reads).toEqual([SINCE.getTime(), SINCE.getTime()]);
});
