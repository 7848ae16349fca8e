import * as z from 'zod/mini';
import { assumptionsOf } from '../../domain/decision-scope';
import { defined } from '../../domain/defined';
import {
  type Finding,
  type FindingKey,
  hasFix,
  isHopeless,
  TARGET_KINDS,
  type TargetKind,
} from '../../domain/finding';
import { parseJson } from '../../domain/json';
import type { AlertEntry, CardRef, RemedyCard, RemedyLine } from '../../domain/message';
import { unnamedIn } from '../../domain/remedy-rows';
import { cutText } from '../../domain/text';
import { imageCount } from '../../domain/unnamed-images';
import { stateOf } from './blocks/decision';
import { clean } from './escape';
import { LIMITS } from './limits';

/*
 * Values of buttons, which come back with a click. Slack signs requests, so a value can't be forged, but the message
 * may be old: a value says what the person clicked on, not the finding's current state.
 */

/** Value of a finding's buttons. Kept short, since ten findings share one message's 12,000 characters. */
export interface FindingValue {
  key: FindingKey;
  /** The appearance that was clicked. */
  base: number;
  /** How many images the finding is in, for the modal. */
  images: number;
  /** The first of them, where there is room. */
  names: string[];
  facts: FindingFacts;
  /** A fixed version is known, so that "until a fix exists" would end at the next scan. */
  fixable: boolean;
  /** No fix is to be expected, so that "until a fix exists" would never end. */
  hopeless: boolean;
  /** What the finding is in, if it is not only in images. `mixed`: several kinds. */
  kind?: TargetKind | 'mixed';
}

/** What is so of it already, so that it is not asked again for that. */
export const FindingFacts = z.object({
  exploited: z.boolean(),
  exposed: z.boolean(),
  /** It can't be rated higher. */
  highest: z.boolean(),
});
export type FindingFacts = z.infer<typeof FindingFacts>;

/**
 * Id, product, base, number of images, whether there is a fix (`FIX`); then what it is in if it is no image, `!` with the
 * letters of its facts, and `@` with the name of an image.
 */
const FindingTuple = z.tuple([z.string(), z.string(), z.int(), z.int(), z.int()], z.string());
const FIX = { none: 0, out: 1, never: 2 };
const KINDS = [...TARGET_KINDS, 'mixed'] as const;

/** The value of an entry's buttons. Undefined when it is longer than `limit` characters; then there is no button. */
export function buttonValue(
  entry: Pick<AlertEntry, 'finding' | 'base'>,
  limit: number,
): string | undefined {
  const names = namesOf(entry.finding);
  const whole = textOf(entry, names);
  if (whole.length <= Math.min(limit, WITH_NAMES)) return whole;
  const text = textOf(entry, []);
  return text.length > limit ? undefined : text;
}

function textOf({ finding, base }: Pick<AlertEntry, 'finding' | 'base'>, names: string[]): string {
  return JSON.stringify([
    finding.id,
    finding.productArn,
    base,
    imageCount(finding),
    hasFix(finding) ? FIX.out : isHopeless(finding) ? FIX.never : FIX.none,
    ...kindOf(finding.images),
    ...factLetters(finding),
    ...names.map((name) => `@${name}`),
  ] satisfies z.infer<typeof FindingTuple>);
}

/** Characters up to which a value names images: ten findings with two buttons share a message. */
const WITH_NAMES = 240;
const MOST_NAMES = 3;

function namesOf({ images }: Finding): string[] {
  return [...new Set(images.map(({ repository }) => repository))].slice(0, MOST_NAMES);
}

function factLetters(finding: Finding): string[] {
  const { exploited, exposed, severity } = assumptionsOf(finding);
  const letters = `${exploited ? 'x' : ''}${exposed ? 'e' : ''}${severity === 'CRITICAL' ? 'h' : ''}`;
  return letters === '' ? [] : [`!${letters}`];
}

