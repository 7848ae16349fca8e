import * as z from 'zod/mini';
import { assumptionsOf } from '../../domain/decision-scope';
import { defined } from '../../domain/defined';
import {
  type Finding,
  type FindingKey,
  hasFix,
  isHopeless,
  SEVERITIES,
  TARGET_KINDS,
  type TargetKind,
} from '../../domain/finding';
import { parseJson } from '../../domain/json';
import type { AlertEntry } from '../../domain/message';

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
    finding.images.length,
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
  const kind = KINDS.find((each) => each === rest[0]);
  const letters = rest.find((each) => each.startsWith('!')) ?? '';
  const facts = {
    exploited: letters.includes('x'),
    exposed: letters.includes('e'),
    highest: letters.includes('h'),
  };
  const names = rest.filter((each) => each.startsWith('@')).map((each) => each.slice(1));
  const flags = { fixable: fix === FIX.out, hopeless: fix === FIX.never };
  return { key: { id, productArn }, base, images, names, facts, ...flags, ...defined({ kind }) };
}

/** Nothing for images alone. */
function kindOf(images: { kind?: TargetKind }[]): string[] {
  const [kind, ...others] = new Set(images.map((image) => image.kind));
  if (others.length > 0) return ['mixed'];
  return kind === undefined ? [] : [kind];
}

/** Value of a digest's button: the scan and its counts, so that the modal opens without reading Security Hub. */
export const TriageValue = z.object({
  scanId: z.string(),
  total: z.int(),
  bySeverity: z.partialRecord(z.enum(SEVERITIES), z.int()),
  images: z.array(z.tuple([z.string(), z.int()])),
});
export type TriageValue = z.infer<typeof TriageValue>;

/** Drops images from the end until the value fits into `limit` characters. */
export function writeTriageValue(value: TriageValue, limit: number): string {
  const text = JSON.stringify(value);
  if (text.length <= limit || value.images.length === 0) return text;
  return writeTriageValue({ ...value, images: value.images.slice(0, -1) }, limit);
}

export function readTriageValue(text: string | undefined): TriageValue | undefined {
  return readJson(TriageValue, text);
}

/** Parses and checks JSON; undefined for anything that does not fit the schema. */
export function readJson<T>(schema: z.ZodMiniType<T>, text: string | undefined): T | undefined {
  const parsed = schema.safeParse(parseJson(text ?? ''));
  return parsed.success ? parsed.data : undefined;
}
