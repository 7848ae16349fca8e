import { isKnownError } from '../../src/domain/errors';
import type { Finding, FindingKey } from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { DecisionJob } from '../../src/domain/job';
import type { LedgerFinding } from '../../src/domain/ledger';
import { SLACK_RATES } from '../../src/domain/limits';
import { entriesIn, type Message } from '../../src/domain/message';
import type { Decision } from '../../src/domain/workflow';
import type { FindingChange, UpdateOutcome } from '../../src/ports/findings';
import { decide } from '../../src/usecases/decide';
import { decideCard } from '../../src/usecases/decide-card';
import { decideMany } from '../../src/usecases/decide-many';
import { hold } from '../../src/usecases/hold';
import { intake } from '../../src/usecases/intake';
import { createPace, paceChannel } from '../../src/usecases/pacing';
import { paintDue } from '../../src/usecases/paint-due';
import { project } from '../../src/usecases/project';
import { FINDING_RULES } from '../domain/builders';
import { type ChannelCall, createFakeChannel } from '../fakes/channel';
import { createFakeLedger, type FakeLedgerOptions } from '../fakes/ledger';
import { createFakePeople, createFakeReplies, TEAM } from '../fakes/people';
import { createFakeQueue, createFakeWaker } from '../fakes/queues';
import { createFakeClock, createFakeLog } from '../fakes/runtime';

const CHANNEL = 'C0';
const NOW = new Date('2026-11-24T10:00:00.000Z');
/** Longer than any back-off, so that everything that is owed comes back. */
const TURN_MS = 130_000;
const MOST_TURNS = 200;

/** The use cases from Security Hub's events to Slack's messages, and back from clicks, over the fakes. */
export function alertWorld({
  digestAbove = 5,
  ...options
}: FakeLedgerOptions & { digestAbove?: number } = {}) {
  const clock = createFakeClock(NOW);
  const now = () => clock.at;
  const calls: ChannelCall[] = [];
  const ledger = createFakeLedger({ now, ...options });
  const channel = createFakeChannel({ now, onCall: (call) => void calls.push(call) });
  const queue = createFakeQueue(clock.now);
  const replies = createFakeReplies();
  /** Statuses that Security Hub was told, oldest first. */
  const written: { id: string; change: FindingChange }[] = [];
  const update = async (keys: FindingKey[], change: FindingChange): Promise<UpdateOutcome> => {
    written.push(...keys.map(({ id }) => ({ id, change })));
    return { updated: keys, refused: [] };
  };
  const log = createFakeLog();
  let tokens = 0;
  const deps = {
    ledger,
    waker: createFakeWaker(clock.now),
    clock,
    log,
    token: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    channel: CHANNEL,
    digestAbove,
    rules: FINDING_RULES,
    store: { update },
    queue,
    replies,
    people: createFakePeople(),
    triage: { team: TEAM, users: [], usergroups: [] },
  };
  const paced = paceChannel(channel, createPace(clock, SLACK_RATES));
  const painting = {
    ...deps,
    channel: paced,
    channelId: CHANNEL,
    reportAside: async () => undefined,
  };

  /** Security Hub's event about a finding, now. */
  const hear = (finding: Finding) => intake(deps, { finding, time: now() / 1000 });

  /** Runs both loops until nothing is owed. */
  async function settle(): Promise<void> {
    const isOwed = () =>
      [...ledger.allFindings(), ...ledger.allCards()].some(({ work }) => work !== undefined);
    for (let turn = 0; turn < MOST_TURNS && isOwed(); turn += 1) {
      if (turn > 0) clock.at += TURN_MS;
      await untilItDies(() => project(deps, []));
      await untilItDies(() => paintDue(painting, []));
    }
    if (isOwed()) throw new Error('work is left');
  }

  /** Decides by a job as the decide queue holds it. */
  const run = async (job: DecisionJob) => {
    if (job.type === 'decide') await decide(deps, job);
    else if (job.type === 'decide-many') await decideMany(deps, job);
    else if (job.type === 'decide-card') await decideCard(deps, job);
    else if (job.type === 'hold') await hold(deps, job);
  };

  function itemOf(key: FindingKey): LedgerFinding {
    const item = ledger.allFindings().find(({ hash }) => hash === hashOf(key));
    if (item === undefined) throw new Error(`the ledger does not have ${key.id}`);
    return item;
  }

  return {
    deps,
    ledger,
    channel,
    clock,
    queue,
    replies,
    written,
    calls,
    hear,
    settle,
    run,
    itemOf,
  };
}

/** A run that fails is started again later. */
async function untilItDies(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isKnownError(error)) throw error;
  }
}

let requests = 0;

/** Who decided what, at a time in epoch milliseconds; each call is another request. */
export function request(at: number, decision: Decision = { kind: 'resolve' }) {
  requests += 1;
  const actor = { userId: 'U0ANA', teamId: TEAM, name: 'Ana' };
  const actionTs = (at / 1000 + requests / 1_000_000).toFixed(6);
  return {
    request: { decision, actor, actionTs },
    origin: { channel: CHANNEL, requestId: `request-${requests}` },
  };
}

/** Ids of the findings that a message shows with buttons. */
export function shownIn(message: Message): string[] {
  return entriesIn(message)
    .filter(({ shownAgain }) => !shownAgain)
    .map(({ finding }) => finding.id);
}
