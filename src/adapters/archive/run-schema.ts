import * as z from 'zod/mini';
import type { CvssScore } from '../../domain/cvss';
import type { ArchivedDatabase, RunPlan, ScannedImage, Shard } from '../../domain/fan-out';
import { SEVERITIES } from '../../domain/finding';
import type { FailedImage } from '../../domain/index-images';
import type { ScanTarget } from '../../domain/scan';
import {
  AffectedImageSchema,
  ExposureSchema,
  VulnerablePackageSchema,
} from '../dynamodb/finding-schema';
import { LeftOutSchema, OutcomeSchema } from '../scan-event-schema';

/** Of the form of the objects. Shards and the reconciliation of a run may be of another version than its plan. */
export const VERSION = 1;

const text = z.string();
const optionalText = z.exactOptional(text);
const version = z.literal(VERSION);
const count = z.int().check(z.minimum(0));

const target: z.ZodMiniType<ScanTarget> = z.object({
  reference: text,
  name: text,
  repository: text,
  tag: optionalText,
  digest: optionalText,
  platform: optionalText,
  services: z.array(text),
  exposure: z.exactOptional(ExposureSchema),
});

export const ShardSchema: z.ZodMiniType<Shard> = z.pipe(
  z.object({
    version,
    number: count,
    images: z.array(z.object({ targets: z.tuple([target], target) })),
  }),
  z.transform(({ version: _, ...shard }) => shard),
);

const database: z.ZodMiniType<ArchivedDatabase> = z.object({ key: text, updatedAt: optionalText });

const plan = z.object({
  version,
  scanId: text,
  at: z.iso.datetime(),
  startedBy: text,
  taskArn: optionalText,
  followed: z.boolean(),
  acceptVanished: z.boolean(),
  trivyVersion: text,
  databases: z.object({ vulnerability: database, java: z.exactOptional(database) }),
  failed: z.array(OutcomeSchema),
  complete: z.boolean(),
  unread: z.array(text),
  present: z.exactOptional(z.array(text)),
  total: count,
  shards: count,
});

export const PlanSchema: z.ZodMiniType<RunPlan> = z.pipe(
  plan,
  z.transform(({ version: _, ...rest }) => rest),
);

const scannedImage: z.ZodMiniType<ScannedImage> = z.object({
  image: AffectedImageSchema,
  os: z.exactOptional(z.object({ family: text, version: optionalText, endOfLife: z.boolean() })),
  builtOn: optionalText,
  coversOs: z.boolean(),
  coversAny: z.boolean(),
  hasOsDetections: z.boolean(),
});

const failedImage: z.ZodMiniType<FailedImage> = z.object({
  name: text,
  tag: optionalText,
  code: text,
});

/** The first line of a result. */
export const ResultHeadSchema = z.object({
  version,
  scanId: text,
  shard: count,
  images: z.array(scannedImage),
  outcomes: z.array(OutcomeSchema),
  failed: z.array(failedImage),
  leftOut: LeftOutSchema,
});

const cvss: z.ZodMiniType<CvssScore> = z.object({
  version: text,
  score: z.exactOptional(z.number()),
  vector: optionalText,
  source: optionalText,
});

/** Each further line: one vulnerability. What its images have in common is there once. */
export const ResultLineSchema = z.object({
  id: text,
  facts: z.array(
    z.object({
      severity: z.enum(SEVERITIES),
      title: text,
      description: text,
      primaryUrl: optionalText,
      score: z.exactOptional(z.number()),
      scoreVersion: optionalText,
      cvss: z.exactOptional(z.array(cvss)),
    }),
  ),
  packages: z.array(z.array(VulnerablePackageSchema)),
  /** Positions of the image, the facts and the packages. */
  rows: z.array(z.tuple([count, count, count])),
});
