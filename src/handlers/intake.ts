import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import { loadConfig, readEnvironment } from '../config/environment';
import type { FindingKey } from '../domain/finding';
import type { FindingStore } from '../ports/findings';
import { intake } from '../usecases/intake';
import { DONE, type Outcome } from '../usecases/record-outcome';
import { type SweepDeps, sweep } from '../usecases/sweep';
import {
  type BatchAnswer,
  type BatchDeps,
  handleEach,
  isQueueEvent,
  type QueueRecord,
} from './batch';
import { lazyHandler } from './lazy-handler';
import { openLedger } from './open-ledger';
import { openStore } from './open-store';
import { readContent, type Watched } from './read-content';

export interface IntakeHandlerDeps extends Omit<SweepDeps, 'store'>, BatchDeps, Watched {
  store: Pick<FindingStore, 'get' | 'list'>;
}

/** Handles the intake queue; any other event, which the sweep's schedule sends, starts a sweep. */
export function createIntakeHandler(deps: IntakeHandlerDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    if (isQueueEvent(event)) {
      return handleEach(deps, event.Records, (record) => takeIn(deps, record));
    }
    await sweep(deps);
    return { batchItemFailures: [] };
  };
}

async function takeIn(deps: IntakeHandlerDeps, record: QueueRecord): Promise<Outcome> {
  const content = readContent(deps, record);
  switch (content.kind) {
    case 'quarantined':
      return content;
    case 'findings': {
      const time = Math.floor(Date.parse(content.time) / 1000);
      for (const finding of content.findings) await intake(deps, { finding, time });
      return DONE;
    }
    case 'read':
      return readAll(deps, content.keys);
    default:
      return {
        kind: 'quarantined',
        reason: `The intake queue takes findings, not ${content.kind}.`,
      };
  }
}

/** What the scanner found to differ from the ledger, read now. */
async function readAll(deps: IntakeHandlerDeps, keys: FindingKey[]): Promise<Outcome> {
  const found = await deps.store.get(keys);
  for (const finding of found) await intake(deps, { finding, time: 0 });
  return DONE;
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const env = readEnvironment(process.env, ['INTAKE_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const log = createLog();
  const { store, watched } = openStore(config, log, 'intake');
  return createIntakeHandler({
    ...watched,
    ...openLedger(log),
    store,
    clock: systemClock,
    log,
    rules: config.findings,
    visibility: createVisibility(env.INTAKE_QUEUE_URL),
    quarantine: createQuarantine(env.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
