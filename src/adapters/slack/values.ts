import * as z from 'zod/mini';
import type { FindingKey } from '../../domain/finding';
import { SEVERITIES } from '../../domain/finding';

/*
 * What travels in a button and comes back with a click. Slack signs the way back, so nobody can forge a value, but
 * the message may be old: a value says what was meant, never what is true now.
 */

/** A button of one finding. Kept short, since ten findings share one message's 12,000 characters. */
export interface FindingValue {
  key: FindingKey;
  generation: number;
  /** How many images the finding is in, for the modal. */
  images: number;
  /** A fixed version is known: "until a fix exists" would end at the next scan. */
  fixable: boolean;
}

/** The buttons of older messages say nothing of a fix. */
const FindingTuple = z.union([
  z.tuple([z.string(), z.string(), z.int(), z.int(), z.int()]),
  z.tuple([z.string(), z.string(), z.int(), z.int()]),
]);

/** Undefined when the value would not fit in a button; then there is no button. */
export function writeFindingValue(value: FindingValue, limit: number): string | undefined {
  const text = JSON.stringify([
    value.key.id,
    value.key.productArn,
    value.generation,
    value.images,
    value.fixable ? 1 : 0,
  ] satisfies z.infer<typeof FindingTuple>);
  return text.length > limit ? undefined : text;
}

export function readFindingValue(text: string | undefined): FindingValue | undefined {
  const parsed = FindingTuple.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const [id, productArn, generation, images, fixable = 0] = parsed.data;
  return { key: { id, productArn }, generation, images, fixable: fixable === 1 };
}

/** The digest's button: which scan, and what it found, so that the modal can count without asking anybody. */
export const TriageValue = z.object({
  scanId: z.string(),
  total: z.int(),
  bySeverity: z.partialRecord(z.enum(SEVERITIES), z.int()),
  images: z.array(z.tuple([z.string(), z.int()])),
});
export type TriageValue = z.infer<typeof TriageValue>;

/** Drops images from the end until it fits. */
export function writeTriageValue(value: TriageValue, limit: number): string {
  const text = JSON.stringify(value);
  if (text.length <= limit || value.images.length === 0) return text;
  return writeTriageValue({ ...value, images: value.images.slice(0, -1) }, limit);
}

export function readTriageValue(text: string | undefined): TriageValue | undefined {
  const parsed = TriageValue.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
