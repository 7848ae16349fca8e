import { crashAt, placesOf, SMALL, stepsOf } from './crashes';
import type { Options } from './options';
import { type Result, simulate } from './scenario';
import { CONTROLS, SCENARIOS, type ScenarioName } from './scenarios';

/** What many runs came to. */
export interface Tally {
  name: string;
  runs: number;
  findings: number;
  steps: number;
  lost: number;
  duplicates: number;
  overwritten: number;
  /** Runs with any fault. */
  faulty: number;
  /** The first faults, each with what reproduces it. */
  examples: string[];
  /** When the last message landed, seconds after the start. */
  drained: number;
  hubCalls: number;
}

function emptyTally(name: string): Tally {
  return {
    name,
    runs: 0,
    findings: 0,
    steps: 0,
    lost: 0,
    duplicates: 0,
    overwritten: 0,
    faulty: 0,
    examples: [],
    drained: 0,
    hubCalls: 0,
  };
}

function count(tally: Tally, result: Result, reproduce: string): void {
  const { world } = result;
  tally.runs += 1;
  tally.findings += world.options.findings;
  tally.steps += world.counters.steps;
  tally.lost += result.lost;
  tally.duplicates += result.duplicates;
  tally.overwritten += result.overwritten;
  const landed = world.slack.messages.map(({ at }) => (at - world.loop.epoch) / 1000);
  tally.drained = Math.max(tally.drained, ...landed);
  for (const call of ['get', 'update']) tally.hubCalls += world.counters.calls.get(call) ?? 0;
  if (result.faults.length === 0) return;
  tally.faulty += 1;
  if (tally.examples.length < 5) tally.examples.push(`${reproduce}: ${result.faults[0]}`);
}

export function merge(tallies: Tally[]): Tally {
  const sum = emptyTally(tallies[0]?.name ?? '');
  for (const each of tallies) {
    for (const key of [
      'runs',
      'findings',
      'steps',
      'lost',
      'duplicates',
      'overwritten',
      'faulty',
      'hubCalls',
    ] as const) {
      sum[key] += each[key];
    }
    sum.examples.push(...each.examples);
    sum.drained = Math.max(sum.drained, each.drained);
  }
  return sum;
}

export async function runSeeds(name: ScenarioName, from: number, to: number): Promise<Tally> {
  const tally = emptyTally(name);
  for (let seed = from; seed < to; seed += 1) {
    const result = await simulate(seed, SCENARIOS[name]);
    count(tally, result, `SEED=${seed} SCENARIO=${name} npm run test:sim`);
  }
  return tally;
}

/** With the guard and without it. */
export async function runControl(guard: string, seeds: number): Promise<[Tally, Tally]> {
  const control = CONTROLS.find((each) => each.guard === guard);
  if (control === undefined) throw new Error(`no control ${guard}`);
  const off = { ...control.world, ...control.without };
  return [await runWorld(guard, control.world, seeds), await runWorld(guard, off, seeds)];
}

async function runWorld(name: string, options: Options, seeds: number): Promise<Tally> {
  const tally = emptyTally(name);
  for (let seed = 1; seed <= seeds; seed += 1) {
    count(tally, await simulate(seed, options), `control ${name}, seed ${seed}`);
  }
  return tally;
}

/** One crash at every place, then two at every pair of places; `part` of `parts` of them. */
export async function runCrashes(small: string, part: number, parts: number): Promise<Tally> {
  const options = SMALL[small];
  if (options === undefined) throw new Error(`no small world ${small}`);
  const tally = emptyTally(`crashes in ${small}`);
  const places = placesOf(await stepsOf(options));
  let index = 0;
  const run = async (at: number[]) => {
    index += 1;
    if (index % parts !== part) return;
    count(tally, await crashAt(options, at), `crash at ${at.join(' and ')} in ${small}`);
  };
  for (const first of places) {
    await run([first]);
    for (const second of places) if (second > first + 0.5) await run([first, second]);
  }
  return tally;
}
