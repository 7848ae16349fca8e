import * as z from 'zod/mini';
import { defined } from '../domain/defined';
import type { ScanTask } from '../domain/scan';
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
const RawTask = z.object({
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
});

export const TaskDetail = z.pipe(RawTask, z.transform(toTask));

function toTask(raw: z.infer<typeof RawTask>): ScanTask {
  const { startedBy, createdAt, startedAt, stoppedAt, stopCode, stoppedReason } = raw;
  const exitCode = ownContainer(raw.containers)?.exitCode;
  const variables = ownContainer(raw.overrides?.containerOverrides)?.environment ?? [];
  return {
    arn: raw.taskArn,
    lastStatus: raw.lastStatus,
    environment: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    ...defined({ startedBy, createdAt, startedAt, stoppedAt, stopCode, stoppedReason, exitCode }),
  };
}
