import type { SlackUser } from './events';
import { type Json, present } from './json';

/** A user of the workspace, or one of another that is in a shared channel. */
export interface Person {
  id: string;
  /** Shown name, such as "Ana Silva". */
  name: string;
  /** Short name, as `user_name` and `username` carry it. */
  handle: string;
  title: string;
  kind: SlackUser['kind'];
  color: string;
  /** The workspace; in an organization (Enterprise Grid) also the organization's id, which begins with E. */
  teamId: string;
  isAdmin?: boolean;
  /** A guest of a single channel. */
  isUltraRestricted?: boolean;
  /** Only in an organization: all its workspaces that the person is in. */
  enterprise?: { id: string; teams: string[] };
}

export interface Channel {
  id: string;
  name: string;
  /** User ids; the app can post only where its bot user is one of them. */
  members: string[];
  isPrivate?: boolean;
  isArchived?: boolean;
  /** Shared with another workspace by Slack Connect. */
  isShared?: boolean;
}

export interface Group {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

/** Two members, one of every other kind of user, and the app's bot user. */
export function defaultPeople(teamId: string, botUserId: string, appName: string): Person[] {
  const of = (person: Omit<Person, 'teamId'>): Person => ({ teamId, ...person });
  return [
    of({
      id: 'U0ANA',
      name: 'Ana Silva',
      handle: 'ana',
      title: 'Platform engineer',
      kind: 'member',
      color: '#4a6fa5',
      isAdmin: true,
    }),
    of({
      id: 'U0KEN',
      name: 'Ken Tanaka',
      handle: 'ken',
      title: 'Backend engineer',
      kind: 'member',
      color: '#2f7a5d',
    }),
    of({
      id: 'U0GUEST',
      name: 'Gil Moreau',
      handle: 'gil',
      title: 'Contractor (guest)',
      kind: 'guest',
      color: '#8f6122',
    }),
    {
      id: 'U0OUTSIDE',
      name: 'Olga Novak',
      handle: 'olga',
      title: 'Partner (Slack Connect)',
      kind: 'outsider',
      color: '#9c5b8c',
      teamId: 'T0PARTNER',
    },
    of({
      id: 'U0GONE',
      name: 'Dana Whitfield',
      handle: 'dana',
      title: 'Left the company',
      kind: 'deactivated',
      color: '#6b6b6b',
    }),
    of({
      id: botUserId,
      name: appName,
      handle: appName,
      title: 'App',
      kind: 'bot',
      color: '#2f6f5e',
    }),
  ];
}

/** Everyone is in the alert channel; the app has not been invited to the other one. */
export function defaultChannels(botUserId: string): Channel[] {
  const everybody = ['U0ANA', 'U0KEN', 'U0GUEST', 'U0OUTSIDE'];
  return [
    { id: 'C0SECURITY', name: 'security-alerts', members: [...everybody, botUserId] },
    { id: 'C0GENERAL', name: 'general', members: ['U0ANA', 'U0KEN'] },
  ];
}

export function defaultGroups(): Group[] {
  return [{ id: 'S0TRIAGE', handle: 'triage', name: 'Triage', users: ['U0ANA'] }];
}

/** A user as `users.info` answers it. */
export function userJson(person: Person, botId: string, appId: string): Json {
  const outsider = person.kind === 'outsider';
  return present({
    id: person.id,
    team_id: person.teamId,
    name: person.handle,
    real_name: person.name,
    deleted: person.kind === 'deactivated',
    color: person.color.slice(1),
    tz: 'Europe/Lisbon',
    is_admin: person.isAdmin === true,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.kind === 'guest',
    is_ultra_restricted: person.isUltraRestricted === true,
    is_bot: person.kind === 'bot',
    is_app_user: false,
    is_stranger: outsider ? true : undefined,
    enterprise_user: person.enterprise && {
      id: person.id,
      enterprise_id: person.enterprise.id,
      teams: person.enterprise.teams,
    },
    updated: 1_700_000_000,
    profile: present({
      title: person.title,
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.handle,
      display_name_normalized: person.handle,
      bot_id: person.kind === 'bot' ? botId : undefined,
      api_app_id: person.kind === 'bot' ? appId : undefined,
      team: person.teamId,
    }),
  });
}

export function shownUser({ id, name, title, kind, color }: Person): SlackUser {
  return { id, name, title, kind, color };
}
