import * as z from 'zod/mini';
import type { ImageOutcome, ScanReport } from '../../domain/scan';
import { plain } from './escape';
import { parseJson } from './values';

/*
 * What a message says about itself to us: which findings it shows and how they stood. Anybody in the workspace can
 * read it, so it holds keys and states, no secrets; Security Hub stays the truth.
 */
export const EVENT = {
  alert: 'vulnscan_alert',
  page: 'vulnscan_page',
  digest: 'vulnscan_digest',
  scan: 'vulnscan_scan',
  health: 'vulnscan_health',
} as const;

type EntryState = 'open' | 'decided';

/** What the message says of one finding: how it stands, and whose note it shows (the note's `updatedBy`). */
export interface EntryFacts {
  key: string;
  state: EntryState;
  decision?: string | undefined;
}

/** Security Hub's own limit: the field is compared with the note it came from, so that it is kept whole. */
const MAX_DECISION = 512;

export function entryFacts({ key, state, decision }: EntryFacts): Record<string, string> {
  return {
    key,
    state,
    ...(decision !== undefined && { decision: [...decision].slice(0, MAX_DECISION).join('') }),
  };
}

const Entry = z.object({
  key: z.string(),
  state: z.enum(['open', 'decided']),
  decision: z.optional(z.string()),
});

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

/** Undefined for a message that carries none of ours. */
export function readMetadata(value: unknown): Metadata | undefined {
  const parsed = Metadata.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

const Counts = z.object({
  new: z.number(),
  reopened: z.number(),
  fixed: z.number(),
  unchanged: z.number(),
});

const Report = z.object({
  images: z.array(z.string()),
  taskArn: z.string(),
  requestedBy: z.optional(z.string()),
  state: z.enum(['queued', 'pulling', 'scanning', 'done', 'failed', 'cancelled']),
  done: z.optional(z.number()),
  total: z.optional(z.number()),
  current: z.optional(z.string()),
  problem: z.optional(z.string()),
  problemCode: z.optional(z.string()),
  startedAt: z.string(),
  completed: z.optional(
    z.object({
      type: z.literal('Scan Completed'),
      scanId: z.string(),
      at: z.string(),
      taskArn: z.optional(z.string()),
      counts: Counts,
      images: z.array(
        z.object({
          image: z.string(),
          findings: z.optional(z.record(z.string(), z.number())),
          error: z.optional(z.string()),
          errorCode: z.optional(z.string()),
        }),
      ),
      refused: z.number(),
      held: z.number(),
      durationMs: z.number(),
      trivyVersion: z.optional(z.string()),
      databaseAt: z.optional(z.string()),
      error: z.optional(z.string()),
      errorCode: z.optional(z.string()),
    }),
  ),
});

/** What `writeReport` wrote; undefined when somebody else wrote it. */
const ShownReport = z.custom<ScanReport>((value) => Report.safeParse(value).success);

export function readReport(text: string | undefined): ScanReport | undefined {
  const parsed = ShownReport.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Slack publishes no limit for metadata; 8 kB is kept, the report being nearly all of it. */
const MAX_REPORT = 7000;

/** A report of very many images keeps those that failed and drops the rest, until it fits. */
export function writeReport(report: ScanReport): string {
  const whole = JSON.stringify(report);
  if (weight(whole) <= MAX_REPORT) return whole;
  const failed = (report.completed?.images ?? []).filter((image) => image.error !== undefined);
  for (let kept = Math.min(failed.length, 10); kept > 0; kept -= 1) {
    const text = JSON.stringify(shorten(report, failed.slice(0, kept), 20));
    if (weight(text) <= MAX_REPORT) return text;
  }
  return JSON.stringify(shorten(report, [], 3));
}

/** Inside the metadata a report is a string, so that each of its quotes weighs two. */
function weight(text: string): number {
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
