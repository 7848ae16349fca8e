import type { Log } from '../ports/runtime';
import { type PublishHomeDeps, publishHome } from './publish-home';
import { takeWatchers } from './watch-homes';

/** Draws the Home tabs that show a running scan. A failure is only logged: people can refresh the tab themselves. */
export async function refreshHomes(deps: PublishHomeDeps & { log: Log }): Promise<void> {
  for (const userId of await takeWatchers(deps)) {
    try {
      await publishHome(deps, { userId });
    } catch (error) {
      deps.log.warn('a home tab is not redrawn', { user: userId, error });
    }
  }
}
