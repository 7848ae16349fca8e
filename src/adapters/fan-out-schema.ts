import * as z from 'zod/mini';
import type { FanOutEnd, RunningFanOut } from '../domain/fan-out';
import { parseJson } from '../domain/json';

const text = z.string();
const optionalText = z.exactOptional(text);

/** The input of an execution. */
const FanOutSchema: z.ZodMiniType<RunningFanOut> = z.object({
  scanId: text,
  taskArn: optionalText,
  images: z.array(text),
  startedBy: text,
  startedAt: text,
  request: optionalText,
  acceptVanished: z.exactOptional(z.boolean()),
});

/** What an execution says of its scan. Somebody may start one by hand: then only its name and its time are known. */
export function readFanOut(
  input: string | null | undefined,
  name: string,
  startedAt: string = new Date(0).toISOString(),
): RunningFanOut {
  const parsed = FanOutSchema.safeParse(parseJson(input ?? ''));
  if (parsed.success) return parsed.data;
  return { scanId: name, images: [], startedBy: 'unknown', startedAt };
}

/** The largest is the end of JavaScript's time. */
const time = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));

/**
 * `Step Functions Execution Status Change` of an execution that did not succeed (Step Functions developer guide, "Events").
 * Its times are milliseconds since 1970; input and cause may be left out.
 */
const RawEnd = z.object({
  name: text,
  status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: time,
  stopDate: z.nullish(time),
  input: z.nullish(text),
  cause: z.nullish(text),
});

export const ExecutionDetail = z.pipe(RawEnd, z.transform(toEnd));

function toEnd({ name, status, input, cause, ...times }: z.infer<typeof RawEnd>): FanOutEnd {
  return {
    run: readFanOut(input, name, isoOf(times.startDate)),
    status,
    at: isoOf(times.stopDate ?? times.startDate),
    ...(cause && { cause }),
  };
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
