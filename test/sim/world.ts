import { isDecided } from '../../src/domain/finding';
import type { Job } from '../../src/domain/job';
import { groupOf } from '../../src/domain/job';
import { HUB_RATES, SLACK_RATES } from '../../src/domain/limits';
import type { Notice } from '../../src/domain/notice';
import { createActionsHandler } from '../../src/handlers/actions';
import { createAlertsHandler } from '../../src/handlers/alerts';
import type { Channel } from '../../src/ports/channel';
import type { FindingStore } from '../../src/ports/findings';
import type { Clock, Log } from '../../src/ports/runtime';
import { createPace, paceChannel } from '../../src/usecases/pacing';
import { createProcessCache } from '../../src/usecases/process-cache';
import { createFakeChannel, type FakeChannel } from '../fakes/channel';
import { collect } from '../fakes/collect';
import { aMember, TEAM } from '../fakes/people';
import { ACCOUNT, type FakeHub, PRODUCT } from '../fakes/security-hub';
import { eventBody } from './event';
import { createFifo, type Fifo } from './fifo';
import { createSimHub } from './hub';
import { createLoop, type Loop } from './loop';
import type { Options } from './options';
import { type Crowd, createCrowd } from './people';
import { type Counters, createIo, createProcess, type Io, type Process } from './process';
import { createRandom, type Random } from './random';

export interface World {
  loop: Loop;
  random: Random;
  options: Options;
  hub: FakeHub;
  slack: FakeChannel;
  alerts: Fifo;
  actions: Fifo;
  crowd: Crowd;
  counters: Counters;
  /** Bodies in quarantine. */
  quarantined: string[];
  notices: { userId: string; notice: Notice }[];
  /** Decisions that were written again; a second delivery is the same repair. */
  repairs: Set<string>;
  /** Unforeseen errors, which must not be. */
  surprises: string[];
  breaches: string[];
}

const SWEEP_MS = 900_000;

/** The real handlers and use cases between services, people and processes that fail in every way. */
export function createWorld(seed: number, options: Options): World {
  const loop = createLoop();
  const random = createRandom(seed);
  const counters: Counters = {
    steps: 0,
    crashes: 0,
    calls: new Map(),
    recent: new Map(),
    violations: 0,
    overwritten: 0,
  };
  const io = createIo(loop, random, options, counters);
  const breaches: string[] = [];
  const breach = (text: string) => breaches.push(text);
  const send = (job: Job) =>
    world.actions.send(JSON.stringify(job), groupOf(job), `${job.type} ${job.origin.requestId}`);
  const crowd = createCrowd(loop, random, options, send);
  const slack = createFakeChannel({
    now: loop.now,
    historyLagMs: options.historyLag * 1000,
    isLocked: () => random.chance(options.locked),
    onPosted: crowd.landed,
    onRedrawn: (name, before, after) => {
      if (before === undefined) breach(`I5: ${name} drawn into a message that does not show it`);
      else if (after.decidedAt < before.decidedAt) {
        breach(`I5: ${name} went back from ${before.decision} to ${after.decision}`);
      }
    },
  });
  let events = 0;
  const hub = createSimHub(loop, random, options, {
    breach,
    applied: ({ finding }, { before, writer }) => {
      const isRegress = writer === 'alerts' && finding.workflowStatus === 'NOTIFIED';
      if (isRegress && isDecided(before)) counters.overwritten += 1;
      events += 1;
      const body = eventBody(finding, loop.date(), events);
      const targets: [boolean, () => Fifo, string][] = [
        [finding.workflowStatus === 'NEW', () => world.alerts, 'alerts'],
        [finding.placement !== undefined, () => world.actions, 'findings'],
      ];
      for (const [wanted, queue, group] of targets) {
        if (wanted) deliver(world, body, queue, group);
      }
    },
  });
  const alerts = createFifo(loop, random, options, {
    name: 'alerts',
    concurrency: 1,
    timeout: 60_000,
    start: (process) => startAlerts(world, io, process),
  });
  const actions = createFifo(loop, random, options, {
    name: 'actions',
    concurrency: 5,
    timeout: 120_000,
    start: (process) => createActionsHandler(actionsDeps(world, io, process, send)),
  });
  const world: World = {
    loop,
    random,
    options,
    hub,
    slack,
    alerts,
    actions,
    crowd,
    counters,
    breaches,
    quarantined: [],
    notices: [],
    surprises: [],
    repairs: new Set(),
  };
  if (options.sweep) scheduleSweeps(world, io);
  return world;
}

/** EventBridge: at least once, in any order. */
function deliver(
  { loop, random, options }: World,
  body: string,
  queue: () => Fifo,
  group: string,
): void {
  const once = () => queue().send(body, group, body);
  loop.after(random.between(100, 2_000), once);
  if (random.chance(options.duplicates)) loop.after(random.between(0, 20_000), once);
  if (random.chance(options.late)) loop.after(random.between(3_600_000, 172_800_000), once);
}

function scheduleSweeps(world: World, io: Io): void {
  const next = () => {
    const handle = startAlerts(world, io, createProcess('sweep'));
    handle({}).catch(() => undefined);
    world.loop.after(SWEEP_MS, next);
  };
  world.loop.after(SWEEP_MS, next);
}

