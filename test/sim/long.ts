import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { merge, runControl, runCrashes, runSeeds, type Tally } from './jobs';
import { simulate } from './scenario';
import { CONTROLS, SCENARIOS, type ScenarioName } from './scenarios';

/*
 * `npm run test:sim`: every fault there is, thousands of times. `SEED=n [SCENARIO=name] npm run test:sim` runs one
 * seed again and says what went wrong in it.
 */

type Task =
  | { kind: 'seeds'; scenario: ScenarioName; from: number; to: number }
  | { kind: 'crashes'; small: string; part: number; parts: number }
  | { kind: 'control'; guard: string; seeds: number };

const CHUNK = 50;
const PARTS = 8;

function seedTasks(scenario: ScenarioName, seeds: number): Task[] {
  return Array.from({ length: Math.ceil(seeds / CHUNK) }, (_, index) => ({
    kind: 'seeds' as const,
    scenario,
    from: 1 + index * CHUNK,
    to: Math.min(seeds, (index + 1) * CHUNK) + 1,
  }));
}

const TASKS: Task[] = [
  ...seedTasks('storm', 2000),
  ...seedTasks('hurricane', 300),
  ...seedTasks('reordered', 300),
  ...seedTasks('slack-down', 100),
  ...seedTasks('hub-throttled', 100),
  ...seedTasks('both-down', 100),
  ...seedTasks('calm', 100),
  ...['single', 'digest'].flatMap((small) =>
    Array.from({ length: PARTS }, (_, part) => ({
      kind: 'crashes' as const,
      small,
      part,
      parts: PARTS,
    })),
  ),
  ...CONTROLS.map(({ guard }) => ({ kind: 'control' as const, guard, seeds: 50 })),
];

function perform(task: Task): Promise<Tally[]> {
  if (task.kind === 'control') return runControl(task.guard, task.seeds);
  const run =
    task.kind === 'seeds'
      ? runSeeds(task.scenario, task.from, task.to)
      : runCrashes(task.small, task.part, task.parts);
  return run.then((tally) => [tally]);
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
  say(
    'world               runs  findings   I/O calls  lost  dup  over  faulty  drained s  hub calls',
  );
  const sums = [...groups.values()].map(merge);
  for (const sum of sums) say(row(sum));
  for (const example of sums.flatMap(({ examples }) => examples)) say(`  ${example}`);
  const calmCalls = sums.find(({ name }) => name === 'calm');
  const throttled = sums.find(({ name }) => name === 'hub-throttled');
  const ratio = perFinding(throttled) / perFinding(calmCalls);
  say(
    `\nSecurity Hub throttling half of all calls: ${ratio.toFixed(2)} x the calls of a calm world (at most 3)`,
  );
  const controls = [...results].flatMap(([task, [on, off]]) =>
    task.kind === 'control' && on && off ? [reportControl(task.guard, on, off)] : [],
  );
  return sums.every(({ faulty }) => faulty === 0) && ratio <= 3 && controls.every(Boolean);
}

function perFinding(tally: Tally | undefined): number {
  return tally === undefined ? 0 : tally.hubCalls / tally.findings;
}

/** A guard is worth its lines when its fault is there without it, and only then. */
function reportControl(guard: string, on: Tally, off: Tally): boolean {
  const prevents = CONTROLS.find((each) => each.guard === guard)?.prevents ?? 'lost';
  const found = off[prevents] > 0 && on[prevents] === 0;
  say(
    `without the ${guard.padEnd(9)} ${String(off[prevents]).padStart(5)} ${prevents.padEnd(11)} with it ${on[prevents]}` +
      `  (${off.findings} findings)${found ? '' : '  THE HARNESS DID NOT SEE IT'}`,
  );
  return found;
}

function row(sum: Tally): string {
  const { name, runs, findings, steps, lost, duplicates, overwritten, faulty, drained, hubCalls } =
    sum;
  return [
    name.padEnd(18),
    String(runs).padStart(6),
    String(findings).padStart(9),
    String(steps).padStart(11),
    String(lost).padStart(5),
    String(duplicates).padStart(4),
    String(overwritten).padStart(5),
    String(faulty).padStart(7),
    drained.toFixed(0).padStart(10),
    String(hubCalls).padStart(10),
  ].join(' ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function again(seed: number, scenario: string): Promise<void> {
  if (!(scenario in SCENARIOS)) throw new Error(`no world ${scenario}: ${Object.keys(SCENARIOS)}`);
  const result = await simulate(seed, SCENARIOS[scenario as ScenarioName]);
  const { steps, crashes } = result.world.counters;
  say(
    `seed ${seed} in ${scenario}: ${steps} I/O calls, ${crashes} crashes, ${result.faults.length} faults`,
  );
  for (const fault of result.faults) say(`  ${fault}`);
  if (result.faults.length > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const { SEED, SCENARIO = 'storm' } = process.env;
  if (SEED !== undefined) return again(Number(SEED), SCENARIO);
  const started = Date.now();
  const fine = report(await performAll());
  say(`\n${fine ? 'all well' : 'FAILED'} after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  if (!fine) process.exitCode = 1;
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
