import { calm, type Fault, type Options } from './options';
import { FAULTS, type FaultKind, noFaults } from './oracle';
import { simulate } from './scenario';
import { CONTROLS, type Control, SCENARIOS, type ScenarioName } from './scenarios';

/** The sum over runs. */
export interface Tally {
  name: string;
  runs: number;
  findings: number;
  statements: number;
  steps: number;
  counts: Record<FaultKind, number>;
  ties: number;
  undecidable: number;
  /** Calls of Security Hub and Slack. */
  hub: number;
  slack: number;
  examples: string[];
}

function emptyTally(name: string): Tally {
  return {
    name,
    runs: 0,
    findings: 0,
    statements: 0,
    steps: 0,
    counts: noFaults(),
    ties: 0,
    undecidable: 0,
    hub: 0,
    slack: 0,
    examples: [],
  };
}

async function addRun(tally: Tally, seed: number, options: Options): Promise<void> {
  const { world, report } = await simulate(seed, options);
  const { counters } = world;
  tally.runs += 1;
  tally.findings += options.findings;
  tally.statements += report.statements;
  tally.steps += counters.steps;
  tally.ties += report.ties;
  tally.undecidable += report.undecidable;
  tally.hub += counters.calls.get('hub') ?? 0;
  tally.slack += counters.calls.get('slack') ?? 0;
  for (const kind of FAULTS) tally.counts[kind] += report.counts[kind];
  for (const example of report.examples) {
    if (tally.examples.length < 3) tally.examples.push(`${tally.name}, seed ${seed}: ${example}`);
  }
}

/** Seeds `from` to below `to`. */
export async function runSeeds(name: ScenarioName, from: number, to: number): Promise<Tally> {
  const tally = emptyTally(name);
  for (let seed = from; seed < to; seed += 1) await addRun(tally, seed, SCENARIOS[name]);
  return tally;
}

/** A world without its guard, up to the first seed in which what the guard prevents happens, and the same seeds with it. */
export async function runControl(guard: string, seeds: number): Promise<[Tally, Tally]> {
  const control = CONTROLS.find((each) => each.guard === guard);
  if (control === undefined) throw new Error(`no guard ${guard}`);
  const off = await runWithout(control, seeds);
  const on = emptyTally(guard);
  for (let seed = 1; seed <= off.runs; seed += 1) await addRun(on, seed, control.world);
  return [on, off];
}

/** A world without its guard, up to the first seed in which what the guard prevents happens. */
export async function runWithout({ guard, finds, world }: Control, seeds: number): Promise<Tally> {
  const tally = emptyTally(`without ${guard}`);
  for (let seed = 1; seed <= seeds && tally.counts[finds] === 0; seed += 1) {
    await addRun(tally, seed, { ...world, without: [guard] });
  }
  return tally;
}

/** An upgrade of which later scans find more, and a click on its card. */
const ONE_CARD: Partial<Options> = {
  cardSize: [5, 5],
  takeover: 0.5,
  laterAt: [10, 60],
  spread: 10,
  clicks: 0,
  cardClicks: 1,
  hours: 2,
};

/** Small enough to have one fault, or two, at every call. */
export const SMALL: Record<string, Options> = {
  post: calm({ findings: 3, clicks: 0, hours: 2 }),
  click: calm({ findings: 2, clicks: 1, twoAtOnce: 1, hours: 2 }),
  bulk: calm({ findings: 8, scanSize: 8, clicks: 0, bulk: true, undo: true, hours: 2 }),
  foreign: calm({ findings: 2, foreignEarly: 1, foreignUndo: 1, hours: 2 }),
  archive: calm({ findings: 2, archive: 1, clicks: 0.5, hours: 6 }),
  late: calm({ findings: 3, clicks: 1, landLate: 1, hours: 2 }),
  card: calm({ ...ONE_CARD, findings: 5, takeover: 0 }),
  takeover: calm({ ...ONE_CARD, findings: 5 }),
};

export const MODES: Fault[] = ['crash-before', 'crash-after', 'error', 'lost-reply'];
const MOST_STEPS = 160;

/** Every fault at every `parts`th call, beginning with `part`. */
export async function runFaults(name: string, part: number, parts: number): Promise<Tally> {
  const options = SMALL[name] ?? calm();
  const tally = emptyTally(`one fault: ${name}`);
  for (let seed = 1; seed <= 2; seed += 1) {
    const { world } = await simulate(seed, options);
    const steps = Math.min(world.counters.steps, MOST_STEPS);
    for (let step = 1 + part; step <= steps; step += parts) {
      for (const mode of MODES)
        await addRun(tally, seed, { ...options, faultsAt: { [step]: mode } });
    }
  }
  return tally;
}

interface Pairs {
  world: Options;
  modes: Fault[];
}

const CRASHES: Fault[] = ['crash-before', 'crash-after'];

/** Small enough to have two crashes at every two calls. A crash before a call is much like one after the call before. */
export const PAIRS: Record<string, Pairs> = {
  post: { world: calm({ findings: 1, clicks: 0, hours: 2 }), modes: CRASHES },
  click: { world: calm({ findings: 1, clicks: 1, hours: 2 }), modes: CRASHES },
  foreign: {
    world: calm({ findings: 1, foreignEarly: 1, foreignUndo: 1, clicks: 0, hours: 2 }),
    modes: ['crash-after'],
  },
  archive: {
    world: calm({ findings: 1, archive: 1, clicks: 0, hours: 6 }),
    modes: ['crash-after'],
  },
  takeover: {
    world: calm({ ...ONE_CARD, findings: 2, cardSize: [2, 2], takeover: 1, cardClicks: 0 }),
    modes: ['crash-after'],
  },
};

/** Two crashes at every pair of calls whose first is every `parts`th call, beginning with `part`. */
export async function runPairs(name: string, part: number, parts: number): Promise<Tally> {
  const { world: options, modes } = PAIRS[name] ?? { world: calm(), modes: [] };
  const tally = emptyTally(`two crashes: ${name}`);
  const { world } = await simulate(1, options);
  for (let first = 1 + part; first <= world.counters.steps; first += parts) {
    for (let second = first + 1; second <= world.counters.steps; second += 1) {
      for (const [one, other] of pairsOf(modes)) {
        await addRun(tally, 1, { ...options, faultsAt: { [first]: one, [second]: other } });
      }
    }
  }
  return tally;
}

function pairsOf(modes: Fault[]): [Fault, Fault][] {
  return modes.flatMap((one) => modes.map((other): [Fault, Fault] => [one, other]));
}

export function merge(tallies: Tally[]): Tally {
  const sum = emptyTally(tallies[0]?.name ?? '');
  for (const each of tallies) {
    for (const kind of FAULTS) sum.counts[kind] += each.counts[kind];
    for (const field of [
      'runs',
      'findings',
      'statements',
      'steps',
      'ties',
      'undecidable',
      'hub',
      'slack',
    ] as const) {
      sum[field] += each[field];
    }
    sum.examples.push(...each.examples);
  }
  return { ...sum, examples: sum.examples.slice(0, 3) };
}

export function faultsOf({ counts }: Tally): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
