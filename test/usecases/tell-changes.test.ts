import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { Message } from '../../src/domain/message';
import type { Urgency } from '../../src/domain/urgency';
import { project } from '../../src/usecases/project';
import { aLedgerContent } from '../domain/ledger-builders';
import type { FakeLedgerOptions } from '../fakes/ledger';
import { alertWorld, request, shownIn } from './alert-world';

const HOUR = 3_600_000;
const URGENCY: Urgency = {
  exposed: 'no',
  automatable: true,
  impact: 'total',
  vectorSource: 'cvss',
  outcome: '60D',
  since: '2026-11-24T03:00:00.000Z',
  dueAt: '2027-01-23T03:00:00.000Z',
};

function image(repository: string, exposed: 'yes' | 'no' = 'no'): Finding['images'][number] {
  const name = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}`;
  return { name, repository, services: [], exposure: { exposed, source: 'configured' } };
}

const SHOP = image('shop');
const NO_MESSAGE: Message = { kind: 'changes', lines: [] };

/** Findings of one scan, ten on a page where there are more than five. */
function first(count = 1): Finding[] {
  return Array.from({ length: count }, (_, index) =>
    aLedgerContent({
      vulnerabilityId: `CVE-2026-${index + 1}`,
      urgency: URGENCY,
      images: [image('web')],
      scan: {
        id: 'scan-1',
        newFindings: count,
        page: { name: `p${Math.floor(index / 10) + 1}`, size: Math.min(10, count) },
      },
    }),
  );
}

/** A world in which they are posted. */
async function shown(findings: Finding[], options: FakeLedgerOptions = {}) {
  const world = alertWorld(options);
  for (const finding of findings) await world.hear(finding);
  await world.settle();
  world.clock.at += HOUR;

  /** What the ledger holds of a finding, as a later scan imports it. */
  function later(scanId: string, change: Partial<Finding>, finding = findings[0]): Finding {
    if (finding === undefined) throw new Error('no finding');
    const { seq, finding: held } = world.itemOf(finding);
    world.clock.at += 1_000;
    return {
      ...held,
      mark: { seq, status: held.workflowStatus },
      scan: { id: scanId, newFindings: 0 },
      updatedAt: world.clock.now().toISOString(),
      ...change,
    };
  }

  return { ...world, later };
}

function changesIn<Shown extends { message: Message }>({ messages }: { messages: Shown[] }) {
  return messages.flatMap((each) =>
    each.message.kind === 'changes' ? [{ ...each, lines: each.message.lines }] : [],
  );
}

describe('a change of an open finding', () => {
  test('is told once in the thread of its card, however often and late it is delivered', async () => {
    const world = await shown(first());
    const [card] = world.channel.messages;
    const before = world.later('scan-2', {});
    const joined = world.later('scan-3', { images: [SHOP, image('web')] });
    await world.hear(joined);
    await world.settle();
    for (const said of [before, joined, joined]) await world.hear(said);
    await world.settle();

    const told = changesIn(world.channel);
    expect(told).toMatchObject([
      {
        ref: { threadTs: card?.ref.ts },
        broadcast: false,
        updates: 0,
        lines: [
          {
            change: { cause: 'image', images: [SHOP.name], isExposed: false },
            ids: ['CVE-2026-1'],
            count: 1,
          },
        ],
      },
    ]);
    expect(card?.updates).toBe(1);
    expect(world.itemOf(joined)).not.toHaveProperty('untold');
  });

  test('is told in the channel as well if the finding is due within three days now', async () => {
    const world = await shown(first());
    const dueAt = new Date(world.clock.at + 72 * HOUR).toISOString();
    const urgency: Urgency = { ...URGENCY, exploitedSince: '2026-11-24', outcome: '3DF', dueAt };
    const listed = world.later('scan-2', { urgency, images: [SHOP, image('web')] });
    await world.hear(listed);
    await world.settle();

    const told = changesIn(world.channel);
    expect(told).toMatchObject([
      {
        broadcast: true,
        lines: [
          { change: { cause: 'exploited' }, due: { now: dueAt, before: URGENCY.dueAt } },
          { change: { cause: 'image' } },
        ],
      },
    ]);
    expect(told[0]?.lines[1]).not.toHaveProperty('due');
  });

  test('is told in the channel if it is a listing, however long the finding was due', async () => {
    const overdue = '2026-11-01T00:00:00.000Z';
    const world = await shown(first());
    await world.hear(world.later('scan-1b', { urgency: { ...URGENCY, dueAt: overdue } }));
    await world.settle();
    const urgency = { ...URGENCY, dueAt: overdue, exploitedSince: '2026-11-24' };
    await world.hear(world.later('scan-2', { urgency }));
    await world.settle();

    expect(changesIn(world.channel)).toMatchObject([{ broadcast: true }]);
  });

  test('of the next scan is a message of its own', async () => {
    const world = await shown(first());
    await world.hear(world.later('scan-2', { images: [SHOP, image('web')] }));
    await world.settle();
    await world.hear(world.later('scan-3', { severity: 'CRITICAL' }));
    await world.settle();

    expect(changesIn(world.channel).map(({ lines }) => lines[0]?.change.cause)).toEqual([
      'image',
      'severity',
    ]);
  });

  test('is not told before the finding is shown: its card says the present state', async () => {
    const world = alertWorld();
    const [finding] = first();
    if (finding === undefined) throw new Error('no finding');
    await world.hear(finding);
    const updatedAt = '2026-11-24T09:00:00.000Z';
    await world.hear({ ...finding, updatedAt, images: [SHOP, image('web')] });
    await world.settle();

    expect(world.channel.messages.map(({ message }) => message.kind)).toEqual(['cards']);
    expect(world.itemOf(finding)).not.toHaveProperty('untold');
  });

  test('that comes while its card is being posted is told', async () => {
    const [finding] = first();
    if (finding === undefined) throw new Error('no finding');
    const updatedAt = '2026-11-24T09:00:00.000Z';
    let isHeard = false;
    const world = alertWorld({
      onCall: async (call) => {
        // The painter has drawn the card and reserves its post.
        const isPosting = call.startsWith('put card scan/scan-1/') && world.calls.length === 0;
        const isDrawn = world.ledger.allCards().some(({ members }) => members.length === 1);
        if (isHeard || !isPosting || !isDrawn) return;
        isHeard = true;
        await world.hear({ ...finding, updatedAt, images: [SHOP, image('web')] });
        await project(world.deps, []);
      },
    });
    await world.hear(finding);
    await world.settle();

    expect(changesIn(world.channel)).toMatchObject([{ lines: [{ count: 1 }] }]);
  });

  test('is not told any more once the finding is decided', async () => {
    const world = await shown(first());
    const joined = world.later('scan-2', { images: [SHOP, image('web')] });
    await world.hear(joined);
    const { base } = world.itemOf(joined);
    await world.run({ type: 'decide', key: joined, base, ...request(world.clock.at) });
    await world.settle();

    expect(changesIn(world.channel)).toEqual([]);
    expect(world.itemOf(joined)).not.toHaveProperty('untold');
  });

  test('is not told any more if the findings of its message are decided before that is posted', async () => {
    const world = await shown(first());
    const joined = world.later('scan-2', { images: [SHOP, image('web')] });
    await world.hear(joined);
    await project(world.deps, []);
    const { base } = world.itemOf(joined);
    await world.run({ type: 'decide', key: joined, base, ...request(world.clock.at) });
    await world.settle();

    expect(changesIn(world.channel)).toEqual([]);
  });

  test('that some findings of a thread share is told of those that are open', async () => {
    const [one, two, ...rest] = first(6);
    if (one === undefined || two === undefined) throw new Error('no findings');
    const world = await shown([one, two, ...rest]);
    const images = [SHOP, image('web')];
    for (const finding of [one, two]) await world.hear(world.later('scan-2', { images }, finding));
    const { base } = world.itemOf(one);
    await world.run({ type: 'decide', key: one, base, ...request(world.clock.at) });
    await world.settle();

    expect(changesIn(world.channel).map(({ lines }) => lines[0]?.ids)).toEqual([
      [two.vulnerabilityId],
    ]);
  });

  test('that its card does not draw is told as well', async () => {
    const world = await shown(first());
    const urgency: Urgency = { ...URGENCY, exploitedSince: '2026-11-24' };
    await world.hear(world.later('scan-2', { urgency }));
    await world.settle();

    expect(changesIn(world.channel)).toHaveLength(1);
  });

  test('of a decided finding is none: what its decision does not cover reopens it', async () => {
    const world = await shown(first());
    const [finding] = first();
    if (finding === undefined) throw new Error('no finding');
    const { base } = world.itemOf(finding);
    await world.run({ type: 'decide', key: finding, base, ...request(world.clock.at) });
    await world.settle();
    await world.hear(world.later('scan-2', { images: [SHOP, image('web')] }));
    await world.settle();

    expect(changesIn(world.channel)).toEqual([]);
  });

  test('whose card was deleted is shown by a new card, with buttons', async () => {
    const world = await shown(first());
    const [card] = world.channel.messages;
    if (card === undefined) throw new Error('no card');
    world.channel.remove(card.ref);
    await world.hear(world.later('scan-2', { title: 'Another title' }));
    await world.settle();
    const joined = world.later('scan-3', { images: [SHOP, image('web')] });
    await world.hear(joined);
    await world.settle();

    const [, again] = world.channel.messages;
    expect(world.channel.messages).toHaveLength(2);
    expect(again && shownIn(again.message)).toEqual([joined.id]);
    expect(world.itemOf(joined).finding).toMatchObject({
      workflowStatus: 'NOTIFIED',
      images: joined.images,
    });
    expect(world.written.map(({ change }) => change.workflowStatus)).not.toContain('NEW');
  });

  test('is told in the channel if the thread is gone, and nobody noticed before', async () => {
    const world = await shown(first());
    const [card] = world.channel.messages;
    if (card === undefined) throw new Error('no card');
    await world.hear(world.later('scan-2', { images: [SHOP, image('web')] }));
    world.channel.remove(card.ref);
    await world.settle();

    const [told] = changesIn(world.channel);
    expect(told?.ref).not.toHaveProperty('threadTs');
  });

  test('is told by a further message when somebody deleted the one of the same scan', async () => {
    const world = await shown(first(2));
    const [, second] = first(2);
    // Both are in the thread of one card.
    const item = world.itemOf(world.later('scan-2', {}));
    const other = world.itemOf(world.later('scan-2', {}, second));
    await world.ledger.putFinding({ ...other, card: item.card });
    const images = [SHOP, image('web')];
    await world.hear(world.later('scan-2', { images }));
    await world.settle();
    const [told] = changesIn(world.channel);
    if (told === undefined) throw new Error('nothing told');
    world.channel.remove(told.ref);
    await world.ledger.putCard({ ...cardOf(world, told.key), gone: true });
    await world.hear(world.later('scan-2', { images }, second));
    await world.settle();

    expect(changesIn(world.channel).at(-1)?.lines).toMatchObject([
      { ids: ['CVE-2026-2'], count: 1 },
    ]);
  });
});

function cardOf({ ledger }: ReturnType<typeof alertWorld>, key: string) {
  const found = ledger.allCards().find((card) => card.key === key);
  if (found === undefined) throw new Error(`no card ${key}`);
  return found;
}

test('fifty findings of a digest that are in one more image cost one message, and one update of its card', async () => {
  const findings = first(50);
  const world = await shown(findings);
  const pages = world.channel.messages.filter(({ message }) => message.kind === 'cards');
  const digest = world.channel.messages.find(({ message }) => message.kind === 'digest');
  const before = pages.map(({ updates }) => updates);
  for (const finding of findings) {
    await world.hear(world.later('scan-2', { images: [SHOP, image('web')] }, finding));
  }
  await world.settle();

  const told = changesIn(world.channel);
  expect(told).toMatchObject([{ ref: { threadTs: digest?.ref.ts }, updates: 0 }]);
  expect(told[0]?.lines).toMatchObject([{ count: 50, change: { images: [SHOP.name] } }]);
  expect(pages.map(({ updates }) => updates)).toEqual(before.map((updates) => updates + 1));
});

test.each(['before', 'after'])(
  'a change is told once if the table fails %s any of its calls',
  async (when) => {
    for (let failing = 1; failing <= 45; failing += 1) {
      let calls = Number.NEGATIVE_INFINITY;
      const fail = () => {
        calls += 1;
        if (calls === failing) throw new Unavailable('table', 'The table fails; try again.');
      };
      const options = when === 'before' ? { onCall: fail } : { onDone: fail };
      const world = await shown(first(2), options);
      const joined = world.later('scan-2', { images: [SHOP, image('web')] });
      await world.hear(joined);
      calls = 0;
      await world.settle();
      calls = Number.NEGATIVE_INFINITY;
      await world.hear(joined);
      await world.settle();

      const told = changesIn(world.channel);
      expect([failing, told.map(({ lines }) => lines.map(({ count }) => count))]).toEqual([
        failing,
        [[1]],
      ]);
    }
  },
);

describe('a finding that joins a posted card', () => {
  const KEY = { name: 'openssl', key: 'debian 12|openssl' };
  const remedies = [{ ...KEY, rows: [{ installed: '3.0.1', target: '3.0.2' }] }];
  const found = (id: string, more: Partial<Finding> = {}) =>
    aLedgerContent({ vulnerabilityId: id, remedies, images: [image('web')], ...more });

  test('is told in its thread, with how many there are now', async () => {
    const world = alertWorld();
    await world.hear(found('CVE-2026-1'));
    await world.settle();
    const [card] = world.channel.messages;

    await world.hear(found('CVE-2026-2'));
    await world.settle();

    expect(world.channel.messages).toHaveLength(2);
    expect(changesIn(world.channel)).toMatchObject([
      {
        ref: { threadTs: card?.ref.ts },
        lines: [
          {
            change: { cause: 'joined', total: 2, isCleared: true },
            ids: ['CVE-2026-2'],
            count: 1,
            ratings: [{ severity: 'HIGH' }],
          },
        ],
      },
    ]);
  });

  test('is told if it is of the same scan and comes minutes later', async () => {
    const scan = { id: 's1', newFindings: 2, newCards: 1, page: { name: 'r1', size: 2 } };
    const world = alertWorld();
    await world.hear(found('CVE-2026-1', { scan }));
    await world.settle();
    world.clock.at += 6 * 60_000;

    await world.hear(found('CVE-2026-2', { scan }));
    await world.settle();

    expect(changesIn(world.channel)).toMatchObject([{ lines: [{ ids: ['CVE-2026-2'] }] }]);
  });

  test('is not told if it is of the same scan and comes a moment later', async () => {
    const scan = { id: 's1', newFindings: 2, newCards: 1, page: { name: 'r1', size: 2 } };
    const world = alertWorld();
    await world.hear(found('CVE-2026-1', { scan }));
    await world.settle();

    await world.hear(found('CVE-2026-2', { scan }));
    await world.settle();

    expect(shownIn(world.channel.messages[0]?.message ?? NO_MESSAGE)).toHaveLength(2);
    expect(changesIn(world.channel)).toEqual([]);
  });
});
