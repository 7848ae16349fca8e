import type { BatchAnswer, QueueRecord } from '../../src/handlers/batch';
import type { Loop } from './loop';
import type { Options } from './options';
import { createProcess, type Process } from './process';
import type { Random } from './random';

interface Waiting {
  id: string;
  body: string;
  group: string;
  visibleAt: number;
  receives: number;
  firstReceivedAt: number;
  receipt: string;
}

export interface Fifo {
  send(body: string, group: string, dedupe: string): void;
  /** Messages waiting or in work. */
  size(): number;
  postpone(receipts: string[], ms: number): void;
  dead: string[];
}

export interface FifoSettings {
  name: string;
  /** Batches in work at the same time. */
  concurrency: number;
  /** Milliseconds until the function is killed; a record comes back after six times as long. */
  timeout: number;
  /** What one execution environment runs; called once for each environment. */
  start(process: Process): (event: { Records: QueueRecord[] }) => Promise<BatchAnswer>;
}

const DEDUPE_MS = 300_000;
const BATCH = 10;

interface Environment {
  process: Process;
  handle: (event: { Records: QueueRecord[] }) => Promise<BatchAnswer>;
  busy: boolean;
}

/** A FIFO queue and the event source mapping that feeds a function from it. */
export function createFifo(
  loop: Loop,
  random: Random,
  options: Options,
  settings: FifoSettings,
): Fifo {
  const waiting: Waiting[] = [];
  const dead: string[] = [];
  const seen = new Map<string, number>();
  const pool: Environment[] = [];
  let busy = 0;
  let count = 0;
  let receipts = 0;

  function pump(): void {
    while (busy < settings.concurrency) {
      const batch = nextBatch();
      if (batch === undefined) return;
      invoke(batch);
    }
  }

  function nextBatch(): Waiting[] | undefined {
    const groups = new Map<string, Waiting[]>();
    for (const message of waiting) {
      const members = groups.get(message.group) ?? [];
      if (members.length === 0) groups.set(message.group, members);
      members.push(message);
    }
    for (const members of groups.values()) {
      // One hidden message locks its group.
      if (members.some(({ visibleAt }) => visibleAt > loop.now())) continue;
      for (const spent of members.filter(({ receives }) => receives >= options.maxReceives)) {
        remove(spent);
        dead.push(spent.body);
      }
      const batch = members.filter((each) => waiting.includes(each)).slice(0, BATCH);
      if (batch.length > 0) return batch;
    }
    return undefined;
  }

  function invoke(batch: Waiting[]): void {
    const environment = takeEnvironment();
    environment.busy = true;
    busy += 1;
    let over = false;
    const finish = (answer?: BatchAnswer) => {
      if (over) return;
      over = true;
      busy -= 1;
      environment.busy = false;
      if (answer !== undefined) acknowledge(batch, answer);
      loop.after(1, pump);
    };
    const { process } = environment;
    process.onDeath(() => finish());
    loop.after(settings.timeout, () => over || process.kill());
    environment
      .handle({ Records: batch.map(receive) })
      .then((answer) => process.isAlive() && finish(answer))
      .catch(() => finish());
  }

  function takeEnvironment(): Environment {
    for (const each of [...pool]) {
      if (!each.process.isAlive()) pool.splice(pool.indexOf(each), 1);
      else if (!each.busy && random.chance(options.recycle)) each.process.kill();
    }
    const free = pool.filter(({ process, busy: inUse }) => process.isAlive() && !inUse);
    if (free.length > 0 && pool.length >= options.processes) return random.pick(free);
    if (free.length > 0 && random.chance(0.5)) return random.pick(free);
    count += 1;
    const process = createProcess(`${settings.name}-${count}`);
    const environment = { process, handle: settings.start(process), busy: false };
    pool.push(environment);
    return environment;
  }

  function receive(message: Waiting): QueueRecord {
    receipts += 1;
    message.receives += 1;
    message.receipt = `receipt-${receipts}`;
    if (message.receives === 1) message.firstReceivedAt = loop.now();
    hide(message, loop.now() + 6 * settings.timeout);
    return {
      messageId: message.id,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receives),
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
        MessageGroupId: message.group,
      },
    };
  }

  function hide(message: Waiting, until: number): void {
    message.visibleAt = until;
    loop.at(until, pump);
  }

  function acknowledge(batch: Waiting[], answer: BatchAnswer): void {
    const back = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of batch) {
      // Lambda's own delete may fail as well; then the record comes again.
      if (!back.has(message.id) && !random.chance(options.error / 4)) remove(message);
    }
  }

  function remove(message: Waiting): void {
    const index = waiting.indexOf(message);
    if (index >= 0) waiting.splice(index, 1);
  }

  return {
    dead,
    send: (body, group, dedupe) => {
      if ((seen.get(dedupe) ?? Number.NEGATIVE_INFINITY) > loop.now() - DEDUPE_MS) return;
      seen.set(dedupe, loop.now());
      count += 1;
      const fresh = { visibleAt: 0, receives: 0, firstReceivedAt: 0, receipt: '' };
      waiting.push({ id: `${settings.name}-${count}`, body, group, ...fresh });
      loop.after(random.between(5, 50), pump);
    },
    size: () => waiting.length,
    postpone: (handles, ms) => {
      for (const message of waiting) {
        if (handles.includes(message.receipt)) hide(message, loop.now() + ms);
      }
    },
  };
}
