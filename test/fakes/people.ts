import { Refused } from '../../src/domain/errors';
import type { Notice } from '../../src/domain/notice';
import type { People, Person, Replies, ReplyTo } from '../../src/ports/people';

export const TEAM = 'T0HOME';

export function aMember(userId: string, changes: Partial<Person> = {}): Person {
  return { userId, teamId: TEAM, name: `Name of ${userId}`, kind: 'member', ...changes };
}

/** The people Slack knows. By default everybody who is asked for is a member. */
export function createFakePeople(
  find: (userId: string) => Person | undefined = aMember,
  groups: Record<string, string[]> = {},
): People {
  return {
    lookUp: async (userId) => {
      const person = find(userId);
      if (person === undefined) throw new Refused('user', `Slack does not know ${userId}.`);
      return person;
    },
    membersOf: async (usergroupId) => {
      const members = groups[usergroupId];
      if (members === undefined) throw new Refused('slack', `There is no group ${usergroupId}.`);
      return members;
    },
  };
}

export interface FakeReplies extends Replies {
  /** What was answered and to whom, oldest first; the two lists beside it hold the parts. */
  sent: { to: ReplyTo; notice: Notice }[];
  notices: Notice[];
  addressees: ReplyTo[];
}

export function createFakeReplies(): FakeReplies {
  const fake: FakeReplies = {
    sent: [],
    notices: [],
    addressees: [],
    tell: async (to, notice) => {
      fake.sent.push({ to, notice });
      fake.notices.push(notice);
      fake.addressees.push(to);
    },
  };
  return fake;
}
