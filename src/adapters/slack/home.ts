import type { ViewsPublishArguments, WebClient } from '@slack/web-api';
import { Refused } from '../../domain/errors';
import type { HomeTab } from '../../ports/views';
import type { RenderContext } from './blocks/context';
import { type Home, renderHome } from './blocks/home';
import { fromSlack } from './errors';

/**
 * Whether a chart may stand on a home tab is nowhere documented. It is tried once; where Slack refuses it, this process
 * draws in characters from then on.
 */
export function createHomeTab(client: WebClient, context: RenderContext): HomeTab {
  let charts = true;
  return {
    publish: async (userId, overview) => {
      try {
        await publish(client, userId, renderHome(overview, context, charts));
      } catch (error) {
        if (!charts || !(error instanceof Refused && error.code === 'rendering')) throw error;
        charts = false;
        await publish(client, userId, renderHome(overview, context, charts));
      }
    },
  };
}

async function publish(client: WebClient, userId: string, view: Home): Promise<void> {
  try {
    // @slack/types does not know charts.
    await client.views.publish({ user_id: userId, view } as ViewsPublishArguments);
  } catch (error) {
    throw fromSlack(error, 'draw the home tab');
  }
}
