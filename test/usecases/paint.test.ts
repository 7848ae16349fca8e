import { Refused } from '../../src/domain/errors';
import type { CardContent } from '../../src/domain/ledger';
import { remedyIdOf } from '../../src/domain/remedy-item';
import { DIGEST_DELAY_MS, SETTLE_MS, YOUNG_CARD_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import { aLedgerFinding } from '../domain/ledger-builders';
import { loops, NOW, owing } from './loop-kit';

const KEY = 'finding/CVE-1';

describe('a post', () => {
  test('a card is posted once, and its findings were shown by it', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'done' });
    await world.touch(KEY);
    await world.paint(KEY);

    expect(world.channel.messages).toHaveLength(1);
    expect(world.channel.messages[0]).toMatchObject({ key: KEY, updates: 0 });
    const item = await world.item(hash);
    expect(item).toMatchObject({ seq: 1, at: 0, finding: { workflowStatus: 'NOTIFIED' } });
    expect(item.work).toBeDefined();
    const card = await world.card(KEY);
    expect(card.ts).toBe(world.channel.messages[0]?.ref.ts);
    expect(card.work).toBeUndefined();
    expect(card.attempt).toBeUndefined();
  });

  test('a card that another took over is drawn again until that one is posted and can be linked', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown('finding/older', ['CVE-1']);
    await world.paint('finding/older');
    const item = await world.item(hash);
    const finding = { ...item.finding, workflowStatus: 'NEW' as const };
    await world.changeItem(hash, { finding, base: item.seq, card: KEY });
    await world.addCard(KEY, { members: [hash] });
    await world.touch('finding/older', { next: { [remedyIdOf(item)]: KEY } });
    await world.paint('finding/older');
    expect((await world.card('finding/older')).work).toBeDefined();
    await world.paint(KEY);
    await world.touch('finding/older');
    await world.paint('finding/older');

    expect((await world.card('finding/older')).work).toBeUndefined();
  });

  test('the projector is woken for what was shown', async () => {
    const world = loops();
    const hashes = await world.addShown(KEY, ['CVE-1']);

    await world.paint(KEY);

    expect(world.waker.wakes).toContainEqual({
      loop: 'projector',
      group: 'hub',
      names: hashes,
      person: false,
    });
  });

  test.each([
    ['decided', { workflowStatus: 'RESOLVED' as const }],
    ['archived', { recordState: 'ARCHIVED' as const }],
  ])('a card whose only finding is %s before it was shown is not posted', async (_, changes) => {
    const world = loops();
    const item = aLedgerFinding(changes, { card: KEY });
    await world.add(item);
    await world.addCard(KEY, { members: [item.hash] });

    await world.paint(KEY);

    expect(world.channel.messages).toEqual([]);
    expect((await world.card(KEY)).work).toBeUndefined();
  });

  test('the attempt is in the ledger before Slack is asked', async () => {
    const seen: unknown[] = [];
    const world = loops({
      channel: { onPosted: ({ token }) => seen.push([token, attempts().at(-1)]) },
    });
    const attempts = () => world.ledger.allCards().map(({ attempt }) => attempt?.token);
    await world.addShown(KEY, ['CVE-1']);

    await world.paint(KEY);

    const token = world.channel.messages[0]?.token;
    expect(seen).toEqual([[token, token]]);
  });

  test('a post without an answer is searched for in the thread in which it was tried', async () => {
    const world = loops();
    const attempt = { token: 't-first', at: NOW.getTime() - SETTLE_MS, threadTs: '17.000001' };
    await world.addShown(KEY, ['CVE-1'], { attempt });
    const searched: (string | undefined)[] = [];
    const { search } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      search: (token, since, threadTs) => {
        searched.push(threadTs);
        return search(token, since, threadTs);
      },
    };

    await world.paint(KEY);

    expect(searched).toEqual(['17.000001']);
  });

  test('a post without an answer waits until it is settled and is then found', async () => {
    let isLost = true;
    const world = loops({
      channel: {
        onPosted: () => {
          if (isLost) throw new Error('the reply is lost');
        },
      },
    });
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'unknown' });
    isLost = false;
    const { work } = await world.card(KEY);
    expect(work && dueTime(work)).toBe(NOW.getTime() + SETTLE_MS);
    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'later' });
    expect((await world.item(hash)).finding.workflowStatus).toBe('NEW');

    world.clock.at += SETTLE_MS;
    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'done' });
    expect(world.channel.messages).toHaveLength(1);
    expect((await world.card(KEY)).ts).toBe(world.channel.messages[0]?.ref.ts);
    expect((await world.item(hash)).finding.workflowStatus).toBe('NOTIFIED');
  });

  test('a post that never landed is made again', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    world.channel.refuse('slack_down');

    await world.paint(KEY);
    world.clock.at += SETTLE_MS;
    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'done' });

    expect(world.channel.messages).toHaveLength(1);
  });

  test('a history that can not be read is no reason to post again', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    world.channel.refuse('slack_down', 2);

    await world.paint(KEY);
    world.clock.at += SETTLE_MS;

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'unknown' });
    expect(world.channel.messages).toEqual([]);
  });

  test('a history that Slack refuses is asked for later', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    world.channel.refuse('slack_down');
    await world.paint(KEY);
    world.clock.at += SETTLE_MS;
    world.channel.refuse('slack');

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'later' });
    const { work } = await world.card(KEY);
    expect(work && dueTime(work)).toBe(world.clock.at + SETTLE_MS);
  });

  test('of two painters at once one posts', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);

    await Promise.allSettled([world.paint(KEY), world.paint(KEY)]);

    expect(world.channel.messages).toHaveLength(1);
  });
});

