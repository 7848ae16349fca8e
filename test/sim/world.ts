import type { AbsorbRules } from '../../src/domain/absorb';
import { type Finding, type FindingKey, isDecided } from '../../src/domain/finding';
import type { DecisionJob } from '../../src/domain/job';
import type { LedgerFinding } from '../../src/domain/ledger';
import { HUB_RATES, SLACK_RATES } from '../../src/domain/limits';
import { remedyIdOf } from '../../src/domain/remedy-item';
import type { Decision } from '../../src/domain/workflow';
import type { Channel } from '../../src/ports/channel';
import type { Waker } from '../../src/ports/ledger';
import type { Clock, Log } from '../../src/ports/runtime';
import { compareLedger } from '../../src/usecases/compare-ledger';
import { type DecideJob, decide } from '../../src/usecases/decide';
import { type DecideCardJob, decideCard } from '../../src/usecases/decide-card';
import { decideMany, undoMany } from '../../src/usecases/decide-many';
import { hold } from '../../src/usecases/hold';
import { intake } from '../../src/usecases/intake';
import { createPace, paceChannel } from '../../src/usecases/pacing';
import { paintDue } from '../../src/usecases/paint-due';
import { project } from '../../src/usecases/project';
import { repaintOverdue } from '../../src/usecases/repaint-overdue';
import { FINDING_RULES } from '../domain/builders';
import { aMember, TEAM } from '../fakes/people';
import { createSimHub, type SimHub } from './hub';
import { createLoop, type Loop } from './loop';
import type { Options } from './options';
import { type Crowd, createCrowd, endOf } from './people';
import { type Call, type Counters, createCall, type Process } from './process';
import { createQueue, createRepeatedRun, type Queue, type RepeatedRun } from './queues';
import { createRandom, type Random } from './random';
import { CHANNEL, createSimSlack, type SimSlack } from './slack';
import { createStatements, type Statement, type Statements } from './statements';
import { createStore, type Store, tableOf } from './table';
import { createWatch, type Watch } from './watch';

export interface World {
  loop: Loop;
  random: Random;
  options: Options;
  call: Call;
  counters: Counters;
  store: Store;
  hub: SimHub;
  slack: SimSlack;
  crowd: Crowd;
  watch: Watch;
  statements: Statements;
  intakeQueue: Queue;
  decideQueue: Queue;
  projector: RepeatedRun;
  /** Waits for a call of BatchUpdateFindings. */
  hubPace(clock: Clock): Promise<void>;
  painter: RepeatedRun;
  /** Clicks that decided what the person did not see: a later appearance, or a finding that joined the card later. */
  staleClicks: string[];
  /** Findings that a click on their card did not decide. */
  missed: string[];
  /** How often each finding was moved to another card within an appearance, by hash. */
  moves: Map<string, number>;
  /** When the ledger last learned that a finding was shown, epoch milliseconds, by hash. */
  receivedAt: Map<string, number>;
  /** Errors that are none of ours. */
  surprises: string[];
  /** Vulnerabilities of which Slack accepts no message. */
  setAside: Set<string>;
}

const MINUTE = 60_000;
const RULES: AbsorbRules = FINDING_RULES;
/** More cards of one scan are in the thread of a digest. */
const DIGEST_ABOVE = 1;

/**
 * The real use cases between services, people and processes that fail in every way. CONTRIBUTING.md says what is left out.
 * Each run of the painter has a pace of its own.
 */
export function createWorld(seed: number, options: Options): World {
  const loop = createLoop();
  const random = createRandom(seed);
  const counters: Counters = { steps: 0, calls: new Map(), reads: 0, writes: 0 };
  const call = createCall(loop, random, options, counters);
  const store = createStore();
  const statements = createStatements();
  const surprises: string[] = [];
  const surprised = (error: unknown) =>
    surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const settings = { loop, random, surprised };
  const hub = createSimHub(loop, random, options, {
    statements,
    emit: (finding) => sendEvent(world, finding),
    itemOf: (id) => itemOf(world, id),
  });
  const send = (job: DecisionJob) => sendJob(world, job);
  const crowd = createCrowd(loop, random, options, send);
  const watch = createWatch(loop);
  const slack = createSimSlack(loop, random, options, {
    shown: (message) => {
      watch.shown(message);
      crowd.sees(message);
    },
    deleted: watch.deleted,
  });
  const world: World = {
    loop,
    random,
    options,
    call,
    counters,
    store,
    hub,
    slack,
    crowd,
    watch,
    statements,
    intakeQueue: createQueue(settings),
    decideQueue: createQueue(settings),
    projector: createRepeatedRun(settings, async (process, names) => {
      await project(projectDeps(world, process), names);
      return 0;
    }),
    painter: createRepeatedRun(settings, async (process, names) => {
      const run = await paintDue(paintDeps(world, process), names);
      return run.kind === 'pause' ? run.ms : 0;
    }),
    hubPace: hubPaceOf(),
    staleClicks: [],
    missed: [],
    moves: new Map(),
    receivedAt: new Map(),
    surprises,
    setAside: new Set(),
  };
  if (!options.without.includes('tick')) scheduleTicks(world);
  if (!options.without.includes('sweep')) scheduleSweeps(world);
  if (options.rounds) scheduleRounds(world);
  return world;
}

