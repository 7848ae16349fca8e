import { completeBlocks } from './blocks/fill-defaults';
import { newHash, newId, type Slack } from './context';
import { initialState } from './interaction/state';
import { type Json, listAt, present } from './json';
import { type OpenView, shownView, viewsOf } from './workspace';

/** Slack's documented depth of a stack of modals: one opened, two pushed. */
export const STACK = 3;

/** Puts a modal on top of the user's stack and emits the event. */
export function stackView(slack: Slack, user: string, view: Json): OpenView {
  const below = viewsOf(slack.workspace, user).at(-1);
  const id = newId('V');
  const open: OpenView = {
    id,
    user,
    view: complete(view),
    hash: newHash(slack.clock),
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    errors: {},
  };
  slack.workspace.views.push(open);
  slack.emit({ type: 'view', view: shownView(open) });
  return open;
}

/** Shows another content in an open modal; its errors are forgotten. */
export function replaceView(slack: Slack, open: OpenView, view: Json): void {
  open.view = complete(view);
  open.hash = newHash(slack.clock);
  open.errors = {};
  slack.emit({ type: 'view', view: shownView(open) });
}

export function showErrors(slack: Slack, open: OpenView, errors: Record<string, string>): void {
  open.errors = errors;
  slack.emit({ type: 'view', view: shownView(open) });
}

/** Takes modals away, topmost first. */
export function closeViews(slack: Slack, views: readonly OpenView[]): void {
  for (const view of [...views].reverse()) {
    slack.workspace.views = slack.workspace.views.filter(({ id }) => id !== view.id);
    slack.emit({ type: 'view-closed', id: view.id });
  }
}

function complete(view: Json): Json {
  return { ...view, blocks: completeBlocks(listAt(view, 'blocks')) };
}

/** A modal as answers and payloads carry it, with the values of its inputs. */
export function viewJson(slack: Slack, open: OpenView, state?: Record<string, unknown>): Json {
  return {
    ...commonJson(slack, open.view, state),
    id: open.id,
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
  };
}

/** A home tab as answers and payloads carry it. */
export function homeJson(slack: Slack, home: { id: string; view: Json; hash: string }): Json {
  return {
    ...commonJson(slack, home.view),
    id: home.id,
    hash: home.hash,
    root_view_id: home.id,
    previous_view_id: null,
  };
}

function commonJson(slack: Slack, view: Json, state?: Record<string, unknown>): Json {
  const { app } = slack.workspace;
  return {
    team_id: app.teamId,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    title: null,
    close: null,
    submit: null,
    ...present(view),
    state: { values: state ?? initialState(listAt(view, 'blocks')) },
    app_id: app.appId,
    app_installed_team_id: app.teamId,
    bot_id: app.botId,
  };
}
