import type { Document } from 'yaml';
import { createWebClient } from '../../src/adapters/slack/web-client';
import { InvalidInput } from '../../src/domain/errors';
import { errorCode } from '../terminal/error-text';
import type { Ask } from '../terminal/prompt';
import { faultOf, type ImagesAnswer, parseImages, SETTINGS, type Setting } from './questions';
import { createAppLink } from './slack-manifest';

/** What is known before the first question: flags, the environment, and the file of an earlier run. */
export interface Given {
  flags: Partial<Record<string, string>>;
  botToken?: string | undefined;
  signingSecret?: string | undefined;
  /** The account of the AWS credentials. */
  account?: string | undefined;
  region?: string | undefined;
  slackApiUrl?: string | undefined;
  document: Document;
  isNew: boolean;
}

export interface Answers {
  settings: [path: string[], value: unknown][];
  botToken: string;
  signingSecret: string;
}

/**
 * The answers, from what is given and from questions where there is a terminal (`ask`). Throws InvalidInput `setup`
 * that lists all missing flags where there is none.
 */
export async function answerAll(given: Given, ask: Ask | undefined): Promise<Answers> {
  const secrets = await findSecrets(given, ask);
  const known = await knownValues(given, secrets.botToken);
  const settings: Answers['settings'] = [...appSetting(known)];
  const missing: string[] = [];
  for (const setting of SETTINGS) {
    const value = await settle(setting, known[setting.flag], given, ask);
    if (value === undefined) missing.push(`--${setting.flag} (${setting.help})`);
    else settings.push([setting.path, value]);
  }
  const images = await settleImages(given, ask);
  if (images === undefined) missing.push('--images (what to scan)');
  else settings.push([['images'], images]);
  if (missing.length > 0) {
    throw new InvalidInput(
      'setup',
      `There is no terminal to ask at; add these options:\n  ${missing.join('\n  ')}`,
    );
  }
  return { settings, ...secrets };
}

/** Flags take precedence over what AWS and Slack report, and those over the file of an earlier run. */
async function knownValues(
  given: Given,
  botToken: string,
): Promise<Record<string, string | undefined>> {
  const { team, app } = await identifyBot(botToken, given.slackApiUrl);
  const before = (setting: Setting) => {
    const value =
      given.isNew && setting.flag !== 'language' ? undefined : given.document.getIn(setting.path);
    return typeof value === 'string' ? value : undefined;
  };
  const found: Record<string, string | undefined> = {
    account: given.account,
    region: given.region,
    team,
  };
  return {
    ...Object.fromEntries(
      SETTINGS.map((setting) => [
        setting.flag,
        given.flags[setting.flag] ?? found[setting.flag] ?? before(setting),
      ]),
    ),
    app,
  };
}

/** Slack reports the app's id for a bot token, so nobody is asked for it. */
function appSetting({ app }: Record<string, string | undefined>): Answers['settings'] {
  return app === undefined ? [] : [[['slack', 'app'], app]];
}

async function settle(
  { flag, path, message }: Setting,
  known: string | undefined,
  { flags }: Given,
  ask: Ask | undefined,
): Promise<string | undefined> {
  if (flags[flag] !== undefined || ask === undefined) {
    const fault = known === undefined ? undefined : faultOf(path, known);
    if (fault !== undefined) throw new InvalidInput('setup', `--${flag}: ${fault}.`);
    return known;
  }
  if (flag === 'language') {
    const languages = [
      { value: 'en', label: 'English' },
      { value: 'ja', label: '日本語' },
    ];
    return ask.choose(message, languages, known);
  }
  return ask.text({ message, initial: known, check: (answer) => faultOf(path, answer) });
}

async function settleImages(given: Given, ask: Ask | undefined): Promise<ImagesAnswer | undefined> {
  const flag = given.flags['images'];
  if (flag !== undefined) return checkedImages(flag);
  if (ask === undefined) return given.isNew ? undefined : keptImages(given.document);
  const kind = await ask.choose('What should be scanned?', [
    { value: 'ecr', label: 'ECR repositories', hint: 'by name, with * as a wildcard' },
    { value: 'ecs', label: 'What runs in ECS clusters' },
    { value: 'list', label: 'A list of images' },
    ...(given.isNew ? [] : [{ value: 'keep', label: 'As it is in the file' }]),
  ]);
  if (kind === 'keep') return keptImages(given.document);
  const message = { ecr: 'Repositories', ecs: 'Clusters', list: 'Images' }[kind] ?? 'Images';
  const check = (answer: string) => faultOf(['images'], parseImages(`${kind}:${answer}`));
  return parseImages(
    `${kind}:${await ask.text({ message: `${message}, separated by spaces`, check })}`,
  );
}

function checkedImages(text: string): ImagesAnswer {
  const images = parseImages(text);
  const fault = faultOf(['images'], images);
  if (fault === undefined) return images;
  throw new InvalidInput(
    'setup',
    `--images: ${fault}; use list:api:latest,web or ecr:team/* or ecs:prod.`,
  );
}

function keptImages(document: Document): ImagesAnswer | undefined {
  const { images }: { images?: ImagesAnswer } = document.toJS();
  return images;
}

async function findSecrets(given: Given, ask: Ask | undefined) {
  const { botToken, signingSecret } = given;
  if (botToken !== undefined && signingSecret !== undefined) return { botToken, signingSecret };
  if (ask === undefined) {
    throw new InvalidInput(
      'setup',
      'There is no terminal to ask at; set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.',
    );
  }
  const link = ask.link('Create the Slack app', createAppLink());
  ask.say(
    `${link}, install it to your workspace, and come back.\n(If your terminal shows no link, run npm run setup -- --link.)`,
  );
  return {
    botToken:
      botToken ??
      (await ask.secret({
        message: 'Bot token (OAuth & Permissions, begins with xoxb-)',
        check: (answer) =>
          answer.trim().startsWith('xoxb-') ? undefined : 'must begin with xoxb-',
      })),
    signingSecret:
      signingSecret ??
      (await ask.secret({
        message: 'Signing secret (Basic Information)',
        check: (answer) =>
          /^[0-9a-f]{32}$/.test(answer.trim()) ? undefined : 'must be 32 hex digits',
      })),
  };
}

async function identifyBot(
  botToken: string,
  slackApiUrl: string | undefined,
): Promise<{ team?: string | undefined; app?: string | undefined }> {
  const client = createWebClient(botToken.trim(), slackApiUrl);
  try {
    const { team_id, bot_id = '' } = await client.auth.test();
    const { bot } = await client.bots.info({ bot: bot_id });
    return { team: team_id, app: bot?.app_id };
  } catch (error) {
    const code = errorCode(error);
    if (!['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked'].includes(code))
      return {};
    throw new InvalidInput(
      'setup',
      `Slack refuses the bot token (${code}); copy it again from OAuth & Permissions.`,
    );
  }
}