describe('an update', () => {
  test('a message is updated only if it would be drawn differently', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);

    await world.touch(KEY);
    await world.paint(KEY);
    expect(world.channel.messages[0]?.updates).toBe(0);

    const { finding } = await world.item(hash);
    await world.changeItem(hash, { finding: { ...finding, workflowStatus: 'RESOLVED' } });
    await world.touch(KEY);
    await world.paint(KEY);
    expect(world.channel.messages[0]?.updates).toBe(1);
  });

  test('an update without an answer is drawn once more when it has settled', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);
    await world.touch(KEY, { hash: 'another' });
    world.channel.refuse('slack_down');

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'unknown' });
    const { work, hash } = await world.card(KEY);
    expect(hash).toBeUndefined();
    expect(work && dueTime(work)).toBe(NOW.getTime() + SETTLE_MS);

    world.clock.at += SETTLE_MS;
    await world.paint(KEY);
    expect(world.channel.messages[0]?.updates).toBe(1);
    expect((await world.card(KEY)).work).toBeUndefined();
  });

  test('a digest that was deleted while an earlier update may still land owes nothing', async () => {
    const world = loops();
    const content = { kind: 'digest', scanId: 's1', total: 0 } as const;
    await world.addCard('scan/s1', { content, ts: '1.5', gone: true, unsure: NOW.getTime() - 1 });

    await world.paint('scan/s1');

    expect((await world.card('scan/s1')).work).toBeUndefined();
  });

  test('a drawing made while an earlier update may still land is repeated after that', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);
    await world.touch(KEY, { hash: 'another' });
    world.channel.refuse('slack_down');
    await world.paint(KEY);

    world.clock.at += 10_000;
    await world.touch(KEY);
    await world.paint(KEY);
    const { work } = await world.card(KEY);
    expect(work && dueTime(work)).toBe(NOW.getTime() + SETTLE_MS);

    world.clock.at += SETTLE_MS;
    await world.paint(KEY);
    expect(world.channel.messages[0]?.updates).toBe(2);
    expect((await world.card(KEY)).work).toBeUndefined();
  });

  test('a card that is asked for again while it is drawn stays due', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        const ref = await post(...args);
        await world.touch(KEY);
        return ref;
      },
    };

    await world.paint(KEY);

    expect((await world.card(KEY)).work).toBeDefined();
  });
});

