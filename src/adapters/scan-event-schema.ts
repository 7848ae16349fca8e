import * as z from 'zod/mini';
import { DOUBT_REASONS, HELD_REASONS } from '../domain/evidence';
import { SEVERITIES } from '../domain/finding';
import { FEED_NAMES, type ImageOutcome, type LeftOut, type ScanEvent } from '../domain/scan';

const count = z.int().check(z.minimum(0));

export const OutcomeSchema: z.ZodMiniType<ImageOutcome> = z.object({
  image: z.string(),
  findings: z.exactOptional(z.partialRecord(z.enum(SEVERITIES), count)),
  error: z.exactOptional(z.string()),
  errorCode: z.exactOptional(z.string()),
  doubt: z.exactOptional(
    z.object({ reason: z.enum(DOUBT_REASONS), os: z.exactOptional(z.string()) }),
  ),
});

const held = z.array(
  z.object({ image: z.string(), reason: z.enum(HELD_REASONS), findings: count }),
);

/** Earlier versions wrote only how many findings were held, without their images. */
const heldOnce = z.pipe(
  count,
  z.transform(() => []),
);

const staleFeed = z.object({
  feed: z.enum(FEED_NAMES),
  reason: z.string(),
  code: z.string(),
  copyOf: z.exactOptional(z.string()),
});

export const LeftOutSchema: z.ZodMiniType<LeftOut> = z.object({
  secrets: count,
  misconfigurations: count,
  licenses: count,
  withoutId: count,
});

const due = z.object({
  overdue: count,
  soon: count,
  by: z.exactOptional(z.string()),
  first: z.object({ vulnerabilityId: z.string(), image: z.string(), dueAt: z.string() }),
});

const common = { scanId: z.string(), at: z.string(), taskArn: z.exactOptional(z.string()) };

export const ScanCompletedSchema = z.object({
  type: z.literal('Scan Completed'),
  ...common,
  counts: z.object({
    new: count,
    reopened: count,
    fixed: count,
    unscanned: z.exactOptional(count),
    unchanged: count,
  }),
  open: z.exactOptional(z.object({ total: count, critical: count })),
  placed: z.exactOptional(z.object({ findings: count, cards: count, urgent: count })),
  images: z.array(OutcomeSchema),
  refused: count,
  held: z.union([held, heldOnce]),
  totals: z.exactOptional(
    z.object({ images: count, unjudged: count, vanished: count, held: count }),
  ),
  leftOut: z.exactOptional(LeftOutSchema),
  lostShards: z.exactOptional(z.object({ lost: count, of: count, images: count })),
  knownImages: z.exactOptional(z.array(z.object({ image: z.string(), findings: count }))),
  staleFeeds: z.exactOptional(z.array(staleFeed)),
  due: z.exactOptional(due),
  notArchived: z.exactOptional(z.object({ reason: z.string(), code: z.string() })),
  durationMs: z.number(),
  trivyVersion: z.exactOptional(z.string()),
  databaseAt: z.exactOptional(z.string()),
  error: z.exactOptional(z.string()),
  errorCode: z.exactOptional(z.string()),
});

/** Events of the scanner, source `vulnscan`, with their detail-type as `type`. */
export const ScanEventSchema: z.ZodMiniType<ScanEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Scan Started'),
    ...common,
    images: z.array(z.string()),
    total: z.exactOptional(count),
    startedBy: z.string(),
    shards: z.exactOptional(count),
    done: z.exactOptional(count),
  }),
  z.object({
    type: z.literal('Scan Progress'),
    ...common,
    done: count,
    total: count,
    shard: z.exactOptional(count),
    image: OutcomeSchema,
  }),
  ScanCompletedSchema,
]);
