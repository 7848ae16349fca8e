import type { WebClient } from '@slack/web-api';
import { nextHome, nextList } from '../list-clicks';
import { actorOf, type Click } from '../payloads';
import { type Answer, originOf, outdated, send } from './click-parts';
import type { ListenerDeps } from './deps';

/** Draws the Home tab with another filter or page, or as it was. */
export async function drawHome(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const origin = { ...originOf(click), home: nextHome(click) };
  return send(deps, { type: 'home', userId: click.user.id, origin });
}

/** The answer takes the place of the list that was clicked. */
export async function drawList(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const query = nextList(click);
  if (query === undefined) throw outdated();
  const question = { about: 'open' as const, ...query };
  const origin = { ...originOf(click), replaces: true as const };
  return send(deps, { type: 'ask', question, actor: actorOf(click), origin });
}
