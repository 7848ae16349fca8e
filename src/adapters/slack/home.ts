import type { ViewsPublishArguments, WebClient } from '@slack/web-api';
import { Refused } from '../../domain/errors';
import type { HomeTab } from '../../ports/views';
import { type Home, renderHome, renderRefusal } from './blocks/home';
import type { RenderContext } from './blocks/render-context';
import { callSlack } from './errors';

/**
 * Publishes home tabs. Slack does not document whether they may contain charts, so one is tried; once Slack refuses it,
 * this process draws charts as text.
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
    refuse: (userId) => publish(client, userId, renderRefusal(context)),
  };
}

async function publish(client: WebClient, user_id: string, view: Home): Promise<void> {
  // @slack/types does not know charts.
  const call = { user_id, view } as ViewsPublishArguments;
  await callSlack('draw the home tab', () => client.views.publish(call));
}
