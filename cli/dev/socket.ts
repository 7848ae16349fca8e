import { App, SocketModeReceiver } from '@slack/bolt';
import { systemClock } from '../../src/adapters/clock';
import { createJobQueue, type JobQueueUrls } from '../../src/adapters/job-queue';
import { formContext } from '../../src/adapters/slack/form-context';
import { registerListeners } from '../../src/adapters/slack/listeners/register';
import { createPeople } from '../../src/adapters/slack/people';
import { clientOptions, createWebClient } from '../../src/adapters/slack/web-client';
import type { Config } from '../../src/config/config';
import type { Log } from '../../src/ports/runtime';
import { permissionsOf } from '../../src/usecases/authorize';
import type { Tokens } from './tokens';

interface SocketSettings extends Tokens {
  config: Config;
  queueUrls: JobQueueUrls;
  log: Log;
  slackApiUrl?: string | undefined;
}

const TIMEOUT_MS = 5_000;

/**
 * Connects the deployed listeners by Socket Mode, where the app opens a WebSocket and Slack calls no address. Resolves
 * once connected, to a function that disconnects.
 */
export async function openSocket(settings: SocketSettings): Promise<() => Promise<unknown>> {
  const { config, appToken, botToken, queueUrls, log, slackApiUrl } = settings;
  const options = clientOptions(TIMEOUT_MS, slackApiUrl);
  const receiver = new SocketModeReceiver({
    appToken,
    installerOptions: { clientOptions: options },
  });
  const app = new App({
    receiver,
    ignoreSelf: false,
    authorize: async () => ({ botToken }),
    clientOptions: options,
  });
  const client = createWebClient(botToken, slackApiUrl);
  const { team } = config.slack;
  registerListeners(app, {
    config,
    queue: createJobQueue(queueUrls, 2),
    clock: systemClock,
    log,
    context: formContext(config),
    permissions: permissionsOf({
      people: createPeople({ client, clock: systemClock, team }),
      triage: { team, ...config.triage },
    }),
    slackApiUrl,
  });
  await app.start();
  return () => app.stop();
}
