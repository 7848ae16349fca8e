import * as z from 'zod/mini';
import { defined } from '../../../domain/defined';
import { SEVERITIES } from '../../../domain/finding';
import type { BulkFilter } from '../../../domain/job';
import { DUE_SOON_MS } from '../../../domain/timing';
import type { Decision } from '../../../domain/workflow';
import { ALL } from '../blocks/choices';
import { readJson, TriageValue } from '../button-values';
import { LIMITS } from '../limits';
import type { FormText } from '../text/form-text';
import {
  type Missing,
  readOption,
  readReasons,
  readText,
  UNTIL_CHOICES,
  untilOf,
  type Values,
} from './inputs';

/** What is open of the scan, as the worker counted it. */
const Counts = z.object({
  total: z.int(),
  bySeverity: z.partialRecord(z.enum(SEVERITIES), z.int()),
  images: z.array(z.object({ name: z.string(), count: z.int() })),
  fixable: z.int(),
  overdue: z.int(),
  soon: z.int(),
});
export type Counts = z.infer<typeof Counts>;

const TriageContext = z.extend(TriageValue, {
  /** Absent until the worker has counted. */
  counts: z.optional(Counts),
  channel: z.optional(z.string()),
  ts: z.optional(z.string()),
  responseUrl: z.optional(z.string()),
});
export type TriageContext = z.infer<typeof TriageContext>;

/** How soon it is due, and within how many milliseconds. */
export const DUE = ['overdue', 'soon'] as const;
const WITHIN = { overdue: 0, soon: DUE_SOON_MS };

/** The filters chosen so far; `image` is an `imageChoice`: the order of the images changes with every count. */
const TriageChoice = z.object({
  severity: z.optional(z.enum(SEVERITIES)),
  image: z.optional(z.string()),
  /** Whether a fixed version is known. */
  fix: z.optional(z.boolean()),
  due: z.optional(z.enum(DUE)),
});
export type TriageChoice = z.infer<typeof TriageChoice>;

/** The value of an option: only findings with a fixed version, or only those without. */
export function fixCode(fix: boolean | undefined): string | undefined {
  if (fix === undefined) return undefined;
  return fix ? 'yes' : 'no';
}

/** Drops images from the end until it fits. */
export function writeContext(context: TriageContext): string {
  const text = JSON.stringify(context);
  const { counts } = context;
  if (text.length <= LIMITS.privateMetadata || counts === undefined) return text;
  const images = counts.images.slice(0, -1);
  const { counts: _, ...rest } = context;
  return writeContext(
    counts.images.length === 0 ? rest : { ...rest, counts: { ...counts, images } },
  );
}

export function readTriageContext(privateMetadata: string | undefined): TriageContext | undefined {
  return readJson(TriageContext, privateMetadata);
}

export function readChoice(values: Values): TriageChoice {
  const severity = readOption(values, 'severity', 'triage_filter');
  const image = readOption(values, 'image', 'triage_filter');
  const fix = readOption(values, 'fix', 'triage_filter');
  const due = readOption(values, 'due', 'triage_filter');
  return {
    severity: SEVERITIES.find((known) => known === severity),
    image: image === ALL ? undefined : image,
    fix: [true, false].find((known) => fixCode(known) === fix),
    due: DUE.find((known) => known === due),
  };
}

export interface Triage {
  filter: BulkFilter;
  decision: Decision;
}

/** What was submitted, or what is missing. */
export function readTriage(
  context: TriageContext,
  values: Values,
  text: FormText,
  now: Date,
): Triage | Missing {
  const decision = readOption(values, 'decision');
  const filter = filterOf(context, values, now);
  if (decision === 'resolve') {
    const reason = readText(values, 'reason');
    const words = text.suppress.reasonMissing;
    return reason === ''
      ? { missing: 'reason', words }
      : { filter, decision: { kind: 'resolve', reason } };
  }
  const until = UNTIL_CHOICES.find((known) => known === decision);
  if (until === undefined) return { missing: 'decision', words: text.triage.decisionMissing };
  const reasons = readReasons(values, text);
  if ('missing' in reasons) return reasons;
  return { filter, decision: { kind: 'suppress', until: untilOf(until, now), ...reasons } };
}

export function filterOf(context: TriageContext, values: Values, now: Date): BulkFilter {
  const { severity, image, fix, due } = readChoice(values);
  const packageName = readText(values, 'package');
  const dueBy = due && new Date(now.getTime() + WITHIN[due]).toISOString();
  return {
    scanId: context.scanId,
    ...(severity !== undefined && { severities: [severity] }),
    ...(packageName !== '' && { packageName }),
    ...defined({ image, fix, dueBy }),
  };
}

const FormState = z.object({ context: TriageContext, choice: TriageChoice });

/** What the worker needs to redraw the form with its counts. */
export function writeFormState(context: TriageContext, choice: TriageChoice): string {
  return JSON.stringify({ context, choice });
}

export function readFormState(state: string): z.infer<typeof FormState> | undefined {
  return readJson(FormState, state);
}
