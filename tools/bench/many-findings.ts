/** The system in virtual time with the rates of Slack and Security Hub enforced: see test/sim. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { storedFinding } from '../../src/adapters/dynamodb/item';
import { SLACK_RATES } from '../../src/domain/limits';
import { workAt } from '../../src/domain/work';
import { newFinding } from '../../test/sim/hub';
import { calm, type Options } from '../../test/sim/options';
import { checkWorld } from '../../test/sim/oracle';
import { planFindings } from '../../test/sim/plan';
import { entriesIn, type SimMessage } from '../../test/sim/slack';
import { createWorld, type World } from '../../test/sim/world';
import { clickOnLargeCard, LARGE } from './large-card';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** EventBridge delivers about so many a second. */
const EVENTS_PER_SECOND = 300;
const FINDINGS = 10_000;

function say(title: string, figures: Record<string, number>): void {
  console.log(title);
  for (const [name, value] of Object.entries(figures))
    console.log(`  ${name.padEnd(44)} ${Math.round(value * 100) / 100}`);
}

function start(options: Partial<Options>): World {
  return createWorld(1, calm({ clicks: 0, ...options }));
}

function importAll(world: World, perSecond: number): void {
  const { loop, hub, options } = world;
  for (const planned of planFindings(world.random, options)) {
    loop.at(loop.epoch + (planned.number / perSecond) * SECOND, () =>
      hub.create(newFinding(planned, loop.date())),
    );
  }
}

const secondsOf = ({ loop }: World, message: SimMessage) => (message.at - loop.epoch) / SECOND;
const faultsIn = (world: World) =>
  Object.values(checkWorld(world).counts).reduce((sum, count) => sum + count, 0);

async function manyNew(): Promise<void> {
  const world = start({ findings: FINDINGS, scanSize: FINDINGS });
  importAll(world, EVENTS_PER_SECOND);
  await world.loop.run(world.loop.epoch + HOUR);
  const times = world.slack.messages.map((message) => secondsOf(world, message));
  const { calls } = world.counters;
  const perFinding = (service: string) => (calls.get(service) ?? 0) / FINDINGS;
  say(`${FINDINGS} new findings of one scan`, {
    'first message, s': Math.min(...times),
    'last message, s': Math.max(...times),
    messages: times.length,
    'with one message for each finding, s': FINDINGS / SLACK_RATES.post.perSecond,
    'calls of Slack for each finding': perFinding('slack'),
    'calls of Security Hub for each finding': perFinding('hub'),
    'calls of the table for each finding': perFinding('table'),
    'lost, doubled or overwritten': faultsIn(world),
    'memory at the peak, MB': process.resourceUsage().maxRSS / 1024,
  });
}

const CARDS = 2_000;
const CLICKS = 20;

/** Every card is to be drawn again, and a person clicks once a minute. */
async function clickAmongRepaints(): Promise<void> {
  const world = start({ findings: CARDS, scanSize: 1 });
  const { loop, slack, store } = world;
  importAll(world, EVENTS_PER_SECOND);
  await loop.run(loop.epoch + HOUR);
  for (const [key, { hash: _, ...card }] of store.cards) {
    store.cards.set(key, { ...card, work: workAt(loop.date(), 2, () => key) });
    store.owing.add(key);
  }
  world.painter.wake([]);
  const waits: number[] = [];
  for (let minute = 1; minute <= CLICKS; minute += 1) {
    const message = slack.messages[minute * 7];
    if (message === undefined) continue;
    const clickedAt = loop.now();
    world.crowd.resolve(message);
    const isDrawn = () => entriesIn(message)[0]?.finding.workflowStatus === 'RESOLVED';
    while (!isDrawn() && loop.now() < clickedAt + HOUR) await loop.run(loop.now() + 100);
    waits.push((loop.now() - clickedAt) / SECOND);
    await loop.run(clickedAt + 60 * SECOND);
  }
  waits.sort((a, b) => a - b);
  const left = [...store.cards.values()].filter(({ work }) => work !== undefined).length;
  say(`A click while ${CARDS} repaints wait`, {
    'painted after, median, s': waits[waits.length >> 1] ?? Number.NaN,
    'painted after, worst, s': waits.at(-1) ?? Number.NaN,
    'repaints that still wait at the end': left,
  });
}

/** Findings that are new while a service is down for an hour. */
async function outages(): Promise<void> {
  for (const [name, out] of [
    ['Slack', { slackOut: [0, 3_600] }],
    ['Security Hub', { hubOut: [0, 3_600] }],
  ] as [string, Partial<Options>][]) {
    const world = start({ findings: 200, scanSize: 1, ...out });
    importAll(world, 10);
    await world.loop.run(world.loop.epoch + 4 * HOUR);
    const posted = world.slack.messages.map((message) => secondsOf(world, message) - 3_600);
    const applied = [...world.hub.findings.values()].flatMap(({ versions }) =>
      versions
        .filter(({ finding }) => finding.workflowStatus === 'NOTIFIED')
        .map(({ at }) => (at - world.loop.epoch) / SECOND - 3_600),
    );
    say(`After an hour without ${name}, 200 findings`, {
      'first message, s': Math.min(...posted),
      'last message, s': Math.max(...posted),
      'first status written, s': Math.min(...applied),
      'last status written, s': Math.max(...applied),
      'lost, doubled or overwritten': faultsIn(world),
    });
  }
}

/** A finding's life: new, shown, decided, imported again each night of a month. */
async function tableUnits(): Promise<void> {
  const world = start({ findings: 100, scanSize: 10, clicks: 1, hours: 30 });
  importAll(world, 10);
  await world.loop.run(world.loop.epoch + 3 * HOUR);
  const sizes = [...world.store.findings.values()].map((item) => {
    const { list: _, ...stored } = storedFinding(item);
    return Buffer.byteLength(JSON.stringify(marshall(stored, { removeUndefinedValues: true })));
  });
  const { reads, writes } = world.counters;
  say('The table, for each finding that is shown and decided', {
    'bytes of its item': sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    'items read': reads / 100,
    'items written': writes / 100,
    'write units, with both indexes, at most': (writes * 4) / 100,
  });
}

async function largeCard(): Promise<void> {
  const { card, single } = await clickOnLargeCard();
  say(`A click on a card of ${LARGE} findings`, {
    'painted after, s': card.painted,
    'in Security Hub after, s': card.written,
    'calls of Slack and Security Hub': card.calls,
    'with a click for each finding: painted after, s': single.painted,
    'in Security Hub after, s ': single.written,
    'calls of Slack and Security Hub ': single.calls,
  });
}

async function main(): Promise<void> {
  await manyNew();
  await largeCard();
  await clickAmongRepaints();
  await outages();
  await tableUnits();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
