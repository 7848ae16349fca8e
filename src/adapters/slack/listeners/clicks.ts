import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { defined } from '../../../domain/defined';
import { InvalidInput } from '../../../domain/errors';
import type { Job, Origin } from '../../../domain/job';
import type { Decision, DecisionRequest } from '../../../domain/workflow';
import { readFindingValue, readJson, readTriageValue } from '../button-values';
import { callSlack } from '../errors';
import { type ActionId, isActionId, LINK_PREFIX } from '../ids';
import { suppressModal } from '../modals/suppress';
import {
  filterOf,
  readChoice,
  readTriageContext,
  triageModal,
  writeFormState,
} from '../modals/triage-all';
import type { TextNotice } from '../notices';
import { actorOf, type Click, messageOf, requestId } from '../payloads';
import { refusalToDecide, refusalToRead } from './check-person';
import type { ListenerDeps } from './deps';

/** What the person is answered; nothing where a job was sent or a form opened. */
type Answer = Promise<TextNotice | undefined>;
type Handle = (deps: ListenerDeps, client: WebClient, click: Click) => Answer;

const HANDLERS: Record<ActionId, Handle> = {
  finding_resolve: (deps, _client, click) => decide(deps, click, { kind: 'resolve' }),
  finding_reopen: (deps, _client, click) => decide(deps, click, { kind: 'reopen' }),
  finding_suppress: openSuppress,
  triage_all: openTriage,
  triage_filter: redrawTriage,
  triage_preview: previewTriage,
  bulk_undo: undoMany,
  scan_cancel: cancelScan,
  scan_accept: acceptVanished,
  scan_now: (deps, _client, click) => send(deps, { type: 'scan', images: [], ...senderOf(click) }),
  home_refresh: (deps, _client, click) =>
    send(deps, { type: 'home', userId: click.user.id, origin: originOf(click) }),
};

/** Handles a click: sends a job to the worker, or opens a modal, which needs the click's trigger. */
export async function handleClick(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const action = click.actions[0]?.action_id ?? '';
  if (action.startsWith(LINK_PREFIX)) return undefined;
  if (!isActionId(action)) throw outdated();
  return HANDLERS[action](deps, client, click);
}

async function send({ queue }: ListenerDeps, job: Job): Answer {
  await queue.send(job);
  return undefined;
}

export function outdated(): InvalidInput {
  return new InvalidInput(
    'button',
    'This button is from another version of vulnscan; use a newer message or Security Hub.',
  );
}

function originOf(click: Click): Origin {
  const action = click.actions[0];
  return {
    requestId: requestId(
      click.team?.id,
      click.user.id,
      action?.action_id,
      click.message?.ts ?? click.view?.id,
      action?.action_ts,
    ),
    ...(click.channel && { channel: click.channel.id }),
    ...defined({ responseUrl: click.response_url }),
  };
}

/** Slack's time of the click, or ours where it gives none. Epoch seconds. */
function actionTs(deps: ListenerDeps, click: Click): string {
  return click.actions[0]?.action_ts ?? epochSeconds(deps.clock.now());
}

export function epochSeconds(now: Date): string {
  return (now.getTime() / 1000).toFixed(6);
}

async function decide(deps: ListenerDeps, click: Click, decision: Decision): Answer {
  const value = readFindingValue(click.actions[0]?.value);
  if (value === undefined) throw outdated();
  const { key, base } = value;
  const request = requestOf(deps, click, decision);
  return send(deps, { type: 'decide', key, base, request, origin: originOf(click) });
}

function requestOf(deps: ListenerDeps, click: Click, decision: Decision): DecisionRequest {
  return { decision, actor: actorOf(click), actionTs: actionTs(deps, click) };
}

async function undoMany(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const bulk = click.actions[0]?.value;
  if (bulk === undefined || bulk === '') throw outdated();
  const request = requestOf(deps, click, { kind: 'reopen' });
  return send(deps, { type: 'undo-many', bulk, request, origin: originOf(click) });
}

async function openSuppress(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const value = readFindingValue(click.actions[0]?.value);
  if (value === undefined) throw outdated();
  const refusal = await refusalToDecide(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const { channel, responseUrl } = placeOf(click);
  const context = { ...value, channel, responseUrl };
  return openView(client, click, suppressModal(context, deps.context, deps.clock.now()));
}

async function openTriage(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const value = readTriageValue(click.actions[0]?.value);
  if (value === undefined) throw outdated();
  const refusal = await refusalToDecide(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const context = { ...value, ...placeOf(click) };
  return openView(client, click, triageModal(context, {}, deps.context));
}

function placeOf(click: Click) {
  const message = messageOf(click);
  return { channel: message?.channel, ts: message?.ts, responseUrl: click.response_url };
}

async function openView(
  client: WebClient,
  click: Click,
  view: ReturnType<typeof suppressModal>,
): Answer {
  await callSlack('open the form', () =>
    client.views.open({ trigger_id: click.trigger_id ?? '', view }),
  );
  return undefined;
}

async function redrawTriage(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const context = readTriageContext(click.view?.private_metadata);
  if (context === undefined || !click.view) throw outdated();
  const refusal = await refusalToRead(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const choice = readChoice(click.view.state?.values ?? {});
  const view = triageModal(context, choice, deps.context);
  const { id, hash } = click.view;
  await callSlack('refresh the form', () =>
    client.views.update({ view_id: id, view, ...defined({ hash }) }),
  );
  return undefined;
}

/** Has the worker count what the filters match; it shows the result in the form. */
async function previewTriage(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const context = readTriageContext(click.view?.private_metadata);
  if (context === undefined || !click.view) throw outdated();
  const values = click.view.state?.values ?? {};
  const form = { viewId: click.view.id, state: writeFormState(context, readChoice(values)) };
  return send(deps, {
    type: 'ask',
    question: { about: 'coverage', filter: filterOf(context, values), form },
    ...senderOf(click),
  });
}

const ScanValue = z.object({ taskArn: z.string().check(z.minLength(1)) });

function taskOf(click: Click): string {
  const value = readJson(ScanValue, click.actions[0]?.value);
  if (value === undefined) throw outdated();
  return value.taskArn;
}

async function cancelScan(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  return send(deps, { type: 'cancel-scan', taskArn: taskOf(click), ...senderOf(click) });
}

async function acceptVanished(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  return send(deps, { type: 'accept-vanished', taskArn: taskOf(click), ...senderOf(click) });
}

function senderOf(click: Click) {
  return { actor: actorOf(click), origin: originOf(click) };
}
