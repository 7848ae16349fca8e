import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/defined';
import { readTriageValue } from '../button-values';
import { callSlack } from '../errors';
import { triageModal } from '../modals/triage-all';
import {
  filterOf,
  readChoice,
  readTriageContext,
  type TriageContext,
  writeFormState,
} from '../modals/triage-state';
import { actorOf, type Click } from '../payloads';
import { refusalToDecide, refusalToRead } from './check-person';
import {
  type Answer,
  clickedValue,
  openView,
  outdated,
  placeOf,
  send,
  senderOf,
} from './click-parts';
import type { ListenerDeps } from './deps';

type Values = Record<string, Record<string, unknown>>;

/** Opens the form, which the worker fills with what is open now. */
export async function openTriage(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const value = readTriageValue(clickedValue(click));
  if (value === undefined) throw outdated();
  const refusal = await refusalToDecide(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const context = { scanId: value.scanId, ...placeOf(click) };
  const { viewId } = await openView(client, click, triageModal(context, {}, deps.context));
  return viewId === undefined ? undefined : count(deps, click, { viewId, context, values: {} });
}

/** A filter was changed: the form says that it is counting until the worker has counted. */
export async function redrawTriage(deps: ListenerDeps, client: WebClient, click: Click): Answer {
  const form = formOf(click);
  const refusal = await refusalToRead(deps, actorOf(click));
  if (refusal !== undefined) return refusal;
  const view = triageModal(form.context, readChoice(form.values), deps.context);
  await callSlack('refresh the form', () =>
    client.views.update({ view_id: form.viewId, view, ...defined({ hash: click.view?.hash }) }),
  );
  return count(deps, click, form);
}

/** What was typed into a field changes no filter until the form is asked for its count. */
export async function previewTriage(deps: ListenerDeps, _client: WebClient, click: Click): Answer {
  return count(deps, click, formOf(click));
}

interface TriageForm {
  viewId: string;
  context: TriageContext;
  values: Values;
}

function formOf({ view }: Click): TriageForm {
  const context = readTriageContext(view?.private_metadata);
  if (context === undefined || !view) throw outdated();
  return { viewId: view.id, context, values: view.state?.values ?? {} };
}

/** Has the worker count what the filters match; it shows the result in the form. */
function count(deps: ListenerDeps, click: Click, { viewId, context, values }: TriageForm): Answer {
  const form = { viewId, state: writeFormState(context, readChoice(values)) };
  const filter = filterOf(context, values, deps.clock.now());
  return send(deps, {
    type: 'ask',
    question: { about: 'coverage', filter, form },
    ...senderOf(click),
  });
}
