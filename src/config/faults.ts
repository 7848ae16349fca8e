import type * as z from 'zod/mini';
import { hint, nearest } from './did-you-mean';

/** One fault in vulnscan.yml, with the path of the setting, such as ['slack', 'channel']. */
export interface ConfigFault {
  path: (string | number)[];
  message: string;
}

type Issue = z.core.$ZodIssue;

/** Names of the settings, by the dotted path of what they are in; '' is the file. */
export type KnownSettings = Record<string, string[]>;

/** Where to find what is missing. */
const SOURCES: Record<string, string> = {
  'slack.app':
    'is missing; npm run setup fills it in, or copy the App ID from Basic Information at api.slack.com/apps',
};

/** zod's issues in the words of the person who wrote the file. */
export function faultsOf(
  issues: readonly Issue[],
  known: KnownSettings,
  parent: ConfigFault['path'] = [],
): ConfigFault[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path.filter((part) => typeof part !== 'symbol')];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a known setting${hint(settingLike(key, path, known))}`,
      }));
    const meant = issue.code === 'invalid_union' ? branchOf(issue) : undefined;
    if (meant !== undefined) return faultsOf(meant, known, path);
    return [{ path, message: messageOf(issue, path) }];
  });
}

function messageOf(issue: Issue, path: ConfigFault['path']): string {
  const { input } = issue;
  if (input === null) return 'is empty; give it a value, or remove the line';
  if (input === undefined) return SOURCES[path.join('.')] ?? 'is missing';
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return `must be ${values.join(', ')}${hint(nearest(String(input), values))}`;
  }
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.expected === 'string' && typeof input !== 'object')
    return 'must be in quotes, because YAML reads it as something else than text';
  if (issue.expected === 'array') return 'must be a list, such as [a, b]';
  if (issue.expected === 'object' || issue.expected === 'record')
    return 'must have settings of its own, indented below it';
  return issue.message;
}

/** Of the forms that `images` may have, the issues of the one that was meant. */
function branchOf({ input, errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const [list, ecr, ecs] = errors;
  if (Array.isArray(input)) return list;
  if (typeof input !== 'object' || input === null) return undefined;
  if ('ecr' in input) return ecr;
  return 'ecs' in input ? ecs : undefined;
}

/** A setting with nearly this name in the same section, or with exactly this name in another. */
function settingLike(
  key: string,
  path: ConfigFault['path'],
  known: KnownSettings,
): string | undefined {
  const here = nearest(key, known[path.join('.')] ?? []);
  if (here !== undefined) return here;
  const [section] = Object.entries(known).find(([, names]) => names.includes(key)) ?? [];
  return section === undefined ? undefined : [section, key].filter((part) => part !== '').join('.');
}