describe('receipts', () => {
  test('a decision between drawing and receipt is kept', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        const { finding } = await world.item(hash);
        const decided = { ...finding, workflowStatus: 'SUPPRESSED' as const };
        await world.changeItem(hash, { finding: decided, seq: 1, at: 5 });
        return post(...args);
      },
    };

    await world.paint(KEY);

    expect(await world.item(hash)).toMatchObject({
      seq: 1,
      at: 5,
      finding: { workflowStatus: 'SUPPRESSED' },
    });
  });

  test('a finding that comes back while the card is drawn is shown by its new card', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        await world.changeItem(hash, { seq: 3, base: 3, card: `${KEY}+3` });
        return post(...args);
      },
    };

    await world.paint(KEY);

    expect(await world.item(hash)).toMatchObject({ seq: 3, finding: { workflowStatus: 'NEW' } });
  });

  test('a finding that joins while the card is drawn has no receipt', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    const late = aLedgerFinding({ vulnerabilityId: 'CVE-2' }, { card: KEY });
    await world.add(late);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        const { members } = await world.card(KEY);
        await world.touch(KEY, { members: [...members, late.hash] });
        return post(...args);
      },
    };

    await world.paint(KEY);
    expect((await world.item(late.hash)).finding.workflowStatus).toBe('NEW');

    await world.paint(KEY);
    expect((await world.item(late.hash)).finding.workflowStatus).toBe('NOTIFIED');
    expect(world.channel.messages[0]?.updates).toBe(1);
  });

  test('a finding that was decided and reopened before its card was posted is shown', async () => {
    const world = loops();
    const item = aLedgerFinding(
      { vulnerabilityId: 'CVE-1', workflowStatus: 'NOTIFIED' },
      { card: 'finding/CVE-1', seq: 2, at: 1_795_000_000 },
    );
    await world.add(item);
    await world.addCard('finding/CVE-1', { members: [item.hash] });

    await world.paint('finding/CVE-1');

    expect(world.channel.messages).toHaveLength(1);
  });

  test('a finding that another tool has set to NOTIFIED is not posted', async () => {
    const world = loops();
    const item = aLedgerFinding(
      { vulnerabilityId: 'CVE-1', workflowStatus: 'NOTIFIED' },
      { card: 'finding/CVE-1', seq: 1, at: 0 },
    );
    await world.add(item);
    await world.addCard('finding/CVE-1', { members: [item.hash] });

    await world.paint('finding/CVE-1');

    expect(world.channel.messages).toEqual([]);
  });

  test('a finding that a newer card shows has no buttons here and no receipt from here', async () => {
    const world = loops();
    const [here = ''] = await world.addShown(KEY, ['CVE-1']);
    const moved = aLedgerFinding({ vulnerabilityId: 'CVE-2' }, { card: 'finding/CVE-2+3' });
    await world.add(moved);
    await world.touch(KEY, { members: [here, moved.hash] });

    await world.paint(KEY);

    expect((await world.item(moved.hash)).finding.workflowStatus).toBe('NEW');
    const entries = [
      { finding: { vulnerabilityId: 'CVE-1' } },
      { finding: { vulnerabilityId: 'CVE-2' }, shownAgain: true },
    ];
    expect(world.channel.messages[0]?.message).toMatchObject({ cards: [{ entries }] });
  });

  test('a run that ended between post and receipt is finished without a call', async () => {
    const world = loops();
    const [hash = ''] = await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);
    const { finding } = await world.item(hash);
    const before = { finding: { ...finding, workflowStatus: 'NEW' as const }, seq: 0 };
    await world.changeItem(hash, before);
    await world.touch(KEY);

    await world.paint(KEY);

    expect((await world.item(hash)).finding.workflowStatus).toBe('NOTIFIED');
    expect(world.channel.messages).toMatchObject([{ updates: 0 }]);
  });
});