/** EventBridge and the intake queue: at least once, in any order, now and then very late. */
function sendEvent(world: World, finding: Finding): void {
  const { loop, random, options, intakeQueue } = world;
  if (random.chance(options.eventLoss)) return;
  const time = options.without.includes('time') ? 0 : Math.floor(loop.now() / 1000);
  const take = (process: Process) => {
    const snapshot = { finding, time: time || Math.ceil(loop.now() / 1000) };
    return intake(intakeDeps(world, process), snapshot);
  };
  const isLate = random.chance(options.late);
  const usual = random.chance(0.1) ? random.between(200, 60_000) : random.between(200, 3_000);
  intakeQueue.send(take, isLate ? random.between(MINUTE, 60 * MINUTE) : usual);
  if (!random.chance(options.duplicates)) return;
  intakeQueue.send(take, random.between(0, random.chance(0.2) ? 60 * MINUTE : 20_000));
}

/** A click as the slack function puts it into the queue; now and then twice. */
export function sendJob(world: World, job: DecisionJob): void {
  const { random, options, decideQueue } = world;
  const run = (process: Process) => handleJob(world, process, job);
  decideQueue.send(run, random.between(50, 300));
  if (random.chance(options.duplicates)) decideQueue.send(run, random.between(0, 15 * MINUTE));
}

async function handleJob(world: World, process: Process, job: DecisionJob): Promise<void> {
  const deps = decideDeps(world, process);
  if (job.type === 'decide') await decide(deps, sabotaged(world, job));
  else if (job.type === 'decide-many') await decideMany(deps, job);
  else if (job.type === 'undo-many') await undoMany(deps, job);
  else if (job.type === 'hold') await hold(deps, job);
  else {
    await decideCard(deps, sabotagedCard(world, job));
    checkDecided(world, job.origin.requestId);
  }
}

function sabotaged(world: World, job: DecideJob): DecideJob {
  if (!world.options.without.includes('base')) return job;
  return { ...job, base: itemOf(world, job.key.id)?.base ?? job.base };
}

function sabotagedCard({ options }: World, job: DecideCardJob): DecideCardJob {
  const { ref, request } = job;
  if (options.without.includes('shown')) {
    return { ...job, ref: { ...ref, shown: Number.MAX_SAFE_INTEGER } };
  }
  if (!options.without.includes('extends') || request.decision.kind !== 'suppress') return job;
  const { extends: _, ...decision } = request.decision;
  return { ...job, request: { ...request, decision } };
}

/** A tick with nothing due is left out: it reads the index and ends. */
function scheduleTicks(world: World): void {
  const { loop, projector, painter, store } = world;
  const next = () => {
    const owing = [...store.owing];
    if (owing.some((name) => store.findings.has(name))) projector.wake([]);
    if (owing.some((name) => store.cards.has(name))) painter.wake([]);
    loop.after(MINUTE, next);
  };
  loop.after(MINUTE, next);
}

function scheduleSweeps(world: World): void {
  const { loop, hub, intakeQueue } = world;
  const next = () => {
    for (const finding of hub.listNew(15 * MINUTE)) {
      intakeQueue.send(
        (process) => intake(intakeDeps(world, process), { finding, time: 0 }),
        world.random.between(0, 5_000),
      );
    }
    loop.after(15 * MINUTE, next);
  };
  loop.after(15 * MINUTE, next);
}

