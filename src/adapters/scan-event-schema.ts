import * as z from 'zod/mini';
import { SEVERITIES } from '../domain/finding';
import type { ScanEvent } from '../domain/scan';

const count = z.int().check(z.minimum(0));

const outcome = z.object({
  image: z.string(),
  findings: z.exactOptional(z.partialRecord(z.enum(SEVERITIES), count)),
  error: z.exactOptional(z.string()),
  errorCode: z.exactOptional(z.string()),
});

const common = { scanId: z.string(), at: z.string(), taskArn: z.exactOptional(z.string()) };

export const ScanCompletedSchema = z.object({
  type: z.literal('Scan Completed'),
  ...common,
  counts: z.object({ new: count, reopened: count, fixed: count, unchanged: count }),
  images: z.array(outcome),
  refused: count,
  held: count,
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
    startedBy: z.string(),
  }),
  z.object({
    type: z.literal('Scan Progress'),
    ...common,
    done: count,
    total: count,
    image: outcome,
  }),
  ScanCompletedSchema,
]);
