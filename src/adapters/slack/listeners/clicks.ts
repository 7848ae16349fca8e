import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { readJson } from '../button-values';
import { type ActionId, isActionId, LINK_PREFIX } from '../ids';
import type { Click } from '../payloads';
import {
  type Answer,
  clickedValue,
  type Handle,
  originOf,
  outdated,
  requestOf,
  send,
  senderOf,
  withoutMenu,
} from './click-parts';
import {
  decide,
  decideCard,
  extendCard,
  hold,
  suppressCard,
  suppressFinding,
} from './decision-clicks';
import type { ListenerDeps } from './deps';
import { openDetails, turnPage } from './details-clicks';
import { drawHome, drawList } from './list-clicks';
import { openTriage, previewTriage, redrawTriage } from './triage-clicks';

const HANDLERS: Record<ActionId, Handle> = {
  finding_resolve: (deps, _client, click) => decide(deps, click, { kind: 'resolve' }),
  finding_reopen: (deps, _client, click) => decide(deps, click, { kind: 'reopen' }),
  finding_suppress: suppressFinding,
  remedy_take: (deps, _client, click) => hold(deps, click, true),
  remedy_release: (deps, _client, click) => hold(deps, click, false),
  remedy_resolve: (deps, _client, click) => decideCard(deps, click, { kind: 'resolve' }),
  remedy_reopen: (deps, _client, click) => decideCard(deps, click, { kind: 'reopen' }),
  remedy_suppress: suppressCard,
  remedy_extend: extendCard,
  remedy_details: openDetails,
  details_next: turnPage,
  details_back: turnPage,
  triage_all: openTriage,
  triage_filter: redrawTriage,
  triage_preview: previewTriage,
  bulk_undo: undoMany,
  scan_cancel: cancelScan,
  scan_accept: acceptVanished,
  home_refresh: drawHome,
  home_image: drawHome,
  home_due: drawHome,
  home_next: drawHome,
  home_back: drawHome,
  open_image: drawList,
  open_next: drawList,
  open_back: drawList,
  scan_overdue: showOverdue,
  scan_now: (deps, _client, click) => send(deps, { type: 'scan', images: [], ...senderOf(click) }),
};

/** Handles a click: sends a job to the worker, or opens a modal, which needs the click's trigger. */
export async function handleClick(deps: ListenerDeps, client: WebClient, clicked: Click): Answer {
  const click = withoutMenu(clicked);
  const action = click.actions[0]?.action_id ?? '';
  if (action.startsWith(LINK_PREFIX)) return undefined;
  if (!isActionId(action)) throw outdated();
  return HANDLERS[action](deps, client, click);
}

async function undoMany(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const bulk = clickedValue(click);
  if (bulk === undefined || bulk === '') throw outdated();
  const request = requestOf(deps, click, { kind: 'reopen' });
  return send(deps, { type: 'undo-many', bulk, request, origin: originOf(click) });
}

const ScanValue = z.object({ taskArn: z.string().check(z.minLength(1)) });

function taskOf(click: Click): string {
  const value = readJson(ScanValue, clickedValue(click));
  if (value === undefined) throw outdated();
  return value.taskArn;
}

async function cancelScan(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  return send(deps, { type: 'cancel-scan', taskArn: taskOf(click), ...senderOf(click) });
}

async function acceptVanished(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  return send(deps, { type: 'accept-vanished', taskArn: taskOf(click), ...senderOf(click) });
}

/** Answered as `open overdue` is, to the person alone. */
async function showOverdue(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  const question = { about: 'open' as const, due: 'overdue' as const, page: 1 };
  return send(deps, { type: 'ask', question, ...senderOf(click) });
}
