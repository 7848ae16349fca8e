import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import type { Decision } from '../../../domain/workflow';
import { readCardValue, readFindingValue } from '../button-values';
import { type SuppressContext, suppressModal } from '../modals/suppress';
import { actorOf, type Click } from '../payloads';
import { refusalToDecide } from './check-person';
import {
  type Answer,
  byOf,
  clickedValue,
  openView,
  originOf,
  outdated,
  placeOf,
  requestOf,
  send,
} from './click-parts';
import { clickedLine } from './clicked-line';
import type { ListenerDeps } from './deps';

/** One finding. */
export async function decide(deps: ListenerDeps, click: Click, decision: Decision): Answer {
  const value = readFindingValue(clickedValue(click));
  if (value === undefined) throw outdated();
  const { key, base } = value;
  const request = requestOf(deps, click, decision);
  return send(deps, { type: 'decide', key, base, request, origin: originOf(click) });
}

/** What a card showed of an upgrade. */
export async function decideCard(deps: ListenerDeps, click: Click, decision: Decision): Answer {
  const value = readCardValue(clickedValue(click));
  if (value === undefined) throw outdated();
  const { ref, count } = value;
  const request = requestOf(deps, click, decision);
  return send(deps, { type: 'decide-card', ref, count, request, origin: originOf(click) });
}

export async function hold(deps: ListenerDeps, click: Click, take: boolean): Answer {
  const value = readCardValue(clickedValue(click));
  if (value === undefined) throw outdated();
  const request = byOf(deps, click);
  return send(deps, { type: 'hold', ref: value.ref, take, request, origin: originOf(click) });
}

export async function suppressFinding(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  return openSuppress(deps, client, click, readFindingValue(clickedValue(click)));
}

export async function suppressCard(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  return openSuppress(deps, client, click, readCardValue(clickedValue(click)));
}

/** Suppressions that end on the same day: which day, the line of the Home tab says. */
export async function extendCard(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const value = readCardValue(clickedValue(click));
  return openSuppress(deps, client, click, value?.until === undefined ? undefined : value);
}

/** Who may not decide is told so before filling in a form. */
async function openSuppress(
  deps: ListenerDeps,
  client: WebClient,
  click: Click,
  value: SuppressContext | undefined,
): Answer {
  if (value === undefined) throw outdated();
  const refusal = await refusalToDecide(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const { channel, responseUrl, home } = placeOf(click);
  const { details } = originOf(click);
  const context = { ...value, ...defined({ channel, responseUrl, home, details }) };
  await openView(
    client,
    click,
    suppressModal(context, deps.context, deps.clock.now(), clickedLine(click)),
  );
  return undefined;
}
