import { readSecrets } from '../adapters/secrets';
import { type RenderContext, renderContext } from '../adapters/slack/blocks/render-context';
import { createChannel } from '../adapters/slack/channel';
import { createWebClient } from '../adapters/slack/web-client';
import type { Config } from '../config/config';
import { readEnvironment } from '../config/environment';
import type { Channel } from '../ports/channel';

export interface SlackServices {
  channel: Channel;
  client: ReturnType<typeof createWebClient>;
  context: RenderContext;
  slackApiUrl: string | undefined;
}

/**
 * Opens Slack for a worker. The bot token is read once; when Slack refuses it, `drop` makes the next event read it
 * again, because a process may live for hours.
 */
export async function openSlack(config: Config, drop: () => void): Promise<SlackServices> {
  const names = readEnvironment(process.env, ['SLACK_BOT_TOKEN_PARAMETER']);
  const { token } = await readSecrets({ token: names.SLACK_BOT_TOKEN_PARAMETER });
  const slackApiUrl = process.env['SLACK_API_URL'];
  const client = createWebClient(token.trim(), slackApiUrl, drop);
  const context = renderContext(config);
  const { channel, app } = config.slack;
  return {
    channel: createChannel({ client, channel, app, context }),
    client,
    context,
    slackApiUrl,
  };
}
