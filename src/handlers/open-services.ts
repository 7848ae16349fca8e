import { systemClock } from '../adapters/clock';
import { readSecrets } from '../adapters/secrets';
import { createFindingStore } from '../adapters/security-hub/store';
import { type RenderContext, renderContext } from '../adapters/slack/blocks/render-context';
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
import type { Watched } from './group-records';

export interface Services {
  store: FindingStore;
  channel: Channel & HealthMessages;
  client: ReturnType<typeof createWebClient>;
  context: RenderContext;
  watched: Watched;
}

/**
 * Shares of Security Hub's quotas, which hold for the whole account and Region. The rest is left for people and other
 * tools.
 */
const SHARES = { alerts: 0.6, actions: 0.35 };

/** Tries of one call; after them the record is received again. */
const ATTEMPTS = 4;

/**
 * Opens what both workers need of Security Hub and Slack. The bot token is read once; when Slack refuses it, `drop`
 * makes the next event read it again, because retries and the sweep can keep a process alive for hours.
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
  const watched = { account: config.aws.account, products: watchedProducts(config) };
  return {
    watched,
    store: createFindingStore({
      ...watched,
      clock: systemClock,
      log,
      attempts: ATTEMPTS,
      pace: createPace(systemClock, shareOf(HUB_RATES, SHARES[worker])),
    }),
    channel: createChannel({ client, channel, app, context }),
    client,
    context,
  };
}
