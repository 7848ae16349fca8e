import { checkConfig } from '../../src/config/config';

/** One setting that somebody has to give; everything else has a default. */
export interface Setting {
  flag: string;
  path: string[];
  message: string;
  /** What `--help` says. */
  help: string;
}

/** In the order they are asked in: AWS, then Slack, then what is scanned. */
export const SETTINGS: Setting[] = [
  {
    flag: 'account',
    path: ['aws', 'account'],
    message: 'AWS account (12 digits)',
    help: 'AWS account; the one of the credentials unless told',
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
    message: "The workspace's id",
    help: 'Slack workspace id; the one of the bot token unless told',
  },
  {
    flag: 'channel',
    path: ['slack', 'channel'],
    message: "The channel's id (open the channel's details: it is at the bottom)",
    help: 'id of the channel that is posted to',
  },
  {
    flag: 'language',
    path: ['slack', 'language'],
    message: 'Language of the messages',
    help: 'en or ja',
  },
];

/** What is wrong with one setting, judged by the schema of vulnscan.yml; undefined when nothing is. */
export function faultOf(path: string[], value: unknown): string | undefined {
  const nested = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return checkConfig(nested).find((fault) => path.every((key, index) => fault.path[index] === key))
    ?.message;
}

export type ImagesAnswer =
  | string[]
  | { ecr: { repositories: string[]; tags?: string[] } }
  | { ecs: { clusters: string[] } };

/** `list:api:latest,web`, `ecr:team/*,web` or `ecs:prod`; without a word in front it is a list. */
export function parseImages(text: string): ImagesAnswer {
  const [, kind = 'list', rest = ''] = /^(?:(list|ecr|ecs):)?(.*)$/.exec(text.trim()) ?? [];
  const names = rest
    .split(/[\s,]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (kind === 'ecr') return { ecr: { repositories: names } };
  return kind === 'ecs' ? { ecs: { clusters: names } } : names;
}
