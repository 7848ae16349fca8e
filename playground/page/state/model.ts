import type { PageEvent, PageState, SlackMessage } from '../protocol';

/** The state of the page: the server's state, the connection, and recent changes. */
export interface Model {
  state: PageState | undefined;
  connection: 'connecting' | 'live' | 'reconnecting';
  /** How often a message (`m/ts`) or finding (`f/id`) changed since the page opened. */
  changes: Record<string, number>;
}

export type Change = PageEvent | { type: 'connection'; connection: Model['connection'] };

export const EMPTY: Model = { state: undefined, connection: 'connecting', changes: {} };

/** Applies the events that arrived since the last frame. */
export function reduceAll(model: Model, changes: Change[]): Model {
  return changes.reduce(reduce, model);
}

function reduce(model: Model, change: Change): Model {
  if (change.type === 'connection') return { ...model, connection: change.connection };
  if (change.type === 'state') return { ...model, state: change.state };
  if (model.state === undefined) return model;
  const state = applyEvent(model.state, change);
  const key = changedKey(change);
  if (key === undefined) return { ...model, state };
  return { ...model, state, changes: { ...model.changes, [key]: (model.changes[key] ?? 0) + 1 } };
}

function changedKey(event: PageEvent): string | undefined {
  if (event.type === 'message') return messageKey(event.message);
  if (event.type === 'finding') return findingKey(event.finding.id);
  return undefined;
}

export function messageKey(message: SlackMessage): string {
  return `m/${message.channel}/${message.ts}`;
}

export function findingKey(id: string): string {
  return `f/${id}`;
}

const MOST_TRAFFIC = 200;

function applyEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'message':
      return { ...state, messages: upsert(state.messages, event.message, messageKey) };
    case 'message-deleted':
      return { ...state, messages: state.messages.filter((m) => !isMessage(m, event)) };
    case 'view':
      return { ...state, views: upsert(state.views, event.view, (view) => view.id) };
    case 'view-closed':
      return { ...state, views: state.views.filter((view) => view.id !== event.id) };
    case 'home':
      return { ...state, homes: upsert(state.homes, event.home, (home) => home.user) };
    default:
      return applyAwsEvent(state, event);
  }
}

function applyAwsEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'finding':
      return { ...state, findings: upsert(state.findings, event.finding, (one) => one.id) };
    case 'finding-deleted':
      return { ...state, findings: state.findings.filter((one) => one.id !== event.id) };
    case 'queues':
      return { ...state, queues: event.queues };
    case 'task':
      return { ...state, tasks: upsert(state.tasks, event.task, (task) => task.arn) };
    case 'traffic': {
      const traffic = upsert(state.traffic, event.entry, (entry) => entry.id);
      return { ...state, traffic: traffic.slice(-MOST_TRAFFIC) };
    }
    case 'faults':
      return { ...state, faults: event.faults };
    case 'settings':
      return { ...state, settings: event.settings };
    default:
      return state;
  }
}

function isMessage(message: SlackMessage, at: { channel: string; ts: string }): boolean {
  return message.channel === at.channel && message.ts === at.ts;
}

/** Replaces the item with the same key in place, or adds it at the end. */
function upsert<T>(list: T[], one: T, keyOf: (one: T) => string | number): T[] {
  const key = keyOf(one);
  const at = list.findLastIndex((other) => keyOf(other) === key);
  return at < 0 ? [...list, one] : list.with(at, one);
}
