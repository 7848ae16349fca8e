import * as z from 'zod/mini';
import { SEVERITIES } from '../domain/finding';
import type { ScanEvent, ScanTask } from '../domain/scan';
import { ownContainer } from './own-container';

/** EventBridge's envelope (EventBridge user guide, "event structure"); what is not used may be missing. */
export const Envelope = z.object({
  id: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  time: z.string(),
  detail: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;

/** `Security Hub Findings - Imported`: one finding an event, in a list. */
export const FindingsDetail = z.object({ findings: z.array(z.unknown()).check(z.minLength(1)) });

const text = z.optional(z.string());

/** The part of `ECS Task State Change` that the message of a scan shows. */
export const TaskDetail = z.pipe(
  z.object({
    taskArn: z.string(),
    lastStatus: z.string(),
    startedBy: text,
    createdAt: text,
    startedAt: text,
    stoppedAt: text,
    stopCode: text,
    stoppedReason: text,
    containers: z.optional(z.array(z.object({ name: text, exitCode: z.optional(z.number()) }))),
    overrides: z.optional(
      z.object({
        containerOverrides: z.optional(
          z.array(
            z.object({
              name: text,
              environment: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
            }),
          ),
        ),
      }),
    ),
  }),
  z.transform(toTask),
);

interface RawTask {
  taskArn: string;
  lastStatus: string;
  startedBy?: string | undefined;
  createdAt?: string | undefined;
  startedAt?: string | undefined;
  stoppedAt?: string | undefined;
  stopCode?: string | undefined;
  stoppedReason?: string | undefined;
  containers?: { name?: string | undefined; exitCode?: number | undefined }[] | undefined;
  overrides?:
    | {
        containerOverrides?:
          | {
              name?: string | undefined;
              environment?: { name: string; value: string }[] | undefined;
            }[]
          | undefined;
      }
    | undefined;
}

function toTask(raw: RawTask): ScanTask {
  const { startedBy, createdAt, startedAt, stoppedAt, stopCode, stoppedReason } = raw;
  const exitCode = ownContainer(raw.containers)?.exitCode;
  const variables = ownContainer(raw.overrides?.containerOverrides)?.environment ?? [];
  return {
    arn: raw.taskArn,
    lastStatus: raw.lastStatus,
    environment: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    ...(startedBy !== undefined && { startedBy }),
    ...(createdAt !== undefined && { createdAt }),
    ...(startedAt !== undefined && { startedAt }),
    ...(stoppedAt !== undefined && { stoppedAt }),
    ...(stopCode !== undefined && { stopCode }),
    ...(stoppedReason !== undefined && { stoppedReason }),
    ...(exitCode !== undefined && { exitCode }),
  };
}

const count = z.int().check(z.minimum(0));

const outcome = z.object({
  image: z.string(),
  findings: z.exactOptional(z.partialRecord(z.enum(SEVERITIES), count)),
  error: z.exactOptional(z.string()),
  errorCode: z.exactOptional(z.string()),
});

const common = { scanId: z.string(), at: z.string(), taskArn: z.exactOptional(z.string()) };

/** What the scanner says of itself, source `vulnscan`; the detail-type is put beside the detail. */
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
  z.object({
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
  }),
]);
