import { createWebClient } from '../../src/adapters/slack/web-client';
import type { Config } from '../../src/config/config';
import { InvalidInput, Unavailable } from '../../src/domain/errors';
import { slackRefusal } from '../terminal/error-text';

export interface Tokens {
  /** Begins with xapp-; has the scope connections:write. */
  appToken: string;
  botToken: string;
}

export function readTokens(env: NodeJS.ProcessEnv): Tokens {
  const { SLACK_APP_TOKEN: appToken = '', SLACK_BOT_TOKEN: botToken = '' } = env;
  if (appToken.startsWith('xapp-') && botToken.startsWith('xoxb-')) return { appToken, botToken };
  throw new InvalidInput(
    'tokens',
    'Set SLACK_APP_TOKEN (xapp-...) and SLACK_BOT_TOKEN (xoxb-...); npm run dev -- --link prints a link that creates an app with both.',
  );
}

/**
 * Checks both tokens with Slack, and throws InvalidInput `tokens` or Unavailable `slack`. Without this check a refused
 * bot token shows only at the first click, and the client retries an app token without its scope for ever.
 */
export async function checkTokens(
  { appToken, botToken }: Tokens,
  { slack }: Config,
  slackApiUrl: string | undefined,
): Promise<void> {
  const bot = createWebClient(botToken, slackApiUrl);
  const { team_id, team } = await accepted(bot.auth.test(), 'SLACK_BOT_TOKEN', BOT);
  if (team_id !== slack.team) {
    throw new InvalidInput(
      'tokens',
      `SLACK_BOT_TOKEN belongs to workspace ${team_id} (${team}), vulnscan.yml says ${slack.team}; use the token of the right workspace, or correct slack.team.`,
    );
  }
  const app = createWebClient(appToken, slackApiUrl);
  await accepted(app.apps.connections.open({}), 'SLACK_APP_TOKEN', APP);
}

const BOT = 'install the app again and copy the Bot User OAuth Token from OAuth & Permissions';
const APP =
  'turn on Socket Mode, and generate a token with the scope connections:write under Basic Information, App-Level Tokens';

async function accepted<Answer>(call: Promise<Answer>, name: string, fix: string): Promise<Answer> {
  try {
    return await call;
  } catch (cause) {
    const code = slackRefusal(cause);
    if (code !== undefined)
      throw new InvalidInput('tokens', `Slack refuses ${name} (${code}); ${fix}.`, { cause });
    throw new Unavailable(
      'slack',
      'Slack cannot be reached; check the network, and SLACK_API_URL if that is set.',
      { cause },
    );
  }
}
