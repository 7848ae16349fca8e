import type { Config } from '../../../config/config';

/** Where a request comes from, according to its payload. */
export interface Sender {
  app?: string | undefined;
  team?: string | undefined;
  /** The person's own workspace, which differs from `team` for people of connected workspaces. */
  userTeam?: string | undefined;
}

/**
 * True for a request to our app, from our workspace, by one of its people. This saves jobs for outsiders; the worker
 * looks the person up before it acts.
 */
export function isHome({ app, team, userTeam }: Sender, config: Config): boolean {
  const { slack } = config;
  const ourApp = slack.app === undefined || app === undefined || app === slack.app;
  return ourApp && team === slack.team && (userTeam === undefined || userTeam === slack.team);
}

/** User groups and users who may decide, at most five. */
export function whoMayDecide({ triage }: Config): string[] {
  return [...triage.usergroups, ...triage.users].slice(0, 5);
}