/** What the tasks function does every hour about what became overdue. */
function scheduleRounds(world: World): void {
  const { loop, intakeQueue } = world;
  const round = (process: Process) =>
    repaintOverdue({ ...commonDeps(world, process), channel: CHANNEL });
  const next = () => {
    intakeQueue.send(round, 0);
    loop.after(60 * MINUTE, next);
  };
  // Not at the full hour: the last one would be under way when the world ends.
  loop.after(30 * MINUTE, next);
}

/** What each scan does: findings that the ledger holds differently are read again. */
export function compareAll(world: World): void {
  const { hub, intakeQueue, random } = world;
  const readAgain = async (process: Process, id: string) => {
    const finding = hub.read(id);
    if (finding !== undefined) await intake(intakeDeps(world, process), { finding, time: 0 });
  };
  const read = async (keys: FindingKey[]) => {
    for (const { id } of keys)
      intakeQueue.send((process) => readAgain(process, id), random.between(0, 5_000));
  };
  intakeQueue.send(async (process) => {
    const known = [...hub.findings.keys()].flatMap((id) => hub.read(id) ?? []);
    await compareLedger({ ledger: commonDeps(world, process).ledger, queue: { read } }, known);
  }, 0);
}

export function itemOf({ store, hub }: World, id: string): LedgerFinding | undefined {
  return store.findings.get(hub.findings.get(id)?.hash ?? '');
}

/* What one process is given. */

function commonDeps(world: World, process: Process) {
  const { loop } = world;
  return {
    ledger: tableOf(
      world.store,
      { ...world, onPut: (before, after) => hear(world, before, after) },
      process,
    ),
    waker: wakerOf(world, process),
    clock: clockOf(loop, process),
    log: SILENT,
    token: tokens(world),
  };
}

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function tokens({ random }: World): () => string {
  return () => random.next().toString(36).slice(2);
}

function clockOf(loop: Loop, process: Process): Clock {
  return {
    now: loop.date,
    sleep: (ms) =>
      new Promise((resolve) => {
        loop.after(ms, () => process.isAlive() && resolve());
      }),
  };
}

/** An accepted click is a statement from the moment it is written. */
function hear(world: World, before: LedgerFinding | undefined, after: LedgerFinding): void {
  const { statements, loop, random, options, hub } = world;
  const { request, finding, seq } = after;
  if (before !== undefined) countMove(world, before, after);
  const isReceipt =
    before?.finding.workflowStatus === 'NEW' && finding.workflowStatus === 'NOTIFIED';
  if (isReceipt) world.receivedAt.set(after.hash, loop.now());
  if (before === undefined || request === undefined || request === before.request) return;
  statements.say(finding.id, {
    at: Number(/@([\d.]+)/.exec(request)?.[1] ?? loop.now()),
    status: finding.workflowStatus,
    who: 'click',
    seq,
  });
  if (random.chance(options.foreignAfter)) {
    const other = finding.workflowStatus === 'RESOLVED' ? 'SUPPRESSED' : 'RESOLVED';
    loop.after(random.between(500, 10_000), () => hub.decideElsewhere(finding.id, other));
  }
  checkSeen(world, before, request);
}

/** Nobody notices that a finding leaves a card that is not posted. */
function countMove(
  { moves, slack }: World,
  before: LedgerFinding,
  { card, base, hash }: LedgerFinding,
): void {
  const isPosted = slack.messages.some(({ key }) => key === before.card);
  const isMoved = isPosted && card.replace(/~+$/, '') !== before.card.replace(/~+$/, '');
  if (isMoved && base === before.base) moves.set(hash, (moves.get(hash) ?? 0) + 1);
}

/** A click counts for the appearance that the person saw. */
function checkSeen(
  { crowd, staleClicks }: World,
  { finding, base }: LedgerFinding,
  request: string,
): void {
  const click = crowd.cardClicks.get(request);
  const clicked = /#(\d+)$/.exec(request)?.[1];
  const seen =
    click?.shown.get(finding.id) ?? (clicked === undefined ? undefined : Number(clicked));
  if (click === undefined && clicked === undefined) return;
  if (seen !== base) staleClicks.push(`${finding.id} (${base}) was decided by ${request}`);
  const day = extendedDay(click?.decision);
  if (day !== undefined && endOf(finding) !== day) {
    staleClicks.push(
      `${finding.id} was not suppressed until ${day}, and was extended by ${request}`,
    );
  }
}

