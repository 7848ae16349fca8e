import type { ViewsPublishArguments, WebClient } from '@slack/web-api';
import { Refused } from '../../domain/errors';
import type { HomeTab } from '../../flow/ports';
import type { RenderContext } from './blocks/context';
import { type Home, renderHome } from './blocks/home';
import { fromSlack } from './errors';

/** Whether a chart may stand on a home tab is nowhere documented: without one if Slack refuses it. */
export function createHomeTab(client: WebClient, context: RenderContext): HomeTab {
  return {
    publish: async (userId, overview) => {
      try {
        await publish(client, userId, renderHome(overview, context, true));
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'rendering')) throw error;
        await publish(client, userId, renderHome(overview, context, false));
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
