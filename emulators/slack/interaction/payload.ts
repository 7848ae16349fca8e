import type { Slack } from '../context';
import { type Json, present } from '../json';
import type { Person } from '../people';
import type { Sending } from './sign';

/** The members every interaction payload starts with. `token` is Slack's long deprecated one. */
export function startPayload(slack: Slack, type: string, person: Person): Json {
  const { team, app } = slack.workspace;
  return {
    type,
    team: { id: team.id, domain: team.domain },
    enterprise: person.enterprise === undefined ? null : { id: person.enterprise.id },
    is_enterprise_install: false,
    user: {
      id: person.id,
      username: person.handle,
      name: person.handle,
      team_id: person.teamId,
    },
    api_app_id: app.appId,
    token: 'deprecated',
  };
}

/** An interaction as Slack sends it: one form field that holds JSON. */
export function interaction(payload: Json): Sending {
  const body = new URLSearchParams({ payload: JSON.stringify(present(payload)) }).toString();
  return { body, contentType: 'application/x-www-form-urlencoded' };
}
