import * as z from 'zod/mini';
import {
  type Finding,
  type Note,
  SEVERITIES,
  TARGET_KINDS,
  UNFIXED_STATUSES,
  type VulnerablePackage,
  WORKFLOW_STATUSES,
} from '../../domain/finding';
import type { Change, Known, Row } from '../../domain/ledger';

/*
 * What our own code wrote. It is checked all the same: an item may come from another version, or from anyone in the
 * account who may write to the table.
 */

const text = z.string();
const optionalText = z.exactOptional(text);
const status = z.enum(WORKFLOW_STATUSES);
const severity = z.enum(SEVERITIES);
const recordState = z.enum(['ACTIVE', 'ARCHIVED']);

const vulnerablePackage: z.ZodMiniType<VulnerablePackage> = z.object({
  name: text,
  installedVersion: text,
  fixedVersion: optionalText,
  path: optionalText,
  status: z.exactOptional(z.enum(UNFIXED_STATUSES)),
  type: optionalText,
  image: optionalText,
  tag: optionalText,
});

const affectedImage = z.object({
  name: text,
  repository: text,
  tag: optionalText,
  digest: optionalText,
  platform: optionalText,
  endOfLife: optionalText,
  kind: z.exactOptional(z.enum(TARGET_KINDS)),
  services: z.array(text),
});

const note: z.ZodMiniType<Note> = z.object({
  text,
  updatedBy: text,
  updatedAt: optionalText,
});

const scan = z.object({
  id: text,
  newFindings: z.number(),
  page: z.exactOptional(z.object({ name: text, size: z.number() })),
  databaseAt: optionalText,
  inherited: z.exactOptional(z.object({ status: z.enum(['RESOLVED', 'SUPPRESSED']), note })),
});

export const FindingSchema: z.ZodMiniType<Finding> = z.object({
  id: text,
  productArn: text,
  vulnerabilityId: text,
  severity,
  title: text,
  description: text,
  primaryUrl: optionalText,
  score: z.exactOptional(z.number()),
  scoreVersion: optionalText,
  renamedFrom: optionalText,
  packages: z.array(vulnerablePackage),
  images: z.array(affectedImage),
  generatorId: text,
  accountId: text,
  region: text,
  workflowStatus: status,
  recordState,
  note: z.exactOptional(note),
  mark: z.object({ seq: z.number(), status }),
  scan: z.exactOptional(scan),
  createdAt: text,
  updatedAt: text,
});

export const KnownSchema: z.ZodMiniType<Known> = z.object({
  seq: z.number(),
  status,
  time: z.number(),
});

export const ChangeSchema: z.ZodMiniType<Change> = z.object({
  seq: z.number(),
  at: text,
  status,
  by: text,
  action: z.enum(['resolve', 'suppress', 'reopen', 'adopted', 'shown']),
  reason: optionalText,
});

export const RowSchema: z.ZodMiniType<Row> = z.object({
  hash: text,
  key: z.object({ id: text, productArn: text }),
  vulnerabilityId: text,
  base: z.number(),
  severity,
  status,
  recordState,
  images: z.array(text),
  packages: z.array(text),
  fix: z.exactOptional(z.boolean()),
  scanId: optionalText,
  createdAt: text,
  updatedAt: text,
  closedAt: optionalText,
  until: optionalText,
});