export function readFindingValue(text: string | undefined): FindingValue | undefined {
  const tuple = readJson(FindingTuple, text);
  if (tuple === undefined) return undefined;
  const [id, productArn, base, images, fix, ...rest] = tuple;
  const { letters: _, ...others } = readRest(rest);
  const flags = { fixable: fix === FIX.out, hopeless: fix === FIX.never };
  return { key: { id, productArn }, base, images, ...flags, ...others };
}

export const CardRefSchema: z.ZodMiniType<CardRef> = z.object({
  card: z.string(),
  remedy: z.string(),
  shown: z.int(),
});

/** Value of a card's buttons. Kept short, since up to five cards share one message's 12,000 characters. */
export interface CardValue {
  ref: CardRef;
  /** The package, cut; vendor text. */
  name: string;
  /** How many findings it decides: the open ones, or those that can be opened again where none is open. */
  count: number;
  /** How many images they are in, for the modal. */
  images: number;
  /** The first three of them, where there is room. */
  names: string[];
  /** What is so of all of them. */
  facts: FindingFacts;
  /** One of them is known to be exploited. */
  warns: boolean;
  /** A fixed version is known for one, so that "until a fix exists" would end at the next scan. */
  fixable: boolean;
  /** No fix is to be expected for any, so that "until a fix exists" would never end. */
  hopeless: boolean;
  /** What they are in, if it is not only images. `mixed`: several kinds. */
  kind?: TargetKind | 'mixed';
  /** Of suppressions that end soon: the day, YYYY-MM-DD. */
  until?: string;
}

/**
 * Key of the card, remedy, members shown, count, number of images, whether there is a fix (`FIX`), package; then as in the
 * value of a finding, with `w` where one is exploited and `x` where all are, and `^` with the day of suppressions that end soon.
 */
const CardTuple = z.tuple(
  [z.string(), z.string(), z.int(), z.int(), z.int(), z.int(), z.string()],
  z.string(),
);

/** Characters of a package's name in a value. */
const VALUE_NAME = 40;

/**
 * The value of a card's buttons, with the names of images if it fits into `limit` characters with them. Undefined where
 * nothing is to be decided, or Slack would refuse it; then there is no button.
 */
export function cardValue(card: RemedyCard, limit: number): string | undefined {
  const findings = decidedBy(card).map(({ finding }) => finding);
  return fitting({ ...card, findings, count: findings.length }, limit, LIMITS.buttonValue);
}

/** The same of an upgrade on one line, of which some findings were read; it is the id of a block: see `MENU`. */
export function lineValue(line: RemedyLine, until?: string): string | undefined {
  const { ref, remedy, first, others = [], open, decides = open } = line;
  const findings = [first, ...others];
  const described = { remedy, findings, count: decides, ...defined({ until }) };
  return ref && fitting({ ref, ...described }, LIMITS.id, LIMITS.id);
}

/** What a value says, of `count` findings of which `findings` are known. */
interface Described extends Pick<RemedyCard, 'ref' | 'remedy'> {
  findings: Finding[];
  count: number;
  until?: string;
}

/** With names of images up to `limit` characters, without them up to `most`. */
function fitting(described: Described, limit: number, most: number): string | undefined {
  if (described.findings.length === 0) return undefined;
  const images = imagesOf(described.findings);
  const names = [...new Set(images.map(({ repository }) => repository))];
  const whole = cardText(described, names.slice(0, MOST_NAMES));
  if (whole.length <= Math.min(limit, WITH_NAMES)) return whole;
  const text = cardText(described, []);
  return text.length > most ? undefined : text;
}

/** The entries that a card's buttons decide: those that are open, else those that a person may open again. */
export function decidedBy({ entries, continued }: RemedyCard): AlertEntry[] {
  if (continued !== undefined) return [];
  const own = entries.filter(({ shownAgain }) => !shownAgain);
  const open = own.filter(({ finding }) => stateOf(finding) === 'open');
  return open.length > 0 ? open : own.filter(({ finding }) => canReopen(finding));
}

