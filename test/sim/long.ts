import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import {
  faultsOf,
  merge,
  PAIRS,
  runControl,
  runFaults,
  runPairs,
  runSeeds,
  SMALL,
  type Tally,
} from './jobs';
import { FAULTS } from './oracle';
import { simulate } from './scenario';
import { CONTROLS, SCENARIOS, type ScenarioName } from './scenarios';

/*
 * `npm run test:sim`: every kind of fault, thousands of times. `SEED=n [SCENARIO=name] npm run test:sim` runs one
 * seed again and says what went wrong in it.
 */

type Task =
  | { kind: 'seeds'; scenario: ScenarioName; from: number; to: number }
  | { kind: 'faults' | 'pairs'; small: string; part: number; parts: number }
  | { kind: 'control'; guard: string; seeds: number };

const CHUNK = 50;
const PARTS = 8;
/** Every call would take half an hour. */
const EVERY = { faults: 2, pairs: 5 };
const CONTROL_SEEDS = 100;
const SEEDS: Partial<Record<ScenarioName, number>> = {
  storm: 300,
  calm: 40,
  'cards-large': 3,
  bulk: 40,
  'foreign-early': 40,
};
const OTHER_SEEDS = 12;

function seedTasks(scenario: ScenarioName): Task[] {
  const seeds = SEEDS[scenario] ?? OTHER_SEEDS;
  return Array.from({ length: Math.ceil(seeds / CHUNK) }, (_, index) => ({
    kind: 'seeds' as const,
    scenario,
    from: 1 + index * CHUNK,
    to: Math.min(seeds, (index + 1) * CHUNK) + 1,
  }));
}

function partTasks(kind: 'faults' | 'pairs', small: string): Task[] {
  return Array.from({ length: PARTS }, (_, part) => ({
    kind,
    small,
    part: part * EVERY[kind],
    parts: PARTS * EVERY[kind],
  }));
}

const TASKS: Task[] = [
  ...(Object.keys(SCENARIOS) as ScenarioName[]).flatMap(seedTasks),
  ...Object.keys(SMALL).flatMap((small) => partTasks('faults', small)),
  ...Object.keys(PAIRS).flatMap((small) => partTasks('pairs', small)),
  ...CONTROLS.map(({ guard }) => ({ kind: 'control' as const, guard, seeds: CONTROL_SEEDS })),
];

async function perform(task: Task): Promise<Tally[]> {
  if (task.kind === 'control') return runControl(task.guard, task.seeds);
  if (task.kind === 'seeds') return [await runSeeds(task.scenario, task.from, task.to)];
  const run = task.kind === 'pairs' ? runPairs : runFaults;
  return [await run(task.small, task.part, task.parts)];
}

/** One worker process for each core; each takes the next task when it is done with one. */
async function performAll(): Promise<Map<Task, Tally[]>> {
  const results = new Map<Task, Tally[]>();
  const left = [...TASKS].reverse();
  const workers = Array.from({ length: Math.min(availableParallelism(), 4) }, () =>
    work(left, results),
  );
  await Promise.all(workers);
  return results;
}

function work(left: Task[], results: Map<Task, Tally[]>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(__filename, ['worker']);
    let current: Task | undefined;
    const next = () => {
      current = left.pop();
      if (current === undefined) child.disconnect();
      else child.send(current);
    };
    child.on('message', (tallies: Tally[]) => {
      if (current !== undefined) results.set(current, tallies);
      next();
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`worker exit ${code}`))));
    next();
  });
}

function report(results: Map<Task, Tally[]>): boolean {
  const groups = new Map<string, Tally[]>();
  for (const [task, [tally]] of results) {
    if (task.kind === 'control' || tally === undefined) continue;
    groups.set(tally.name, [...(groups.get(tally.name) ?? []), tally]);
  }
  say(HEADLINE);
  const sums = [...groups.values()].map(merge);
  for (const sum of sums) say(row(sum));
  for (const example of sums.flatMap(({ examples }) => examples)) say(`  ${example.slice(0, 500)}`);
  const controls = [...results].flatMap(([task, [on, off]]) =>
    task.kind === 'control' && on && off ? [reportControl(task.guard, on, off)] : [],
  );
  return sums.every((sum) => faultsOf(sum) === 0) && controls.every(Boolean);
}

const COLUMNS = ['runs', 'findings', 'said', ...FAULTS, 'ties', 'undecidable', 'hub', 'slack'];
const HEADLINE = ['world'.padEnd(22), ...COLUMNS.map((name) => name.padStart(11))].join(' ');

function row(sum: Tally): string {
  const { name, runs, findings, statements, counts, ties, undecidable, hub, slack } = sum;
  const perFinding = (calls: number) => (calls / findings).toFixed(2);
  const cells = [
    runs,
    findings,
    statements,
    ...FAULTS.map((kind) => counts[kind]),
    ties,
    undecidable,
    perFinding(hub),
    perFinding(slack),
  ];
  return [name.padEnd(22), ...cells.map((cell) => String(cell).padStart(11))].join(' ');
}

/** A guard is worth its lines when its fault is there without it, and only then. */
function reportControl(guard: string, on: Tally, off: Tally): boolean {
  const finds = CONTROLS.find((each) => each.guard === guard)?.finds ?? 'lost';
  const isFound = off.counts[finds] > 0 && on.counts[finds] === 0;
  say(
    `without ${guard.padEnd(9)} ${String(off.counts[finds]).padStart(5)} ${finds.padEnd(11)} with it ${on.counts[finds]}` +
      `  (${off.findings} findings)${isFound ? '' : '  THE SIMULATION DID NOT SEE IT'}  all: ${JSON.stringify(off.counts)}`,
  );
  return isFound;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function again(seed: number, scenario: string): Promise<void> {
  if (!(scenario in SCENARIOS)) throw new Error(`no world ${scenario}: ${Object.keys(SCENARIOS)}`);
  const result = await simulate(seed, SCENARIOS[scenario as ScenarioName]);
  const { counts, examples } = result.report;
  say(
    `seed ${seed} in ${scenario}: ${result.world.counters.steps} calls, ${JSON.stringify(counts)}`,
  );
  for (const example of examples) say(`  ${example}`);
  if (examples.length > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const { SEED, SCENARIO = 'storm' } = process.env;
  if (SEED !== undefined) return again(Number(SEED), SCENARIO);
  const started = Date.now();
  const isFine = report(await performAll());
  say(`\n${isFine ? 'all well' : 'FAILED'} after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  if (!isFine) process.exitCode = 1;
}

if (process.argv[2] === 'worker') {
  process.on('message', (task: Task) => {
    perform(task).then(
      (tallies) => process.send?.(tallies),
      (error) => {
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        process.exit(1);
      },
    );
  });
} else {
  void main();
}