const PAGE: CardContent = {
  kind: 'page',
  parent: 'scan/s1',
  scanId: 's1',
  total: 12,
  size: 2,
};

describe('a page', () => {
  const page = async (world: ReturnType<typeof loops>, key = 'scan/s1/p1', id = 'CVE-1') =>
    world.addShown(key, [id], { content: PAGE });

  test('posts the digest first, and is in its thread', async () => {
    const world = loops();
    await page(world);

    await expect(world.paint('scan/s1/p1')).resolves.toEqual({ kind: 'done' });

    const [digest, shown] = world.channel.messages;
    expect(digest).toMatchObject({ key: 'scan/s1', message: { kind: 'digest' } });
    expect(shown?.ref.threadTs).toBe(digest?.ref.ts);
  });

  test('has a digest that counts again until all findings have arrived, or are not expected any more', async () => {
    const world = loops();
    await page(world);
    await world.paint('scan/s1/p1');
    const [digest] = world.channel.messages;
    expect(digest?.message).toMatchObject({ digest: { total: 12, isCounting: true } });

    const { work } = await world.card('scan/s1');
    expect(work && dueTime(work) - world.clock.at).toBe(DIGEST_DELAY_MS);

    world.clock.at += YOUNG_CARD_MS + 60_000;
    await world.paint('scan/s1');

    expect(world.channel.messages[0]?.message).not.toHaveProperty('digest.isCounting');
    expect((await world.card('scan/s1')).work).toBeUndefined();
  });

  test('uses the digest that is there', async () => {
    const world = loops();
    await page(world);
    await page(world, 'scan/s1/p2', 'CVE-2');

    await world.paint('scan/s1/p1');
    await world.paint('scan/s1/p2');

    expect(world.channel.messages.map(({ key }) => key)).toEqual([
      'scan/s1',
      'scan/s1/p1',
      'scan/s1/p2',
    ]);
  });

  test('gets a new digest when the digest was deleted, and the pages after it go there', async () => {
    const world = loops();
    await page(world);
    await page(world, 'scan/s1/p2', 'CVE-2');
    await page(world, 'scan/s1/p3', 'CVE-3');
    await world.paint('scan/s1/p1');
    const [digest] = world.channel.messages;
    if (digest !== undefined) world.channel.remove(digest.ref);

    await expect(world.paint('scan/s1/p2')).resolves.toEqual({ kind: 'done' });
    await world.paint('scan/s1/p3');

    const parent = world.channel.messages.find(({ key }) => key === 'scan/s1~');
    expect(parent?.message.kind).toBe('digest');
    const inIt = world.channel.messages.filter(({ ref }) => ref.threadTs === parent?.ref.ts);
    expect(inIt.map(({ key }) => key)).toEqual(['scan/s1/p2', 'scan/s1/p3']);
  });

  test('is posted outside a thread when no digest takes replies', async () => {
    const world = loops();
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (message, options) => {
        if (options.threadTs !== undefined) throw new Refused('thread_gone', 'locked');
        return post(message, options);
      },
    };
    await page(world);

    await expect(world.paint('scan/s1/p1')).resolves.toEqual({ kind: 'done' });

    expect(world.channel.messages.map(({ key }) => key)).toEqual([
      'scan/s1',
      'scan/s1~',
      'scan/s1~~',
      'scan/s1/p1',
    ]);
  });

  test('is posted outside a thread when Slack refuses the digest in every form', async () => {
    const world = loops({
      channel: {
        refuses: (_, message) => (message?.kind === 'digest' ? 'rendering' : undefined),
      },
    });
    await page(world);

    await expect(world.paint('scan/s1/p1')).resolves.toEqual({ kind: 'done' });

    expect(world.channel.messages).toMatchObject([{ key: 'scan/s1/p1' }]);
  });

  test('stays due when Slack refuses the channel', async () => {
    const world = loops();
    await page(world);
    world.channel.refuse('channel');

    await expect(world.paint('scan/s1/p1')).resolves.toEqual({ kind: 'stop' });

    const { work } = await world.card('scan/s1/p1');
    expect(work && dueTime(work)).toBe(NOW.getTime());
  });

  test('waits for a digest without an answer', async () => {
    const world = loops();
    await page(world);
    world.channel.refuse('slack_down');

    await expect(world.paint('scan/s1/p1')).resolves.toEqual({ kind: 'unknown' });
    const { work, attempt } = await world.card('scan/s1/p1');
    expect(work && dueTime(work)).toBe(NOW.getTime() + SETTLE_MS / 4);
    expect(attempt).toBeUndefined();

    world.clock.at += SETTLE_MS;
    await world.paint('scan/s1/p1');
    expect(world.channel.messages.map(({ key }) => key)).toEqual(['scan/s1', 'scan/s1/p1']);
  });
});

