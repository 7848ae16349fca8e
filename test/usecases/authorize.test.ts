import type { Person } from '../../src/ports/people';
import { authorize, isMember } from '../../src/usecases/authorize';
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

test('without configured users every full member may decide, with the name Slack has', async () => {
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
])('%s: the configuration says who may decide', async (_who, rules, allowed) => {
  expect((await ask(rules)).answer.allowed).toBe(allowed);
});

test('a refusal names the users and groups who may', async () => {
  expect((await ask({ users: ['U7'], usergroups: ['S2'] })).answer).toEqual({
    allowed: false,
    ask: ['U7', 'S2'],
  });
});

test('a guest or a member of another workspace may not, even if configured', async () => {
  const rules = { users: ['U1'] };

  expect((await ask(rules, { kind: 'guest' })).answer.allowed).toBe(false);
  expect((await ask(rules, { teamId: 'T0OTHER' })).answer.allowed).toBe(false);
});

test('Slack is called only as often as necessary', async () => {
  expect((await ask({ users: ['U1'], usergroups: ['S2'] })).asked).toEqual(['U1']);
  expect((await ask({ usergroups: ['S1', 'S2'] })).asked).toEqual(['U1', 'S1']);
});

test('what a click says about the workspace does not count, only what Slack says about the person', async () => {
  const elsewhere = { ...actor, teamId: 'T0OTHER' };

  expect((await ask({}, {}, elsewhere)).answer.allowed).toBe(true);
  expect((await ask({}, { teamId: 'T0OTHER' })).answer.allowed).toBe(false);
});

test.each<[Partial<Person>, boolean]>([
  [{}, true],
  [{ kind: 'guest' }, false],
  [{ kind: 'outsider' }, false],
  [{ kind: 'bot' }, false],
  [{ kind: 'deactivated' }, false],
  [{ teamId: 'T0OTHER' }, false],
])('a person with %j may read: %s', async (changes, may) => {
  const lookUp = async (userId: string) => aMember(userId, changes);

  expect(await isMember({ people: { lookUp }, triage: { team: TEAM } }, 'U1')).toBe(may);
});
