import { WebAPIPlatformError } from '@slack/web-api';
import { fromSlack } from '../../src/adapters/slack/errors';
import type { Message } from '../../src/domain/message';
import { SETTLE_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import type { Channel } from '../../src/ports/channel';
import { WORDS } from '../adapters/slack/words';
import { loops, NOW, owing } from './loop-kit';

const BAD = 'finding/CVE-BAD';
const GOOD = 'finding/CVE-GOOD';

const STOPPING = ['channel', 'token'];
const OTHERS = WORDS.filter(
  ([, code]) => ![...STOPPING, 'slack_down', 'slack_rate_limited'].includes(code),
);
const wordsOf = (...codes: string[]) => WORDS.filter(([, code]) => codes.includes(code));

function isOfBad(message: Message): boolean {
  return JSON.stringify(message).includes('CVE-BAD');
}

/** Two cards, the first of which Slack refuses with a word while `refusal.word` is set. */
async function refusing(word: string) {
  const world = loops();
  const refusal: { word: string | undefined } = { word };
  const calls: string[] = [];
  const refuse = (call: string, message: Message) => {
    if (refusal.word === undefined || !isOfBad(message)) return;
    calls.push(call);
    const answer = new WebAPIPlatformError({ ok: false, error: refusal.word });
    throw fromSlack(answer, 'do it');
  };
  const { post, update } = world.channel;
  const channel: Channel = {
    ...world.channel,
    post: async (message, options) => {
      refuse(options.minimal ? 'plain post' : 'post', message);
      return post(message, options);
    },
    update: async (ref, message, minimal) => {
      refuse(minimal ? 'plain update' : 'update', message);
      return update(ref, message, minimal);
    },
  };
  world.paintDeps.channel = channel;
  const [bad = ''] = await world.addShown(BAD, ['CVE-BAD']);
  await world.addShown(GOOD, ['CVE-GOOD']);
  const keys = () => world.channel.messages.map(({ key }) => key);
  return { ...world, refusal, calls, bad, keys };
}

/** The same after both were posted, with a decision to be drawn on each. */
async function refusingUpdates(word: string) {
  const world = await refusing(word);
  world.refusal.word = undefined;
  await world.paintDue();
  await decideAll(world);
  world.refusal.word = word;
  return world;
}

async function decideAll(world: Awaited<ReturnType<typeof refusing>>, text = 'Resolved by Ana') {
  for (const { hash, finding, seq } of world.ledger.allFindings()) {
    const note = { text, updatedBy: 'vulnscan/U0ANA/1/resolve' };
    const decided = { ...finding, workflowStatus: 'RESOLVED' as const, note };
    await world.changeItem(hash, { finding: decided, seq: seq + 1 });
  }
  await world.touch(BAD);
  await world.touch(GOOD);
}

test('the words are all there are, and one that nobody knows', () => {
  expect(WORDS.map(([word]) => word)).toContain('teapot');
  expect(OTHERS.length).toBeGreaterThan(30);
});

describe.each(wordsOf(...STOPPING))('%s (%s)', (word) => {
  test('stops the run at the first post and says so', async () => {
    const { paintDue, calls, keys, log, asides, refusal, card } = await refusing(word);

    await expect(paintDue()).resolves.toEqual({ kind: 'done' });

    expect(calls).toEqual(['post']);
    expect(keys()).toEqual([]);
    expect(log.messages).toContain('posting is stopped');
    expect(asides).toEqual([]);

    refusal.word = undefined;
    await paintDue();
    expect(keys()).toEqual([BAD, GOOD]);
    expect((await card(BAD)).plain).toBeUndefined();
  });

  test('stops the run at the first update', async () => {
    const { paintDue, calls, channel, log, refusal } = await refusingUpdates(word);

    await paintDue();

    expect(calls).toEqual(['update']);
    expect(channel.messages.map(({ updates }) => updates)).toEqual([0, 0]);
    expect(log.messages).toContain('posting is stopped');

    refusal.word = undefined;
    await paintDue();
    expect(channel.messages.map(({ updates }) => updates)).toEqual([1, 1]);
  });
});

describe.each(wordsOf('slack_rate_limited'))('%s (%s)', (word) => {
  test('pauses the run, and everything is posted after that', async () => {
    const { paintDue, calls, keys, log, refusal } = await refusing(word);

    await expect(paintDue()).resolves.toEqual({ kind: 'pause', ms: 30_000 });

    expect(calls).toEqual(['post']);
    expect(log.messages).not.toContain('posting is stopped');
    refusal.word = undefined;
    await paintDue();
    expect(keys()).toEqual([BAD, GOOD]);
  });
});

describe.each(wordsOf('slack_down'))('%s (%s)', (word) => {
  test('leaves the card until it is settled, and the next one is posted', async () => {
    const { paintDue, keys, card, clock, asides } = await refusing(word);
    const { at } = clock;

    await paintDue();

    expect(keys()).toEqual([GOOD]);
    const { attempt, work } = await card(BAD);
    expect(attempt).toBeDefined();
    expect(work && dueTime(work)).toBe(at + SETTLE_MS);
    expect(asides).toEqual([]);
  });

  test('is logged in the words of the alarm where a run ends without an answer, not where one came', async () => {
    const { paintDue, log, clock } = await refusing(word);

    await paintDue();
    expect(log.messages).not.toContain('posting is stopped');

    clock.at += SETTLE_MS;
    await paintDue();
    expect(log.messages).toContain('posting is stopped');
  });
});

describe.each(OTHERS)('%s (%s)', (word, code) => {
  test('of a post concerns its card only: drawn plain once, then set aside and told', async () => {
    const { paintDue, calls, keys, card, item, asides, bad, log } = await refusing(word);

    await expect(paintDue()).resolves.toEqual({ kind: 'done' });

    expect(calls).toEqual(['post', 'plain post']);
    expect(keys()).toEqual([GOOD]);
    expect(asides).toEqual([
      { findings: ['CVE-BAD'], reason: expect.stringContaining(word), over: false },
    ]);
    expect(log.messages).toContain('Slack refuses a card in every form');
    const { work, attempt, aside } = await card(BAD);
    expect(work).toBeUndefined();
    expect(attempt).toBeUndefined();
    expect(aside?.findings).toEqual(['CVE-BAD']);
    expect((await item(bad)).finding.workflowStatus).toBe('NEW');
  });

  if (code === 'message_gone' || code === 'message_locked') return;

  test('of an update does, too', async () => {
    const { paintDue, calls, channel, card, asides } = await refusingUpdates(word);

    await paintDue();

    expect(calls).toEqual(['update', 'plain update']);
    expect(channel.messages.map(({ updates }) => updates)).toEqual([0, 1]);
    expect(asides).toMatchObject([{ findings: ['CVE-BAD'], over: false }]);
    expect((await card(BAD)).work).toBeUndefined();
  });
});

describe.each(wordsOf('message_gone'))('%s (%s)', (word) => {
  test('of an update ends the card', async () => {
    const { paintDue, calls, card, asides } = await refusingUpdates(word);

    await paintDue();

    expect(calls).toEqual(['update']);
    expect(await card(BAD)).toMatchObject({ gone: true });
    expect(asides).toEqual([]);
  });
});

describe.each(wordsOf('message_locked'))('%s (%s)', (word) => {
  test('of an update makes one reply for each state', async () => {
    const world = await refusingUpdates(word);
    const { paintDue, touch, channel, asides } = world;

    await paintDue();
    await touch(BAD);
    await paintDue();
    expect(channel.replies.map(({ text }) => text)).toEqual(['CVE-BAD: Resolved by Ana']);

    await decideAll(world, 'Reopened by Bo');
    await paintDue();
    expect(channel.replies.map(({ text }) => text)).toEqual([
      'CVE-BAD: Resolved by Ana',
      'CVE-BAD: Reopened by Bo',
    ]);
    expect(asides).toEqual([]);
  });

  test('and a reply that Slack refuses as well sets the card aside', async () => {
    const world = await refusingUpdates(word);
    world.paintDeps.channel = {
      ...world.paintDeps.channel,
      reply: async () => {
        throw fromSlack(new WebAPIPlatformError({ ok: false, error: 'teapot' }), 'reply');
      },
    };

    await world.paintDue();

    expect(world.asides).toMatchObject([{ findings: ['CVE-BAD'], over: false }]);
    expect((await world.card(BAD)).work).toBeUndefined();
  });
});

test('a reply without an answer is made again', async () => {
  const world = await refusingUpdates('edit_window_closed');
  const { reply } = world.channel;
  let isDown = true;
  world.paintDeps.channel = {
    ...world.paintDeps.channel,
    reply: async (...args) => {
      if (isDown) throw fromSlack(new Error('no answer'), 'reply');
      return reply(...args);
    },
  };
  await world.paintDue();
  expect(world.asides).toEqual([]);

  isDown = false;
  await world.paintDue();
  expect(world.channel.replies).toHaveLength(1);
});

test('a refused message without findings is in the log only', async () => {
  const world = loops({ channel: { refuses: () => 'rendering' } });
  const notice = { problem: { kind: 'no-scan' as const }, since: NOW.toISOString(), over: false };
  await world.addCard('health/1', { content: { kind: 'health', notice } });

  await world.paintDue();

  expect(world.asides).toEqual([]);
  expect(world.log.messages).toContain('Slack refuses a card in every form');
  expect((await world.card('health/1')).work).toBeUndefined();
});

test('a locked message without findings gets no reply', async () => {
  const world = loops();
  const notice = { problem: { kind: 'no-scan' as const }, since: NOW.toISOString() };
  await world.addCard('health/1', {
    content: { kind: 'health', notice: { ...notice, over: false } },
  });
  await world.paintDue();
  const [message] = world.channel.messages;
  if (message !== undefined) message.locked = true;
  await world.touch('health/1', { content: { kind: 'health', notice: { ...notice, over: true } } });

  await world.paintDue();

  expect(world.channel.replies).toEqual([]);
  expect((await world.card('health/1')).work).toBeUndefined();
});

describe('a card that was set aside', () => {
  test('is not tried again as long as it would be drawn the same', async () => {
    const { paintDue, touch, calls, asides } = await refusing('teapot');
    await paintDue();

    await touch(BAD);
    await paintDue();

    expect(calls).toEqual(['post', 'plain post']);
    expect(asides).toHaveLength(1);
  });

  test('is drawn plain when it changes, and the problem is over', async () => {
    const world = await refusing('teapot');
    const { paintDue, refusal, asides, item, bad } = world;
    await paintDue();
    refusal.word = undefined;

    const { finding } = await item(bad);
    await world.changeItem(bad, { finding: { ...finding, title: 'another' } });
    await world.touch(BAD);
    await paintDue();

    expect(world.channel.messages.at(-1)).toMatchObject({ key: BAD, minimal: true });
    expect((await item(bad)).finding.workflowStatus).toBe('NOTIFIED');
    expect(asides.map(({ findings, over }) => [findings, over])).toEqual([
      [['CVE-BAD'], false],
      [['CVE-BAD'], true],
    ]);
    expect((await world.card(BAD)).aside).toBeUndefined();
  });

  test('is over as well when its finding is decided before it could be shown', async () => {
    const world = await refusing('teapot');
    await world.paintDue();

    await decideAll(world);
    await world.paintDue();

    expect(world.asides.at(-1)).toMatchObject({ findings: ['CVE-BAD'], over: true });
    expect((await world.card(BAD)).aside).toBeUndefined();
    expect(world.keys()).toEqual([GOOD]);
  });

  test('is told with its new findings when one joins it, and over with the old', async () => {
    const world = await refusing('teapot');
    await world.paintDue();

    const late = owing({ vulnerabilityId: 'CVE-LATE' }, { card: BAD });
    await world.add(late);
    await world.project();
    await world.paintDue();

    expect(world.asides.map(({ findings, over }) => [findings.toSorted(), over])).toEqual([
      [['CVE-BAD'], false],
      [['CVE-BAD'], true],
      // The third is of the same upgrade, and comes to the card that has its buttons.
      [['CVE-BAD', 'CVE-GOOD', 'CVE-LATE'], false],
    ]);
  });

  test('stays due while nobody could be told', async () => {
    const world = await refusing('teapot');
    world.paintDeps.reportAside = async () => {
      throw fromSlack(new Error('down'), 'tell');
    };

    await world.paintDue();

    const { work, aside } = await world.card(BAD);
    expect(work).toBeDefined();
    expect(aside).toBeUndefined();
    expect(world.keys()).toEqual([GOOD]);
  });
});

test('a CRITICAL finding that comes late is on a new card', async () => {
  const world = loops();
  await world.addShown(BAD, ['CVE-1']);
  await world.paintDue();
  world.clock.at = NOW.getTime() + 6 * 60_000;
  const late = owing({ vulnerabilityId: 'CVE-C', severity: 'CRITICAL' }, { card: BAD });
  await world.add(late);

  await world.project();
  await world.paintDue();

  expect(world.channel.messages.map(({ key }) => key)).toEqual([BAD, `${BAD}~`]);
  expect((await world.item(late.hash)).finding.workflowStatus).toBe('NOTIFIED');
});
