import { readSecrets } from '../adapters/secrets';
import type { RenderContext } from '../adapters/slack/blocks/render-context';
import { createChannel } from '../adapters/slack/channel';
import { renderContext } from '../adapters/slack/create-render-context';
import { createWebClient } from '../adapters/slack/web-client';
import { createWorkspaceAddress } from '../adapters/slack/workspace';
import type { Config } from '../config/config';
import { readEnvironment } from '../config/environment';
import { isKnownError } from '../domain/errors';
import type { Channel } from '../ports/channel';

export interface SlackServices {
  channel: Channel;
  client: ReturnType<typeof createWebClient>;
  context: RenderContext;
  slackApiUrl: string | undefined;
}

/**
 * Opens Slack for a worker. The bot token is read once, and Slack is asked once where the workspace is; when Slack refuses
 * the token or does not answer, `drop` makes the next event open it again, because a process may live for hours.
 */
export async function openSlack(config: Config, drop: () => void): Promise<SlackServices> {
  const names = readEnvironment(process.env, ['SLACK_BOT_TOKEN_PARAMETER']);
  const { token } = await readSecrets({ token: names.SLACK_BOT_TOKEN_PARAMETER });
  const slackApiUrl = process.env['SLACK_API_URL'];
  const client = createWebClient(token.trim(), slackApiUrl, drop);
  const workspace = createWorkspaceAddress(client);
  await workspace.learn().catch((error: unknown) => {
    if (!isKnownError(error)) throw error;
    // Messages without links are still drawn. The next event asks again.
    drop();
  });
  const context = renderContext(config, workspace.known);
  const { channel, app } = config.slack;
  return {
    channel: createChannel({ client, channel, app, context }),
    client,
    context,
    slackApiUrl,
  };
}
