import { createWebClient } from '../../src/adapters/slack/web-client';
import { InvalidInput } from '../../src/domain/errors';
import { errorCode } from '../terminal/error-text';
import type { Ask } from '../terminal/prompt';
import { createAppLink } from './slack-manifest';

/** What the environment has of them. */
export interface GivenSecrets {
  botToken?: string | undefined;
  signingSecret?: string | undefined;
  slackApiUrl?: string | undefined;
}

export interface Secrets {
  botToken: string;
  signingSecret: string;
}

/** What Slack says about a bot token; empty where Slack can't be reached. */
export interface Bot {
  team?: string | undefined;
  app?: string | undefined;
}

const REFUSALS = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked'];

/** The two secrets, from the environment and from questions, and whose token it is. A refused token is asked for again. */
export async function findSecrets(
  given: GivenSecrets,
  ask: Ask | undefined,
): Promise<{ secrets: Secrets; bot: Bot }> {
  const { botToken, signingSecret } = given;
  if (ask === undefined && (botToken === undefined || signingSecret === undefined)) {
    throw new InvalidInput(
      'setup',
      'There is no terminal to ask at; set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or add --no-secrets.',
    );
  }
  if (botToken === undefined) showLink(ask);
  const { token, bot } = await acceptedToken(given, ask);
  return {
    secrets: { botToken: token, signingSecret: signingSecret ?? (await askSecret(ask)) },
    bot,
  };
}

/** The app has to exist before there is a token. */
function showLink(ask: Ask | undefined): void {
  ask?.say(
    'Create the Slack app: open this address, choose the workspace, create the app, install it to the workspace, and come back.',
  );
  ask?.address(createAppLink());
}

async function acceptedToken(
  { botToken, slackApiUrl }: GivenSecrets,
  ask: Ask | undefined,
): Promise<{ token: string; bot: Bot }> {
  let token = botToken ?? (await askToken(ask));
  for (;;) {
    const answer = await identifyBot(token, slackApiUrl);
    if (typeof answer !== 'string') return { token, bot: answer };
    if (ask === undefined) throw new InvalidInput('setup', answer);
    ask.say(answer);
    token = await askToken(ask);
  }
}

const WHOLE_ORGANIZATION =
  'This token is of an installation for the whole organization; install the app in one workspace and use that token.';

/** Whose token it is, or why it can't be used. */
export async function identifyBot(
  botToken: string,
  slackApiUrl: string | undefined,
): Promise<Bot | string> {
  const client = createWebClient(botToken.trim(), slackApiUrl);
  try {
    const { team_id, bot_id = '', is_enterprise_install } = await client.auth.test();
    if (is_enterprise_install) return WHOLE_ORGANIZATION;
    const { bot } = await client.bots.info({ bot: bot_id });
    return { team: team_id, app: bot?.app_id };
  } catch (error) {
    const code = errorCode(error);
    return REFUSALS.includes(code)
      ? `Slack refuses the bot token (${code}); copy it again from OAuth & Permissions.`
      : {};
  }
}

async function askToken(ask: Ask | undefined): Promise<string> {
  const check = (answer: string) =>
    answer.trim().startsWith('xoxb-') ? undefined : 'must begin with xoxb-';
  const message = 'Bot token (OAuth & Permissions, begins with xoxb-)';
  return (await ask?.secret({ message, check })) ?? '';
}

async function askSecret(ask: Ask | undefined): Promise<string> {
  const check = (answer: string) =>
    /^[0-9a-f]{32}$/.test(answer.trim()) ? undefined : 'must be 32 hex digits';
  return (await ask?.secret({ message: 'Signing secret (Basic Information)', check })) ?? '';
}
