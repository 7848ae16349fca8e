import type { SlackHome, SlackState, SlackView } from './events';
import type { Json } from './json';
import { createMessageStore, type MessageStore, shownMessage } from './messages';
import {
  type Channel,
  defaultChannels,
  defaultGroups,
  defaultPeople,
  type Group,
  type Person,
  shownUser,
} from './people';

/** A modal that is open for a user. */
export interface OpenView {
  id: string;
  user: string;
  /** As the app sent it, ids filled in. */
  view: Json;
  hash: string;
  rootId: string;
  previousId: string | null;
  errors: Record<string, string>;
}

interface Home {
  id: string;
  view: Json;
  hash: string;
}

export interface AppIdentity {
  /** The app's name and its bot user's. */
  name: string;
  token: string;
  botId: string;
  botUserId: string;
  appId: string;
  teamId: string;
  signingSecret: string;
  /** The app was installed for a whole organization and not in this workspace. */
  isEnterpriseInstall?: boolean;
}

/** Everything Slack knows. Tests read it; only the emulator's own functions write it. */
export interface Workspace {
  team: { id: string; name: string; domain: string };
  app: AppIdentity;
  people: Person[];
  channels: Channel[];
  groups: Group[];
  messages: MessageStore;
  /** Open modals, bottom of each user's stack first. */
  views: OpenView[];
  homes: Map<string, Home>;
}

export function createWorkspace(
  app: AppIdentity,
  given: { users?: Person[] | undefined; channels?: Channel[] | undefined },
): Workspace {
  return {
    team: { id: app.teamId, name: 'Example', domain: 'example' },
    app,
    people: given.users ?? defaultPeople(app.teamId, app.botUserId, app.name),
    channels: given.channels ?? defaultChannels(app.botUserId),
    groups: defaultGroups(),
    messages: createMessageStore(),
    views: [],
    homes: new Map(),
  };
}

export function findPerson(workspace: Workspace, id: string): Person | undefined {
  return workspace.people.find((person) => person.id === id);
}

/** A channel by its id, or by its name with or without the `#`. */
export function findChannel(workspace: Workspace, id: string): Channel | undefined {
  const name = id.replace(/^#/, '');
  return workspace.channels.find((channel) => channel.id === id || channel.name === name);
}

export function viewsOf(workspace: Workspace, user: string): OpenView[] {
  return workspace.views.filter((view) => view.user === user);
}

export function shownView({ id, user, view, errors }: OpenView): SlackView {
  return { id, user, view, errors };
}

export function shownHome(workspace: Workspace, user: string): SlackHome {
  return { user, view: workspace.homes.get(user)?.view ?? null };
}

/** What clients show now, without ephemeral messages. */
export function slackState(workspace: Workspace): SlackState {
  return {
    workspace: { id: workspace.team.id, name: workspace.team.name },
    channels: workspace.channels.map(({ id, name }) => ({ id, name })),
    groups: workspace.groups.map(({ id, handle }) => ({ id, name: handle })),
    users: workspace.people.map(shownUser),
    messages: workspace.messages
      .all()
      .filter((message) => message.ephemeralTo === undefined)
      .map(shownMessage),
    views: workspace.views.map(shownView),
    homes: [...workspace.homes.keys()].map((user) => shownHome(workspace, user)),
  };
}
