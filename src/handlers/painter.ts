import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import { loadConfig, readEnvironment } from '../config/environment';
import { SLACK_RATES } from '../domain/limits';
import { createPace, paceChannel } from '../usecases/pacing';
import { paintDue } from '../usecases/paint-due';
import type { PaintDeps } from '../usecases/painting';
import { type TellHealthDeps, tellHealth } from '../usecases/post-health';
import { DONE } from '../usecases/record-outcome';
import type { BatchAnswer, BatchDeps } from './batch';
import { lazyHandler } from './lazy-handler';
import { handleWakeUps } from './loop';
import { openLedger } from './open-ledger';
import { openSlack } from './open-slack';

/** Handles painter.fifo. While Slack asks for a pause, the whole group waits. */
export function createPainterHandler(deps: PaintDeps & BatchDeps) {
  return (event: unknown): Promise<BatchAnswer> =>
    handleWakeUps(deps, event, async ({ keys }) => {
      const run = await paintDue(deps, keys);
      return run.kind === 'done' ? DONE : { kind: 'retry', afterMs: run.ms };
    });
}

/** Tells findings whose message Slack refuses as a health problem. */
export function asideReporter(deps: TellHealthDeps): PaintDeps['reportAside'] {
  return (findings, reason, over) =>
    tellHealth(deps, {
      problem: { kind: 'set-aside', findings, reason },
      since: deps.clock.now().toISOString(),
      over,
    });
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const log = createLog();
  const env = readEnvironment(process.env, ['PAINTER_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const { channel } = await openSlack(config, drop);
  const ledger = openLedger(log);
  const channelId = config.slack.channel;
  const health = { ...ledger, clock: systemClock, log, channel: channelId };
  return createPainterHandler({
    ...ledger,
    channel: paceChannel(channel, createPace(systemClock, SLACK_RATES)),
    channelId,
    clock: systemClock,
    log,
    reportAside: asideReporter(health),
    visibility: createVisibility(env.PAINTER_QUEUE_URL),
    quarantine: createQuarantine(env.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
