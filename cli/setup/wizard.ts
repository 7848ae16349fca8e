import type { Document } from 'yaml';
import { InvalidInput } from '../../src/domain/errors';
import { ecrHost } from '../../src/domain/region';
import type { Ask } from '../terminal/prompt';
import { type ExposedGiven, settleExposed } from './exposed';
import { faultOf, type ImagesAnswer, parseImages, SETTINGS, type Setting } from './questions';
import { type Bot, findSecrets, type GivenSecrets, identifyBot, type Secrets } from './secrets';

/** What is known before the first question: flags, the environment, and the file of an earlier run. */
export interface Given extends GivenSecrets, ExposedGiven {
  /** The two secrets are neither asked for nor returned. */
  noSecrets?: boolean;
  /** The account of the AWS credentials. */
  account?: string | undefined;
  region?: string | undefined;
}

export interface Answers {
  settings: [path: string[], value: unknown][];
  secrets?: Secrets;
}

/**
 * The answers, from what is given and from questions where there is a terminal (`ask`). Throws InvalidInput `setup`
 * that lists all missing flags where there is none.
 */
export async function answerAll(given: Given, ask: Ask | undefined): Promise<Answers> {
  ask?.say(introduction(given));
  const { bot, secrets } = await findBot(given, ask);
  const known = knownValues(given, bot);
  const settings: Answers['settings'] = [];
  const missing: string[] = [];
  for (const setting of SETTINGS) {
    // Slack reports the app's id for a bot token, so nobody is asked for it.
    const asker = setting.flag === 'app' && bot.app !== undefined ? undefined : ask;
    const value = await settle(setting, known[setting.flag], given, asker);
    if (value === undefined) missing.push(`--${setting.flag} (${setting.help})`);
    else settings.push([setting.path, value]);
  }
  const images = await settleImages(given, ask);
  if (images === undefined) missing.push('--images (what to scan)');
  else {
    const registry = registryIn(settings);
    const exposed = await settleExposed(given, { images, registry }, ask);
    settings.push([['images'], images], [['exposed'], exposed]);
  }
  if (missing.length > 0) {
    throw new InvalidInput(
      'setup',
      `There is no terminal to ask at; add these options:\n  ${missing.join('\n  ')}`,
    );
  }
  return { settings, ...(secrets !== undefined && { secrets }) };
}

function registryIn(settings: Answers['settings']): string {
  const answer = (name: string) => settings.find(([path]) => path.at(-1) === name)?.[1];
  return ecrHost(String(answer('account')), String(answer('region')));
}

/** What will be asked, and what to have at hand. */
function introduction({ noSecrets = false }: Given): string {
  const secrets = noSecrets
    ? []
    : [
        'the right to install an app in your Slack workspace; the link to create it follows',
        "the app's bot token and signing secret, which are stored in SSM in your account",
      ];
  const needs = [
    'the AWS account and Region to deploy to, and credentials for it',
    ...secrets,
    'the id of the Slack channel to post to',
    'what to scan: ECR repositories, ECS clusters or images, and which of them face the internet',
  ];
  return `This writes vulnscan.yml. It asks for about ten things, and nothing is changed before the last answer. Have ready:\n${needs.map((need) => `  - ${need}`).join('\n')}`;
}

/** Without secrets a token in the environment still tells the workspace and the app. */
async function findBot(
  given: Given,
  ask: Ask | undefined,
): Promise<{ bot: Bot; secrets?: Secrets }> {
  const { noSecrets = false, botToken, slackApiUrl } = given;
  if (!noSecrets) return findSecrets(given, ask);
  const answer = botToken === undefined ? {} : await identifyBot(botToken, slackApiUrl);
  return { bot: typeof answer === 'string' ? {} : answer };
}

/** Flags take precedence over what AWS and Slack report, and those over the file of an earlier run. */
function knownValues(given: Given, { team, app }: Bot): Record<string, string | undefined> {
  const before = (setting: Setting) => {
    const value =
      given.isNew && setting.flag !== 'language' ? undefined : given.document.getIn(setting.path);
    return typeof value === 'string' ? value : undefined;
  };
  const found: Record<string, string | undefined> = {
    account: given.account,
    region: given.region,
    team,
    app,
  };
  return Object.fromEntries(
    SETTINGS.map((setting) => [
      setting.flag,
      given.flags[setting.flag] ?? found[setting.flag] ?? before(setting),
    ]),
  );
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