/** Everything that a button named is decided, unless somebody said something else or it has another upgrade meanwhile. */
function checkDecided(world: World, requestId: string): void {
  const { crowd, statements, options, missed } = world;
  const click = crowd.cardClicks.get(requestId);
  if (click === undefined) return;
  for (const [id, base] of click.due) {
    const item = itemOf(world, id);
    if (item === undefined || item.base !== base || remedyIdOf(item) !== click.ref.remedy) continue;
    if (item.finding.recordState !== 'ACTIVE' || !isAsBefore(item.finding, click.decision))
      continue;
    const since = click.at - (2 * options.skew + 1) * 1_000;
    if (statements.about(id).some((each) => stoodFrom(each) >= since)) continue;
    missed.push(`${id} was not decided by ${requestId}`);
  }
}

/** True for a finding in a state that the decision would change. */
function isAsBefore(finding: Finding, decision: Decision): boolean {
  const day = extendedDay(decision);
  if (day !== undefined) return endOf(finding) === day;
  return isDecided(finding) === (decision.kind === 'reopen');
}

/** The day on which the suppression ends that it extends. */
function extendedDay(decision: Decision | undefined): string | undefined {
  return decision?.kind === 'suppress' ? decision.extends : undefined;
}

/** A word of somebody else has the time of its event, which is when Security Hub applied it; a click its own. */
function stoodFrom({ who, at, appliedAt = at }: Statement): number {
  return who === 'click' ? at : appliedAt;
}

function intakeDeps(world: World, process: Process) {
  return { ...commonDeps(world, process), rules: RULES };
}

/** The rate holds for all processes. */
function hubPaceOf(): World['hubPace'] {
  let run: Clock;
  const clock: Clock = { now: () => run.now(), sleep: (ms) => run.sleep(ms) };
  const pace = createPace(clock, HUB_RATES);
  return (present) => {
    run = present;
    return pace('BatchUpdateFindings');
  };
}

function wakerOf(world: World, process: Process): Waker {
  const { projector, painter, call } = world;
  const send = (run: RepeatedRun, names: string[], person: boolean) =>
    call(process, 'queue', () => (person ? run.wake(names) : run.wakeSoon(names)));
  return {
    projector: (hashes, person) => send(projector, hashes, person),
    painter: (_channel, keys, person) => send(painter, keys, person),
  };
}

function projectDeps(world: World, process: Process) {
  const { hub, call, options, loop, hubPace } = world;
  return {
    ...commonDeps(world, process),
    channel: CHANNEL,
    digestAbove: DIGEST_ABOVE,
    store: {
      update: async (...args: Parameters<SimHub['update']>) => {
        if (options.hubPaced) await hubPace(clockOf(loop, process));
        return call(process, 'hub', () => hub.update(...args));
      },
    },
  };
}

function paintDeps(world: World, process: Process) {
  const { setAside, loop } = world;
  return {
    ...commonDeps(world, process),
    channel: paceChannel(
      channelOf(world, process),
      createPace(clockOf(loop, process), SLACK_RATES),
    ),
    channelId: CHANNEL,
    reportAside: async (findings: string[], _reason: string, over: boolean) => {
      for (const id of findings) {
        if (over) setAside.delete(id);
        else setAside.add(id);
      }
    },
  };
}

function channelOf({ slack, call, options }: World, process: Process): Channel {
  const late = { landsLate: true };
  const blind = options.without.includes('search');
  return {
    fingerprint: slack.fingerprint,
    post: (...args) => call(process, 'slack', () => slack.post(args[0], args[1]), late),
    update: (...args) => call(process, 'slack', () => slack.update(args[0], args[1]), late),
    search: (...args) =>
      call(process, 'slack', () => (blind ? undefined : slack.search(args[0], args[1]))),
    reply: (ref) => call(process, 'slack', () => slack.reply(ref)),
  };
}

function decideDeps(world: World, process: Process) {
  const { call, decideQueue } = world;
  return {
    ...commonDeps(world, process),
    channel: CHANNEL,
    triage: { team: TEAM, users: [], usergroups: [] },
    people: {
      lookUp: (userId: string) => call(process, 'slack', () => aMember(userId)),
      membersOf: async () => [],
    },
    replies: { tell: () => call(process, 'slack', () => undefined) },
    queue: {
      send: async () => undefined,
      sendAll: (jobs: { type: string }[]) =>
        call(process, 'queue', () => {
          for (const job of jobs) {
            const decision = job as DecisionJob;
            decideQueue.send((other) => handleJob(world, other, decision), 50);
          }
        }),
    },
  };
}