describe('a deleted message', () => {
  test('only findings that are NEW are shown on a new card', async () => {
    const world = loops();
    const [shown = ''] = await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);
    const late = owing({ vulnerabilityId: 'CVE-2' }, { card: KEY });
    await world.add(late);
    const [message] = world.channel.messages;
    if (message !== undefined) world.channel.remove(message.ref);
    await world.project();

    await world.paint(KEY);

    expect(await world.card(KEY)).toMatchObject({ gone: true });
    expect((await world.card(KEY)).work).toBeUndefined();
    expect((await world.item(late.hash)).card).toBe(`${KEY}~`);
    expect((await world.item(shown)).card).toBe(KEY);
    await world.project();
    await world.paint(`${KEY}~`);
    expect(world.channel.messages.map(({ key }) => key)).toEqual([KEY, `${KEY}~`]);
  });

  test('a card that is gone is not drawn again', async () => {
    const world = loops();
    await world.addShown(KEY, ['CVE-1']);
    await world.paint(KEY);
    await world.touch(KEY, { gone: true, hash: 'another' });

    await expect(world.paint(KEY)).resolves.toEqual({ kind: 'done' });

    expect(world.channel.messages).toMatchObject([{ updates: 0 }]);
  });
});

test('a bulk decision whose thread was deleted is shown in the channel', async () => {
  const world = loops();
  const bulk = {
    requestId: 'r1',
    decision: { kind: 'resolve' as const },
    by: { userId: 'U0ANA', name: 'Ana' },
    total: 1,
    threadTs: '1.000000',
  };
  await world.addCard('bulk/r1', { content: { kind: 'bulk', bulk }, members: ['h'] });

  await expect(world.paint('bulk/r1')).resolves.toEqual({ kind: 'done' });

  expect(world.channel.messages).toHaveLength(1);
  expect(world.channel.messages[0]?.ref.threadTs).toBeUndefined();
});

test('a bulk decision that has decided nothing yet is not posted', async () => {
  const world = loops();
  const bulk = {
    requestId: 'r1',
    decision: { kind: 'resolve' as const },
    by: { userId: 'U0ANA', name: 'Ana' },
    total: 1,
  };
  await world.addCard('bulk/r1', { content: { kind: 'bulk', bulk } });

  await world.paint('bulk/r1');

  expect(world.channel.messages).toEqual([]);
});

test('a card without work is left alone', async () => {
  const world = loops();
  await world.addShown(KEY, ['CVE-1']);
  await world.paint(KEY);

  await expect(world.paint(KEY)).resolves.toEqual({ kind: 'done' });
  await expect(world.paint('finding/unknown')).resolves.toEqual({ kind: 'done' });
  expect(world.channel.messages).toHaveLength(1);
});
