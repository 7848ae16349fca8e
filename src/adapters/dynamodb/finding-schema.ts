import * as z from 'zod/mini';
import type { Basis } from '../../domain/basis';
import {
  type AffectedImage,
  type Finding,
  type Note,
  SEVERITIES,
  TARGET_KINDS,
  UNFIXED_STATUSES,
  type VulnerablePackage,
  WORKFLOW_STATUSES,
} from '../../domain/finding';
import type { Change, Known, Row } from '../../domain/ledger';
import type { MaterialChange, MovedDate, UntoldChange } from '../../domain/material-change';
import type { Remedy } from '../../domain/remedy';
import { type Exposure, OUTCOMES, type Urgency } from '../../domain/urgency';
import { PLACES } from '../../domain/workflow';

/*
 * What our own code wrote. It is checked all the same: an item may come from another version, or from anyone in the
 * account who may write to the table.
 */

const text = z.string();
const optionalText = z.exactOptional(text);
const status = z.enum(WORKFLOW_STATUSES);
const severity = z.enum(SEVERITIES);
const recordState = z.enum(['ACTIVE', 'ARCHIVED']);

export const VulnerablePackageSchema: z.ZodMiniType<VulnerablePackage> = z.object({
  name: text,
  installedVersion: text,
  fixedVersion: optionalText,
  path: optionalText,
  status: z.exactOptional(z.enum(UNFIXED_STATUSES)),
  type: optionalText,
  source: z.exactOptional(z.object({ name: text, version: text, module: optionalText })),
  image: optionalText,
  tag: optionalText,
});

export const ExposureSchema: z.ZodMiniType<Exposure> = z.union([
  z.object({ exposed: z.enum(['yes', 'no']), source: z.enum(['configured', 'derived']) }),
  z.object({ exposed: z.literal('unknown') }),
]);

const urgency: z.ZodMiniType<Urgency> = z.object({
  outcome: z.enum(OUTCOMES),
  since: text,
  dueAt: optionalText,
  clocks: z.exactOptional(
    z.object({ '3D': optionalText, '14D': optionalText, '60D': optionalText }),
  ),
  exposed: z.enum(['yes', 'no', 'unknown']),
  exploitedSince: optionalText,
  automatable: z.boolean(),
  impact: z.enum(['partial', 'total']),
  vectorSource: z.enum(['cvss', 'assumed']),
  epss: z.exactOptional(z.object({ score: z.number(), percentile: z.number() })),
});

export const AffectedImageSchema: z.ZodMiniType<AffectedImage> = z.object({
  name: text,
  repository: text,
  tag: optionalText,
  digest: optionalText,
  platform: optionalText,
  endOfLife: optionalText,
  system: optionalText,
  kind: z.exactOptional(z.enum(TARGET_KINDS)),
  services: z.array(text),
  exposure: z.exactOptional(ExposureSchema),
});

export const BasisSchema: z.ZodMiniType<Basis> = z.object({
  place: z.enum(PLACES),
  images: z.exactOptional(z.array(text)),
  unnamed: optionalText,
  severity,
  exploited: z.exactOptional(z.boolean()),
  exposed: z.exactOptional(z.boolean()),
  fixable: z.exactOptional(z.boolean()),
});

const note: z.ZodMiniType<Note> = z.object({
  text,
  updatedBy: text,
  updatedAt: optionalText,
});

const scan = z.object({
  id: text,
  newFindings: z.number(),
  newCards: z.exactOptional(z.number()),
  rebuild: z.exactOptional(z.object({ clears: z.number(), of: z.number(), builtOn: optionalText })),
  page: z.exactOptional(z.object({ name: text, size: z.number() })),
  databaseAt: optionalText,
  staleKev: z.exactOptional(z.object({ copyOf: optionalText })),
  inherited: z.exactOptional(z.object({ status: z.enum(['RESOLVED', 'SUPPRESSED']), note })),
});

const remedy: z.ZodMiniType<Remedy> = z.object({
  key: text,
  name: text,
  rows: z.array(
    z.object({
      installed: text,
      target: optionalText,
      isMajor: z.exactOptional(z.literal(true)),
      leaves: z.exactOptional(z.array(text)),
      reported: optionalText,
    }),
  ),
  isConfirmed: z.exactOptional(z.literal(true)),
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
  urgency: z.exactOptional(urgency),
  remedies: z.exactOptional(z.array(remedy)),
  packages: z.array(VulnerablePackageSchema),
  images: z.array(AffectedImageSchema),
  unnamed: z.exactOptional(z.object({ count: z.number(), names: optionalText })),
  generatorId: text,
  accountId: text,
  region: text,
  providerSeverity: z.exactOptional(severity),
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
  action: z.enum(['resolve', 'suppress', 'extend', 'reopen', 'adopted', 'shown']),
  reason: optionalText,
});

export const MaterialChangeSchema: z.ZodMiniType<MaterialChange> = z.discriminatedUnion('cause', [
  z.object({ cause: z.literal('exploited'), since: text }),
  z.object({ cause: z.literal('exposed'), images: z.array(text) }),
  z.object({ cause: z.literal('severity'), from: severity, to: severity }),
  z.object({
    cause: z.literal('image'),
    images: z.array(text),
    isExposed: z.boolean(),
    more: z.exactOptional(z.number()),
  }),
  z.object({ cause: z.literal('fix'), fixes: z.array(text) }),
]);

export const MovedDateSchema: z.ZodMiniType<MovedDate> = z.object({
  now: text,
  before: optionalText,
});

export const UntoldSchema: z.ZodMiniType<UntoldChange> = z.object({
  change: MaterialChangeSchema,
  scanId: text,
  due: z.exactOptional(MovedDateSchema),
  isUrgent: z.boolean(),
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
  remedy: z.exactOptional(z.object({ key: text, name: text })),
  scanId: optionalText,
  createdAt: text,
  updatedAt: text,
  closedAt: optionalText,
  by: optionalText,
  until: optionalText,
  dueAt: optionalText,
  exploited: z.exactOptional(z.boolean()),
});
