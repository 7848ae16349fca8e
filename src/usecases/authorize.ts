import type { Actor } from '../domain/workflow';
import type { People, Permission, Person } from '../ports/people';

interface TriageRules {
  /** The home workspace. */
  team: string;
  /** With no users and no usergroups every full member of the home workspace may decide. */
  users: string[];
  usergroups: string[];
}

export interface AuthorizeDeps {
  people: People;
  triage: TriageRules;
}

/** Members of the home workspace need no further rules to read and to scan. */
export interface MemberDeps {
  people: Pick<People, 'lookUp'>;
  triage: Pick<TriageRules, 'team'>;
}

/**
 * Checks with Slack whether a person may decide: a request's signature proves only that it came from Slack. Fails
 * closed: rejects when the person can't be looked up.
 */
export async function authorize(deps: AuthorizeDeps, actor: Actor): Promise<Permission> {
  const { users, usergroups } = deps.triage;
  const refusal: Permission = { allowed: false, ask: [...users, ...usergroups] };
  const person = await deps.people.lookUp(actor.userId);
  if (!isHome(deps, person)) return refusal;
  const open = users.length === 0 && usergroups.length === 0;
  const allowed = open || users.includes(person.userId) || (await isInGroup(deps, person));
  return allowed ? { allowed, person } : refusal;
}

/** True for a full member of the home workspace: no guest, no bot, nobody from elsewhere. Rejects like `authorize`. */
export async function isMember(deps: MemberDeps, userId: string): Promise<boolean> {
  return isHome(deps, await deps.people.lookUp(userId));
}

/** The checks of a process that shows something to a person at once. */
export function permissionsOf(deps: AuthorizeDeps) {
  return {
    mayRead: ({ userId }: Actor) => isMember(deps, userId),
    mayDecide: (actor: Actor) => authorize(deps, actor),
  };
}

function isHome({ triage }: MemberDeps, { teamId, kind }: Person): boolean {
  return teamId === triage.team && kind === 'member';
}

async function isInGroup({ people, triage }: AuthorizeDeps, { userId }: Person): Promise<boolean> {
  for (const group of triage.usergroups) {
    if ((await people.membersOf(group)).includes(userId)) return true;
  }
  return false;
}
