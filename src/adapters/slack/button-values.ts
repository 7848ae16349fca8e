import * as z from 'zod/mini';
import { defined } from '../../domain/defined';
import {
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
  /** A fixed version is known, so that "until a fix exists" would end at the next scan. */
  fixable: boolean;
  /** No fix is to be expected, so that "until a fix exists" would never end. */
  hopeless: boolean;
  /** What the finding is in, if it is not only in images. `mixed`: several kinds. */
  kind?: TargetKind | 'mixed';
}

/** Id, product, base, number of images, whether there is a fix (`FIX`), what it is in if it is no image. */
const FindingTuple = z.tuple([z.string(), z.string(), z.int(), z.int(), z.int()], z.string());
const FIX = { none: 0, out: 1, never: 2 };
const KINDS = [...TARGET_KINDS, 'mixed'] as const;

/** The value of an entry's buttons. Undefined when it is longer than `limit` characters; then there is no button. */
export function buttonValue(
  { finding, base }: Pick<AlertEntry, 'finding' | 'base'>,
  limit: number,
): string | undefined {
  const text = JSON.stringify([
    finding.id,
    finding.productArn,
    base,
    finding.images.length,
    hasFix(finding) ? FIX.out : isHopeless(finding) ? FIX.never : FIX.none,
    ...kindOf(finding.images),
  ] satisfies z.infer<typeof FindingTuple>);
  return text.length > limit ? undefined : text;
}

export function readFindingValue(text: string | undefined): FindingValue | undefined {
  const tuple = readJson(FindingTuple, text);
  if (tuple === undefined) return undefined;
  const [id, productArn, base, images, fix, name] = tuple;
  const kind = KINDS.find((each) => each === name);
  const flags = { fixable: fix === FIX.out, hopeless: fix === FIX.never };
  return { key: { id, productArn }, base, images, ...flags, ...defined({ kind }) };
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
