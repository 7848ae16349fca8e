import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import { InvalidInput } from '../../../domain/errors';
import type { Job, Origin } from '../../../domain/job';
import type { HomeView } from '../../../domain/open-filter';
import type { Decision, DecisionRequest } from '../../../domain/workflow';
import { callSlack } from '../errors';
import { MENU } from '../ids';
import { shownHome } from '../list-clicks';
import { detailsOf } from '../modals/details-state';
import type { TextNotice } from '../notices';
import { actorOf, type Click, messageOf, requestId } from '../payloads';
import type { ListenerDeps } from './deps';

/** What the person is answered; nothing where a job was sent or a form opened. */
export type Answer = Promise<TextNotice | undefined>;
export type Handle = (deps: ListenerDeps, client: WebClient, click: Click) => Answer;

/** A choice in a menu is a click on the action it stands for; see `MENU`. */
export function withoutMenu(click: Click): Click {
  const [action] = click.actions;
  if (action?.action_id !== MENU) return click;
  const chosen = { action_id: action.selected_option?.value ?? '', value: action.block_id };
  return { ...click, actions: [{ ...action, ...chosen }] };
}

export function clickedValue(click: Click): string | undefined {
  return click.actions[0]?.value;
}

export async function send({ queue }: ListenerDeps, job: Job): Answer {
  await queue.send(job);
  return undefined;
}

export function outdated(): InvalidInput {
  return new InvalidInput(
    'button',
    'This button is from another version of vulnscan; use a newer message or Security Hub.',
  );
}

/** A click in Details is answered where Details was opened. */
export function originOf(click: Click): Origin {
  const action = click.actions[0];
  const inDetails = detailsOf(click.view);
  const { channel, responseUrl, home } = placeOf(click);
  return {
    requestId: requestId(
      click.team?.id,
      click.user.id,
      action?.action_id,
      click.message?.ts ?? click.view?.id,
      action?.action_ts,
      ...(inDetails === undefined ? [] : [action?.value]),
    ),
    ...defined({ channel, responseUrl, home, details: inDetails?.page }),
  };
}

/** Where it was clicked, or where the view was opened that it was clicked in. */
export function placeOf(click: Click): ClickPlace {
  const inDetails = detailsOf(click.view);
  if (inDetails !== undefined) return inDetails.place;
  return {
    channel: click.channel?.id,
    ts: messageOf(click)?.ts,
    responseUrl: click.response_url,
    home: shownHome(click),
  };
}

export function senderOf(click: Click) {
  return { actor: actorOf(click), origin: originOf(click) };
}

/** Slack's time of the click, or ours where it gives none. Epoch seconds. */
function actionTs(deps: ListenerDeps, click: Click): string {
  return click.actions[0]?.action_ts ?? epochSeconds(deps.clock.now());
}

export function epochSeconds(now: Date): string {
  return (now.getTime() / 1000).toFixed(6);
}

export function requestOf<D extends Decision>(
  deps: ListenerDeps,
  click: Click,
  decision: D,
): DecisionRequest & { decision: D } {
  return { decision, ...byOf(deps, click) };
}

interface ClickPlace {
  channel?: string | undefined;
  ts?: string | undefined;
  responseUrl?: string | undefined;
  home?: HomeView | undefined;
}

/** Who clicked, and when. */
export function byOf(deps: ListenerDeps, click: Click) {
  return { actor: actorOf(click), actionTs: actionTs(deps, click) };
}

/** Opens a view, on top of the one in which it was clicked. Resolves to its id and hash. */
export async function openView(client: WebClient, click: Click, view: ModalView) {
  const call = { trigger_id: click.trigger_id ?? '', view };
  const answer = await callSlack('open the form', () =>
    click.view?.type === 'modal' ? client.views.push(call) : client.views.open(call),
  );
  return { viewId: answer.view?.id, hash: answer.view?.hash };
}
