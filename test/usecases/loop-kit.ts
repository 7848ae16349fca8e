import type { Finding } from '../../src/domain/finding';
import type { Card, LedgerFinding, Priority, Work } from '../../src/domain/ledger';
import { workAt } from '../../src/domain/work';
import { paintCard } from '../../src/usecases/paint';
import { paintDue } from '../../src/usecases/paint-due';
import type { PaintDeps } from '../../src/usecases/painting';
import { type ProjectDeps, project } from '../../src/usecases/project';
import { aCard, aLedgerFinding } from '../domain/ledger-builders';
import { type ChannelOptions, createFakeChannel } from '../fakes/channel';
import { createFakeLedger, type FakeLedgerOptions } from '../fakes/ledger';
import { createFakeWaker } from '../fakes/queues';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub, type HubOptions } from '../fakes/security-hub';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const CHANNEL = 'C0VULNS';

let tokens = 0;

function token(): string {
  tokens += 1;
  return `t${tokens}`;
}

/** Work that is due so many milliseconds after NOW. */
export function workIn(ms: number, priority: Priority = 1): Work {
  return workAt(new Date(NOW.getTime() + ms), priority, token);
}

/** A finding that owes work now. */
export function owing(
  content: Partial<Finding> = {},
  more: Partial<LedgerFinding> = {},
): LedgerFinding {
  return aLedgerFinding(content, { work: workIn(0), ...more });
}

/** A finding that somebody resolved, or suppressed, and that is to be written. */
export function resolved(
  vulnerabilityId: string,
  more: Partial<LedgerFinding> = {},
  content: Partial<Finding> = {},
): LedgerFinding {
  return owing({ vulnerabilityId, workflowStatus: 'RESOLVED', ...content }, { seq: 2, ...more });
}

export interface LoopOptions {
  ledger?: FakeLedgerOptions;
  channel?: Partial<ChannelOptions>;
  hub?: HubOptions;
}

/** The ledger, Security Hub and a channel in memory, with the two loops between them. */
export function loops(options: LoopOptions = {}) {
  const clock = createFakeClock(NOW);
  const now = () => clock.at;
  const log = createFakeLog();
  const ledger = createFakeLedger({ now, ...options.ledger });
  const hub = createFakeHub({ now, ...options.hub });
  const channel = createFakeChannel({ now, ...options.channel });
  const waker = createFakeWaker(clock.now);
  const asides: { findings: string[]; reason: string; over: boolean }[] = [];
  const common = { ledger, waker, clock, log, token };
  const store = hub.storeOf('projector');
  const projectDeps: ProjectDeps = { ...common, channel: CHANNEL, digestAbove: 5, store };
  const paintDeps: PaintDeps = {
    ...common,
    channel,
    channelId: CHANNEL,
    reportAside: async (findings, reason, over) => void asides.push({ findings, reason, over }),
  };

  /** Puts items into the ledger, and their findings into Security Hub. */
  async function add(...items: LedgerFinding[]): Promise<void> {
    for (const item of items) {
      hub.set({ ...item.finding, workflowStatus: 'NEW' });
      await ledger.putFinding(item);
    }
  }

  /** Puts a card into the ledger, due now. */
  async function addCard(key: string, more: Partial<Card> = {}): Promise<void> {
    await ledger.putCard(aCard(key, { channel: CHANNEL, work: workIn(0), ...more }));
  }

  /** NEW findings and the card that is to show them. */
  async function addShown(key: string, ids: string[], more: Partial<Card> = {}) {
    const items = ids.map((vulnerabilityId) => aLedgerFinding({ vulnerabilityId }, { card: key }));
    await add(...items);
    await addCard(key, { members: items.map(({ hash }) => hash), ...more });
    return items.map(({ hash }) => hash);
  }

  async function item(hash: string): Promise<LedgerFinding> {
    const [found] = await ledger.findings([hash]);
    if (found === undefined) throw new Error(`no finding ${hash}`);
    return found;
  }

  async function card(key: string): Promise<Card> {
    const [found] = await ledger.cards([key]);
    if (found === undefined) throw new Error(`no card ${key}`);
    return found;
  }

  return {
    clock,
    log,
    ledger,
    hub,
    channel,
    waker,
    asides,
    projectDeps,
    paintDeps,
    add,
    addCard,
    addShown,
    item,
    card,
    /** Changes a finding as somebody else would. */
    changeItem: async (hash: string, changes: Partial<LedgerFinding>) =>
      void (await ledger.putFinding({ ...(await item(hash)), ...changes })),
    /** Has a card drawn again, with changes. */
    touch: async (key: string, changes: Partial<Card> = {}) => {
      const present = await card(key);
      const work = workAt(clock.now(), 1, token);
      await ledger.putCard({ ...present, dirty: present.dirty + 1, work, ...changes });
    },
    project: (...named: string[]) => project(projectDeps, named),
    paint: (key: string) => paintCard(paintDeps, key),
    paintDue: (...named: string[]) => paintDue(paintDeps, named),
    /** Updates of Security Hub, oldest first: ids and what was written. */
    written: () =>
      hub.updates.map(({ keys, change }) => ({ ids: keys.map(({ id }) => id), ...change })),
  };
}
