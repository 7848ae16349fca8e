import type { Config } from '../../../config/config';

/** Where a request comes from, according to its payload. */
export interface Sender {
  app?: string | undefined;
  team?: string | undefined;
  /** The organization of the app's workspace, where it is part of one. */
  enterprise?: string | undefined;
  /** The person's own workspace, which differs from `team` for people of connected workspaces. */
  userTeam?: string | undefined;
}

/**
 * True for a request to our app, from our workspace, by one of its people. This saves jobs for outsiders; the person is
 * looked up before anything is shown or done. In an organization the payload may name another of its workspaces, so
 * that only the look-up can tell.
 */
export function isHome({ app, team, enterprise, userTeam }: Sender, { slack }: Config): boolean {
  const ourApp = app === undefined || app === slack.app;
  const isOurs = (id: string | undefined) => id === slack.team || enterprise !== undefined;
  return ourApp && isOurs(team) && (userTeam === undefined || isOurs(userTeam));
}

/** User groups and users who may decide, at most five. */
export function whoMayDecide({ triage }: Config): string[] {
  return [...triage.usergroups, ...triage.users].slice(0, 5);
}
