import { systemClock } from '../adapters/clock';
import { readSecrets } from '../adapters/secrets';
import { createFindingStore } from '../adapters/security-hub/store';
import { type RenderContext, renderContext } from '../adapters/slack/blocks/context';
import { createChannel } from '../adapters/slack/channel';
import { createWebClient } from '../adapters/slack/web-client';
import { watchedProducts } from '../config/aws-names';
import type { Config } from '../config/config';
import { readEnvironment } from '../config/environment';
import { HUB_RATES } from '../domain/limits';
import type { Channel } from '../ports/channel';
import type { FindingStore } from '../ports/findings';
import type { HealthMessages } from '../ports/health';
import type { Log } from '../ports/runtime';
import { createPace, shareOf } from '../usecases/pacing';

export interface Services {
  store: FindingStore;
  channel: Channel & HealthMessages;
  client: ReturnType<typeof createWebClient>;
  context: RenderContext;
}

/**
 * Security Hub's quotas hold for the whole account and Region: the lane and the worker share them, and leave room for
 * people and other tools.
 */
const SHARES = { alerts: 0.6, actions: 0.35 };

/** A record that fails comes back by itself, so a call need not try for ever. */
const ATTEMPTS = 4;

/**
 * What both workers need of Security Hub and Slack. Reads the bot token once; when Slack refuses it, `drop` lets the next
 * event read it anew: a lane that retries, or the sweep, keeps this process alive for hours.
 */
export async function openServices(
  config: Config,
  log: Log,
  worker: keyof typeof SHARES,
  drop: () => void,
): Promise<Services> {
  const names = readEnvironment(process.env, ['SLACK_BOT_TOKEN_PARAMETER']);
  const { token } = await readSecrets({ token: names.SLACK_BOT_TOKEN_PARAMETER });
  const client = createWebClient(token.trim(), process.env['SLACK_API_URL'], drop);
  const context = renderContext(config);
  const { channel, app } = config.slack;
  return {
    store: createFindingStore({
      clock: systemClock,
      log,
      products: watchedProducts(config),
      attempts: ATTEMPTS,
      pace: createPace(systemClock, shareOf(HUB_RATES, SHARES[worker])),
    }),
    channel: createChannel({ client, channel, app, context }),
    client,
    context,
  };
}
