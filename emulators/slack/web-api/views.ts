import * as z from 'zod';
import { checkView, isTooLarge } from '../blocks/check';
import { completeBlocks } from '../blocks/fill-defaults';
import { newHash, newId, type Slack } from '../context';
import { isJson, type Json, listAt, textAt } from '../json';
import { closeViews, homeJson, replaceView, STACK, stackView, viewJson } from '../view-stack';
import { findPerson, type OpenView, shownHome, viewsOf } from '../workspace';
import { id, json, type Method, maybe, method, no, noBecause, type Reply, yes } from './method';

/** The view a call carries, or Slack's refusal of it. */
export function readView(value: unknown, type: 'modal' | 'home'): { view: Json } | Reply {
  if (!isJson(value)) return no('invalid_arguments', missing('view'));
  if (isTooLarge(value)) return no('view_too_large');
  const breaches = checkView(value);
  if (breaches.length > 0) return noBecause('invalid_arguments', breaches);
  return value['type'] === type
    ? { view: value }
    : noBecause('invalid_arguments', [
        { pointer: '/view/type', message: `must be one of: ${type}` },
      ]);
}

function missing(name: string): Json {
  return { response_metadata: { messages: [`[ERROR] missing required field: ${name}`] } };
}

function externalIdTaken(slack: Slack, view: Json, except?: OpenView): boolean {
  const external = textAt(view, 'external_id') ?? '';
  return (
    external !== '' &&
    slack.workspace.views.some(
      (open) => open !== except && textAt(open.view, 'external_id') === external,
    )
  );
}

const open = method('tier4', [], z.object({ trigger_id: id, view: json }), (slack, args) => {
  const read = readView(args.view, 'modal');
  if ('ok' in read) return read;
  if (externalIdTaken(slack, read.view)) return no('duplicate_external_id');
  const trigger = slack.triggers.exchange(args.trigger_id);
  if (typeof trigger === 'string') return no(trigger);
  closeViews(slack, viewsOf(slack.workspace, trigger.user));
  return yes({ view: viewJson(slack, stackView(slack, trigger.user, read.view)) });
});

/** The trigger must come from a modal that is still open for the person: from a message or the Home tab nothing is pushed. */
const push = method('tier4', [], z.object({ trigger_id: id, view: json }), (slack, args) => {
  const read = readView(args.view, 'modal');
  if ('ok' in read) return read;
  if (externalIdTaken(slack, read.view)) return no('duplicate_external_id');
  const trigger = slack.triggers.exchange(args.trigger_id);
  if (typeof trigger === 'string') return no(trigger);
  const stack = viewsOf(slack.workspace, trigger.user);
  if (!stack.some((view) => view.id === trigger.viewId)) return no('not_found');
  if (stack.length >= STACK) return no('push_limit_reached');
  return yes({ view: viewJson(slack, stackView(slack, trigger.user, read.view)) });
});

const update = method(
  'tier4',
  [],
  z.object({ view_id: maybe, external_id: maybe, hash: maybe, view: json }),
  (slack, args) => {
    const read = readView(args.view, 'modal');
    if ('ok' in read) return read;
    const found = slack.workspace.views.find((view) =>
      args.view_id === undefined
        ? args.external_id !== undefined && textAt(view.view, 'external_id') === args.external_id
        : view.id === args.view_id,
    );
    if (found === undefined) return no('not_found');
    if (args.hash !== undefined && args.hash !== found.hash) return no('hash_conflict');
    if (externalIdTaken(slack, read.view, found)) return no('duplicate_external_id');
    replaceView(slack, found, read.view);
    return yes({ view: viewJson(slack, found) });
  },
);

const publish = method(
  'tier4',
  [],
  z.object({ user_id: id, hash: maybe, view: json }),
  (slack, args) => {
    const read = readView(args.view, 'home');
    if ('ok' in read) return read;
    if (findPerson(slack.workspace, args.user_id) === undefined) return no('user_not_found');
    const before = slack.workspace.homes.get(args.user_id);
    if (args.hash !== undefined && before !== undefined && args.hash !== before.hash) {
      return no('hash_conflict');
    }
    const view = { ...read.view, blocks: completeBlocks(listAt(read.view, 'blocks')) };
    const home = { id: before?.id ?? newId('V'), view, hash: newHash(slack.clock) };
    slack.workspace.homes.set(args.user_id, home);
    slack.emit({ type: 'home', home: shownHome(slack.workspace, args.user_id) });
    return yes({ view: homeJson(slack, home) });
  },
);

export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
