import { nearest } from './closest-word';
import { asksForHelp, isHelp, wordsOf } from './command-words';
import { defined } from './defined';
import { SEVERITIES, type Severity } from './finding';
import { formatReference, imageName, isImageReference, parseImageReference } from './image';
import type { Question } from './job';
import type { OpenFilter } from './open-filter';

/** A valid text of `/vulnscan`, parsed. */
export type Command =
  | { do: 'help' }
  /** No images means all that are configured. */
  | { do: 'scan'; images: string[] }
  | { do: 'ask'; question: Question }
  | { do: 'cancel' };

/** Why a text is invalid, with what is needed to suggest a valid one. */
export type CommandFault =
  | { fault: 'unknown-image'; asked: string; nearest?: string }
  | { fault: 'bad-reference'; asked: string }
  | { fault: 'bad-severity'; asked: string; nearest?: string }
  | { fault: 'bad-page'; asked: string }
  | { fault: 'bad-vulnerability'; asked: string }
  | { fault: 'one-vulnerability' }
  | { fault: 'too-many'; most: number };

export interface CommandContext {
  /** References as configured, such as `api:latest` or `REGISTRY/api:latest`; empty where images are read from a registry or cluster. */
  images: string[];
  /** Repository names with `*`, where images are read from a registry. */
  repositories: string[];
  /** True where any repository of the first registry may be named (images come from ECS clusters). */
  anyRepository: boolean;
  /** Registry hosts that may be scanned, the account's own first. */
  registries: string[];
}

const KEYWORDS = ['all', 'status', 'open', 'affected', 'help', 'cancel'];
const MAX_TARGETS = 20;
const VULNERABILITY = /^[A-Z][A-Z0-9]{1,15}-[A-Za-z0-9][A-Za-z0-9:.-]{1,60}$/;
/** Ids that are understood without `affected`; narrower, because an image may be called cve-search. */
const BARE_ID =
  /^(CVE-\d[\d-]*|GHSA(-[0-9A-Za-z]{4}){3}|(ALAS|DLA|DSA|ELSA|GMS|NSWG|PYSEC|RHSA|RUSTSEC|TEMP)[0-9]?-.*\d.*)$/;

/**
 * Parses the text of /vulnscan. Never throws: an invalid text gives a fault. A first word that is no keyword is a
 * vulnerability id or an image, so that a scan needs no keyword.
 */
export function parseCommand(text: string, context: CommandContext): Command | CommandFault {
  const words = wordsOf(text);
  const [first = 'all', ...rest] = words;
  const keyword = first.toLowerCase();
  if (isHelp(first) || words.some(asksForHelp)) return { do: 'help' };
  if (keyword === 'all' && rest.length === 0) return { do: 'scan', images: [] };
  if (keyword === 'status' && rest.length === 0)
    return { do: 'ask', question: { about: 'status' } };
  if (keyword === 'cancel' && rest.length === 0) return { do: 'cancel' };
  if (keyword === 'open') return parseOpen(rest, context);
  if (keyword === 'affected') return parseAffected(rest);
  if (KEYWORDS.includes(keyword))
    return { fault: 'unknown-image', asked: words.join(' '), nearest: keyword };
  return BARE_ID.test(canonicalId(first)) ? parseAffected(words) : parseScan(words, context);
}

/** `open [severity ...] [overdue or nofix] [image] [page]`, in any order. */
function parseOpen(words: string[], context: CommandContext): Command | CommandFault {
  const pages = words.filter((word) => /^\d+\w{0,2}$/.test(word));
  const [page = '1', another] = pages;
  if (another !== undefined || !/^[1-9]\d{0,3}$/.test(page)) {
    return { fault: 'bad-page', asked: pages.join(' ') };
  }
  const filter = readFilter(
    words.filter((word) => !pages.includes(word)),
    context,
  );
  if ('fault' in filter) return filter;
  return { do: 'ask', question: { about: 'open', page: Number(page), ...filter } };
}

function readFilter(words: string[], context: CommandContext): OpenFilter | CommandFault {
  const severities = new Set<Severity>();
  const filter: OpenFilter = {};
  for (const word of words) {
    const severity = readSeverity(word);
    const lower = word.toLowerCase();
    const due = DUE_WORDS.find((each) => each === lower);
    if (severity !== undefined) severities.add(severity);
    else if (due !== undefined && filter.due === undefined) filter.due = due;
    else if (filter.image === undefined && isOpenImage(lower, context)) filter.image = lower;
    else return badFilter(word, context);
  }
  const chosen = SEVERITIES.filter((severity) => severities.has(severity));
  return { ...filter, ...(chosen.length > 0 && { severities: chosen }) };
}

const DUE_WORDS = ['overdue', 'nofix'] as const;

