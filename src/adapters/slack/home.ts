import type { WebClient } from '@slack/web-api';
import type { HomeTab } from '../../ports/views';
import { type Home, renderHome, renderRefusal } from './blocks/home';
import type { RenderContext } from './blocks/render-context';
import { callSlack } from './errors';

/** Publishes home tabs. */
export function createHomeTab(client: WebClient, context: RenderContext): HomeTab {
  return {
    publish: (userId, overview) => publish(client, userId, renderHome(overview, context)),
    refuse: (userId) => publish(client, userId, renderRefusal(context)),
  };
}

async function publish(client: WebClient, user_id: string, view: Home): Promise<void> {
  await callSlack('draw the home tab', () => client.views.publish({ user_id, view }));
}
