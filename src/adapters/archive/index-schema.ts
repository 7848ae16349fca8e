import * as z from 'zod/mini';
import { HELD_REASONS } from '../../domain/evidence';
import { SEVERITIES, UNFIXED_STATUSES } from '../../domain/finding';
import type { IndexBucket, IndexedScan, IndexPointer } from '../../domain/vulnerability-index';

/** Of the form of the objects. A reader that does not know it answers as if there were no index. */
export const VERSION = 1;

const text = z.string();
const optionalText = z.exactOptional(text);
const version = z.literal(VERSION);
const position = z.int().check(z.minimum(0));

const judged = {
  name: text,
  tag: optionalText,
  failed: optionalText,
  doubt: z.exactOptional(z.object({ reason: z.enum(HELD_REASONS), os: optionalText })),
  scannedAt: optionalText,
};

const vulnerability = z.object({
  id: text,
  severity: z.enum(SEVERITIES),
  score: z.exactOptional(z.number()),
  scoreVersion: optionalText,
  title: text,
  primaryUrl: optionalText,
  packages: z.array(
    z.object({
      name: text,
      installedVersion: text,
      fixedVersion: optionalText,
      path: optionalText,
      status: z.exactOptional(z.enum(UNFIXED_STATUSES)),
      type: optionalText,
      images: z.array(position),
    }),
  ),
});

export const PointerSchema: z.ZodMiniType<IndexPointer> = z.object({
  version,
  run: text.check(z.regex(/^[0-9A-Za-z-]{1,100}$/)),
  at: z.iso.datetime(),
  databaseAt: optionalText,
  buckets: z.int().check(z.minimum(1), z.maximum(100_000)),
});

export const BucketSchema: z.ZodMiniType<IndexBucket> = z.object({
  version,
  images: z.array(z.object(judged)),
  vulnerabilities: z.array(vulnerability),
});

export const ScanSchema: z.ZodMiniType<IndexedScan> = z.object({
  version,
  scanId: text,
  at: text,
  databaseAt: optionalText,
  trivyVersion: optionalText,
  images: z.array(z.object({ ...judged, digest: optionalText, platform: optionalText })),
});
