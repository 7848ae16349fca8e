import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import { loadConfig, readEnvironment } from '../config/environment';
import { type ProjectDeps, project } from '../usecases/project';
import { DONE } from '../usecases/record-outcome';
import type { BatchAnswer, BatchDeps } from './batch';
import { lazyHandler } from './lazy-handler';
import { handleWakeUps } from './loop';
import { openLedger } from './open-ledger';
import { openStore } from './open-store';

/** Handles projector.fifo. What could not be written stays due in the ledger, and the next tick tries it again. */
export function createProjectorHandler(deps: ProjectDeps & BatchDeps) {
  return (event: unknown): Promise<BatchAnswer> =>
    handleWakeUps(deps, event, async ({ hashes }) => {
      // An alarm counts these words (src/alarms.ts).
      if (!(await project(deps, hashes)))
        deps.log.error('changed findings are left for the next run');
      return DONE;
    });
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const log = createLog();
  const env = readEnvironment(process.env, ['PROJECTOR_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const { store } = openStore(config, log, 'projector');
  return createProjectorHandler({
    ...openLedger(log),
    store,
    channel: config.slack.channel,
    digestAbove: config.slack.digestAbove,
    clock: systemClock,
    log,
    visibility: createVisibility(env.PROJECTOR_QUEUE_URL),
    quarantine: createQuarantine(env.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
