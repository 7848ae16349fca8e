import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import { Refused } from '../../../domain/errors';
import { readCardValue } from '../button-values';
import { loadingDetails } from '../modals/details-loading';
import { detailsOf, writeState } from '../modals/details-state';
import { actorOf, type Click } from '../payloads';
import { refusalToRead } from './check-person';
import {
  type Answer,
  clickedValue,
  openView,
  outdated,
  placeOf,
  send,
  senderOf,
} from './click-parts';
import { clickedLine } from './clicked-line';
import type { ListenerDeps } from './deps';

/** Opens Details at once with what the click says of the upgrade; the worker fills it. */
export async function openDetails(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const value = readCardValue(clickedValue(click));
  if (value === undefined) throw outdated();
  const refusal = await refusalToRead(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const { ref, name } = value;
  const { channel, responseUrl, home } = placeOf(click);
  const place = defined({ channel, responseUrl, home });
  const view = loadingDetails({ ref, name, place, line: clickedLine(click) }, deps.context.text);
  const { viewId, hash } = await openView(client, click, view);
  if (viewId === undefined) throw new Refused('slack', 'Slack opened no view; click again.');
  const form = { viewId, state: writeState({ place, ...defined({ hash }) }) };
  const question = { about: 'details' as const, ref, form, page: 1 };
  return send(deps, { type: 'ask', question, ...senderOf(click) });
}

/** Has the worker draw another page, whose number is the button's value. */
export async function turnPage(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const shown = detailsOf(click.view);
  const page = Number(clickedValue(click));
  if (shown === undefined || !Number.isSafeInteger(page) || page < 1) throw outdated();
  const { form, ref } = shown.page;
  const state = writeState({ place: shown.place, ...defined({ hash: click.view?.hash }) });
  const question = { about: 'details' as const, ref, form: { ...form, state }, page };
  return send(deps, { type: 'ask', question, ...senderOf(click) });
}
