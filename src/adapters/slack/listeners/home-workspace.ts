import type { Config } from '../../../config/config';

/** Whose request this is, as far as the payload says. */
export interface Sender {
  app?: string | undefined;
  team?: string | undefined;
  /** The person's own workspace, which differs from `team` for somebody from a connected one. */
  userTeam?: string | undefined;
}

/**
 * True for a request to our app, from our workspace, by one of its people. The worker looks the person up before it
 * does anything; this only keeps strangers from costing it a job.
 */
export function isHome({ app, team, userTeam }: Sender, config: Config): boolean {
  const { slack } = config;
  const ourApp = slack.app === undefined || app === undefined || app === slack.app;
  return ourApp && team === slack.team && (userTeam === undefined || userTeam === slack.team);
}

/** Whom to ask instead. */
export function whoMayDecide({ triage }: Config): string[] {
  return [...triage.usergroups, ...triage.users].slice(0, 5);
}
