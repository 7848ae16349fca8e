import * as z from 'zod';
import { type Json, present } from '../json';
import { type Group, userJson } from '../people';
import { findPerson } from '../workspace';
import { flag, id, limit, type Method, maybe, method, no, yes } from './method';
import { page } from './paging';

const USERS = ['users:read'];
const GROUPS = ['usergroups:read'];
const none = z.object({});

const authTest = method('none', [], none, ({ workspace: { app, team } }) =>
  yes({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  }),
);

const usersInfo = method('tier4', USERS, z.object({ user: id }), ({ workspace }, args) => {
  const person = findPerson(workspace, args.user);
  return person === undefined
    ? no('user_not_found')
    : yes({ user: userJson(person, workspace.app.botId, workspace.app.appId) });
});

const usersList = method(
  'tier2',
  USERS,
  z.object({ cursor: maybe, limit: limit(1000).default(1000) }),
  ({ workspace }, args) => {
    const part = page(workspace.people, args.cursor, args.limit);
    if (part === undefined) return no('invalid_cursor');
    const members = part.items.map((person) =>
      userJson(person, workspace.app.botId, workspace.app.appId),
    );
    return yes({ members, response_metadata: { next_cursor: part.next } });
  },
);

const groupsList = method(
  'tier2',
  GROUPS,
  z.object({ include_users: flag, include_count: flag }),
  ({ workspace }, args) =>
    yes({
      usergroups: workspace.groups.map((group) => groupJson(group, workspace.team.id, args)),
    }),
);

function groupJson(
  group: Group,
  teamId: string,
  include: { include_users?: boolean | undefined; include_count?: boolean | undefined },
): Json {
  return present({
    id: group.id,
    team_id: teamId,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    date_delete: 0,
    users: include.include_users === true ? group.users : undefined,
    user_count: include.include_count === true ? group.users.length : undefined,
  });
}

const groupUsers = method('tier2', GROUPS, z.object({ usergroup: id }), ({ workspace }, args) => {
  const group = workspace.groups.find(({ id: known }) => known === args.usergroup);
  return group === undefined ? no('no_such_subteam') : yes({ users: group.users });
});

const teamInfo = method('tier3', ['team:read'], none, ({ workspace: { team } }) =>
  yes({ team: { ...team, url: `https://${team.domain}.slack.com/`, email_domain: '' } }),
);

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
  'users.list': usersList,
  'usergroups.list': groupsList,
  'usergroups.users.list': groupUsers,
  'team.info': teamInfo,
  'bots.info': botsInfo,
};
