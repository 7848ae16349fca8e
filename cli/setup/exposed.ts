import type { Document } from 'yaml';
import { matches } from '../../src/domain/command';
import { InvalidInput } from '../../src/domain/errors';
import { parseImageReference } from '../../src/domain/image';
import type { Ask } from '../terminal/prompt';
import { faultOf, type ImagesAnswer } from './questions';

/** Choices shown at once; more are named by a pattern. */
const MOST_CHOICES = 20;

const QUESTION = 'Which of these face the internet?';
const UNKNOWN_COUNTS =
  'What is not known counts as exposed to the internet, so that findings are due sooner.';
const DERIVED =
  'Whether the internet reaches a service is read from its load balancers, addresses and security groups. What can’t be seen that way goes under exposed in vulnscan.yml.';

/** The list, or null for "not known", where vulnscan.yml has no list. */
export type ExposedAnswer = string[] | null;

export interface ExposedGiven {
  flags: Partial<Record<string, string>>;
  document: Document;
  isNew: boolean;
  /** Names of a registry's repositories; absent without credentials. */
  listRepositories?: ((registry: string) => Promise<string[]>) | undefined;
}

/** Parses `web,team/*`, `none` or `unknown`. */
function parseExposed(text: string): ExposedAnswer {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 1 && names[0] === 'none') return [];
  return names.length === 0 || (names.length === 1 && names[0] === 'unknown') ? null : names;
}

/** Which images the internet reaches: by the flag, else as the file has it, or asked where there is a terminal. */
export async function settleExposed(
  given: ExposedGiven,
  { images, registry }: { images: ImagesAnswer; registry: string },
  ask: Ask | undefined,
): Promise<ExposedAnswer> {
  const flag = given.flags['exposed'];
  if (flag !== undefined) return checkedExposed(flag);
  const before = exposedBefore(given);
  if (ask === undefined) return before;
  if ('ecs' in images) {
    ask.say(DERIVED);
    return before;
  }
  const found = () => given.listRepositories?.(registry) ?? Promise.resolve([]);
  return askExposed(ask, await candidates(images, found), before);
}

function checkedExposed(text: string): ExposedAnswer {
  const exposed = parseExposed(text);
  const fault = exposed === null ? undefined : faultOf(['exposed'], exposed);
  if (fault === undefined) return exposed;
  throw new InvalidInput('setup', `--exposed: ${fault}; use web,team/*, none or unknown.`);
}

function exposedBefore({ document, isNew }: ExposedGiven): ExposedAnswer {
  if (isNew) return null;
  const { exposed }: { exposed?: string[] } = document.toJS();
  return exposed ?? null;
}

async function askExposed(
  ask: Ask,
  names: string[],
  before: ExposedAnswer,
): Promise<ExposedAnswer> {
  const kept = before === null ? [] : [{ value: 'keep', label: 'As it is in the file' }];
  const kind = await ask.choose(QUESTION, [
    { value: 'some', label: 'Some of them', hint: shown(names) },
    { value: 'none', label: 'None' },
    { value: 'unknown', label: 'I don’t know', hint: UNKNOWN_COUNTS },
    ...kept,
  ]);
  if (kind === 'keep') return before;
  if (kind === 'none') return [];
  if (kind === 'unknown') return null;
  if (names.length > MOST_CHOICES) return askNames(ask);
  const other = { value: '', label: 'Others, by name or pattern' };
  const choices = [...names.map((name) => ({ value: name, label: name })), other];
  const chosen = await ask.chooseMany(QUESTION, choices);
  const listed = chosen.filter((name) => name !== '');
  return chosen.includes('') ? [...listed, ...(await askNames(ask))] : listed;
}

async function askNames(ask: Ask): Promise<string[]> {
  const parse = (answer: string) => answer.split(/[\s,]+/).filter((name) => name !== '');
  const check = (answer: string) =>
    parse(answer).length === 0 ? 'must name at least one' : faultOf(['exposed'], parse(answer));
  const message = 'Names of those that do, separated by spaces; * matches any characters';
  return parse(await ask.text({ message, check }));
}

/** The repositories of the images, as far as the registry can be read; else the names and patterns that were given. */
async function candidates(
  images: ImagesAnswer,
  listRepositories: () => Promise<string[]>,
): Promise<string[]> {
  if (Array.isArray(images)) {
    return [...new Set(images.map((text) => parseImageReference(text).repository))].sort();
  }
  if (!('ecr' in images)) return [];
  const globs = images.ecr.repositories;
  const found = await listRepositories().catch(() => []);
  const matching = found.filter((name) => globs.some((glob) => matches(glob, name)));
  return matching.length > 0 ? matching : globs;
}

function shown(names: string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}
