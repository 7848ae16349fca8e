import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { WebClient } from '@slack/web-api';
import { createWebClient } from '../../src/adapters/slack/web-client';
import type { Config } from '../../src/config/config';
import {
  bad,
  type Check,
  type CheckResult,
  codeOf,
  good,
  reasonOf,
  refusalOf,
  unknown,
} from './check';
import { requiredScopes } from '../setup/manifest';

export const PARAMETERS = {
  botToken: '/vulnscan/slack/bot-token',
  signingSecret: '/vulnscan/slack/signing-secret',
} as const;

const SETUP = 'Run npm run setup, which stores both.';

/** Can the app speak, with the rights it needs, where it is told to? */
export function slackChecks(config: Config, slackApiUrl: string | undefined): Check[] {
  const ssm = new SSMClient({ region: config.aws.region });
  let token: string | undefined;
  const withClient = async (check: (client: WebClient) => Promise<CheckResult>) =>
    token === undefined
      ? unknown('not without the bot token')
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
  ];
}

function notReached(error: unknown): CheckResult {
  if (refusalOf(error) !== undefined) throw error;
  return unknown(`Slack can't be reached: ${reasonOf(error)}`);
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
    return bad(`${PARAMETERS.botToken} is no bot token (they begin with xoxb-)`, SETUP);
  }
  return good('both are in SSM');
}

async function checkToken(client: WebClient, { slack }: Config): Promise<CheckResult> {
  try {
    const { team_id, team, user } = await client.auth.test();
    if (team_id === slack.team) return good(`@${user} in ${team}`);
    return bad(
      `The token is of workspace ${team_id} (${team}), vulnscan.yml says ${slack.team}`,
      'Mend slack.team in vulnscan.yml, or store the token of the right workspace with npm run setup.',
    );
  } catch (error) {
    const code = refusalOf(error);
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
  if (missing.length === 0) return good(`all ${requiredScopes().length} are granted`);
  return bad(
    `The token lacks ${missing.join(', ')}`,
    'Add them under OAuth & Permissions (or paste manifest.yml again), install the app again, and store the new token.',
  );
}

async function checkChannel(client: WebClient, { slack }: Config): Promise<CheckResult> {
  const invite = 'Write /invite @vulnscan in the channel, or mend slack.channel in vulnscan.yml.';
  try {
    const { channel } = await client.conversations.info({ channel: slack.channel });
    const name = `#${channel?.name ?? slack.channel}`;
    if (channel?.is_archived)
      return bad(`${name} is archived`, 'Choose another channel in vulnscan.yml.');
    if (channel?.is_ext_shared) {
      return bad(
        `${name} is shared with another organisation, which would read every vulnerability`,
        'Choose a channel of your own workspace in vulnscan.yml.',
      );
    }
    return channel?.is_member ? good(name) : bad(`The app is not in ${name}`, invite);
  } catch (error) {
    if (codeOf(error) === 'channel_not_found')
      return bad(`There is no channel ${slack.channel} that the app can see`, invite);
    if (codeOf(error) === 'missing_scope')
      return unknown('conversations.info needs channels:read; a first message will tell');
    throw error;
  }
}
