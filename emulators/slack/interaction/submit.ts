import * as z from 'zod';
import type { ActResult, SlackActOf } from '../acts';
import { elementsOf } from '../blocks/elements-of';
import type { Slack } from '../context';
import { listAt, parseJson } from '../json';
import type { Person } from '../people';
import { closeViews, replaceView, STACK, showErrors, stackView, viewJson } from '../view-stack';
import { readView } from '../web-api/views';
import { type OpenView, viewsOf } from '../workspace';
import type { Answer } from './deliver';
import { DONE, refused, submitTrouble } from './outcome';
import { interaction, startPayload } from './payload';
import { incomplete, readState, type StateValues } from './state';

const ResponseAction = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);
type ResponseAction = z.infer<typeof ResponseAction>;

/** A person pressed a modal's submit button. Required inputs are checked before the app is called. */
export async function submitView(
  slack: Slack,
  person: Person,
  act: SlackActOf<'submit-view'>,
): Promise<ActResult> {
  const open = topView(slack, person, act.id);
  if (open === undefined) return refused('This modal is no longer open.');
  if (open.view['submit'] === undefined) return refused('This modal has no submit button.');
  const blocks = listAt(open.view, 'blocks');
  const state = readState(blocks, act.state);
  if (state === undefined) return refused('This choice is not one of those offered.');
  const errors = incomplete(blocks, state);
  if (Object.keys(errors).length > 0) {
    showErrors(slack, open, errors);
    return refused(Object.values(errors)[0] ?? '');
  }
  return send(slack, person, open, state);
}

async function send(
  slack: Slack,
  person: Person,
  open: OpenView,
  state: StateValues,
): Promise<ActResult> {
  const payload = {
    ...startPayload(slack, 'view_submission', person),
    trigger_id: slack.triggers.issue(person.id, open.id),
    view: viewJson(slack, open, state),
    response_urls: [],
  };
  const what = `submit ${String(open.view['callback_id'] ?? '')}`.trim();
  return react(slack, open, await slack.app.send(interaction(payload), what));
}

function topView(slack: Slack, person: Person, id: string): OpenView | undefined {
  const top = viewsOf(slack.workspace, person.id).at(-1);
  return top?.id === id ? top : undefined;
}

/** Slack: an empty 200 closes the modal, a `response_action` is followed, and anything else is an error. */
function react(slack: Slack, open: OpenView, answer: Answer): ActResult {
  if (answer.kind === 'timeout' || answer.status !== 200) return submitTrouble();
  if (answer.body.trim() === '' || answer.body.trim() === '{}') {
    closeViews(slack, [open]);
    return DONE;
  }
  const action = ResponseAction.safeParse(parseJson(answer.body));
  return action.success ? follow(slack, open, action.data) : submitTrouble();
}

function follow(slack: Slack, open: OpenView, action: ResponseAction): ActResult {
  switch (action.response_action) {
    case 'clear':
      closeViews(slack, viewsOf(slack.workspace, open.user));
      return DONE;
    case 'errors':
      return followErrors(slack, open, action.errors);
    case 'update':
    case 'push':
      return followView(slack, open, action.response_action, action.view);
  }
}

/** Errors must name input blocks of the modal; an unknown name is an error. */
function followErrors(slack: Slack, open: OpenView, errors: Record<string, string>): ActResult {
  const inputs = elementsOf(listAt(open.view, 'blocks'))
    .filter(({ block }) => block['type'] === 'input')
    .map(({ blockId }) => blockId);
  const named = Object.keys(errors);
  if (named.length === 0 || !named.every((id) => inputs.includes(id))) return submitTrouble();
  showErrors(slack, open, errors);
  return DONE;
}

function followView(
  slack: Slack,
  open: OpenView,
  how: 'update' | 'push',
  view: unknown,
): ActResult {
  const read = readView(view, 'modal');
  if ('ok' in read) return submitTrouble();
  if (how === 'update') replaceView(slack, open, read.view);
  else if (viewsOf(slack.workspace, open.user).length >= STACK) return submitTrouble();
  else stackView(slack, open.user, read.view);
  return DONE;
}

/** A person closed a modal. The app is informed only if it asked for it; its answer is ignored. */
export async function closeView(
  slack: Slack,
  person: Person,
  act: SlackActOf<'close-view'>,
): Promise<ActResult> {
  const open = topView(slack, person, act.id);
  if (open === undefined) return refused('This modal is no longer open.');
  const cleared = open.view['clear_on_close'] === true;
  const closed = cleared ? viewsOf(slack.workspace, person.id) : [open];
  closeViews(slack, closed);
  for (const view of closed.filter((one) => one.view['notify_on_close'] === true)) {
    const payload = {
      ...startPayload(slack, 'view_closed', person),
      view: viewJson(slack, view),
      is_cleared: cleared,
    };
    await slack.app.send(interaction(payload), 'close modal');
  }
  return DONE;
}
