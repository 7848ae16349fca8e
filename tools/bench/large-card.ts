/** A click on one large card, in virtual time with the rates of Slack and Security Hub enforced: see test/sim. */
import { isDecided } from '../../src/domain/finding';
import { newFinding } from '../../test/sim/hub';
import { calm } from '../../test/sim/options';
import { planFindings } from '../../test/sim/plan';
import { entriesIn, type SimMessage } from '../../test/sim/slack';
import { createWorld, type World } from '../../test/sim/world';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const STEP = 100;
/** As many HIGH findings as one upgrade of vim clears in an image of the year 2022. */
export const LARGE = 139;

export interface Wait {
  /** Seconds until the card shows that everything is decided, and until Security Hub has it. */
  painted: number;
  written: number;
  /** Calls of Slack and Security Hub. */
  calls: number;
}

/** A click on the card, and the same decision made on each finding by itself, as it was with a card for each. */
export async function clickOnLargeCard(): Promise<{ card: Wait; single: Wait }> {
  return {
    card: await measure(({ crowd }, message) => crowd.resolve(message)),
    single: await measure(({ crowd }, message) => crowd.resolveEach(message)),
  };
}

async function measure(decide: (world: World, message: SimMessage) => void): Promise<Wait> {
  const cards = { findings: LARGE, scanSize: LARGE, cardSize: [LARGE, LARGE] as const };
  const world = createWorld(1, calm({ ...cards, clicks: 0, hubPaced: true }));
  const { loop, hub, slack, random, options } = world;
  for (const planned of planFindings(random, options)) {
    hub.create(newFinding(planned, loop.date()));
  }
  await loop.run(loop.epoch + HOUR);
  const [message, ...others] = slack.messages.filter((each) => entriesIn(each).length > 0);
  if (message === undefined || others.length > 0) throw new Error('one card was to be posted');
  const before = callsOf(world);
  const clickedAt = loop.now();
  decide(world, message);
  const isPainted = () => entriesIn(message).every(({ finding }) => isDecided(finding));
  const isWritten = () => [...hub.findings.values()].every(({ finding }) => isDecided(finding));
  const wait = { painted: Number.NaN, written: Number.NaN };
  while (loop.now() < clickedAt + HOUR && !(isPainted() && isWritten())) {
    await loop.run(loop.now() + STEP);
    const passed = (loop.now() - clickedAt) / SECOND;
    if (isPainted() && Number.isNaN(wait.painted)) wait.painted = passed;
    if (isWritten() && Number.isNaN(wait.written)) wait.written = passed;
  }
  return { ...wait, calls: callsOf(world) - before };
}

function callsOf({ counters: { calls } }: World): number {
  return (calls.get('slack') ?? 0) + (calls.get('hub') ?? 0);
}
