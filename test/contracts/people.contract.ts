import type { People } from '../../src/ports/people';

/** What the use cases rely on, of every implementation of `People`. */
export function describePeople(
  name: string,
  open: () => Promise<{ people: People; group: [id: string, members: string[]] }>,
): void {
  describe(`the people of ${name}`, () => {
    test.each([
      ['U0ANA', 'member'],
      ['U0GUEST', 'guest'],
      ['U0OUTSIDE', 'outsider'],
      ['U0GONE', 'deactivated'],
    ])('%s is a %s', async (userId, kind) => {
      const { people } = await open();

      expect(await people.lookUp(userId)).toMatchObject({ userId, kind });
    });

    test('refuses a person whom Slack does not know', async () => {
      const { people } = await open();

      await expect(people.lookUp('U0NOBODY')).rejects.toMatchObject({
        name: 'Refused',
        code: 'user',
      });
    });

    test('lists the members of a group, and refuses an unknown group', async () => {
      const { people, group } = await open();

      expect(await people.membersOf(group[0])).toEqual(group[1]);
      await expect(people.membersOf('S0NONE')).rejects.toMatchObject({ name: 'Refused' });
    });
  });
}
