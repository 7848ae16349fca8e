import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { Refused } from '../../domain/errors';
import { PEOPLE_CACHE_MS } from '../../domain/timing';
import type { People, Person } from '../../ports/people';
import type { Clock } from '../../ports/runtime';
import { callSlack } from './errors';

const flag = z.optional(z.boolean());
const User = z.object({
  id: z.string(),
  team_id: z.string(),
  name: z.optional(z.string()),
  real_name: z.optional(z.string()),
  deleted: flag,
  is_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  /** Only in an organization (Enterprise Grid): all its workspaces that the person is in. */
  enterprise_user: z.optional(z.object({ teams: z.optional(z.array(z.string())) })),
  profile: z.optional(
    z.object({ display_name: z.optional(z.string()), real_name: z.optional(z.string()) }),
  ),
});
type User = z.infer<typeof User>;

export interface PeopleDeps {
  client: WebClient;
  clock: Clock;
  /** The home workspace; people of any other are outsiders. */
  team: string;
}

/** Looks people up in Slack. A failed lookup rejects, so that the caller denies, and is not cached. */
export function createPeople({ client, clock, team }: PeopleDeps): People {
  return {
    lookUp: cached(clock, (userId) => lookUp(client, team, userId)),
    membersOf: cached(clock, (usergroupId) => membersOf(client, usergroupId)),
  };
}

async function lookUp(client: WebClient, team: string, userId: string): Promise<Person> {
  const answer = await callSlack(`look ${userId} up`, () => client.users.info({ user: userId }));
  const parsed = User.safeParse(answer.user);
  if (!parsed.success || parsed.data.id !== userId) {
    throw new Refused('user', `Slack did not say who ${userId} is; try again.`);
  }
  return personOf(parsed.data, team);
}

function personOf(user: User, team: string): Person {
  // The full name first: notes are also read in Security Hub, where nobody knows Slack's display names.
  const names = [user.real_name, user.profile?.real_name, user.profile?.display_name, user.name];
  return {
    userId: user.id,
    teamId: teamOf(user, team),
    name: names.find((name) => name) ?? user.id,
    kind: kindOf(user, team),
  };
}

/** In an organization `team_id` is the organization's id, or the workspace in which the person was first. */
function teamOf(user: User, team: string): string {
  return user.enterprise_user?.teams?.includes(team) ? team : user.team_id;
}

/** The first that applies. */
function kindOf(user: User, team: string): Person['kind'] {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (teamOf(user, team) !== team || user.is_stranger) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

async function membersOf(client: WebClient, usergroupId: string): Promise<string[]> {
  const answer = await callSlack(`list the members of ${usergroupId}`, () =>
    client.usergroups.users.list({ usergroup: usergroupId }),
  );
  return answer.users ?? [];
}

function cached<Value>(
  clock: Clock,
  ask: (id: string) => Promise<Value>,
): (id: string) => Promise<Value> {
  const known = new Map<string, { value: Value; at: number }>();
  return async (id) => {
    const now = clock.now().getTime();
    const kept = known.get(id);
    if (kept !== undefined && now - kept.at < PEOPLE_CACHE_MS) return kept.value;
    const value = await ask(id);
    known.set(id, { value, at: now });
    return value;
  };
}
