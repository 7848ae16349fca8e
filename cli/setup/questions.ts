import { checkConfig } from '../../src/config/config';

/** A setting without a default, or one that most people want to choose. */
export interface Setting {
  flag: string;
  path: string[];
  message: string;
  /** For `--help`. */
  help: string;
}

/** In the order of the questions. */
export const SETTINGS: Setting[] = [
  {
    flag: 'account',
    path: ['aws', 'account'],
    message: 'AWS account (12 digits)',
    help: 'AWS account; by default that of the credentials',
  },
  {
    flag: 'region',
    path: ['aws', 'region'],
    message: 'AWS Region',
    help: 'AWS Region, such as eu-west-1',
  },
  {
    flag: 'team',
    path: ['slack', 'team'],
    message: 'Slack workspace id',
    help: 'Slack workspace id; by default that of the bot token',
  },
  {
    flag: 'app',
    path: ['slack', 'app'],
    message: 'Slack app id (App ID under Basic Information at api.slack.com/apps)',
    help: 'Slack app id; by default that of the bot token',
  },
  {
    flag: 'channel',
    path: ['slack', 'channel'],
    message: "Slack channel id (at the bottom of the channel's details)",
    help: 'id of the channel to post to',
  },
  {
    flag: 'language',
    path: ['slack', 'language'],
    message: 'Language of the messages',
    help: 'en or ja',
  },
];

/** What the schema of vulnscan.yml finds wrong with one setting; undefined when it is valid. */
export function faultOf(path: string[], value: unknown): string | undefined {
  const nested = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return checkConfig(nested).find((fault) => path.every((key, index) => fault.path[index] === key))
    ?.message;
}

export type ImagesAnswer =
  | string[]
  | { ecr: { repositories: string[]; tags?: string[] } }
  | { ecs: { clusters: string[] } };

/** Parses `list:api:latest,web`, `ecr:team/*,web` or `ecs:prod`. Without a prefix it is a list. */
export function parseImages(text: string): ImagesAnswer {
  const [, kind = 'list', rest = ''] = /^(?:(list|ecr|ecs):)?(.*)$/.exec(text.trim()) ?? [];
  const names = rest
    .split(/[\s,]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (kind === 'ecr') return { ecr: { repositories: names } };
  return kind === 'ecs' ? { ecs: { clusters: names } } : names;
}