function startAlerts(world: World, io: Io, process: Process) {
  const { options, loop, alerts } = world;
  const clock = clockOf(loop, process);
  const seen = channelOf(world, io, process);
  const channel = options.quotas ? paceChannel(seen, createPace(clock, SLACK_RATES)) : seen;
  const blind = options.without.includes('witness');
  return createAlertsHandler({
    ...commonDeps(world, io, process, alerts),
    store: options.quotas
      ? pacedStore(storeOf(world, io, process, 'alerts'), clock)
      : storeOf(world, io, process, 'alerts'),
    channel: {
      ...channel,
      ...(blind && { find: async () => new Map(), digestsSince: async () => [] }),
    },
    clock,
    rules: { severities: ['CRITICAL', 'HIGH'], digestAbove: 5 },
    alertsQueue: {
      waiting: () => io(process, 'sqs', 'waiting', async () => alerts.size()),
      send: (entries) =>
        io(process, 'sqs', 'send', async () => {
          for (const entry of entries)
            alerts.send(JSON.stringify(entry), 'alerts', JSON.stringify(entry));
        }),
    },
  });
}

function actionsDeps(world: World, io: Io, process: Process, send: (job: Job) => void) {
  const { options, loop, actions, notices } = world;
  const clock = clockOf(loop, process);
  const seen = channelOf(world, io, process);
  const nothing = async () => undefined;
  return {
    ...commonDeps(world, io, process, actions),
    store: options.quotas
      ? pacedStore(storeOf(world, io, process, 'actions'), clock)
      : storeOf(world, io, process, 'actions'),
    channel: options.quotas ? paceChannel(seen, createPace(clock, SLACK_RATES)) : seen,
    clock,
    triage: { team: TEAM, users: [], usergroups: [] },
    people: {
      lookUp: (userId: string) => io(process, 'slack', 'users.info', async () => aMember(userId)),
      membersOf: async () => [],
    },
    replies: {
      tell: ({ userId }: { userId: string }, notice: Notice) =>
        io(process, 'slack', 'reply', async () => void notices.push({ userId, notice })),
    },
    queue: { send: (job: Job) => io(process, 'sqs', 'send', async () => send(job)) },
    notifier: 'alerts',
    taskUseCases: {
      scan: nothing,
      cancelScan: nothing,
      ask: nothing,
      home: nothing,
      healthRound: nothing,
      report: nothing,
      other: async () => false,
    },
  };
}

/** As the real store paces itself: every call within its share of the quota. */
function pacedStore(store: FindingStore, clock: Clock): FindingStore {
  const pace = createPace(clock, HUB_RATES);
  return {
    ...store,
    get: async (keys) => {
      await pace('GetFindings');
      return store.get(keys);
    },
    update: async (keys, change) => {
      await pace('BatchUpdateFindings');
      return store.update(keys, change);
    },
  };
}

function commonDeps(world: World, io: Io, process: Process, queue: Fifo) {
  const { random, options, quarantined } = world;
  const wait = (ms: number) => (options.without.includes('wait') ? Math.min(ms, 5_000) : ms);
  return {
    account: ACCOUNT,
    products: [PRODUCT],
    log: logOf(world),
    memory: createProcessCache(),
    random: random.next,
    visibility: {
      postpone: (receipts: string[], ms: number) =>
        io(process, 'sqs', 'visibility', async () => queue.postpone(receipts, wait(ms))),
    },
    quarantine: {
      put: ({ body }: { body: string }) =>
        io(process, 'sqs', 'quarantine', async () => void quarantined.push(body)),
    },
  };
}

function logOf(world: World): Log {
  return {
    info: () => undefined,
    warn: (message, facts) => {
      if (message === 'a decision was written again') world.repairs.add(JSON.stringify(facts));
    },
    error: (message, facts) => {
      const { error } = facts ?? {};
      if (message === 'an unexpected error') {
        world.surprises.push(
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        );
      }
    },
  };
}

function clockOf(loop: Loop, process: Process) {
  return {
    now: loop.date,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        loop.after(ms, () => process.isAlive() && resolve());
      }),
  };
}

/** Security Hub as one process sees it. */
function storeOf(world: World, io: Io, process: Process, writer: string): FindingStore {
  const { hub, options } = world;
  const store = hub.storeOf(writer);
  const ask = <T>(call: string, effect: () => Promise<T>) => io(process, 'hub', call, effect);
  const off = (guard: 'repair' | 'read-back') => options.without.includes(guard);
  return {
    ...store,
    get: async (keys) => {
      if (writer === 'alerts' && off('read-back')) return [];
      return ask('get', () => store.get(keys));
    },
    list: async function* (filter) {
      yield* await ask('list', () => collect(store.list(filter)));
    },
    update: (keys, change) => ask('update', () => store.update(keys, change)),
    lastWriter: async (key) => {
      if (off('repair')) return 'console/somebody';
      return ask('history of the finding', () => store.lastWriter(key));
    },
  };
}

/** The channel as one process sees it. */
function channelOf({ slack }: World, io: Io, process: Process): Channel {
  const ask = <T>(call: string, effect: () => Promise<T>) => io(process, 'slack', call, effect);
  return {
    ...slack,
    find: (...args) => ask('history', () => slack.find(...args)),
    look: (...args) => ask('look', () => slack.look(...args)),
    digestsSince: (since) => ask('history', () => slack.digestsSince(since)),
    findDigest: (...args) => ask('history', () => slack.findDigest(...args)),
    post: (...args) => ask('post', () => slack.post(...args)),
    rewrite: (...args) => ask('update', () => slack.rewrite(...args)),
    rewriteEntries: (...args) => ask('update', () => slack.rewriteEntries(...args)),
    reply: (...args) => ask('post', () => slack.reply(...args)),
  };
}
