import type { Actor } from '../domain/workflow';
import type { People, Person } from '../ports/people';

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

export type Authorization =
  | { allowed: true; person: Person }
  /** `ask`: users and user groups who may. */
  | { allowed: false; ask: string[] };

/**
 * Checks with Slack whether a person may decide: a request's signature proves only that it came from Slack. Fails
 * closed: rejects when the person can't be looked up.
 */
export async function authorize(deps: AuthorizeDeps, actor: Actor): Promise<Authorization> {
  const { team, users, usergroups } = deps.triage;
  const refusal: Authorization = { allowed: false, ask: [...users, ...usergroups] };
  if (actor.teamId !== team) return refusal;
  const person = await deps.people.lookUp(actor.userId);
  if (person.teamId !== team || person.kind !== 'member') return refusal;
  const open = users.length === 0 && usergroups.length === 0;
  const allowed = open || users.includes(person.userId) || (await isInGroup(deps, person));
  return allowed ? { allowed, person } : refusal;
}

async function isInGroup({ people, triage }: AuthorizeDeps, { userId }: Person): Promise<boolean> {
  for (const group of triage.usergroups) {
    if ((await people.membersOf(group)).includes(userId)) return true;
  }
  return false;
}