/** Only a scan brings back what is no longer detected; a suppression can be lifted even so. */
export function canReopen(finding: Finding): boolean {
  const state = stateOf(finding);
  return state === 'suppressed' || (state === 'resolved' && finding.recordState === 'ACTIVE');
}

/** Each image once. */
function imagesOf(findings: Finding[]): Finding['images'] {
  const images = findings.flatMap((finding) => finding.images);
  return [...new Map(images.map((image) => [`${image.name}:${image.tag}`, image])).values()];
}

function cardText({ ref, remedy, findings, count, until }: Described, names: string[]): string {
  const images = imagesOf(findings);
  const isNever = findings.every(isHopeless);
  return JSON.stringify([
    ref.card,
    ref.remedy,
    ref.shown,
    count,
    images.length + unnamedIn(findings),
    findings.some(hasFix) ? FIX.out : isNever ? FIX.never : FIX.none,
    cutText(clean(remedy.name), VALUE_NAME),
    ...kindOf(images),
    ...lettersOfAll(findings, findings.length >= count),
    ...(until === undefined ? [] : [`^${until}`]),
    ...names.map((name) => `@${name}`),
  ] satisfies z.infer<typeof CardTuple>);
}

/** What is so of all is not known where not all were read. */
function lettersOfAll(findings: Finding[], isComplete: boolean): string[] {
  const all = findings.map(assumptionsOf);
  const letters = [
    all.some(({ exploited }) => exploited) ? 'w' : '',
    isComplete && all.every(({ exploited }) => exploited) ? 'x' : '',
    isComplete && all.every(({ exposed }) => exposed) ? 'e' : '',
    isComplete && all.every(({ severity }) => severity === 'CRITICAL') ? 'h' : '',
  ].join('');
  return letters === '' ? [] : [`!${letters}`];
}

export function readCardValue(text: string | undefined): CardValue | undefined {
  const tuple = readJson(CardTuple, text);
  if (tuple === undefined) return undefined;
  const [card, remedy, shown, count, images, fix, name, ...rest] = tuple;
  const { facts, letters, ...others } = readRest(rest);
  const until = rest.find((each) => each.startsWith('^'))?.slice(1);
  const flags = { fixable: fix === FIX.out, hopeless: fix === FIX.never, ...defined({ until }) };
  const warns = letters.includes('w');
  return { ref: { card, remedy, shown }, name, count, images, facts, warns, ...flags, ...others };
}

function readRest(rest: string[]) {
  const kind = KINDS.find((each) => each === rest[0]);
  const letters = rest.find((each) => each.startsWith('!')) ?? '';
  const facts = {
    exploited: letters.includes('x'),
    exposed: letters.includes('e'),
    highest: letters.includes('h'),
  };
  const names = rest.filter((each) => each.startsWith('@')).map((each) => each.slice(1));
  return { facts, letters, names, ...defined({ kind }) };
}

/** Nothing for images alone. */
function kindOf(images: { kind?: TargetKind }[]): string[] {
  const [kind, ...others] = new Set(images.map((image) => image.kind));
  if (others.length > 0) return ['mixed'];
  return kind === undefined ? [] : [kind];
}

/** Value of a digest's button. Messages of earlier versions say more. */
export const TriageValue = z.object({ scanId: z.string() });
export type TriageValue = z.infer<typeof TriageValue>;

export function writeTriageValue({ scanId }: TriageValue): string {
  return JSON.stringify({ scanId });
}

export function readTriageValue(text: string | undefined): TriageValue | undefined {
  return readJson(TriageValue, text);
}

/** Parses and checks JSON; undefined for anything that does not fit the schema. */
export function readJson<T>(schema: z.ZodMiniType<T>, text: string | undefined): T | undefined {
  const parsed = schema.safeParse(parseJson(text ?? ''));
  return parsed.success ? parsed.data : undefined;
}
