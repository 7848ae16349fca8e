import type { ActResult, SlackActOf } from '../acts';
import type { Slack } from '../context';
import { isJson, parseJson } from '../json';
import type { Channel, Person } from '../people';
import { storeMessage } from '../posting';
import { isReply, readContent } from '../web-api/content';
import { findChannel } from '../workspace';
import { commandTrouble, DONE, refused } from './outcome';
import { readResponse } from './response-body';

/**
 * A person typed a slash command. It works in channels the app is not in, and for everybody in the channel:
 * guests and people of other workspaces too, so that the app's own check is put to the test.
 */
export async function runCommand(
  slack: Slack,
  person: Person,
  act: SlackActOf<'slash-command'>,
): Promise<ActResult> {
  const channel = findChannel(slack.workspace, act.channel);
  if (channel === undefined) return refused('There is no such channel.');
  if (!channel.members.includes(person.id))
    return refused(`${person.name} is not in #${channel.name}.`);
  if (!slack.commands.includes(act.command))
    return refused(`${act.command} is not a valid command.`);
  const body = commandForm(slack, person, channel, act);
  const answer = await slack.app.send(
    { body, contentType: 'application/x-www-form-urlencoded' },
    `${act.command} ${act.text}`.trim(),
  );
  if (answer.kind === 'timeout') return commandTrouble(act.command, 'operation_timeout');
  if (answer.status !== 200) return commandTrouble(act.command, 'http_service_error');
  return showAnswer(slack, person, channel, act.command, answer.body);
}

function commandForm(
  slack: Slack,
  person: Person,
  channel: Channel,
  act: { command: string; text: string },
): string {
  const { team, app } = slack.workspace;
  return new URLSearchParams({
    token: 'deprecated',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.isPrivate === true ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.handle,
    command: act.command,
    text: act.text.trim(),
    api_app_id: app.appId,
    is_enterprise_install: 'false',
    ...(person.enterprise && { enterprise_id: person.enterprise.id }),
    response_url: slack.responseUrls.issue({ user: person.id, channel: channel.id }),
    trigger_id: slack.triggers.issue(person.id),
  }).toString();
}

/** The body of the acknowledgement is a message, or nothing: for the person alone unless it says `in_channel`. */
function showAnswer(
  slack: Slack,
  person: Person,
  channel: Channel,
  command: string,
  body: string,
): ActResult {
  const parsed = parseJson(body);
  const response = readResponse(isJson(parsed) ? parsed : { text: body });
  if (response === undefined) return commandTrouble(command, 'invalid_command_response');
  const content = readContent(response);
  if (isReply(content)) {
    const silent = content['error'] === 'no_text';
    return silent ? DONE : commandTrouble(command, String(content['error']));
  }
  storeMessage(slack, {
    ...content,
    channel: channel.id,
    user: slack.workspace.app.botUserId,
    ephemeralTo: response.response_type === 'in_channel' ? undefined : person.id,
  });
  return DONE;
}
