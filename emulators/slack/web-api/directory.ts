import * as z from 'zod';
import { userJson } from '../people';
import { findPerson } from '../workspace';
import { id, type Method, maybe, method, no, yes } from './method';

const USERS = ['users:read'];
const GROUPS = ['usergroups:read'];
const none = z.object({});

/** Links to messages start with `url`, so it is where the page shows them. */
const authTest = method('none', [], none, ({ address, workspace: { app, team } }) =>
  yes({
    url: `${address()}/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: app.isEnterpriseInstall === true,
  }),
);

const usersInfo = method('tier4', USERS, z.object({ user: id }), ({ workspace }, args) => {
  const person = findPerson(workspace, args.user);
  return person === undefined
    ? no('user_not_found')
    : yes({ user: userJson(person, workspace.app.botId, workspace.app.appId) });
});

const groupUsers = method('tier2', GROUPS, z.object({ usergroup: id }), ({ workspace }, args) => {
  const group = workspace.groups.find(({ id: known }) => known === args.usergroup);
  return group === undefined ? no('no_such_subteam') : yes({ users: group.users });
});

const botsInfo = method('tier3', USERS, z.object({ bot: maybe }), ({ workspace: { app } }, args) =>
  args.bot === undefined || args.bot === app.botId
    ? yes({
        bot: {
          id: app.botId,
          app_id: app.appId,
          user_id: app.botUserId,
          name: app.name,
          deleted: false,
        },
      })
    : no('bot_not_found'),
);

export const DIRECTORY_METHODS: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'users.info': usersInfo,
  'usergroups.users.list': groupUsers,
  'bots.info': botsInfo,
};