function badFilter(word: string, context: CommandContext): CommandFault {
  const known = [...SEVERITIES, ...DUE_WORDS, ...knownNames(context)];
  const near = nearest(word, known)?.toLowerCase();
  // A second image or due date is a known word, which is no suggestion.
  const isOther = near !== word.toLowerCase();
  return { fault: 'bad-severity', asked: word, ...(isOther && defined({ nearest: near })) };
}

/** Characters of an image's name in a question. */
const LONGEST_IMAGE = 75;

/** A configured image, or where images are found in a registry or cluster any name that is not nearly another word. */
function isOpenImage(word: string, context: CommandContext): boolean {
  if (word.length > LONGEST_IMAGE) return false;
  if (context.images.some((image) => namesOf(image).includes(word))) return true;
  if (parse(word) === undefined || nearest(word, [...SEVERITIES, ...DUE_WORDS])) return false;
  return context.anyRepository || context.repositories.some((glob) => matches(glob, word));
}

/** Trivy's UNKNOWN is INFORMATIONAL here. */
function readSeverity(word: string): Severity | undefined {
  const upper = word.toUpperCase();
  if (upper === 'UNKNOWN') return 'INFORMATIONAL';
  return SEVERITIES.find((severity) => severity === upper);
}

function parseAffected(words: string[]): Command | CommandFault {
  const ids = words.map(canonicalId);
  const [id = ''] = ids;
  if (ids.length === 0 || !ids.every((each) => VULNERABILITY.test(each))) {
    return { fault: 'bad-vulnerability', asked: words.join(' ') };
  }
  if (ids.length > 1) return { fault: 'one-vulnerability' };
  return { do: 'ask', question: { about: 'affected', vulnerabilityId: id } };
}

/** CVE ids are upper case; GitHub's have an upper-case prefix and a lower-case rest. */
function canonicalId(word: string): string {
  if (/^cve-/i.test(word)) return word.toUpperCase();
  return /^ghsa-/i.test(word) ? `GHSA-${word.slice('GHSA-'.length).toLowerCase()}` : word;
}

function parseScan(words: string[], context: CommandContext): Command | CommandFault {
  if (words.length > MAX_TARGETS) return { fault: 'too-many', most: MAX_TARGETS };
  const images: string[] = [];
  for (const word of words) {
    const image = resolveImage(word, context);
    if (typeof image !== 'string') return image;
    images.push(image);
  }
  return { do: 'scan', images: [...new Set(images)] };
}

/**
 * The reference that the scanner gets: a configured image, given by its reference or its name; or a reference that
 * starts with an allowed registry host. Anything else is a fault.
 */
function resolveImage(word: string, context: CommandContext): string | CommandFault {
  const configured = findConfigured(word, context.images);
  if (configured !== undefined) return configured;
  const reference = parse(word);
  if (reference === undefined) return { fault: 'bad-reference', asked: word };
  if (reference.registry !== undefined) {
    return context.registries.includes(reference.registry)
      ? formatReference(reference)
      : { fault: 'bad-reference', asked: word };
  }
  const sibling = siblingOf(reference.repository, context.images);
  if (sibling !== undefined) return `${sibling}/${formatReference(reference)}`;
  const [home] = context.registries;
  const listed = context.repositories.some((glob) => matches(glob, reference.repository));
  if (home !== undefined && (listed || context.anyRepository))
    return `${home}/${formatReference(reference)}`;
  const near = nearest(word, [...KEYWORDS, ...knownNames(context)]);
  return { fault: 'unknown-image', asked: word, ...defined({ nearest: near }) };
}

function parse(word: string) {
  return isImageReference(word) ? parseImageReference(word) : undefined;
}

function findConfigured(word: string, images: string[]): string | undefined {
  const byReference = images.find((image) => image === word);
  if (byReference !== undefined) return byReference;
  const named = images.filter((image) => namesOf(image).includes(word));
  return named.length === 1 ? named[0] : undefined;
}

/** The registry of a configured image of this repository: another tag of it is named without its registry. */
function siblingOf(repository: string, images: string[]): string | undefined {
  return images.map(parse).find((image) => image?.repository === repository)?.registry;
}

/** The names of a configured image: the last part of its path, its repository, and with its registry. */
function namesOf(image: string): string[] {
  const reference = parse(image);
  if (reference === undefined) return [];
  const { repository } = reference;
  return [repository.slice(repository.lastIndexOf('/') + 1), repository, imageName(reference)];
}

/** The image names to suggest to a person who named an unknown image. */
export function knownNames(context: CommandContext): string[] {
  const names = context.images.map((image) => parse(image)?.repository ?? image);
  return [...new Set([...names, ...context.repositories])];
}

/** `*` matches any characters. Not done with a regular expression, because the pattern comes from a file. */
export function matches(glob: string, name: string): boolean {
  const [head = '', ...parts] = glob.split('*');
  if (parts.length === 0) return glob === name;
  const tail = parts.pop() ?? '';
  if (!name.startsWith(head) || !name.slice(head.length).endsWith(tail)) return false;
  let rest = name.slice(head.length, name.length - tail.length);
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}
