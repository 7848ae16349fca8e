import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { WebClient } from '@slack/web-api';
import { createWebClient } from '../../src/adapters/slack/web-client';
import type { Config } from '../../src/config/config';
import { requiredScopes } from '../../src/config/manifest';
import { PARAMETERS } from '../../src/installation';
import { errorCode, errorText, slackRefusal } from '../terminal/error-text';
import { bad, type Check, type CheckResult, good, unknown } from './check';

const SETUP = 'Run npm run setup, which stores both.';

/** Checks the two secrets, the bot token and its scopes, and that the app may post to the channel. */
export function slackChecks(config: Config, slackApiUrl: string | undefined): Check[] {
  const ssm = new SSMClient({ region: config.aws.region });
  let token: string | undefined;
  const withClient = async (check: (client: WebClient) => Promise<CheckResult>) =>
    token === undefined
      ? unknown('needs the bot token')
      : check(createWebClient(token, slackApiUrl)).catch(notReached);
  return [
    {
      name: 'Secrets',
      run: async () => {
        const secrets = await readParameters(ssm);
        token = secrets.get(PARAMETERS.botToken);
        return checkSecrets(secrets);
      },
    },
    { name: 'Slack token', run: () => withClient((client) => checkToken(client, config)) },
    { name: 'Slack scopes', run: () => withClient(checkScopes) },
    { name: 'Slack channel', run: () => withClient((client) => checkChannel(client, config)) },
    ...groupChecks(config, withClient),
  ];
}

/** The user groups that vulnscan.yml names, if it does. */
function groupChecks(
  { slack, triage }: Config,
  withClient: (check: (client: WebClient) => Promise<CheckResult>) => Promise<CheckResult>,
): Check[] {
  const mention = slack.mention === undefined ? [] : [{ key: 'slack.mention', id: slack.mention }];
  const groups = [...mention, ...triage.usergroups.map((id) => ({ key: 'triage.usergroups', id }))];
  if (groups.length === 0) return [];
  return [{ name: 'Slack groups', run: () => withClient((client) => checkGroups(client, groups)) }];
}

/** Slack shows the mention of a group that it does not know as text, and tells nobody. */
async function checkGroups(
  client: WebClient,
  groups: { key: string; id: string }[],
): Promise<CheckResult> {
  for (const { key, id } of groups) {
    try {
      await client.usergroups.users.list({ usergroup: id });
    } catch (error) {
      const code = errorCode(error);
      if (code === 'missing_scope') return unknown('needs usergroups:read; see Slack scopes');
      if (slackRefusal(error) === undefined) throw error;
      return bad(
        `Slack does not give the members of ${id} (${code})`,
        `Correct ${key} in vulnscan.yml: the id of a user group is in its details in Slack, under More.`,
      );
    }
  }
  return good(groups.length === 1 ? 'the group is known' : `all ${groups.length} groups are known`);
}

function notReached(error: unknown): CheckResult {
  if (slackRefusal(error) !== undefined) throw error;
  return unknown(`Slack can't be reached: ${errorText(error)}`);
}

async function readParameters(ssm: SSMClient): Promise<Map<string, string>> {
  const Names = Object.values(PARAMETERS);
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names, WithDecryption: true }),
  );
  return new Map(Parameters.map(({ Name = '', Value = '' }) => [Name, Value.trim()]));
}

function checkSecrets(secrets: Map<string, string>): CheckResult {
  const missing = Object.values(PARAMETERS).filter((name) => !secrets.has(name));
  if (missing.length > 0) return bad(`Missing in SSM: ${missing.join(', ')}`, SETUP);
  if (!secrets.get(PARAMETERS.botToken)?.startsWith('xoxb-')) {
    return bad(`${PARAMETERS.botToken} is not a bot token (those begin with xoxb-)`, SETUP);
  }
  return good('both are in SSM');
}

const ONE_WORKSPACE =
  'Install the app in the workspace slack.team alone (Enterprise Grid is supported in one workspace), and store its token with npm run setup.';

async function checkToken(client: WebClient, { slack }: Config): Promise<CheckResult> {
  try {
    const { team_id, team, user, is_enterprise_install } = await client.auth.test();
    if (is_enterprise_install) {
      return bad('The token is of an installation for the whole organization', ONE_WORKSPACE);
    }
    if (team_id === slack.team) return good(`@${user} in ${team}`);
    return bad(
      `The token belongs to workspace ${team_id} (${team}), vulnscan.yml says ${slack.team}`,
      'Correct slack.team in vulnscan.yml, or store the token of the right workspace with npm run setup.',
    );
  } catch (error) {
    const code = slackRefusal(error);
    if (code === undefined) throw error;
    return bad(
      `Slack refuses the token: ${code}`,
      'Install the app to the workspace again (api.slack.com/apps), then run npm run setup with the new token.',
    );
  }
}

async function checkScopes(client: WebClient): Promise<CheckResult> {
  const { response_metadata } = await client.auth.test();
  const granted = response_metadata?.scopes;
  if (granted === undefined) return unknown('Slack did not say which scopes the token has');
  const missing = requiredScopes().filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return good(`all ${requiredScopes().length} scopes are granted`);
  return bad(
    `The token lacks ${missing.join(', ')}`,
    'Add them under OAuth & Permissions (or paste manifest.yml again), install the app again, and store the new token.',
  );
}

async function checkChannel(client: WebClient, { slack }: Config): Promise<CheckResult> {
  const invite = 'Type /invite @vulnscan in the channel, or correct slack.channel in vulnscan.yml.';
  try {
    const { channel } = await client.conversations.info({ channel: slack.channel });
    const name = `#${channel?.name ?? slack.channel}`;
    if (channel?.is_archived)
      return bad(
        `${name} is archived, so nothing can be posted`,
        'Unarchive it and type /invite @vulnscan in it, or set another slack.channel in vulnscan.yml and run npm run deploy.',
      );
    if (channel?.is_ext_shared) {
      return bad(
        `${name} is shared with another organisation, whose members could read every finding`,
        'Choose a channel of your own workspace in vulnscan.yml.',
      );
    }
    return channel?.is_member ? good(name) : bad(`The app is not in ${name}`, invite);
  } catch (error) {
    if (errorCode(error) === 'channel_not_found')
      return bad(`The app sees no channel ${slack.channel}`, invite);
    if (errorCode(error) === 'missing_scope')
      return unknown('needs channels:read, for a private channel groups:read; see Slack scopes');
    throw error;
  }
}
