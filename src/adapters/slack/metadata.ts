import * as z from 'zod/mini';
import type { ImageOutcome, ScanReport } from '../../domain/scan';
import { ScanCompletedSchema } from '../scan-event-schema';
import { readJson } from './button-values';
import { plain } from './escape';

/*
 * Message metadata: which findings a message shows, and in which state. Everyone in the workspace can read it, so it
 * holds keys and states but no secrets.
 */
export const EVENT = {
  alert: 'vulnscan_alert',
  page: 'vulnscan_page',
  digest: 'vulnscan_digest',
  scan: 'vulnscan_scan',
  health: 'vulnscan_health',
} as const;

const Entry = z.object({
  key: z.string(),
  state: z.enum(['open', 'decided']),
  decision: z.optional(z.string()),
});
/** One finding of a message: its state, and the `updatedBy` of the note that is shown. */
type EntryFacts = z.infer<typeof Entry>;

/** Security Hub's limit for `updatedBy`, so that it is kept whole: it is compared with the finding's note. */
const MAX_DECISION = 512;

export function entryFacts({ key, state, decision }: EntryFacts): Record<string, string> {
  return {
    key,
    state,
    ...(decision !== undefined && { decision: [...decision].slice(0, MAX_DECISION).join('') }),
  };
}

const Metadata = z.object({
  event_type: z.string(),
  event_payload: z.object({
    entries: z.optional(z.array(Entry)),
    scan: z.optional(z.string()),
    task: z.optional(z.string()),
    report: z.optional(z.string()),
    kind: z.optional(z.string()),
    state: z.optional(z.string()),
    since: z.optional(z.string()),
  }),
});
export type Metadata = z.infer<typeof Metadata>;

/** Undefined for a message without metadata of ours. */
export function readMetadata(value: unknown): Metadata | undefined {
  const parsed = Metadata.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

const Report: z.ZodMiniType<ScanReport> = z.object({
  images: z.array(z.string()),
  taskArn: z.string(),
  requestedBy: z.exactOptional(z.string()),
  state: z.enum(['queued', 'pulling', 'scanning', 'done', 'failed', 'cancelled']),
  done: z.exactOptional(z.number()),
  total: z.exactOptional(z.number()),
  current: z.exactOptional(z.string()),
  problem: z.exactOptional(z.string()),
  problemCode: z.exactOptional(z.string()),
  startedAt: z.string(),
  completed: z.exactOptional(ScanCompletedSchema),
});

/** Reads what `writeReport` wrote; undefined for anything else. */
export function readReport(text: string | undefined): ScanReport | undefined {
  return readJson(Report, text);
}

/** Characters. Slack publishes no limit for metadata; with the report it stays below 8,000. */
const MAX_REPORT = 7000;

/** The report as JSON. One that is too long keeps only images that failed, as many as fit. */
export function writeReport(report: ScanReport): string {
  const whole = JSON.stringify(report);
  if (escapedLength(whole) <= MAX_REPORT) return whole;
  const failed = (report.completed?.images ?? []).filter((image) => image.error !== undefined);
  for (let kept = Math.min(failed.length, 10); kept > 0; kept -= 1) {
    const text = JSON.stringify(shorten(report, failed.slice(0, kept), 20));
    if (escapedLength(text) <= MAX_REPORT) return text;
  }
  return JSON.stringify(shorten(report, [], 3));
}

/** Length inside the metadata, where the report is a string and each of its quotes is escaped. */
function escapedLength(text: string): number {
  return JSON.stringify(text).length;
}

function shorten(report: ScanReport, failed: ImageOutcome[], names: number): ScanReport {
  const { completed, problem, current } = report;
  const images = failed.map(({ image, error = '', errorCode }) => ({
    image: plain(image, 200),
    error: plain(error, 200),
    ...(errorCode !== undefined && { errorCode: plain(errorCode, 60) }),
  }));
  return {
    ...report,
    images: report.images.slice(0, names).map((image) => plain(image, 200)),
    ...(problem !== undefined && { problem: plain(problem, 500) }),
    ...(current !== undefined && { current: plain(current, 200) }),
    ...(completed !== undefined && { completed: { ...completed, images } }),
  };
}
