import type { Person } from '../../src/ports/people';
import { authorize } from '../../src/usecases/authorize';
import { aMember, TEAM } from '../fakes/people';

const actor = { userId: 'U1', teamId: TEAM, name: 'Ana' };

async function ask(
  { users = [], usergroups = [] }: { users?: string[]; usergroups?: string[] },
  changes: Partial<Person> = {},
  who = actor,
) {
  const asked: string[] = [];
  const members: Record<string, string[]> = { S1: ['U7', 'U1'], S2: ['U7'] };
  const people = {
    lookUp: async (userId: string) => {
      asked.push(userId);
      return aMember(userId, changes);
    },
    membersOf: async (group: string) => {
      asked.push(group);
      return members[group] ?? [];
    },
  };
  const answer = await authorize({ people, triage: { team: TEAM, users, usergroups } }, who);
  return { answer, asked };
}

test('with nobody named every full member may, and is who Slack says they are', async () => {
  expect((await ask({})).answer).toEqual({ allowed: true, person: aMember('U1') });
});

test.each<[string, Parameters<typeof ask>[0], boolean]>([
  ['a named user', { users: ['U7', 'U1'] }, true],
  ['a member of a named group', { usergroups: ['S1'] }, true],
  ['a member of the second named group', { usergroups: ['S2', 'S1'] }, true],
  [
    'a member of a group where others are named as well',
    { users: ['U7'], usergroups: ['S1'] },
    true,
  ],
  ['somebody not named', { users: ['U7'] }, false],
  ['somebody in none of the groups', { usergroups: ['S2'] }, false],
])('%s: who may is as configured', async (_who, rules, allowed) => {
  expect((await ask(rules)).answer.allowed).toBe(allowed);
});

test('a refusal names the users and groups who may', async () => {
  expect((await ask({ users: ['U7'], usergroups: ['S2'] })).answer).toEqual({
    allowed: false,
    ask: ['U7', 'S2'],
  });
});

test('a named guest, and a named member of another workspace, may not', async () => {
  const rules = { users: ['U1'] };

  expect((await ask(rules, { kind: 'guest' })).answer.allowed).toBe(false);
  expect((await ask(rules, { teamId: 'T0OTHER' })).answer.allowed).toBe(false);
});

test('Slack is asked no more than it takes', async () => {
  const elsewhere = { ...actor, teamId: 'T0OTHER' };

  expect((await ask({}, {}, elsewhere)).asked).toEqual([]);
  expect((await ask({ users: ['U1'], usergroups: ['S2'] })).asked).toEqual(['U1']);
  expect((await ask({ usergroups: ['S1', 'S2'] })).asked).toEqual(['U1', 'S1']);
});
